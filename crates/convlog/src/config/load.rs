//! Putting the sources on top of each other.

use std::fmt;

use super::setting::{Origin, Setting, settings};
use super::{Config, Sources, default_data_dir};

/// A configuration, and where each of its values came from.
#[derive(Clone, Debug)]
pub(crate) struct Loaded {
    /// The values.
    pub(crate) config: Config,
    /// Where each came from, in the order of [`settings`].
    pub(crate) origins: Vec<Origin>,
}

/// Everything that is wrong with the sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problems(pub(crate) Vec<String>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the configuration cannot be used: {}", self.0.join("; "))
    }
}

/// Returns the effective configuration.
///
/// # Errors
/// Every problem of every source, so that one look is enough.
pub(crate) fn load(sources: &Sources) -> Result<Loaded, Problems> {
    let mut problems = Vec::new();
    let file = read_file(sources, &mut problems);
    let mut config = Config::default();
    config.store.sqlite.data_dir = default_data_dir(|name| sources.variable(name).map(str::to_owned));
    let mut origins = Vec::new();
    for setting in settings() {
        let given = find(setting, sources, &file);
        if let Some((origin, text)) = &given
            && let Err(expected) = (setting.set)(&mut config, text)
        {
            problems.push(format!("{} (from {origin}) {expected}", setting.key()));
        }
        origins.push(given.map_or(Origin::Default, |(origin, _)| origin));
    }
    if config.store.master_key.is_some() && config.store.master_key_file.is_some() {
        problems.push("there is a master key and a file with one: set only one of the two".to_owned());
    }
    let (previous, previous_file) = (&config.store.master_key_previous, &config.store.master_key_previous_file);
    if previous.is_some() && previous_file.is_some() {
        problems.push("there is a previous master key and a file with one: set only one of the two".to_owned());
    }
    if (previous.is_some() || previous_file.is_some())
        && config.store.master_key.is_none()
        && config.store.master_key_file.is_none()
    {
        problems.push("there is a previous master key and no new one: set the new one too".to_owned());
    }
    problems.extend(config.adopt.problem().map(str::to_owned));
    problems.extend(unknown_variables(sources));
    if problems.is_empty() { Ok(Loaded { config, origins }) } else { Err(Problems(problems)) }
}

/// Returns what the strongest source says about a setting.
fn find(setting: &Setting, sources: &Sources, file: &[(String, String)]) -> Option<(Origin, String)> {
    if let Some((name, value)) = sources.flags.iter().find(|(name, _)| Some(*name) == setting.flag) {
        return Some((Origin::Flag(name), value.clone()));
    }
    for name in [Some(setting.variable()), setting.short_variable.map(str::to_owned)].into_iter().flatten() {
        if let Some(value) = sources.variable(&name) {
            let value = value.to_owned();
            return Some((Origin::Variable(name), value));
        }
    }
    let (_, value) = file.iter().find(|(key, _)| *key == setting.key())?;
    Some((Origin::File(sources.file.as_ref()?.0.clone()), value.clone()))
}

/// Returns the file as `section.name` and text, and notes what nobody would look at.
fn read_file(sources: &Sources, problems: &mut Vec<String>) -> Vec<(String, String)> {
    let Some((path, text)) = &sources.file else { return Vec::new() };
    let path = path.display();
    let table: toml::Table = match toml::from_str(text) {
        Ok(table) => table,
        Err(error) => {
            problems.push(format!("{path} is not TOML: {}", error.message()));
            return Vec::new();
        }
    };
    let mut found = Vec::new();
    for (section, settings_of_it) in &table {
        let toml::Value::Table(members) = settings_of_it else {
            problems.push(format!("{path}: {section} stands outside a [section]"));
            continue;
        };
        for (name, value) in members {
            let key = format!("{section}.{name}");
            match settings().find(|setting| setting.key() == key) {
                None => problems.push(format!("{path}: there is no setting {key}")),
                Some(setting) if setting.secret => {
                    problems.push(format!("{path}: {key} is a secret; give it as {}", setting.variable()));
                }
                Some(_) => match value {
                    toml::Value::String(text) => found.push((key, text.clone())),
                    toml::Value::Integer(number) => found.push((key, number.to_string())),
                    toml::Value::Boolean(flag) => found.push((key, flag.to_string())),
                    _ => problems.push(format!("{path}: {key} must be a text, a whole number, true or false")),
                },
            }
        }
    }
    found
}

fn unknown_variables(sources: &Sources) -> impl Iterator<Item = String> + '_ {
    let names = sources.variables.iter().map(|(name, _)| name).filter(|name| name.starts_with("CONVLOG__"));
    names
        .filter(|name| settings().all(|setting| setting.variable() != **name))
        .map(|name| format!("there is no setting for the variable {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(file: &str, variables: &[(&str, &str)], flags: &[(&'static str, &str)]) -> Sources {
        Sources {
            file: Some(("convlog.toml".into(), file.to_owned())),
            variables: variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            flags: flags.iter().map(|(name, value)| (*name, (*value).to_owned())).collect(),
        }
    }

    fn origin(loaded: &Loaded, key: &str) -> String {
        let at = settings().position(|setting| setting.key() == key).unwrap();
        loaded.origins[at].to_string()
    }

    #[test]
    fn a_stronger_source_wins_and_is_named() {
        let file = "[server]\nlisten = '127.0.0.1:1'\nstarter = false\n[log]\nformat = 'json'";
        let variables = [("CONVLOG__SERVER__LISTEN", "127.0.0.1:2"), ("CONVLOG_LOG", "debug"), ("HOME", "/srv/ada")];
        let loaded = load(&sources(file, &variables, &[])).unwrap();
        assert_eq!(loaded.config.server.listen, "127.0.0.1:2");
        assert!(!loaded.config.server.starter);
        assert_eq!(loaded.config.log.filter, "debug");
        assert_eq!(origin(&loaded, "server.listen"), "CONVLOG__SERVER__LISTEN");
        assert_eq!(origin(&loaded, "server.starter"), "convlog.toml");
        assert_eq!(origin(&loaded, "store.data_dir"), "default");
        assert_eq!(loaded.config.store.sqlite.data_dir.to_str(), Some("/srv/ada/.local/share/convlog"));
        let loaded = load(&sources(file, &variables, &[("--listen", "127.0.0.1:3")])).unwrap();
        assert_eq!(
            (loaded.config.server.listen.as_str(), origin(&loaded, "server.listen").as_str()),
            ("127.0.0.1:3", "--listen")
        );
    }

    #[test]
    fn every_problem_comes_out_at_once() {
        let file = "lonely = 1\n[server]\nlisten = '8080'\nport = 1\n[store]\nmaster_key = '00'\n[log]\nformat = []";
        let variables =
            [("CONVLOG__SERVER__LISTN", "x"), ("CONVLOG__LOG__FILTER", "a=b=c"), ("CONVLOG_MASTER_KEY", "s3cret")];
        let problems = load(&sources(file, &variables, &[("--master-key-file", "/k")])).unwrap_err();
        assert_eq!(problems.0.len(), 8, "{problems}");
        assert!(!problems.to_string().contains("s3cret"));
    }

    #[test]
    fn an_empty_variable_counts_as_absent() {
        let loaded = load(&sources("", &[("CONVLOG_LOG", ""), ("CONVLOG__SERVER__LISTEN", "")], &[])).unwrap();
        assert_eq!(loaded.config.log.filter, "info");
    }
}
