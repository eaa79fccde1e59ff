//! Opening a database of which the log was looked at before.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::connection::open_writer;
use crate::inspection;
use crate::notice::Notice;
use crate::open_error::OpenError;
use crate::wal::{self, Examined, SuspectWal};

/// A check of all pages, and how long it may take.
pub(crate) const CHECK_MAX: Duration = Duration::from_secs(2);

/// Opens a database for writing as [`open_writer`] does, after a look at what its log holds. A small one is checked as a
/// whole: what everything else hangs on, its keys and its audit, is not used while part of it cannot be read.
pub(crate) fn open_examined(
    path: &Path,
    steps: &[&str],
    cache_bytes: usize,
    is_small: bool,
) -> Result<(Connection, Option<Notice>), OpenError> {
    let examined = wal::examine(path)?;
    let connection = open_writer(path, steps, cache_bytes)?;
    let mut notice = None;
    if let Some(Examined { notice: found, doubt }) = examined {
        if let Some(doubt) = doubt {
            settle(&connection, path, doubt)?;
        }
        notice = Some(found);
    }
    if is_small {
        inspection::within(&connection, path, "PRAGMA quick_check(1)", CHECK_MAX)?;
    }
    Ok((connection, notice))
}

/// Takes the state that is left of a damaged log for good, if all of it is of one time.
fn settle(connection: &Connection, path: &Path, doubt: SuspectWal) -> Result<(), OpenError> {
    let failed = |error| OpenError::database(path, error);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map_err(failed)?;
    if inspection::within(connection, path, "PRAGMA integrity_check(1)", Duration::MAX).is_err() {
        return Err(doubt.confirm());
    }
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false).map_err(failed)?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(failed)
}
