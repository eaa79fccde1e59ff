//! The rows of `records.db` for the passes that work on what is stored.

use async_trait::async_trait;
use convlog_core::{AccountId, ConversationId, ProducerId, ProjectId, Timestamp};
use convlog_store::error::Result;
use convlog_store::mark::{KeptMark, MarkId};
use convlog_store::records::{
    Deletion, DeletionScope, Extent, KnownNews, KnownValue, NewVersion, RecordStore, RowPage, RowQuery, Sender,
    StoredConversation,
};
use convlog_store::{Backend, ConversationRef, Cursor, KeyId, Passes, ProjectRef, Retired};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::erase::{personal, sweep, tombstone};
use crate::failure::{self, Failure};
use crate::known;
use crate::marks;
use crate::open::SqliteStore;
use crate::rows::{self, Rows};
use crate::writer::Apply;

const READ: &str = "read what is stored";
const REPLACE: &str = "write again what is stored";
const DELETE: &str = "remove what was kept for long enough";
const NEWS: &str = "follow what became known";
const MARKS: &str = "keep what readers marked";

impl Backend for SqliteStore {
    fn passes(&self) -> &Passes {
        &self.passes
    }
}

#[async_trait]
impl RecordStore for SqliteStore {
    async fn stored(
        &self,
        of: Option<&ProjectRef>,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Vec<StoredConversation>> {
        self.reader.read(READ, |connection| stored(connection, of, rows::number(after)?, limit)).await
    }

    async fn extent(&self, of: &ProjectRef) -> Result<Extent> {
        self.reader.read(READ, |connection| extent(connection, of)).await
    }

    async fn rows(&self, of: &ConversationRef, query: &RowQuery) -> Result<RowPage> {
        let read = |connection: &Connection| match Rows::of(connection, &self.keys, of)? {
            Some(mut rows) => rows.page(query),
            None => Ok(RowPage::default()),
        };
        self.reader.read(READ, read).await
    }

    async fn replace(&self, of: &ConversationRef, new: Vec<NewVersion>) -> Result<u64> {
        if new.is_empty() {
            return Ok(0);
        }
        let (of, keys) = (of.clone(), self.keys.clone());
        let work = move |connection: &Connection, apply: &mut Apply<'_>| {
            let Some(mut rows) = Rows::of(connection, &keys, &of)? else { return Ok(0) };
            let count =
                new.iter().try_fold(0, |count, new| failure::Result::Ok(count + u64::from(rows.put(apply, new)?)))?;
            rows.take_note(apply)?;
            Ok(count)
        };
        self.writer.work(REPLACE, work).await
    }

    async fn delete(&self, deletions: Vec<Deletion>) -> Result<Vec<bool>> {
        let work = move |connection: &Connection, apply: &mut Apply<'_>| delete(connection, apply, &deletions);
        self.writer.work(DELETE, work).await
    }

    async fn known_values(&self, of: &ConversationRef) -> Result<Vec<KnownValue>> {
        self.reader.read(READ, |connection| known_values(connection, of)).await
    }

    async fn known_news(&self, limit: usize) -> Result<Vec<KnownNews>> {
        self.reader.read(NEWS, |connection| known_news(connection, limit)).await
    }

    async fn forget_known_news(&self, followed: Vec<KnownNews>) -> Result<()> {
        let forget = move |connection: &Connection, _: &mut Apply<'_>| {
            let mut delete =
                connection.prepare_cached("DELETE FROM known_news WHERE conversation = ?1 AND id <= ?2")?;
            for news in &followed {
                delete.execute(rows::numbers::<2>(&news.last)?)?;
            }
            Ok(())
        };
        self.writer.work(NEWS, forget).await
    }

    async fn marks(&self, of: &ConversationRef) -> Result<Vec<KeptMark>> {
        self.reader.read(MARKS, |connection| marks::of(connection, &self.keys, of)).await
    }

    async fn put_mark(&self, of: &ConversationRef, id: &MarkId, body: String) -> Result<bool> {
        let (of, id, keys) = (of.clone(), *id, self.keys.clone());
        let put = move |connection: &Connection, apply: &mut Apply<'_>| {
            let is_put = marks::put(connection, &keys, &of, (&id, body))?;
            // What comes next is compared with it.
            let project = apply.project(&of.of.account, &of.of.project)?;
            apply.forget(project, &of.id);
            Ok(is_put)
        };
        self.writer.work(MARKS, put).await
    }

    async fn settle_mark(&self, of: &ConversationRef, mark: &KeptMark, remove: bool) -> Result<()> {
        let (of, mark) = (of.clone(), mark.clone());
        let settle = move |connection: &Connection, apply: &mut Apply<'_>| {
            marks::settle(connection, &of, &mark, remove)?;
            let project = apply.project(&of.of.account, &of.of.project)?;
            apply.forget(project, &of.id);
            Ok(())
        };
        self.writer.work(MARKS, settle).await
    }

    async fn unsettled_marks(&self, limit: usize) -> Result<Vec<ConversationRef>> {
        self.reader.read(MARKS, |connection| unsettled_marks(connection, limit)).await
    }
}

