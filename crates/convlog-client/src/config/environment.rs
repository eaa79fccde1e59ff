//! What an environment says of a configuration: each variable by itself, so that one that cannot be used touches no other.

use std::path::PathBuf;
use std::time::Duration;

use convlog_core::ids::trim;
use convlog_core::record::yes_or_no;

use super::{Config, Secret};

/// What an environment says: a configuration that can be used, and what of it could not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// What was read; the default stands for what could not be.
    pub config: Config,
    /// One sentence for each variable that could not be used; no value is in it.
    pub problems: Vec<String>,
}

impl Config {
    /// Returns the defaults overridden by what `variable` gives for each `CONVLOG_…` name.
    ///
    /// White space around a value is none of it, and an empty value counts as absent. Each variable that cannot be used
    /// leaves its own default in force and nothing else.
    #[must_use]
    pub fn from_env(variable: impl Fn(&str) -> Option<String>) -> Settings {
        let variable =
            |name: &str| variable(name).map(|value| trim(&value).to_owned()).filter(|value| !value.is_empty());
        let config = Config { spool_dir: Some(default_spool_dir(&variable)), ..Config::default() };
        let mut settings = Settings { config, problems: Vec::new() };
        for (name, set) in VARIABLES {
            if let Some(text) = variable(name) {
                settings.set(name, |config| set(config, &text));
            }
        }
        settings
    }
}

fn default_spool_dir(variable: &impl Fn(&str) -> Option<String>) -> PathBuf {
    if let Some(dir) = variable("CONVLOG_SPOOL_DIR") {
        return PathBuf::from(dir);
    }
    if let Some(state) = variable("XDG_STATE_HOME") {
        return PathBuf::from(state).join("convlog/spool");
    }
    if let Some(home) = variable("HOME") {
        return PathBuf::from(home).join(".local/state/convlog/spool");
    }
    let temporary = variable("TMPDIR").map_or_else(|| PathBuf::from("/tmp"), PathBuf::from);
    temporary.join(format!("convlog-{}/spool", rustix::process::getuid().as_raw()))
}

/// Sets what a variable stands for.
type Set = fn(&mut Config, &str) -> Result<(), String>;

const VARIABLES: [(&str, Set); 13] = [
    ("CONVLOG_URL", |config, text| set(&mut config.url, text.to_owned())),
    ("CONVLOG_API_KEY", |config, text| set(&mut config.api_key, Secret::new(text))),
    ("CONVLOG_SPOOL_DIR", |config, text| set(&mut config.spool_dir, PathBuf::from(text))),
    ("CONVLOG_SPOOL_BYTES_MAX", |config, text| number(text).map(|count| config.spool_bytes_max = count)),
    ("CONVLOG_SPOOL_DAYS_MAX", |config, text| number(text).map(|count| config.set_spool_days_max(count))),
    ("CONVLOG_MEMORY_BYTES_MAX", |config, text| number(text).map(|count| config.memory_bytes_max = count)),
    ("CONVLOG_PLAIN_WRITES", |config, text| {
        config.plain_writes = yes_or_no(text).ok_or("plain_writes must be yes or no")?;
        Ok(())
    }),
    ("CONVLOG_LEVEL", Config::set_level),
    ("CONVLOG_ACCOUNT_ID", |config, text| set(&mut config.account_id, text.to_owned())),
    ("CONVLOG_PROJECT_ID", |config, text| set(&mut config.project_id, text.to_owned())),
    ("CONVLOG_ENVIRONMENT", |config, text| set(&mut config.environment, text.to_owned())),
    ("CONVLOG_FLUSH_INTERVAL_MS", |config, text| millis(text).map(|time| config.flush_interval = time)),
    ("CONVLOG_REQUEST_TIMEOUT_MS", |config, text| millis(text).map(|time| config.request_timeout = time)),
];

impl Settings {
    /// Changes a setting, unless what comes of it cannot be used.
    fn set(&mut self, name: &str, change: impl FnOnce(&mut Config) -> Result<(), String>) {
        let mut changed = self.config.clone();
        let done = change(&mut changed).map_err(|problem| vec![problem]).and_then(|()| match changed.problems() {
            problems if problems.is_empty() => Ok(()),
            problems => Err(problems),
        });
        match done {
            Ok(()) => self.config = changed,
            // Each begins with the name of what it is about, for which the variable stands here.
            Err(problems) => self.problems.extend(problems.iter().map(|problem| {
                let rest = problem.split_once(' ').map_or(problem.as_str(), |(_, rest)| rest);
                format!("{name} {rest}, so its default is used")
            })),
        }
    }
}

#[expect(clippy::unnecessary_wraps, reason = "it stands where others may fail")]
fn set<T>(setting: &mut Option<T>, value: T) -> Result<(), String> {
    *setting = Some(value);
    Ok(())
}

fn number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "it must be a whole number, zero or greater".to_owned())
}

fn millis(text: &str) -> Result<Duration, String> {
    number(text).map(Duration::from_millis)
}

#[cfg(test)]
mod tests {
    use convlog_core::Level;

    use super::*;
    use crate::config::days;

    fn from(pairs: &[(&str, &str)]) -> Settings {
        Config::from_env(|name| pairs.iter().find(|pair| pair.0 == name).map(|pair| pair.1.to_owned()))
    }

