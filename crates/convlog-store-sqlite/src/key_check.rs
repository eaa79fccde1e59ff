//! The master keys of a data directory, and what `records.db` keeps of them: beside what they wrap, so that neither is
//! without the other.

use std::path::Path;

use convlog_store::seal::{KeptKey, KeyMismatch, KeyState, Keys, MasterKeys, agree};
use rusqlite::{Connection, OptionalExtension, params};

use crate::key_file;
use crate::open_error::OpenError;

const CHECK: &str = "master_key_check";
const NEXT_CHECK: &str = "master_key_next_check";
const GENERATION: &str = "master_key_generation";
const LOOKUP: &str = "lookup_key";
const NEXT_LOOKUP: &str = "lookup_key_next";

/// Returns the keys to use: those given, or else the directory's own, which are made if need be.
pub(crate) fn keys(
    data_dir: &Path,
    path: &Path,
    connection: &Connection,
    given: MasterKeys,
) -> Result<Keys, OpenError> {
    let failed = |error| OpenError::database(path, error);
    let in_directory = given.current.is_none();
    let held = if in_directory {
        [key_file::read_key(data_dir)?, key_file::read_next_key(data_dir)?]
    } else {
        [given.previous, given.current]
    };
    let before = read_state(connection).map_err(failed)?;
    let new = match &held {
        _ if before.current.is_some() => None,
        [None, _] if in_directory => Some(key_file::make_key(data_dir)?),
        [first, second] => if in_directory { first } else { second }.clone(),
    };
    let keys = agree(before.clone(), &held, new).map_err(|why| refusal(why, data_dir, path))?;
    let state = keys.state();
    if state != before {
        let transaction = connection.unchecked_transaction().map_err(failed)?;
        write_state(&transaction, &state).and_then(|()| transaction.commit()).map_err(failed)?;
    }
    Ok(keys)
}

fn refusal(why: KeyMismatch, data_dir: &Path, path: &Path) -> OpenError {
    let data_dir = data_dir.to_owned();
    match why {
        KeyMismatch::WrongKey => OpenError::WrongKey(data_dir),
        KeyMismatch::MissingKey => OpenError::MissingKey(data_dir),
        KeyMismatch::PreviousKeyMissing => OpenError::PreviousKeyMissing(data_dir),
        KeyMismatch::NextKeyMissing => OpenError::NextKeyMissing(data_dir),
        KeyMismatch::Damaged => OpenError::Damaged(path.to_owned()),
        KeyMismatch::NoRandomness => OpenError::NoRandomness,
    }
}

/// Returns what is kept of the master keys.
pub(crate) fn read_state(connection: &Connection) -> rusqlite::Result<KeyState> {
    let kept = |check, lookup| -> rusqlite::Result<Option<KeptKey>> {
        let Some(check) = read(connection, check)? else { return Ok(None) };
        Ok(Some(KeptKey { check, lookup: read(connection, lookup)? }))
    };
    let generation = read(connection, GENERATION)?.and_then(|bytes| bytes.try_into().ok());
    Ok(KeyState {
        generation: generation.map_or(0, i64::from_le_bytes),
        current: kept(CHECK, LOOKUP)?,
        next: kept(NEXT_CHECK, NEXT_LOOKUP)?,
    })
}

/// Keeps something else of them, inside a transaction.
pub(crate) fn write_state(connection: &Connection, state: &KeyState) -> rusqlite::Result<()> {
    write(connection, GENERATION, Some(&state.generation.to_le_bytes()))?;
    for (names, kept) in [([CHECK, LOOKUP], &state.current), ([NEXT_CHECK, NEXT_LOOKUP], &state.next)] {
        write(connection, names[0], kept.as_ref().map(|kept| kept.check.as_slice()))?;
        write(connection, names[1], kept.as_ref().and_then(|kept| kept.lookup.as_deref()))?;
    }
    Ok(())
}

fn read(connection: &Connection, name: &str) -> rusqlite::Result<Option<Vec<u8>>> {
    let mut select = connection.prepare_cached("SELECT value FROM meta WHERE name = ?1")?;
    select.query_row([name], |row| row.get(0)).optional()
}

fn write(connection: &Connection, name: &str, value: Option<&[u8]>) -> rusqlite::Result<()> {
    let sql = match value {
        Some(_) => "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
        None => "DELETE FROM meta WHERE name = ?1 AND ?2 IS NULL",
    };
    connection.prepare_cached(sql)?.execute(params![name, value]).map(drop)
}
