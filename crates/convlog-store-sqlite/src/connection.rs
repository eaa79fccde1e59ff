//! Opening one connection, with the settings that the whole store relies on.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::directory::make_private;
use crate::inspection;
use crate::log::{self, Doubt, Examined};
use crate::notice::Notice;
use crate::open_error::OpenError;
use crate::schema::{Refusal, migrate};

/// How long a connection waits for another process's write. Only `control.db` has two writing processes.
pub(crate) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How many statements a connection keeps prepared.
const STATEMENTS_MAX: usize = 64;

/// Opens a database for writing, makes it if need be, and brings it to the newest version.
pub(crate) fn open_writer(path: &Path, steps: &[&str], cache_bytes: usize) -> Result<Connection, OpenError> {
    make_private(path)?;
    let open = || {
        let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE, cache_bytes)?;
        let mode: String = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
        // Without a checkpoint of its own making: whoever writes decides when to pay for it.
        connection.pragma_update_and_check(None, "wal_autocheckpoint", 0, |_| Ok(()))?;
        // As FULL with a log; before a database has one, a commit is the removal of a file, which is durable with this
        // alone.
        connection.pragma_update(None, "synchronous", "EXTRA")?;
        // What is deleted is overwritten, in free pages too.
        connection.pragma_update_and_check(None, "secure_delete", true, |_| Ok(()))?;
        Ok((connection, mode))
    };
    let (mut connection, mode) = open().map_err(|error| OpenError::database(path, error))?;
    if mode != "wal" {
        // Without a log nobody could read while somebody writes.
        return Err(OpenError::NoLog { path: path.to_owned(), mode });
    }
    migrate(&mut connection, steps).map_err(|refusal| match refusal {
        Refusal::Newer(found) => OpenError::Newer { file: path.to_owned(), found, known: steps.len() as u32 },
        Refusal::Sqlite(error) => OpenError::database(path, error),
    })?;
    Ok(connection)
}

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
    let examined = log::examine(path)?;
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
fn settle(connection: &Connection, path: &Path, doubt: Doubt) -> Result<(), OpenError> {
    let failed = |error| OpenError::database(path, error);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map_err(failed)?;
    if inspection::within(connection, path, "PRAGMA integrity_check(1)", Duration::MAX).is_err() {
        return Err(doubt.confirm());
    }
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false).map_err(failed)?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(failed)
}

/// Opens a connection that can only read.
pub(crate) fn open_reader(path: &Path, cache_bytes: usize) -> Result<Connection, OpenError> {
    open(path, OpenFlags::SQLITE_OPEN_READ_ONLY, cache_bytes).map_err(|error| OpenError::database(path, error))
}

fn open(path: &Path, mode: OpenFlags, cache_bytes: usize) -> rusqlite::Result<Connection> {
    // Each connection belongs to one thread, so SQLite needs no lock around it.
    let connection = Connection::open_with_flags(path, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    // A negative number is in KiB.
    connection.pragma_update(None, "cache_size", -((cache_bytes / 1024) as i64))?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "trusted_schema", false)?;
    // A plan never depends on the values bound to it. Otherwise many statements are prepared anew at every use, which
    // took a third of a list's time.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(connection)
}
