//! Sealing what is personal in a record.

use convlog_core::{Identity, Original};
use convlog_store::seal::{DataKey, Keys, SealContext};
use rusqlite::{Connection, OptionalExtension, params};

use super::summary::Summary;
use crate::failure::Result;

/// Seals the personal part of a record under the conversation's data key, which is made if need be.
pub(super) fn seal(
    connection: &Connection,
    keys: &Keys,
    summary: &mut Summary,
    (place, identity): (&SealContext<'_>, Identity),
    original: Option<&Original>,
) -> Result<Option<Vec<u8>>> {
    let Some(original) = original else { return Ok(None) };
    if summary.key.is_none() {
        summary.key = Some(Box::new(data_key(connection, keys, summary.id, place)?));
    }
    let sealed = summary.key.as_ref().map(|key| key.seal(place, identity, original));
    Ok(sealed.transpose()?)
}

fn data_key(connection: &Connection, keys: &Keys, conversation: i64, place: &SealContext<'_>) -> Result<DataKey> {
    let select = "SELECT wrapped, generation FROM conversation_keys WHERE conversation = ?1";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let wrapped: Option<(Vec<u8>, i64)> =
        connection.prepare_cached(select)?.query_row([conversation], read).optional()?;
    if let Some((wrapped, generation)) = wrapped {
        return Ok(keys.unwrap_data_key(place, &wrapped, generation)?);
    }
    let (key, wrapped, generation) = keys.new_data_key(place)?;
    let insert = "INSERT INTO conversation_keys (conversation, wrapped, generation) VALUES (?1, ?2, ?3)";
    connection.prepare_cached(insert)?.execute(params![conversation, wrapped, generation])?;
    Ok(key)
}