pub(crate) fn stored(
    connection: &Connection,
    of: Option<&ProjectRef>,
    after: i64,
    limit: usize,
) -> failure::Result<Vec<StoredConversation>> {
    let sql = "SELECT conversations.id, projects.account, projects.name, conversations.name, \
               max(coalesce(last_open_received_at, 0), coalesce(last_hidden_received_at, 0)), \
               EXISTS (SELECT 1 FROM conversation_keys WHERE conversation = conversations.id) \
               AND NOT EXISTS (SELECT 1 FROM purges WHERE conversation = conversations.id) \
               FROM conversations JOIN projects ON projects.id = conversations.project \
               WHERE conversations.id > ?1 AND (?2 IS NULL OR (projects.account = ?2 AND projects.name = ?3)) \
               ORDER BY conversations.id LIMIT ?4";
    let names = (of.map(|of| of.account.as_str()), of.map(|of| of.project.as_str()));
    let mut select = connection.prepare_cached(sql)?;
    let mut found = select.query(params![after, names.0, names.1, limit as i64])?;
    let mut stored = Vec::new();
    while let Some(row) = found.next()? {
        stored.push(StoredConversation {
            cursor: rows::cursor([row.get(0)?]),
            of: conversation(row, 1)?,
            received_at: Timestamp::from_micros(row.get(4)?),
            has_personal: row.get(5)?,
        });
    }
    Ok(stored)
}

fn extent(connection: &Connection, of: &ProjectRef) -> failure::Result<Extent> {
    let sql = "SELECT (SELECT count(*) FROM conversations WHERE project = projects.id), \
               (SELECT max(id) FROM conversations WHERE project = projects.id), retired, retired_personal \
               FROM projects WHERE account = ?1 AND name = ?2";
    let count = |row: &Row<'_>, at: usize| row.get::<_, i64>(at).map(i64::unsigned_abs);
    let read = |row: &Row<'_>| {
        let retired = Retired { conversations: count(row, 2)?, personal_parts: count(row, 3)? };
        Ok((count(row, 0)?, row.get::<_, Option<i64>>(1)?, retired))
    };
    let names = [of.account.as_str(), of.project.as_str()];
    let found = connection.prepare_cached(sql)?.query_row(names, read).optional()?;
    let (conversations, last, retired) = found.unwrap_or_default();
    let (last_row, rows) = sweep::end(connection)?;
    Ok(Extent { conversations, last_conversation: last.map(|last| rows::cursor([last])), rows, last_row, retired })
}

/// Deletes what nothing has arrived of since; says of which conversations it did.
fn delete(connection: &Connection, apply: &mut Apply<'_>, deletions: &[Deletion]) -> failure::Result<Vec<bool>> {
    let sql = "SELECT id, project, max(coalesce(last_open_received_at, 0), coalesce(last_hidden_received_at, 0)) \
               FROM conversations WHERE id = ?1";
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let mut gone = Vec::with_capacity(deletions.len());
    for Deletion { of, part, unless_since } in deletions {
        let found = match rows::conversation(connection, of)? {
            Some(number) => connection.prepare_cached(sql)?.query_row([number], read).optional()?,
            None => None,
        };
        let is_due = |received_at: &i64| unless_since.is_none_or(|since| *received_at < since.as_micros());
        let found: Option<(i64, i64, i64)> = found.filter(|(.., received_at)| is_due(received_at));
        gone.push(found.is_some());
        let Some((number, project, _)) = found else { continue };
        let count = match part {
            DeletionScope::Whole => {
                tombstone::remove(connection, apply, project, &of.id, None)?;
                "UPDATE projects SET retired = retired + 1 WHERE id = ?1"
            }
            DeletionScope::Personal => {
                personal::begin(connection, apply, number)?;
                "UPDATE projects SET retired_personal = retired_personal + 1 WHERE id = ?1"
            }
        };
        connection.prepare_cached(count)?.execute([project])?;
    }
    Ok(gone)
}

