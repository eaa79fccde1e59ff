//! The three levels of a log entry.

use serde::{Deserialize, Serialize};

use crate::ids::trim;

/// How bad a log entry is, in ascending order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Level {
    /// A breadcrumb.
    Info = 0,
    /// A soft failure, or a limit that comes near.
    Warning = 1,
    /// A failure that the function handled.
    Error = 2,
}

impl Level {
    /// Every level, in ascending order.
    pub const ALL: [Level; 3] = [Level::Info, Level::Warning, Level::Error];

    /// Returns the level's name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Level::Info => "info",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }

    /// Returns the level with this name on the wire.
    #[must_use]
    pub fn parse(name: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.as_str() == name)
    }

    /// Returns the level that a word of another library means. Numbers mean something else in each, so none is read.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Level> {
        const INFO: [&str; 12] = [
            "info",
            "information",
            "informational",
            "debug",
            "trace",
            "verbose",
            "fine",
            "notice",
            "log",
            "success",
            "default",
            "silly",
        ];
        const ERROR: [&str; 13] = [
            "error",
            "err",
            "fatal",
            "critical",
            "crit",
            "severe",
            "alert",
            "emergency",
            "emerg",
            "panic",
            "exception",
            "failure",
            "failed",
        ];
        let word = trim(word).to_ascii_lowercase();
        match word.as_str() {
            "warning" | "warn" | "caution" => Some(Level::Warning),
            word if INFO.contains(&word) => Some(Level::Info),
            word if ERROR.contains(&word) => Some(Level::Error),
            _ => None,
        }
    }
}
