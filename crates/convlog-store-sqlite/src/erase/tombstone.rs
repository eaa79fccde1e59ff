//! Taking a conversation out of sight, in the writer's order: what is invisible, unreadable and refused at once.

use convlog_core::ConversationId;
use convlog_store::ConversationRef;
use convlog_store::rollup::Changes;
use convlog_store::seal::LookupKey;
use rusqlite::{Connection, OptionalExtension, params};

use crate::failure::Result;
use crate::writer::Apply;
use crate::writer::contribution::{self, Contribution};

/// Erases a conversation and refuses everything of it from now on; says whether there was one.
pub(crate) fn tombstone(
    connection: &Connection,
    apply: &mut Apply<'_>,
    lookup: &LookupKey,
    (of, project): (&ConversationRef, i64),
    erasure: i64,
) -> Result<bool> {
    let hash = lookup.hash_conversation(&of.of.account, &of.of.project, &of.id);
    let insert = "INSERT OR IGNORE INTO tombstones (hash, erasure) VALUES (?1, ?2)";
    connection.prepare_cached(insert)?.execute(params![hash, erasure])?;
    remove(connection, apply, project, &of.id, Some(erasure))
}

/// Takes a conversation out of sight and destroys its data key; says whether there was one. Its rows wait to be
/// deleted.
pub(crate) fn remove(
    connection: &Connection,
    apply: &mut Apply<'_>,
    project: i64,
    conversation: &ConversationId,
    erasure: Option<i64>,
) -> Result<bool> {
    apply.forget(project, conversation);
    let select = "SELECT id, visible, bytes FROM conversations WHERE project = ?1 AND name = ?2";
    let names = params![project, conversation.as_str()];
    let found = connection.prepare_cached(select)?.query_row(names, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    let Some((number, is_visible, bytes)): Option<(i64, bool, i64)> = found.optional()? else { return Ok(false) };
    apply.keep_next_rows()?;
    let run = |sql: &str| connection.prepare_cached(sql)?.execute([number]);
    run("DELETE FROM conversation_keys WHERE conversation = ?1")?;
    run("DELETE FROM conversations WHERE id = ?1")?;
    // No row of this number will come any more, so there is no last one to name.
    let purge = "INSERT OR REPLACE INTO purges (conversation, erasure, only_personal, entries_to, hidden_to, records_to) \
                 VALUES (?1, ?2, 0, 0, 0, 0)";
    connection.prepare_cached(purge)?.execute(params![number, erasure])?;
    let mut changes = Changes::default();
    changes.replace(Some((project, Contribution::of(is_visible, bytes))), None);
    contribution::store(connection, changes)?;
    Ok(true)
}
