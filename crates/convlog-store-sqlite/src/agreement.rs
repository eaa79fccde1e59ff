//! Which master key a store is opened with: the one that it was used with before, whoever gives it, or that one and
//! the one that takes its place.
//!
//! `meta` holds the check value of the key in use and, from the beginning of a rotation to its end, that of the next.

use std::path::Path;

use convlog_store::seal::{LookupKey, MasterKey};
use rusqlite::{Connection, OptionalExtension, params};

use crate::config::MasterKeys;
use crate::key_file;
use crate::keys::Keys;
use crate::open_error::OpenError;

const CHECK: &str = "master_key_check";
const NEXT_CHECK: &str = "master_key_next_check";
const GENERATION: &str = "master_key_generation";
const LOOKUP: &str = "lookup_key";
const NEXT_LOOKUP: &str = "lookup_key_next";

/// What a store is opened with.
#[derive(Debug)]
pub(crate) struct Agreement {
    pub(crate) keys: Keys,
    /// Whether a rotation is under way.
    pub(crate) is_rotating: bool,
    /// Whether the keys lie in the data directory.
    pub(crate) in_directory: bool,
}

/// Returns the keys to use, and begins a rotation where a next key was given.
pub(crate) fn agree(
    data_dir: &Path,
    path: &Path,
    connection: &Connection,
    given: MasterKeys,
) -> Result<Agreement, OpenError> {
    let failed = |error| OpenError::database(path, error);
    let in_directory = given.current.is_none();
    let held = if in_directory {
        [key_file::read_key(data_dir)?, key_file::read_next_key(data_dir)?]
    } else {
        [given.previous, given.current]
    };
    let known = (read(connection, CHECK).map_err(failed)?, read(connection, NEXT_CHECK).map_err(failed)?);
    let find = |check: &[u8]| held.iter().flatten().find(|key| key.check_value() == check).cloned();
    let (current, next) = match known {
        (None, _) => {
            let [first, second] = held;
            let given = if in_directory { first } else { second };
            let key = given.map_or_else(|| key_file::make_key(data_dir), Ok)?;
            write(connection, CHECK, &key.check_value()).map_err(failed)?;
            (key, None)
        }
        (Some(check), Some(next)) => match (find(&check), find(&next)) {
            (Some(current), Some(next)) => (current, Some(next)),
            (Some(_), None) => return Err(OpenError::NextKeyMissing(data_dir.to_owned())),
            (None, Some(_)) => return Err(OpenError::PreviousKeyMissing(data_dir.to_owned())),
            (None, None) => return Err(refusal(data_dir, &held)),
        },
        (Some(check), None) => {
            let current = find(&check).ok_or_else(|| refusal(data_dir, &held))?;
            let next = held[1].clone().filter(|next| next.check_value() != current.check_value());
            if in_directory && next.is_none() && held[1].is_some() {
                // The rotation had ended, and only the file was not in its place yet.
                key_file::promote_next_key(data_dir)?;
            }
            if let Some(next) = &next {
                let transaction = connection.unchecked_transaction().map_err(failed)?;
                begin(&transaction, &current, next)
                    .map_err(|source| OpenError::Database { path: path.to_owned(), source: source.into() })?;
                transaction.commit().map_err(failed)?;
            }
            (current, next)
        }
    };
    let is_rotating = next.is_some();
    let keys = keys(path, connection, current, next)?;
    Ok(Agreement { keys, is_rotating, in_directory })
}

fn refusal(data_dir: &Path, held: &[Option<MasterKey>; 2]) -> OpenError {
    let data_dir = data_dir.to_owned();
    if held.iter().any(Option::is_some) { OpenError::WrongKey(data_dir) } else { OpenError::MissingKey(data_dir) }
}

fn keys(path: &Path, connection: &Connection, current: MasterKey, next: Option<MasterKey>) -> Result<Keys, OpenError> {
    let failed = |error| OpenError::database(path, error);
    let generation = read_generation(connection).map_err(failed)?;
    let lookup = match read(connection, LOOKUP).map_err(failed)? {
        Some(wrapped) => LookupKey::unwrap(&current, &wrapped).map_err(|_| OpenError::Damaged(path.to_owned()))?,
        None => {
            let lookup = LookupKey::generate().map_err(|_| OpenError::NoRandomness)?;
            let wrapped = lookup.wrap(&current).map_err(|_| OpenError::NoRandomness)?;
            write(connection, LOOKUP, &wrapped).map_err(failed)?;
            if let Some(next) = &next {
                let wrapped = lookup.wrap(next).map_err(|_| OpenError::NoRandomness)?;
                write(connection, NEXT_LOOKUP, &wrapped).map_err(failed)?;
            }
            lookup
        }
    };
    let keys = Keys::new(generation, current, lookup);
    if let Some(next) = next {
        keys.exchange(generation + 1, next);
    }
    Ok(keys)
}

/// Notes, inside a transaction, that a rotation has begun. From then on the store opens with both keys and not with one
/// of them.
pub(crate) fn begin(connection: &Connection, current: &MasterKey, next: &MasterKey) -> crate::failure::Result<()> {
    if let Some(wrapped) = read(connection, LOOKUP)? {
        write(connection, NEXT_LOOKUP, &LookupKey::unwrap(current, &wrapped)?.wrap(next)?)?;
    }
    Ok(write(connection, NEXT_CHECK, &next.check_value())?)
}

/// Notes, inside a transaction, that a rotation has ended: from now on the next key is the one in use.
pub(crate) fn end(connection: &Connection) -> rusqlite::Result<()> {
    let generation = read_generation(connection)? + 1;
    for (name, next) in [(CHECK, NEXT_CHECK), (LOOKUP, NEXT_LOOKUP)] {
        if let Some(value) = read(connection, next)? {
            write(connection, name, &value)?;
            connection.execute("DELETE FROM meta WHERE name = ?1", [next])?;
        }
    }
    write(connection, GENERATION, &generation.to_le_bytes())
}

fn read_generation(connection: &Connection) -> rusqlite::Result<i64> {
    let bytes = read(connection, GENERATION)?.and_then(|bytes| bytes.try_into().ok());
    Ok(bytes.map_or(0, i64::from_le_bytes))
}

fn read(connection: &Connection, name: &str) -> rusqlite::Result<Option<Vec<u8>>> {
    let mut select = connection.prepare_cached("SELECT value FROM meta WHERE name = ?1")?;
    select.query_row([name], |row| row.get(0)).optional()
}

fn write(connection: &Connection, name: &str, value: &[u8]) -> rusqlite::Result<()> {
    let sql = "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value";
    connection.prepare_cached(sql)?.execute(params![name, value]).map(drop)
}