/// Reads account, project and id of a conversation, from a column on.
fn conversation(row: &Row<'_>, at: usize) -> failure::Result<ConversationRef> {
    let text = |at: usize| row.get::<_, String>(at);
    let account = AccountId::new(text(at)?).map_err(|_| Failure::Row("account"))?;
    let project = ProjectId::new(text(at + 1)?).map_err(|_| Failure::Row("project"))?;
    let id = ConversationId::new(text(at + 2)?).map_err(|_| Failure::Row("conversation"))?;
    Ok(ConversationRef { of: ProjectRef { account, project }, id })
}

/// Reads ingest key, origin and producer of a sender, from a column on.
fn sender(row: &Row<'_>, at: usize) -> failure::Result<Sender> {
    let origin = row.get_ref(at + 1)?.as_blob().map_err(|_| Failure::Row("origin"))?;
    let producer = ProducerId::from_bytes(row.get(at + 2)?);
    Ok(Sender { key: KeyId(row.get(at)?).into(), origin: rows::origin(origin)?, producer })
}

fn known_values(connection: &Connection, of: &ConversationRef) -> failure::Result<Vec<KnownValue>> {
    let Some(conversation) = rows::conversation(connection, of)? else { return Ok(Vec::new()) };
    let sql = "SELECT ingest_key, origin, producers.key, spellings FROM known_values \
               JOIN senders ON senders.id = sender JOIN producers ON producers.id = producer WHERE conversation = ?1";
    let mut select = connection.prepare_cached(sql)?;
    let mut found = select.query([conversation])?;
    let mut values = Vec::new();
    while let Some(row) = found.next()? {
        let sender = sender(row, 0)?;
        let spellings = known::unpacked(row.get_ref(3)?.as_blob()?)?;
        values.extend(spellings.map(|spelling| KnownValue { sender: sender.clone(), spelling }));
    }
    Ok(values)
}

fn unsettled_marks(connection: &Connection, limit: usize) -> failure::Result<Vec<ConversationRef>> {
    let sql = "SELECT DISTINCT account, projects.name, conversations.name FROM marks \
               JOIN conversations ON conversations.id = marks.conversation \
               JOIN projects ON projects.id = conversations.project WHERE settled = 0 LIMIT ?1";
    let mut select = connection.prepare_cached(sql)?;
    let mut found = select.query([i64::try_from(limit).unwrap_or(i64::MAX)])?;
    let mut unsettled = Vec::new();
    while let Some(row) = found.next()? {
        unsettled.push(conversation(row, 0)?);
    }
    Ok(unsettled)
}

/// Returns the news of the conversations that have waited longest.
fn known_news(connection: &Connection, limit: usize) -> failure::Result<Vec<KnownNews>> {
    let sql = "SELECT known_news.conversation, account, projects.name, conversations.name FROM known_news \
               JOIN conversations ON conversations.id = known_news.conversation \
               JOIN projects ON projects.id = conversations.project \
               GROUP BY known_news.conversation ORDER BY min(known_news.id) LIMIT ?1";
    let mut select = connection.prepare_cached(sql)?;
    let mut found = select.query([limit as i64])?;
    let mut all = Vec::new();
    while let Some(row) = found.next()? {
        all.push(news_of(connection, row.get(0)?, conversation(row, 1)?)?);
    }
    Ok(all)
}

fn news_of(connection: &Connection, conversation: i64, of: ConversationRef) -> failure::Result<KnownNews> {
    let sql = "SELECT max(known_news.id), ingest_key, origin, producers.key FROM known_news \
               JOIN senders ON senders.id = sender JOIN producers ON producers.id = producer \
               WHERE conversation = ?1 GROUP BY sender, producer";
    let mut select = connection.prepare_cached(sql)?;
    let mut found = select.query([conversation])?;
    let (mut last, mut senders) = (0, Vec::new());
    while let Some(row) = found.next()? {
        last = last.max(row.get(0)?);
        senders.push(sender(row, 1)?);
    }
    Ok(KnownNews { of, senders, last: rows::cursor([conversation, last]) })
}
