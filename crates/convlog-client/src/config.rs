//! What a producer is told before it starts: where to send, where to spool, how much of everything.
//!
//! Pure: the environment arrives as a function, so that nothing here depends on the process it runs in. Reading files
//! or the real environment does not belong here.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use convlog_core::{Level, limits};
use zeroize::Zeroizing;

/// A value that never prints itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Wraps a secret value.
    #[must_use]
    pub fn new(value: impl Into<String>) -> Secret {
        Secret(Zeroizing::new(value.into()))
    }

    /// Returns the value itself, for the one place that sends it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// How a producer records, spools and ships.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The server, as `http://host:port`; without one nothing is shipped and records stay in the spool.
    /// Default none, `CONVLOG_URL`.
    pub url: Option<String>,
    /// The key sent as `x-api-key`. Default none, `CONVLOG_API_KEY`.
    pub api_key: Option<Secret>,
    /// The directory of the spool; without one records live in a bounded ring in memory.
    /// Default `$XDG_STATE_HOME/convlog/spool`, `$HOME/.local/state/convlog/spool` or
    /// `$TMPDIR/convlog-<uid>/spool`, `CONVLOG_SPOOL_DIR`.
    pub spool_dir: Option<PathBuf>,
    /// The most bytes this process keeps unsent on disk. Default 256 MiB, `CONVLOG_SPOOL_BYTES_MAX`.
    pub spool_bytes_max: u64,
    /// How long records that nobody takes, what is kept aside and dead letters stay in the spool, counted from when they
    /// were last written to; then they are removed and counted. Default 30 days, `CONVLOG_SPOOL_DAYS_MAX`.
    pub spool_age_max: Duration,
    /// The most bytes kept unsent in memory where no directory can be used. Default 16 MiB,
    /// `CONVLOG_MEMORY_BYTES_MAX`.
    pub memory_bytes_max: u64,
    /// Whether each call writes its record to the spool's files instead of storing it into a mapping of them. A client
    /// does so by itself where mapping is not safe. Default no, `CONVLOG_PLAIN_WRITES`.
    pub plain_writes: bool,
    /// The lowest level that is recorded; `None` switches logging off. Default info, `CONVLOG_LEVEL`
    /// (`info`, `warning`, `error`, `off`, and `debug`, `warn`, `critical` for the habit).
    pub level: Option<Level>,
    /// The account of contexts that name none. Default none, `CONVLOG_ACCOUNT_ID`.
    pub account_id: Option<String>,
    /// The project of contexts that name none. Default none, `CONVLOG_PROJECT_ID`.
    pub project_id: Option<String>,
    /// The environment of conversations that name none, by whatever name. Default none, `CONVLOG_ENVIRONMENT`.
    pub environment: Option<String>,
    /// The longest a record waits for company before it is shipped. Default 50 ms, `CONVLOG_FLUSH_INTERVAL_MS`.
    pub flush_interval: Duration,
    /// The longest one request may take. Default 10 s, `CONVLOG_REQUEST_TIMEOUT_MS`.
    pub request_timeout: Duration,
    /// How often the process reports that it lives while something is open. Default 10 s.
    pub heartbeat_interval: Duration,
    /// How often what is too old is looked for. Default 1 hour.
    pub expiry_interval: Duration,
    /// The name and version of the SDK, as it stands in `producer` records.
    pub sdk: String,
    /// The language runtime that hosts the client, as it stands in `producer` records.
    pub runtime: Option<String>,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            url: None,
            api_key: None,
            spool_dir: None,
            spool_bytes_max: limits::SPOOL_BYTES_MAX,
            spool_age_max: Duration::from_secs(30 * DAY_S),
            memory_bytes_max: 16 * 1024 * 1024,
            plain_writes: false,
            level: Some(Level::Info),
            account_id: None,
            project_id: None,
            environment: None,
            flush_interval: Duration::from_millis(50),
            request_timeout: Duration::from_secs(10),
            heartbeat_interval: Duration::from_secs(10),
            expiry_interval: Duration::from_secs(3600),
            sdk: concat!("convlog-client/", env!("CARGO_PKG_VERSION")).to_owned(),
            runtime: None,
        }
    }
}

/// Everything that is wrong with a configuration, at once.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the configuration is invalid: {}", problems.join("; "))]
pub struct ConfigError {
    /// One sentence for each problem; no value of a secret is in it.
    pub problems: Vec<String>,
}

const DAY_S: u64 = 24 * 3600;

/// Returns so many days, at most a thousand years.
fn days(count: u64) -> Duration {
    Duration::from_secs(count.saturating_mul(DAY_S).min(DAYS_MAX_S))
}

