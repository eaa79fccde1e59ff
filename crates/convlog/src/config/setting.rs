//! What a setting is: a name, its default, where it may come from, and how its text becomes a value.

use std::fmt;
use std::path::PathBuf;

use super::{Config, adopt, log, quotas, server, store};

type Set = fn(&mut Config, &str) -> Result<(), String>;
type Get = fn(&Config) -> Option<String>;

/// One setting. All sources speak text; `set` reads it and `get` writes it.
pub(crate) struct Setting {
    /// The section it stands in.
    pub(crate) section: &'static str,
    /// Its name there, with its unit.
    pub(crate) name: &'static str,
    /// What it means.
    pub(crate) doc: &'static str,
    /// Its default, in words.
    pub(crate) default: &'static str,
    /// A shorter variable beside `CONVLOG__SECTION__NAME`, which wins over it.
    pub(crate) short_variable: Option<&'static str>,
    /// The flag of `convlog serve`.
    pub(crate) flag: Option<&'static str>,
    /// Whether it is a secret: never printed, and not taken from a file that has other things in it.
    pub(crate) secret: bool,
    /// Takes a value, or says what would be one.
    pub(crate) set: Set,
    /// Returns the value as text, if there is one.
    pub(crate) get: Get,
}

/// Returns every setting, in the order of the reference page.
pub(crate) fn settings() -> impl Iterator<Item = &'static Setting> {
    server::SETTINGS.iter().chain(store::SETTINGS).chain(quotas::SETTINGS).chain(adopt::SETTINGS).chain(log::SETTINGS)
}

impl Setting {
    /// A setting that has neither a flag nor a shorter variable and is no secret.
    pub(super) const fn plain(
        key: (&'static str, &'static str),
        doc: &'static str,
        default: &'static str,
        set: Set,
        get: Get,
    ) -> Setting {
        let (section, name) = key;
        Setting { section, name, doc, default, short_variable: None, flag: None, secret: false, set, get }
    }

    /// Returns `section.name`.
    pub(crate) fn key(&self) -> String {
        format!("{}.{}", self.section, self.name)
    }

    /// Returns the variable that every setting has.
    pub(crate) fn variable(&self) -> String {
        format!("CONVLOG__{}__{}", self.section.to_ascii_uppercase(), self.name.to_ascii_uppercase())
    }
}

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Nobody said anything.
    Default,
    /// The file.
    File(PathBuf),
    /// A variable of the environment.
    Variable(String),
    /// A flag.
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Default => f.write_str("default"),
            Origin::File(path) => write!(f, "{}", path.display()),
            Origin::Variable(name) => f.write_str(name),
            Origin::Flag(name) => f.write_str(name),
        }
    }
}

/// Reads `true` or `false`.
pub(super) fn flag(text: &str) -> Result<bool, String> {
    text.parse().map_err(|_| "must be true or false".to_owned())
}

/// Reads a number above zero.
pub(super) fn number<T: std::str::FromStr + PartialOrd + Default>(text: &str) -> Result<T, String> {
    let number = text.parse().ok().filter(|number| *number > T::default());
    number.ok_or_else(|| "must be a whole number above zero".to_owned())
}

/// Declares a setting that is a number.
macro_rules! number_setting {
    ($section:literal, $name:literal, $doc:expr, $default:literal, |$config:ident| $place:expr) => {
        $crate::config::Setting::plain(
            ($section, $name),
            $doc,
            $default,
            |$config, text| $crate::config::setting::number(text).map(|number| $place = number),
            |$config| Some($place.to_string()),
        )
    };
}
pub(super) use number_setting;

/// Declares a setting that is a span of time in milliseconds.
macro_rules! millis_setting {
    ($section:literal, $name:literal, $doc:expr, $default:literal, |$config:ident| $place:expr) => {
        $crate::config::Setting::plain(
            ($section, $name),
            $doc,
            $default,
            |$config, text| {
                let millis = $crate::config::setting::number(text)?;
                $place = std::time::Duration::from_millis(millis);
                Ok(())
            },
            |$config| Some($place.as_millis().to_string()),
        )
    };
}
pub(super) use millis_setting;

/// Declares a setting that is a file, and none unless it is given.
macro_rules! file_setting {
    ($section:literal, $name:literal, $doc:expr, $default:literal, $flag:expr, |$config:ident| $place:expr) => {
        $crate::config::Setting {
            flag: $flag,
            ..$crate::config::Setting::plain(
                ($section, $name),
                $doc,
                $default,
                |$config, text| {
                    $place = Some(std::path::PathBuf::from(text));
                    Ok(())
                },
                |$config| $place.as_ref().map(|path| path.display().to_string()),
            )
        }
    };
}
pub(super) use file_setting;

/// Declares a setting that is a secret, and none unless it is given.
macro_rules! secret_setting {
    ($section:literal, $name:literal, $doc:expr, $variable:literal, |$config:ident| $place:expr) => {
        $crate::config::Setting {
            short_variable: Some($variable),
            secret: true,
            ..$crate::config::Setting::plain(
                ($section, $name),
                $doc,
                "none",
                |$config, text| {
                    $place = Some($crate::config::Secret::new(text));
                    Ok(())
                },
                |$config| $place.as_ref().map(|_| "[redacted]".to_owned()),
            )
        }
    };
}
pub(super) use secret_setting;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn the_default_that_is_written_down_is_the_one_that_is_used() {
        let config = Config::default();
        for setting in settings() {
            // What stands between the first backquotes is a value; words say what else holds.
            let Some(written) = setting.default.strip_prefix('`').and_then(|text| text.split('`').next()) else {
                continue;
            };
            if setting.name != "data_dir" {
                assert_eq!((setting.get)(&config).as_deref(), Some(written), "{}.{}", setting.section, setting.name);
            }
        }
    }
}
