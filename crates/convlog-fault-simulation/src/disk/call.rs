//! The calls of SQLite, and how each fails.

use rusqlite::ffi;

use crate::plan::Fault;

/// A kind of call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names of the calls")]
pub enum Call {
    Open,
    Read,
    Write,
    Truncate,
    Sync,
    Size,
    Delete,
    Access,
    Lock,
    MapShared,
    LockShared,
}

/// A call that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// What kind.
    pub call: Call,
    /// On which file.
    pub name: String,
    /// The how manieth it was.
    pub number: usize,
}

/// Returns what SQLite's layer for Unix makes of such an error of the system, if the call can fail so.
pub(super) fn code(fault: Fault, call: Call) -> Option<i32> {
    match fault {
        // The layer asks again by itself.
        Fault::Interrupted => None,
        Fault::Full => match call {
            Call::Write => Some(ffi::SQLITE_FULL),
            Call::Sync => Some(ffi::SQLITE_IOERR_FSYNC),
            Call::Open => Some(ffi::SQLITE_CANTOPEN),
            Call::MapShared => Some(ffi::SQLITE_IOERR_SHMSIZE),
            _ => None,
        },
        Fault::Broken => Some(match call {
            Call::Open => ffi::SQLITE_CANTOPEN,
            Call::Read => ffi::SQLITE_IOERR_READ,
            Call::Write => ffi::SQLITE_IOERR_WRITE,
            Call::Truncate => ffi::SQLITE_IOERR_TRUNCATE,
            Call::Sync => ffi::SQLITE_IOERR_FSYNC,
            Call::Size => ffi::SQLITE_IOERR_FSTAT,
            Call::Delete => ffi::SQLITE_IOERR_DELETE,
            Call::Access => ffi::SQLITE_IOERR_ACCESS,
            Call::Lock => ffi::SQLITE_IOERR_LOCK,
            Call::MapShared => ffi::SQLITE_IOERR_SHMMAP,
            Call::LockShared => ffi::SQLITE_IOERR_SHMLOCK,
        }),
    }
}
