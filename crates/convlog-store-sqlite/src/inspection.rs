//! Reading a whole database to see whether its pages fit together.

use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode};

use crate::connection::open_reader;
use crate::open_error::OpenError;

const CACHE_BYTES: usize = 1024 * 1024;

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inspected {
    /// Everything fits together.
    Whole,
    /// Nothing wrong was found in the time, which was not enough for everything.
    InPart,
}

/// Reads a database for as long as it may take, beside a running server or without one.
///
/// What it finds are pages that do not fit together. A changed letter in an open text it cannot find; one in a sealed part
/// is found when that is opened.
///
/// # Errors
/// It is damaged, or does not open.
pub fn inspect(file: &Path, limit: Duration) -> Result<Inspected, OpenError> {
    within(&open_reader(file, CACHE_BYTES)?, file, "PRAGMA quick_check(1)", limit)
}

/// Checks a database that is open; see [`inspect`].
pub(crate) fn within(
    connection: &Connection,
    file: &Path,
    check: &str,
    limit: Duration,
) -> Result<Inspected, OpenError> {
    let handle = connection.get_interrupt_handle();
    let (done, finished) = mpsc::channel::<()>();
    let result = std::thread::scope(|scope| {
        scope.spawn(move || {
            if finished.recv_timeout(limit) == Err(mpsc::RecvTimeoutError::Timeout) {
                handle.interrupt();
            }
        });
        let result = connection.query_row(check, [], |row| row.get::<_, String>(0));
        drop(done);
        result
    });
    match result {
        Ok(verdict) if verdict == "ok" => Ok(Inspected::Whole),
        Ok(_) => Err(OpenError::damaged(file)),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => Ok(Inspected::InPart),
        Err(error) => Err(OpenError::database(file, error)),
    }
}
