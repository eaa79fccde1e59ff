//! What the server takes over from spools on its own machine.

use std::path::PathBuf;
use std::time::Duration;

use super::setting::{Setting, file_setting, millis_setting, number_setting, secret_setting};
use super::store::Secret;

/// What the server takes over from spools on its own machine.
#[derive(Clone, Debug)]
pub(crate) struct Adopt {
    /// The spool directories.
    pub(crate) spool_dirs: Vec<PathBuf>,
    /// The file with the key under which their records are taken in.
    pub(crate) key_file: Option<PathBuf>,
    /// That key itself.
    pub(crate) key: Option<Secret>,
    /// How often it looks.
    pub(crate) interval: Duration,
    /// After how many days it removes what nobody takes.
    pub(crate) spool_days_max: u32,
}

impl Default for Adopt {
    fn default() -> Adopt {
        let interval = Duration::from_secs(10);
        Adopt { spool_dirs: Vec::new(), key_file: None, key: None, interval, spool_days_max: 30 }
    }
}

impl Adopt {
    /// Says what does not fit together.
    pub(super) fn problem(&self) -> Option<&'static str> {
        match (self.spool_dirs.is_empty(), self.key.is_some(), self.key_file.is_some()) {
            (_, true, true) => Some("adopt.key and adopt.key_file are both set: set only one of them"),
            (false, false, false) => Some(
                "adopt.spools needs an API key with the permission ingest, which decides the account and the \
                projects of the records: set adopt.key_file or CONVLOG_ADOPT_KEY",
            ),
            _ => None,
        }
    }
}

pub(super) const SETTINGS: &[Setting] = &[
    Setting {
        section: "adopt",
        name: "spool_dirs",
        doc: "Spool directories on this machine, separated by `:`. The server imports the records that dead \
            processes of its own user left there. The flag can be given several times.",
        default: "none",
        short_variable: None,
        flag: Some("--adopt-spool"),
        secret: false,
        set: |config, text| {
            let dirs = text.split(':').filter(|dir| !dir.is_empty());
            config.adopt.spool_dirs = dirs.map(PathBuf::from).collect();
            Ok(())
        },
        get: |config| {
            let dirs: Vec<_> = config.adopt.spool_dirs.iter().map(|dir| dir.display().to_string()).collect();
            (!dirs.is_empty()).then(|| dirs.join(":"))
        },
    },
    file_setting!(
        "adopt",
        "key_file",
        "A file with an API key that has the permission `ingest`. Imported records are stored as if their processes \
        had sent them with this key.",
        "none",
        Some("--adopt-key-file"),
        |config| config.adopt.key_file
    ),
    secret_setting!(
        "adopt",
        "key",
        "The key itself, instead of a file. Read from the environment only.",
        "CONVLOG_ADOPT_KEY",
        |config| config.adopt.key
    ),
    millis_setting!(
        "adopt",
        "interval_ms",
        "How often the server checks those directories, in milliseconds.",
        "`10000`",
        |config| config.adopt.interval
    ),
    number_setting!(
        "adopt",
        "spool_days_max",
        "How many days undelivered records of dead processes, the retry queue and dead letters stay in those \
        directories. Then they are deleted and counted.",
        "`30`",
        |config| config.adopt.spool_days_max
    ),
];
