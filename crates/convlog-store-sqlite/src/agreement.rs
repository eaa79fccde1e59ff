//! Which master key a store is opened with: the one that it was used with before, whoever gives it.

use std::path::Path;

use convlog_store::seal::{LookupKey, MasterKey, SealError};
use rusqlite::{Connection, OptionalExtension};

use crate::key_file;
use crate::keys::Keys;
use crate::open_error::OpenError;

const CHECK: &str = "master_key_check";
const LOOKUP: &str = "lookup_key";

/// Returns the keys to use.
pub(crate) fn agree(
    data_dir: &Path,
    path: &Path,
    connection: &Connection,
    given: Option<MasterKey>,
) -> Result<Keys, OpenError> {
    let master = agree_on_master(data_dir, path, connection, given)?;
    let failed = |error| OpenError::database(path, error);
    let lookup = match read(connection, LOOKUP).map_err(failed)? {
        Some(wrapped) => LookupKey::unwrap(&master, &wrapped).map_err(|_| OpenError::Damaged(path.to_owned()))?,
        None => {
            let lookup = LookupKey::generate().map_err(|_| OpenError::NoRandomness)?;
            let wrapped = lookup.wrap(&master).map_err(|_: SealError| OpenError::NoRandomness)?;
            write(connection, LOOKUP, &wrapped).map_err(failed)?;
            lookup
        }
    };
    Ok(Keys::new(0, master, lookup))
}

fn agree_on_master(
    data_dir: &Path,
    path: &Path,
    connection: &Connection,
    given: Option<MasterKey>,
) -> Result<MasterKey, OpenError> {
    let failed = |error| OpenError::database(path, error);
    let known = read(connection, CHECK).map_err(failed)?;
    let held = match given {
        Some(key) => Some(key),
        None => key_file::read_key(data_dir)?,
    };
    match (known, held) {
        (Some(check), Some(key)) if check == key.check_value() => Ok(key),
        (Some(_), Some(_)) => Err(OpenError::WrongKey(data_dir.to_owned())),
        (Some(_), None) => Err(OpenError::MissingKey(data_dir.to_owned())),
        (None, held) => {
            let key = held.map_or_else(|| key_file::make_key(data_dir), Ok)?;
            write(connection, CHECK, &key.check_value()).map_err(failed)?;
            Ok(key)
        }
    }
}

pub(crate) fn read(connection: &Connection, name: &str) -> rusqlite::Result<Option<Vec<u8>>> {
    let mut select = connection.prepare_cached("SELECT value FROM meta WHERE name = ?1")?;
    select.query_row([name], |row| row.get(0)).optional()
}

pub(crate) fn write(connection: &Connection, name: &str, value: &[u8]) -> rusqlite::Result<()> {
    let sql = "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value";
    connection.prepare_cached(sql)?.execute(rusqlite::params![name, value]).map(drop)
}
