//! Where data rests.

use std::fmt;
use std::path::PathBuf;

use convlog_store_sqlite::SqliteConfig;

use super::setting::{Setting, file_setting, millis_setting, number_setting, secret_setting};

/// Where data rests.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    /// The data directory, and how the embedded store works in it.
    pub(crate) sqlite: SqliteConfig,
    /// The file with the master key; without one the store keeps its own beside the data.
    pub(crate) master_key_file: Option<PathBuf>,
    /// The master key itself.
    pub(crate) master_key: Option<Secret>,
    /// The file with the master key before it.
    pub(crate) master_key_previous_file: Option<PathBuf>,
    /// The master key before it.
    pub(crate) master_key_previous: Option<Secret>,
}

impl Default for Store {
    fn default() -> Store {
        Store {
            sqlite: SqliteConfig::new("convlog-data"),
            master_key_file: None,
            master_key: None,
            master_key_previous_file: None,
            master_key_previous: None,
        }
    }
}

/// A value that never prints itself.
#[derive(Clone)]
pub(crate) struct Secret(String);

impl Secret {
    /// Wraps a value.
    pub(crate) fn new(value: &str) -> Secret {
        Secret(value.to_owned())
    }

    /// Returns the value, for the one place that uses it.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

pub(super) const SETTINGS: &[Setting] = &[
    Setting {
        section: "store",
        name: "data_dir",
        doc: "The data directory. It is created if it does not exist, with access only for the user who runs the \
            server.",
        default: "`$XDG_DATA_HOME/convlog`, else `$HOME/.local/share/convlog`, else `./convlog-data`",
        short_variable: Some("CONVLOG_DATA_DIR"),
        flag: Some("--data-dir"),
        secret: false,
        set: |config, text| {
            config.store.sqlite.data_dir = PathBuf::from(text);
            Ok(())
        },
        get: |config| Some(config.store.sqlite.data_dir.display().to_string()),
    },
    file_setting!(
        "store",
        "master_key_file",
        "A file with the master key under which personal data is encrypted: 64 hex digits.",
        "none: the first start creates one in the data directory",
        Some("--master-key-file"),
        |config| config.store.master_key_file
    ),
    secret_setting!(
        "store",
        "master_key",
        "The master key itself, instead of a file. Read from the environment only.",
        "CONVLOG_MASTER_KEY",
        |config| config.store.master_key
    ),
    file_setting!(
        "store",
        "master_key_previous_file",
        "A file with the previous master key, while the master key is rotated.",
        "none",
        None,
        |config| config.store.master_key_previous_file
    ),
    secret_setting!(
        "store",
        "master_key_previous",
        "The previous master key, while the master key is rotated. Read from the environment only.",
        "CONVLOG_MASTER_KEY_PREVIOUS",
        |config| config.store.master_key_previous
    ),
    number_setting!("store", "readers", "Number of reads that run at the same time.", "`2`", |config| config
        .store
        .sqlite
        .readers),
    number_setting!(
        "store",
        "reads_waiting_max",
        "Maximum number of waiting reads; further ones are rejected with 503.",
        "`1024`",
        |config| config.store.sqlite.reads_waiting_max
    ),
    millis_setting!(
        "store",
        "read_timeout_ms",
        "How long a read may take, in milliseconds; a longer one is answered 503.",
        "`30000`",
        |config| config.store.sqlite.read_timeout
    ),
    number_setting!(
        "store",
        "queue_bytes_max",
        "Maximum size of records that wait for the writer, in bytes; further ones are rejected with 429.",
        "`33554432` (32 MiB)",
        |config| config.store.sqlite.queue_bytes_max
    ),
    number_setting!(
        "store",
        "writer_cache_bytes",
        "The page cache of the writer, in bytes.",
        "`8388608` (8 MiB)",
        |config| config.store.sqlite.writer_cache_bytes
    ),
    number_setting!(
        "store",
        "reader_cache_bytes",
        "The page cache of each reader, in bytes.",
        "`16777216` (16 MiB)",
        |config| config.store.sqlite.reader_cache_bytes
    ),
];
