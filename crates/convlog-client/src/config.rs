//! What a producer is told before it starts: where to send, where to spool, how much of everything.
//!
//! Pure: the environment arrives as a function, so that nothing here depends on the process it runs in. Reading files
//! or the real environment does not belong here.

mod environment;

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use convlog_core::ids::check_id;
use convlog_core::{AccountId, IdError, Level, ProjectId, limits};
use zeroize::Zeroizing;

pub use environment::Settings;

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

impl Config {
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
        let path = "letters, digits, '-', '_', '.' and ':'";
        for (name, id, is_one, what) in [
            ("account_id", &self.account_id, AccountId::check as fn(&str) -> _, path),
            ("project_id", &self.project_id, ProjectId::check, path),
            ("environment", &self.environment, check_id, "plain text"),
        ] {
            match id.as_deref().map(is_one) {
                Some(Err(IdError::Reserved)) => {
                    problems.push(format!("{name} must be another name: this one is a path"))
                }
                Some(Err(_)) => problems.push(format!("{name} must be 1 to {} bytes of {what}", limits::ID_BYTES_MAX)),
                Some(Ok(())) | None => {}
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

fn begins_with(text: &str, scheme: &str) -> bool {
    text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_prints_as_redacted() {
        let config = Config { api_key: Some(Secret::new("s3cret")), ..Config::default() };
        assert!(!format!("{config:?} {}", config.api_key.clone().unwrap()).contains("s3cret"));
        assert_eq!(config.api_key.unwrap().reveal(), "s3cret");
    }
}
