//! How many entries of a conversation are personal as a whole, and how bad: what its row says for readers of personal data.
//!
//! The writer counts them as they come. Here is what else changes the numbers.

use convlog_core::{AccountId, ConversationId, Entry, Identity, Level, ProducerId, ProjectId, Timestamp};
use convlog_store::seal::{DataKey, Keys, SealContext};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::failure::{Failure, Result};

/// How many conversations are counted in one transaction.
const CONVERSATIONS_MAX: usize = 200;

/// Takes entries off the counts of a conversation: those that were just deleted, by their levels.
pub(crate) fn subtract(connection: &Connection, conversation: i64, deleted: &[Option<u8>]) -> Result<()> {
    let of = |level: Level| deleted.iter().filter(|held| **held == Some(level as u8)).count() as i64;
    change(connection, conversation, [-(deleted.len() as i64), -of(Level::Error), -of(Level::Warning)])
}

/// Counts the entries that were stored before their level was; each of them is opened for that, once. One that does not
/// open counts as an entry, and as no trouble.
pub(crate) fn count_earlier(connection: &Connection, keys: &Keys) -> Result<()> {
    let sql = "SELECT conversations.id, projects.account, projects.name, conversations.name FROM conversations \
               JOIN projects ON projects.id = conversations.project \
               WHERE conversations.id IN (SELECT conversation FROM hidden_entries WHERE level IS NULL)";
    let mut select = connection.prepare(sql)?;
    let found: Vec<(i64, [String; 3])> = select
        .query_map([], |row| Ok((row.get(0)?, [row.get(1)?, row.get(2)?, row.get(3)?])))?
        .collect::<rusqlite::Result<_>>()?;
    for conversations in found.chunks(CONVERSATIONS_MAX) {
        let transaction = connection.unchecked_transaction()?;
        for (number, names) in conversations {
            count(&transaction, keys, *number, names)?;
        }
        transaction.commit()?;
    }
    Ok(())
}

fn count(connection: &Connection, keys: &Keys, conversation: i64, [account, project, id]: &[String; 3]) -> Result<()> {
    let account = AccountId::new(account).map_err(|_| Failure::Row("account"))?;
    let project = ProjectId::new(project).map_err(|_| Failure::Row("project"))?;
    let id = ConversationId::new(id).map_err(|_| Failure::Row("conversation"))?;
    let place = SealContext { account: &account, project: &project, conversation: &id };
    let wrapped = "SELECT wrapped, generation FROM conversation_keys WHERE conversation = ?1";
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let wrapped: Option<(Vec<u8>, i64)> =
        connection.prepare_cached(wrapped)?.query_row([conversation], read).optional()?;
    let key = wrapped.and_then(|(wrapped, generation)| keys.unwrap_data_key(&place, &wrapped, generation).ok());
    let sql = "SELECT hidden_entries.id, producers.key, seq, sealed FROM hidden_entries \
               JOIN producers ON producers.id = hidden_entries.producer WHERE conversation = ?1 AND level IS NULL";
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query([conversation])?;
    let mut levels: Vec<(i64, Level)> = Vec::new();
    while let Some(row) = rows.next()? {
        let identity = Identity { producer: ProducerId::from_bytes(row.get(1)?), seq: row.get::<_, i64>(2)? as u64 };
        let sealed = row.get_ref(3)?.as_blob().map_err(|_| Failure::Row("sealed"))?;
        let level = key.as_ref().and_then(|key| level_of(key, &place, identity, sealed));
        levels.push((row.get(0)?, level.unwrap_or(Level::Info)));
    }
    let mut update = connection.prepare_cached("UPDATE hidden_entries SET level = ?2 WHERE id = ?1")?;
    for (row, level) in &levels {
        update.execute(params![row, *level as u8])?;
    }
    let of = |wanted: Level| levels.iter().filter(|(_, level)| *level == wanted).count() as i64;
    change(connection, conversation, [levels.len() as i64, of(Level::Error), of(Level::Warning)])
}

fn level_of(key: &DataKey, place: &SealContext<'_>, identity: Identity, sealed: &[u8]) -> Option<Level> {
    let original = key.open(place, identity, sealed).ok()?;
    Some(Entry::of_original(&original.json, Timestamp::default()).ok()?.level)
}

/// Adds to the counts of a conversation, and has it found by what they are then.
fn change(connection: &Connection, conversation: i64, [entries, errors, warnings]: [i64; 3]) -> Result<()> {
    let add = "UPDATE conversations SET hidden_entries = max(hidden_entries + ?2, 0), \
               hidden_errors = max(hidden_errors + ?3, 0), hidden_warnings = max(hidden_warnings + ?4, 0) WHERE id = ?1";
    connection.prepare_cached(add)?.execute(params![conversation, entries, errors, warnings])?;
    let find = "UPDATE conversations SET concern_personal = concern | 2 * (hidden_errors > 0) | (hidden_warnings > 0) \
                WHERE id = ?1";
    connection.prepare_cached(find)?.execute([conversation])?;
    Ok(())
}
