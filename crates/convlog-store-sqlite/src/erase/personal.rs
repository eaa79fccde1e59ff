//! Removing the personal parts of a conversation and leaving what every reader sees.
//!
//! Only what had arrived when this began is removed; what arrives meanwhile has its own time.

use convlog_core::ConversationId;
use rusqlite::{Connection, OptionalExtension, params};

use super::tombstone;
use crate::failure::{Failure, Result};
use crate::hidden_counts;
use crate::rows::Table;
use crate::writer::{Apply, bytes};

/// Has the personal parts of a conversation removed over time.
pub(crate) fn begin(connection: &Connection, apply: &Apply<'_>, conversation: i64) -> Result<()> {
    let [_, entries, hidden, records] = apply.last_rows();
    let insert = "INSERT OR IGNORE INTO purges (conversation, erasure, only_personal, entries_to, hidden_to, records_to) \
                  VALUES (?1, NULL, 1, ?2, ?3, ?4)";
    connection.prepare_cached(insert)?.execute(params![conversation, entries, hidden, records])?;
    Ok(())
}

/// Removes some of the personal parts up to some rows; says whether none is left of them.
pub(super) fn purge(
    connection: &Connection,
    apply: &mut Apply<'_>,
    conversation: i64,
    [entries_to, hidden_to, records_to]: [i64; 3],
    rows_max: usize,
) -> Result<bool> {
    let mut left = rows_max;
    for (table, change, to) in [
        (Table::Entries, "UPDATE entries SET sealed = NULL, hints = NULL, edits = edits + 1 WHERE id = ?1", entries_to),
        (Table::Records, "UPDATE records SET sealed = NULL, edits = edits + 1 WHERE id = ?1", records_to),
    ] {
        let name = table.name();
        let select = format!(
            "SELECT id FROM {name} WHERE conversation = ?1 AND id <= ?2 AND sealed IS NOT NULL ORDER BY id LIMIT ?3"
        );
        let mut select = connection.prepare_cached(&select)?;
        let rows = select.query_map(params![conversation, to, left as i64], |row| row.get(0))?;
        let rows = rows.collect::<rusqlite::Result<Vec<i64>>>()?;
        let mut grown = 0;
        for row in &rows {
            let before = bytes::of_stored(connection, table, *row)?;
            connection.prepare_cached(change)?.execute([row])?;
            grown += bytes::of_stored(connection, table, *row)? - before;
        }
        bytes::grow(connection, apply, conversation, grown)?;
        left -= rows.len().min(left);
        if left == 0 {
            return Ok(false);
        }
    }
    if delete_hidden(connection, apply, conversation, hidden_to, left)? == left {
        return Ok(false);
    }
    end(connection, apply, conversation)?;
    Ok(true)
}

/// Deletes hidden entries up to a row and takes them off the counts; returns how many they were.
fn delete_hidden(
    connection: &Connection,
    apply: &mut Apply<'_>,
    conversation: i64,
    to: i64,
    rows_max: usize,
) -> Result<usize> {
    let sql = format!(
        "DELETE FROM hidden_entries WHERE id IN (SELECT id FROM hidden_entries \
         WHERE conversation = ?1 AND id <= ?2 LIMIT ?3) RETURNING level, {}",
        bytes::of_table(Table::Hidden)
    );
    let mut delete = connection.prepare_cached(&sql)?;
    let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, Option<u8>>(0)?, row.get::<_, i64>(1)?));
    let deleted = delete.query_map(params![conversation, to, rows_max as i64], read)?;
    let deleted = deleted.collect::<rusqlite::Result<Vec<_>>>()?;
    let levels: Vec<Option<u8>> = deleted.iter().map(|(level, _)| *level).collect();
    hidden_counts::subtract(connection, conversation, &levels)?;
    // What the writer knows of the conversation is of before: growing has it forgotten.
    bytes::grow(connection, apply, conversation, -deleted.iter().map(|(_, bytes)| bytes).sum::<i64>())?;
    Ok(deleted.len())
}

/// Destroys the data key if nothing more is sealed under it, and takes away what only hidden entries gave.
fn end(connection: &Connection, apply: &mut Apply<'_>, conversation: i64) -> Result<()> {
    let select = "SELECT project, name, visible FROM conversations WHERE id = ?1";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let found: Option<(i64, String, bool)> =
        connection.prepare_cached(select)?.query_row([conversation], read).optional()?;
    let Some((project, name, is_visible)) = found else { return Ok(()) };
    let id = ConversationId::new(name).map_err(|_| Failure::Row("conversation"))?;
    let exists = |sql: &str| connection.prepare_cached(sql)?.exists([conversation]);
    let has_hidden = exists("SELECT 1 FROM hidden_entries WHERE conversation = ?1")?;
    let has_sealed = has_hidden
        || exists("SELECT 1 FROM entries WHERE conversation = ?1 AND sealed IS NOT NULL")?
        || exists("SELECT 1 FROM records WHERE conversation = ?1 AND sealed IS NOT NULL")?;
    apply.forget(project, &id);
    let run = |sql: &str| connection.prepare_cached(sql)?.execute([conversation]);
    if !has_sealed {
        run("DELETE FROM conversation_keys WHERE conversation = ?1")?;
        run("DELETE FROM lookups WHERE conversation = ?1")?;
        run("DELETE FROM known_values WHERE conversation = ?1")?;
        run("DELETE FROM known_news WHERE conversation = ?1")?;
        run("DELETE FROM marks WHERE conversation = ?1")?;
    }
    if !has_hidden && !is_visible {
        tombstone::remove(connection, apply, project, &id, None)?;
    } else if !has_hidden {
        run("UPDATE conversations SET first_hidden_at = NULL, last_hidden_received_at = NULL WHERE id = ?1")?;
        run("DELETE FROM conversation_producers WHERE conversation = ?1 AND open = 0")?;
    }
    Ok(())
}
