//! The index of a log, which processes share (sqlite.org/walformat.html, section 2).
//!
//! It is a file that is written after a commit is durable and outlives the process, so after a kill it tells exactly how
//! much was committed. After a power cut it may tell of some time before, never of more.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::checksum::{checksum, is_page_size};

/// The format that SQLite has had since there is a log.
const VERSION: u32 = 3_007_000;
const HEADER_BYTES: usize = 48;
const FOLDED_AT: usize = 96;
const BYTES: usize = 136;

/// What an index says.
#[derive(Debug)]
pub(super) struct Index {
    /// The log it belongs to.
    pub(super) salts: [u8; 8],
    /// The last frame that was committed.
    pub(super) committed: u32,
    /// Up to which frame the database holds everything.
    pub(super) folded: u32,
    pub(super) page_bytes: usize,
    pub(super) big_endian: bool,
}

impl Index {
    /// Reads an index; `None` where there is none that can be relied on.
    pub(super) fn read(path: &Path) -> Option<Index> {
        let mut bytes = [0; BYTES];
        File::open(path).ok()?.read_exact(&mut bytes).ok()?;
        let (header, copy) = bytes.split_at(HEADER_BYTES);
        // It is of this machine, and in its order of bytes.
        let word = |at: usize| u32::from_ne_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        let sum = checksum([0, 0], &header[..40], cfg!(target_endian = "big"));
        let is_whole = word(0) == VERSION && bytes[12] == 1 && header == &copy[..HEADER_BYTES];
        let page_bytes = match u16::from_ne_bytes([bytes[14], bytes[15]]) {
            1 => 65_536,
            bytes => usize::from(bytes),
        };
        (is_whole && sum == [word(40), word(44)] && is_page_size(page_bytes)).then(|| Index {
            salts: std::array::from_fn(|at| bytes[32 + at]),
            committed: word(16),
            folded: word(FOLDED_AT),
            page_bytes,
            big_endian: bytes[13] == 1,
        })
    }
}
