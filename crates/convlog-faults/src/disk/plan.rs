//! Which calls fail, and how.

use rusqlite::ffi;

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

/// What the system says when a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The device failed (`EIO`).
    Broken,
    /// The device is full (`ENOSPC`). Only calls that need room fail.
    Full,
}

/// Lets the calls from a number on fail, so many of them.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How.
    pub fault: Fault,
    /// From which call on, counted from the first that was watched.
    pub from: u64,
    /// How many fail. `u64::MAX` is until the plan is withdrawn.
    pub count: u64,
}

/// A call that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// What kind.
    pub call: Call,
    /// On which file.
    pub name: String,
    /// The how manieth it was.
    pub number: u64,
}

impl Plan {
    /// Lets one call fail.
    #[must_use]
    pub fn once(fault: Fault, at: u64) -> Plan {
        Plan { fault, from: at, count: 1 }
    }

    /// Returns the code with which a call fails, if it does.
    pub(crate) fn failure(&mut self, call: Call, number: u64) -> Option<i32> {
        if number < self.from || self.count == 0 {
            return None;
        }
        let code = code(self.fault, call)?;
        self.count -= 1;
        Some(code)
    }
}

/// Returns what SQLite's layer for Unix makes of such an error of the system.
fn code(fault: Fault, call: Call) -> Option<i32> {
    match fault {
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
