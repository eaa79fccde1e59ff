//! What an operator may choose.

use std::path::PathBuf;
use std::time::Duration;

/// How a store is opened. The defaults fit a server that idles in 40 MB and ingests at full rate in 200 MB.
#[derive(Clone, Debug)]
pub struct SqliteConfig {
    /// The directory with everything the store keeps; it is made when it is not there.
    pub data_dir: PathBuf,
    /// Number of reads that run at the same time. At least 1.
    pub readers: usize,
    /// How many reads may wait before the next is refused as too much.
    pub reads_waiting_max: usize,
    /// How long one read may take. One that takes longer is given up.
    pub read_timeout: Duration,
    /// How many bytes of records may wait for the writer, counting those it is writing, before the next are refused.
    pub queue_bytes_max: usize,
    /// The page cache of the writer, in bytes.
    pub writer_cache_bytes: usize,
    /// The page cache of each reader, in bytes.
    pub reader_cache_bytes: usize,
}

impl SqliteConfig {
    /// Returns the defaults for a data directory.
    #[must_use]
    pub fn new(data_dir: impl Into<PathBuf>) -> SqliteConfig {
        SqliteConfig {
            data_dir: data_dir.into(),
            readers: 2,
            reads_waiting_max: 1024,
            read_timeout: Duration::from_secs(30),
            queue_bytes_max: 32 * 1024 * 1024,
            writer_cache_bytes: 8 * 1024 * 1024,
            reader_cache_bytes: 16 * 1024 * 1024,
        }
    }
}
