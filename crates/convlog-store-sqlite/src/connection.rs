//! Opening one connection, with the settings that the whole store relies on.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::key_file::make_private;
use crate::open_error::OpenError;
use crate::planted::{Fault, is_planted};
use crate::schema::{Refusal, migrate};

/// How long a connection waits for another process's write. Only `control.db` has two writing processes.
pub(crate) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How many statements a connection keeps prepared.
const STATEMENTS_MAX: usize = 64;

/// Opens a database for writing, makes it if need be, and brings it to the newest version.
pub(crate) fn open_writer(path: &Path, steps: &[&str], cache_bytes: usize) -> Result<Connection, OpenError> {
    drop(make_private(path)?);
    let open = || {
        let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE, cache_bytes)?;
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
        // Without a checkpoint of its own making: whoever writes decides when to pay for it.
        connection.pragma_update_and_check(None, "wal_autocheckpoint", 0, |_| Ok(()))?;
        // As FULL with a log. Where a failing disk kept a database from having one, a commit is the removal of a file,
        // which is durable with this alone.
        let synchronous = if is_planted(Fault::NeverSynced) { "OFF" } else { "EXTRA" };
        connection.pragma_update(None, "synchronous", synchronous)?;
        // What is deleted is overwritten, in free pages too.
        connection.pragma_update_and_check(None, "secure_delete", true, |_| Ok(()))?;
        Ok(connection)
    };
    let mut connection = open().map_err(|error| OpenError::database(path, error))?;
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
