//! Limits of the system that a database may meet: open files, the length of a file, room on the disk. SQLite only says that
//! something failed, so the system is asked which of them it was.

use std::fs::File;
use std::io;
use std::path::Path;

use rustix::fs::statvfs;
use rustix::io::Errno;
use rustix::process::{Resource, getrlimit};

/// What the index of a log takes, and some pages: below that a database cannot be opened.
const ROOM_BYTES_MIN: u64 = 128 * 1024;
/// With fewer open files than this a database may have met the limit.
const HANDLES_MIN: u64 = 32;
/// So close to the limit of its length a file is that may have met it.
const NEAR_LIMIT_BYTES: u64 = 64 * 1024;

/// A limit that was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    /// How many files the process may open.
    Handles(u64),
    /// How long a file of the process may become.
    FileBytes(u64),
    /// The room on the disk.
    Disk,
}

/// Returns the limit that an error of the system is about, if it is.
pub(crate) fn of_errno(error: &io::Error) -> Option<Limit> {
    match error.raw_os_error().map(Errno::from_raw_os_error) {
        Some(Errno::MFILE | Errno::NFILE) => Some(too_few_handles()),
        Some(Errno::FBIG) => Some(Limit::FileBytes(file_bytes_max()?)),
        _ => None,
    }
}

/// Returns the limit that a database may have met, if there is one.
pub(crate) fn met(database: &Path) -> Option<Limit> {
    // What was given back since may suffice for one more.
    let is_without = File::open("/dev/null").is_err_and(|error| of_errno(&error).is_some());
    if is_without || getrlimit(Resource::Nofile).current.is_some_and(|most| most < HANDLES_MIN) {
        return Some(too_few_handles());
    }
    if let Some(bytes) = file_bytes_max() {
        let files = ["", "-wal", "-shm", "-journal"].map(|suffix| {
            let mut name = database.as_os_str().to_owned();
            name.push(suffix);
            name
        });
        let length = |file| std::fs::metadata(file).map_or(0, |found| found.len());
        if files.into_iter().map(length).any(|length| length + NEAR_LIMIT_BYTES > bytes) {
            return Some(Limit::FileBytes(bytes));
        }
    }
    let disk = statvfs(database.parent()?).ok()?;
    let is_full =
        disk.f_bavail.saturating_mul(disk.f_frsize) < ROOM_BYTES_MIN || (disk.f_files > 0 && disk.f_favail == 0);
    is_full.then_some(Limit::Disk)
}

fn file_bytes_max() -> Option<u64> {
    getrlimit(Resource::Fsize).current
}

fn too_few_handles() -> Limit {
    Limit::Handles(getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX))
}
