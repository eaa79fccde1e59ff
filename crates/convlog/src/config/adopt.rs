//! What the server takes over from spools on its own machine.

use std::path::PathBuf;
use std::time::Duration;

use super::setting::{Setting, number};
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
}

impl Default for Adopt {
    fn default() -> Adopt {
        Adopt { spool_dirs: Vec::new(), key_file: None, key: None, interval: Duration::from_secs(10) }
    }
}

impl Adopt {
    /// Says what does not fit together.
    pub(super) fn problem(&self) -> Option<&'static str> {
        match (self.spool_dirs.is_empty(), self.key.is_some(), self.key_file.is_some()) {
            (_, true, true) => Some("there is a key for adopted spools and a file with one: set only one of the two"),
            (false, false, false) => Some(
                "a spool to adopt needs an API key with the permission ingest, which decides the account and the \
                 projects of its records: set adopt.key_file or CONVLOG_ADOPT_KEY",
            ),
            _ => None,
        }
    }
}

pub(super) const SETTINGS: &[Setting] = &[
    Setting {
        section: "adopt",
        name: "spool_dirs",
        doc: "Spool directories on this machine, with `:` between them: the server takes in what dead processes of its own \
              user left there. The flag may be repeated.",
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
    Setting {
        section: "adopt",
        name: "key_file",
        doc: "A file with an API key that has the permission `ingest`. Adopted records come in under it, as if their \
              processes had sent them with it.",
        default: "none",
        short_variable: None,
        flag: Some("--adopt-key-file"),
        secret: false,
        set: |config, text| {
            config.adopt.key_file = Some(PathBuf::from(text));
            Ok(())
        },
        get: |config| config.adopt.key_file.as_ref().map(|path| path.display().to_string()),
    },
    Setting {
        section: "adopt",
        name: "key",
        doc: "That key itself, where a file is not wanted. It is taken from the environment only.",
        default: "none",
        short_variable: Some("CONVLOG_ADOPT_KEY"),
        flag: None,
        secret: true,
        set: |config, text| {
            config.adopt.key = Some(Secret::new(text));
            Ok(())
        },
        get: |config| config.adopt.key.as_ref().map(|_| "[redacted]".to_owned()),
    },
    Setting {
        section: "adopt",
        name: "interval_ms",
        doc: "How often the server looks into those directories, in milliseconds.",
        default: "`10000`",
        short_variable: None,
        flag: None,
        secret: false,
        set: |config, text| number(text).map(|millis: u64| config.adopt.interval = Duration::from_millis(millis)),
        get: |config| Some(config.adopt.interval.as_millis().to_string()),
    },
];
