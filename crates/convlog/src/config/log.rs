//! What the server says about itself, on stderr.

use super::setting::Setting;

/// What the server says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Log {
    /// What is let through, in the words of tracing's `EnvFilter`.
    pub(crate) filter: String,
    /// How a line looks.
    pub(crate) format: LogFormat,
}

/// How a line looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// Human on a terminal, JSON otherwise.
    #[default]
    Auto,
    /// For people.
    Human,
    /// One JSON object a line.
    Json,
}

impl LogFormat {
    const ALL: [(LogFormat, &str); 3] =
        [(LogFormat::Auto, "auto"), (LogFormat::Human, "human"), (LogFormat::Json, "json")];

    fn parse(text: &str) -> Result<LogFormat, String> {
        let found = LogFormat::ALL.into_iter().find(|(_, name)| *name == text);
        found.map(|(format, _)| format).ok_or_else(|| "must be auto, human or json".to_owned())
    }

    fn as_str(self) -> &'static str {
        LogFormat::ALL.into_iter().find(|(format, _)| *format == self).map_or("auto", |(_, name)| name)
    }
}

impl Default for Log {
    fn default() -> Log {
        Log { filter: "info".to_owned(), format: LogFormat::Auto }
    }
}

/// Says whether a text is a filter. A word alone is a level, or one of our own targets: `EnvFilter` takes any word for a
/// target, and would then say nothing at all for a slip.
fn is_filter(text: &str) -> bool {
    let is_level = |word: &str| word.parse::<tracing_subscriber::filter::LevelFilter>().is_ok();
    let is_directive = |part: &str| match part.rsplit_once('=') {
        Some((_, level)) => is_level(level),
        None => is_level(part) || part.starts_with("convlog"),
    };
    let mut parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts.all(is_directive) && tracing_subscriber::EnvFilter::try_new(text).is_ok()
}

pub(super) const SETTINGS: &[Setting] = &[
    Setting {
        section: "log",
        name: "filter",
        doc: "The log level on stderr: `error`, `warn`, `info`, `debug`, `trace` or `off`, or a list of \
            `target=level`.",
        default: "`info`",
        short_variable: Some("CONVLOG_LOG"),
        flag: Some("--log"),
        secret: false,
        set: |config, text| {
            if !is_filter(text) {
                return Err("must be a level (error, warn, info, debug, trace, off) or target=level,…".to_owned());
            }
            text.clone_into(&mut config.log.filter);
            Ok(())
        },
        get: |config| Some(config.log.filter.clone()),
    },
    Setting {
        section: "log",
        name: "format",
        doc: "The log format: `human`, `json`, or `auto`, which is `human` on a terminal and `json` otherwise.",
        default: "`auto`",
        short_variable: None,
        flag: Some("--log-format"),
        secret: false,
        set: |config, text| LogFormat::parse(text).map(|format| config.log.format = format),
        get: |config| Some(config.log.format.as_str().to_owned()),
    },
];
