//! What the system allows this process: how many open files, which is raised as far as it may be and asked before something
//! needs many, and how long files.

use convlog_store_sqlite::OpenError;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::failure::Failure;
use crate::local::cannot_open;

/// What a server holds open besides connections: databases with their logs, locks, its own machinery, spools.
const RESERVED: u64 = 40;
/// What it takes to start, with some connections to answer on.
const LEAST: u64 = 64;

/// Lets this process open as many files as whoever started it allows. The usual first limit is a courtesy to programs that
/// use an old system call.
pub(crate) fn raise() {
    let limits = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limits.maximum, ..limits });
}

/// Says so where files may not become as long as they like: sooner or later a database is as long as it may be.
pub(crate) fn warn_of_short_files() {
    if let Some(bytes) = getrlimit(Resource::Fsize).current {
        tracing::warn!(
            bytes,
            "the file size of this process is limited: a database that reaches the limit stores nothing more"
        );
    }
}

/// Returns how many connections there is room for beside what else a server holds open.
///
/// # Errors
/// There is not even room to start.
pub(crate) fn room_for_connections() -> Result<usize, Failure> {
    let files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    if files < LEAST {
        return Err(cannot_open(&OpenError::TooFewHandles(files)));
    }
    Ok(usize::try_from(files - RESERVED).unwrap_or(usize::MAX))
}