/// A thousand years, which can still be subtracted from a time.
const DAYS_MAX_S: u64 = 365_250 * DAY_S;

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
            |name: &str| variable(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let config = Config { spool_dir: Some(default_spool_dir(&variable)), ..Config::default() };
        let mut settings = Settings { config, problems: Vec::new() };
        for (name, set) in VARIABLES {
            if let Some(text) = variable(name) {
                settings.set(name, |config| set(config, &text));
            }
        }
        settings
    }

    /// Sets for how many days what nobody takes stays in the spool.
    pub fn set_spool_days_max(&mut self, count: u64) {
        self.spool_age_max = days(count);
    }

    /// Sets the lowest level that is recorded by its name.
    ///
    /// # Errors
    ///
    /// What would be a level.
    pub fn set_level(&mut self, name: &str) -> Result<(), String> {
        self.level = match name.trim().to_ascii_lowercase().as_str() {
            "off" => None,
            "debug" => Some(Level::Info),
            "warn" => Some(Level::Warning),
            "critical" | "fatal" => Some(Level::Error),
            name => Some(Level::parse(name).ok_or("level must be info, warning, error or off")?),
        };
        Ok(())
    }

    /// Returns the configuration itself if it can be used.
    ///
    /// # Errors
    ///
    /// Every field that cannot be used.
    pub fn validated(self) -> Result<Config, ConfigError> {
        let problems = self.problems();
        if problems.is_empty() { Ok(self) } else { Err(ConfigError { problems }) }
    }

    fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        if let Some(url) = &self.url
            && !["http://", "https://"].iter().any(|scheme| begins_with(url, scheme))
        {
            problems.push("url must begin with http:// or https://".to_owned());
        }
        if self.api_key.as_ref().is_some_and(|key| !key.reveal().bytes().all(|byte| byte.is_ascii_graphic())) {
            problems.push("api_key must be visible ASCII without spaces".to_owned());
        }
        if self.spool_bytes_max < SPOOL_BYTES_MIN {
            problems.push(format!("spool_bytes_max must be at least {SPOOL_BYTES_MIN} bytes"));
        }
        if self.spool_age_max.is_zero() {
            problems.push("spool_days_max must be at least 1 day".to_owned());
        }
        if self.memory_bytes_max < SPOOL_BYTES_MIN {
            problems.push(format!("memory_bytes_max must be at least {SPOOL_BYTES_MIN} bytes"));
        }
        let ids =
            [("account_id", &self.account_id), ("project_id", &self.project_id), ("environment", &self.environment)];
        for (name, id) in ids {
            let is_one =
                |id: &String| (1..=limits::ID_BYTES_MAX).contains(&id.len()) && !id.chars().any(char::is_control);
            if id.as_ref().is_some_and(|id| !is_one(id)) {
                problems.push(format!("{name} must be 1 to {} bytes of plain text", limits::ID_BYTES_MAX));
            }
        }
        if self.request_timeout.is_zero() {
            problems.push("request_timeout must be greater than zero".to_owned());
        }
        problems
    }
}

/// The smallest spool that still holds one segment of each chain, their spares and room for a large record.
pub const SPOOL_BYTES_MIN: u64 = 4 * 1024 * 1024;

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
        config.plain_writes = yes_or_no(text).ok_or("plain writes must be yes or no")?;
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
    text.parse().map_err(|_| "it must be a whole number".to_owned())
}

fn millis(text: &str) -> Result<Duration, String> {
    number(text).map(Duration::from_millis)
}

fn begins_with(text: &str, scheme: &str) -> bool {
    text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

/// Reads a yes or a no in the spellings that people give it; `None` for anything else.
#[must_use]
pub fn yes_or_no(text: &str) -> Option<bool> {
    const YES: [&str; 8] = ["1", "true", "t", "yes", "y", "on", "enabled", "enable"];
    const NO: [&str; 8] = ["0", "false", "f", "no", "n", "off", "disabled", "disable"];
    let text = text.trim().to_ascii_lowercase();
    let says = |words: &[&str]| words.contains(&text.as_str());
    if says(&YES) { Some(true) } else { says(&NO).then_some(false) }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            ("CONVLOG_ACCOUNT_ID", &"a".repeat(300)),
            ("CONVLOG_PROJECT_ID", "front\ndesk"),
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
    fn yes_and_no_are_read_in_every_usual_spelling() {
        for yes in ["1", "true", "T", "Yes", "y", " ON ", "enabled"] {
            assert_eq!(yes_or_no(yes), Some(true), "{yes}");
        }
        for no in ["0", "FALSE", "f", "No", "n", "off\n", "Disabled"] {
            assert_eq!(yes_or_no(no), Some(false), "{no}");
        }
        for neither in ["", "maybe", "2", "yes please", "ja", "null"] {
            assert_eq!(yes_or_no(neither), None, "{neither}");
        }
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

    #[test]
    fn a_secret_prints_as_redacted() {
        let config = from(&[("CONVLOG_API_KEY", "s3cret")]).config;
        assert!(!format!("{config:?} {}", config.api_key.clone().unwrap()).contains("s3cret"));
        assert_eq!(config.api_key.unwrap().reveal(), "s3cret");
    }
}
