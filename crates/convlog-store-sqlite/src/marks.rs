//! What readers marked in a conversation, as rows.

use convlog_core::{Identity, Original, ProducerId};
use convlog_store::ConversationRef;
use convlog_store::mark::{KeptMark, MarkId};
use convlog_store::seal::Keys;
use rusqlite::{Connection, params};

use crate::failure::{Failure, Result};
use crate::rows::{Rows, conversation};

/// Returns what a mark is sealed as: no record has the number 0.
fn identity(id: &MarkId) -> Identity {
    Identity { producer: ProducerId::from_bytes(id.0), seq: 0 }
}

/// Returns the marks of a conversation.
pub(crate) fn of(connection: &Connection, keys: &Keys, of: &ConversationRef) -> Result<Vec<KeptMark>> {
    let Some(mut rows) = Rows::of(connection, keys, of)? else { return Ok(Vec::new()) };
    let sql = "SELECT name, version, settled, sealed FROM marks WHERE conversation = ?1";
    let mut select = connection.prepare_cached(sql)?;
    let mut found = select.query([rows.number()])?;
    let mut marks = Vec::new();
    while let Some(row) = found.next()? {
        let id = MarkId(row.get(0)?);
        let body = rows.open(identity(&id), row.get(3)?)?.ok_or(Failure::Row("mark"))?.json;
        let version = row.get::<_, i64>(1)?.unsigned_abs();
        marks.push(KeptMark { id, version, is_settled: row.get(2)?, body });
    }
    Ok(marks)
}

/// Says whether there are any.
pub(crate) fn has_any(connection: &Connection, conversation: i64) -> Result<bool> {
    Ok(connection.prepare_cached("SELECT 1 FROM marks WHERE conversation = ?1")?.exists([conversation])?)
}

/// Puts what a mark says; says whether the conversation is there.
pub(crate) fn put(
    connection: &Connection,
    keys: &Keys,
    of: &ConversationRef,
    (id, body): (&MarkId, String),
) -> Result<bool> {
    let Some(mut rows) = Rows::of(connection, keys, of)? else { return Ok(false) };
    let sealed = rows.seal_with_new_key(identity(id), &Original::new(body, Vec::new()))?;
    let sql = "INSERT INTO marks (conversation, name, version, settled, sealed) VALUES (?1, ?2, 1, 0, ?3) \
               ON CONFLICT DO UPDATE SET version = version + 1, settled = 0, sealed = excluded.sealed";
    connection.prepare_cached(sql)?.execute(params![rows.number(), id.0, sealed])?;
    Ok(true)
}

/// Settles the version of a mark that was read, or removes it.
pub(crate) fn settle(connection: &Connection, of: &ConversationRef, mark: &KeptMark, remove: bool) -> Result<()> {
    let Some(number) = conversation(connection, of)? else { return Ok(()) };
    let sql = if remove {
        "DELETE FROM marks WHERE conversation = ?1 AND name = ?2 AND version = ?3"
    } else {
        "UPDATE marks SET settled = 1 WHERE conversation = ?1 AND name = ?2 AND version = ?3"
    };
    connection.prepare_cached(sql)?.execute(params![number, mark.id.0, mark.version as i64])?;
    Ok(())
}
