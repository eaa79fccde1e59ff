//! Collecting what a configuration is made from. The file and the environment are read here and nowhere else.

use std::path::{Path, PathBuf};

use crate::failure::{Exit, Failure};

/// What a configuration is made from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sources {
    /// The file: its path, and what is in it.
    pub(crate) file: Option<(PathBuf, String)>,
    /// The environment.
    pub(crate) variables: Vec<(String, String)>,
    /// The flags that were given: the flag's name, and its value.
    pub(crate) flags: Vec<(&'static str, String)>,
}

impl Sources {
    /// Reads the file, if one is named, and the environment of this process.
    pub(crate) fn read(file: Option<&Path>, flags: Vec<(&'static str, String)>) -> Result<Sources, Failure> {
        let file = file.map(|path| {
            let text = std::fs::read_to_string(path).map_err(|error| {
                Failure::new(Exit::Usage, format!("cannot read the configuration file {}: {error}", path.display()))
                    .advise("check the path and its permissions, or omit --config")
            })?;
            Ok((path.to_owned(), text))
        });
        // A variable that is no text cannot be one of ours.
        let variables = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        Ok(Sources { file: file.transpose()?, variables, flags })
    }

    /// Returns a variable that is set to something.
    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        let found = self.variables.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }
}

/// Returns the data directory of those who name none.
pub(crate) fn default_data_dir(variable: impl Fn(&str) -> Option<String>) -> PathBuf {
    let variable = |name| variable(name).filter(|value| !value.is_empty());
    match (variable("XDG_DATA_HOME"), variable("HOME")) {
        (Some(data), _) => Path::new(&data).join("convlog"),
        (None, Some(home)) => Path::new(&home).join(".local/share/convlog"),
        (None, None) => PathBuf::from("convlog-data"),
    }
}

/// Returns the data directory of a command that works beside a server: as given, or else where `serve` would look.
pub(crate) fn data_dir(given: Option<&Path>) -> PathBuf {
    given.map_or_else(|| default_data_dir(|name| std::env::var(name).ok()), Path::to_owned)
}
