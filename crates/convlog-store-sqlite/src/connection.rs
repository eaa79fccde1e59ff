//! Opening one connection, with the settings that the whole store relies on.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::directory::make_private;
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