    #[test]
    fn each_variable_that_cannot_be_used_leaves_its_own_default_and_the_others_in_force() {
        let bad = [
            ("CONVLOG_URL", "ftp://example.com"),
            ("CONVLOG_API_KEY", "se cret"),
            ("CONVLOG_SPOOL_BYTES_MAX", "lots"),
            ("CONVLOG_SPOOL_DAYS_MAX", "0"),
            ("CONVLOG_MEMORY_BYTES_MAX", "7"),
            ("CONVLOG_PLAIN_WRITES", "perhaps"),
            ("CONVLOG_LEVEL", "loud"),
            ("CONVLOG_ACCOUNT_ID", "Acme Ltd"),
            ("CONVLOG_PROJECT_ID", "front/desk"),
            ("CONVLOG_ENVIRONMENT", &"e".repeat(300)),
            ("CONVLOG_FLUSH_INTERVAL_MS", "-1"),
            ("CONVLOG_REQUEST_TIMEOUT_MS", "0"),
        ];
        let good = [
            ("CONVLOG_URL", "http://127.0.0.1:1"),
            ("CONVLOG_API_KEY", "s3cret"),
            ("CONVLOG_SPOOL_BYTES_MAX", "8388608"),
            ("CONVLOG_SPOOL_DAYS_MAX", "3"),
            ("CONVLOG_MEMORY_BYTES_MAX", "8388608"),
            ("CONVLOG_PLAIN_WRITES", "on"),
            ("CONVLOG_LEVEL", "error"),
            ("CONVLOG_ACCOUNT_ID", "acme"),
            ("CONVLOG_PROJECT_ID", "front-desk"),
            ("CONVLOG_ENVIRONMENT", "staging"),
            ("CONVLOG_FLUSH_INTERVAL_MS", "7"),
            ("CONVLOG_REQUEST_TIMEOUT_MS", "8"),
        ];
        for (index, (name, value)) in bad.into_iter().enumerate() {
            let mut given = good;
            given[index] = (name, value);
            let Settings { config, problems } = from(&given);
            let without: Vec<_> = given.into_iter().filter(|(other, _)| *other != name).collect();
            assert_eq!(config, from(&without).config, "{name}");
            assert!(problems.len() == 1 && problems[0].starts_with(name), "{problems:?}");
            assert!(!problems[0].contains(value) || value.len() < 3, "no value is told: {problems:?}");
        }
        let Settings { config, problems } = from(&bad);
        assert_eq!((config, problems.len()), (from(&[]).config, bad.len()), "{problems:?}");
    }

    #[test]
    fn what_could_be_no_account_or_project_is_said_with_what_could() {
        for (name, value) in [
            ("CONVLOG_ACCOUNT_ID", "Acme Ltd"),
            ("CONVLOG_ACCOUNT_ID", "ingest"),
            ("CONVLOG_ACCOUNT_ID", "acmé"),
            ("CONVLOG_PROJECT_ID", "front desk"),
            ("CONVLOG_PROJECT_ID", ".."),
            ("CONVLOG_PROJECT_ID", "front\ndesk"),
            ("CONVLOG_PROJECT_ID", &"p".repeat(257)),
        ] {
            let Settings { config, problems } = from(&[(name, value)]);
            assert_eq!((config.account_id, config.project_id), (None, None), "{value}");
            assert!(problems.len() == 1 && problems[0].starts_with(&format!("{name} must be ")), "{problems:?}");
        }
        let good = from(&[("CONVLOG_ACCOUNT_ID", "\u{feff}acme-uk"), ("CONVLOG_PROJECT_ID", "front_desk:2.0\u{200b}")]);
        assert_eq!((good.config.account_id.as_deref(), good.problems), (Some("acme-uk"), vec![]));
        assert_eq!(good.config.project_id.as_deref(), Some("front_desk:2.0"));
    }

    #[test]
    fn white_space_around_a_value_is_none_of_it() {
        let given = from(&[
            ("CONVLOG_URL", " HTTPS://convlog.example\n"),
            ("CONVLOG_API_KEY", "\ts3cret\r\n"),
            ("CONVLOG_PROJECT_ID", " front-desk "),
            ("CONVLOG_LEVEL", "\u{a0}Warning "),
            ("CONVLOG_SPOOL_DAYS_MAX", " 3 "),
            ("CONVLOG_ENVIRONMENT", "uat "),
        ]);
        assert_eq!(given.problems, [""; 0]);
        let config = given.config;
        assert_eq!(config.url.as_deref(), Some("HTTPS://convlog.example"));
        assert_eq!(config.api_key.unwrap().reveal(), "s3cret");
        assert_eq!((config.project_id.as_deref(), config.environment.as_deref()), (Some("front-desk"), Some("uat")));
        assert_eq!((config.level, config.spool_age_max), (Some(Level::Warning), days(3)));
    }

    #[test]
    fn finds_a_spool_directory_in_the_documented_order() {
        let dir = |pairs: &[(&str, &str)]| from(pairs).config.spool_dir.unwrap().to_string_lossy().into_owned();
        assert_eq!(dir(&[("CONVLOG_SPOOL_DIR", "/s"), ("XDG_STATE_HOME", "/x"), ("HOME", "/h")]), "/s");
        assert_eq!(dir(&[("XDG_STATE_HOME", "/x"), ("HOME", "/h")]), "/x/convlog/spool");
        assert_eq!(dir(&[("HOME", "/h")]), "/h/.local/state/convlog/spool");
        assert!(dir(&[("TMPDIR", "/t")]).starts_with("/t/convlog-"));
        assert!(dir(&[]).starts_with("/tmp/convlog-"));
    }

    #[test]
    fn an_empty_variable_counts_as_absent() {
        let config = from(&[("CONVLOG_URL", ""), ("CONVLOG_LEVEL", " ")]).config;
        assert_eq!((config.url, config.level), (None, Some(Level::Info)));
    }
}
