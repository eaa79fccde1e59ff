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

pub(super) const SETTINGS: &[Setting] = &[
    Setting {
        section: "log",
        name: "filter",
        doc: "What the server says about itself on stderr: `error`, `warn`, `info`, `debug`, `trace` or `off`, or a list \
              of `target=level`.",
        default: "`info`",
        short_variable: Some("CONVLOG_LOG"),
        flag: Some("--log"),
        secret: false,
        set: |config, text| {
            tracing_subscriber::EnvFilter::try_new(text)
                .map_err(|_| "must be a level (error, warn, info, debug, trace, off) or target=level,…".to_owned())?;
            text.clone_into(&mut config.log.filter);
            Ok(())
        },
        get: |config| Some(config.log.filter.clone()),
    },
    Setting {
        section: "log",
        name: "format",
        doc: "How a line looks: `human`, `json`, or `auto`, which is human on a terminal and JSON otherwise.",
        default: "`auto`",
        short_variable: None,
        flag: Some("--log-format"),
        secret: false,
        set: |config, text| LogFormat::parse(text).map(|format| config.log.format = format),
        get: |config| Some(config.log.format.as_str().to_owned()),
    },
];
