//! Rows that are read again and written back in another form, because more or less of them is personal than was known.
//!
//! Only the open part, the sealed part and the flags change. What a conversation's row says of it comes from fields
//! that are never hidden, so it stays right.

use convlog_core::entry::CONVERSATION_LOGGER;
use convlog_core::known::SpellingKey;
use convlog_core::reread::Reread;
use convlog_core::{
    AccountId, ConversationId, Entry, EntryText, Identity, KnownPii, Level, Original, Pointer, ProducerId, ProjectId,
    RecordType, Timestamp,
};
use convlog_store::seal::{DataKey, Place};
use convlog_store::sought::personal_values;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::failure::{Failure, Result};
use crate::keys::Keys;
use crate::writer::{VERBATIM, short_hash};

/// A row of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowId {
    /// Of the table of entries.
    Entry(i64),
    /// Of the table of records.
    Record(i64),
}

impl RowId {
    /// Returns the row's number in its table.
    pub(crate) fn number(self) -> i64 {
        match self {
            RowId::Entry(number) | RowId::Record(number) => number,
        }
    }
}

/// What a row holds.
pub(crate) enum Stored {
    /// An entry of which every reader may see something.
    Entry(Entry),
    /// The fields of a record, and which places of them were flagged.
    Fields(RecordType, String, Vec<Pointer>),
}

/// A row with its parts opened.
pub(crate) struct Parts {
    pub(crate) id: RowId,
    /// The rows of who sent it and of its producer.
    pub(crate) sender: i64,
    pub(crate) producer: i64,
    identity: Identity,
    pub(crate) stored: Stored,
    pub(crate) original: Option<Original>,
    /// By which version of the guard's rules it was hidden.
    pub(crate) guard: u32,
}

/// What is to be written in a row's place.
pub(crate) enum Again {
    Entry(Reread<Entry>),
    Fields(Reread<String>),
}

/// The rows of one conversation.
pub(crate) struct Rows<'a> {
    connection: &'a Connection,
    keys: &'a Keys,
    number: i64,
    account: AccountId,
    project: ProjectId,
    conversation: ConversationId,
    key: Option<DataKey>,
}

const ENTRIES: &str = "SELECT entries.id, producers.key, seq, time, level, form, loggers.name, content, extras, sealed, \
    guard, sender, producer FROM entries JOIN producers ON producers.id = entries.producer \
    LEFT JOIN loggers ON loggers.id = entries.logger";
const RECORDS: &str = "SELECT records.id, producers.key, seq, kind, fields, flags, sealed, guard, sender, producer \
    FROM records \
    JOIN producers ON producers.id = records.producer";

impl<'a> Rows<'a> {
    /// Returns the rows of a conversation; nothing where it is not there any more.
    pub(crate) fn of(connection: &'a Connection, keys: &'a Keys, number: i64) -> Result<Option<Rows<'a>>> {
        let sql = "SELECT account, projects.name, conversations.name FROM conversations \
                   JOIN projects ON projects.id = conversations.project WHERE conversations.id = ?1";
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let found: Option<(String, String, String)> =
            connection.prepare_cached(sql)?.query_row([number], read).optional()?;
        let Some((account, project, conversation)) = found else { return Ok(None) };
        Ok(Some(Rows {
            connection,
            keys,
            number,
            account: AccountId::new(account).map_err(|_| Failure::Row("account"))?,
            project: ProjectId::new(project).map_err(|_| Failure::Row("project"))?,
            conversation: ConversationId::new(conversation).map_err(|_| Failure::Row("conversation"))?,
            key: None,
        }))
    }

    /// Returns the key of the spellings that are known in the conversation.
    pub(crate) fn spelling_key(&self) -> SpellingKey {
        self.keys.lookup().spelling_key(&self.account, &self.project, &self.conversation)
    }

    fn place(&self) -> Place<'_> {
        Place { account: &self.account, project: &self.project, conversation: &self.conversation }
    }

    /// Takes the data key at hand; says whether there is one.
    fn unlock(&mut self) -> Result<bool> {
        if self.key.is_none() {
            let sql = "SELECT wrapped, generation FROM conversation_keys WHERE conversation = ?1";
            let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
            let found: Option<(Vec<u8>, i64)> =
                self.connection.prepare_cached(sql)?.query_row([self.number], read).optional()?;
            if let Some((wrapped, generation)) = found {
                self.key = Some(self.keys.unwrap_data_key(&self.place(), &wrapped, generation)?);
            }
        }
        Ok(self.key.is_some())
    }

    fn open(&mut self, identity: Identity, sealed: Option<Vec<u8>>) -> Result<Option<Original>> {
        let Some(sealed) = sealed else { return Ok(None) };
        if !self.unlock()? {
            return Err(Failure::Row("key"));
        }
        let key = self.key.as_ref().ok_or(Failure::Row("key"))?;
        Ok(Some(key.open(&self.place(), identity, &sealed)?))
    }

    /// Returns the open parts of at most so many entries behind a row.
    pub(crate) fn open_entries(&mut self, after: i64, rows_max: i64) -> Result<Vec<Parts>> {
        let condition = format!("entries.id > ?2 ORDER BY entries.id LIMIT {rows_max}");
        self.all(&ENTRIES.replace("sealed", "NULL"), &condition, after)
    }

    /// Returns the open parts of at most so many records behind a row.
    pub(crate) fn open_records(&mut self, after: i64, rows_max: i64) -> Result<Vec<Parts>> {
        let condition = format!("records.id > ?2 ORDER BY records.id LIMIT {rows_max}");
        self.all(&RECORDS.replace("sealed", "NULL"), &condition, after)
    }

    /// Returns one row; nothing where it is not there any more.
    pub(crate) fn row(&mut self, id: RowId) -> Result<Option<Parts>> {
        let found = match id {
            RowId::Entry(id) => self.all(ENTRIES, "entries.id = ?2", id)?,
            RowId::Record(id) => self.all(RECORDS, "records.id = ?2", id)?,
        };
        Ok(found.into_iter().next())
    }

    fn all(&mut self, select: &str, condition: &str, id: i64) -> Result<Vec<Parts>> {
        let is_entry = condition.starts_with("entries");
        let mut select =
            self.connection.prepare_cached(&format!("{select} WHERE conversation = ?1 AND {condition}"))?;
        let mut rows = select.query([self.number, id])?;
        let mut parts = Vec::new();
        while let Some(row) = rows.next()? {
            parts.push(if is_entry { self.entry(row)? } else { self.record(row)? });
        }
        Ok(parts)
    }

    fn entry(&mut self, row: &Row<'_>) -> Result<Parts> {
        let identity = identity(row)?;
        let content: String = row.get(7)?;
        let text = match row.get::<_, u8>(5)? {
            VERBATIM => EntryText::Verbatim(content),
            _ => {
                let extras = row.get::<_, Option<String>>(8)?.unwrap_or_default();
                EntryText::Parts { content: content.into(), extras: extras.into() }
            }
        };
        let entry = Entry {
            level: Level::ALL.get(usize::from(row.get::<_, u8>(4)?)).copied().ok_or(Failure::Row("level"))?,
            time: Timestamp::from_micros(row.get(3)?),
            is_pii: false,
            logger: row.get::<_, Option<String>>(6)?.map_or_else(|| CONVERSATION_LOGGER.into(), Into::into),
            text,
        };
        let original = self.open(identity, row.get(9)?)?;
        let (id, guard) = (RowId::Entry(row.get(0)?), row.get(10)?);
        let (sender, producer) = (row.get(11)?, row.get(12)?);
        Ok(Parts { id, sender, producer, identity, stored: Stored::Entry(entry), original, guard })
    }

    fn record(&mut self, row: &Row<'_>) -> Result<Parts> {
        let identity = identity(row)?;
        let kind = RecordType::from_number(row.get(3)?).ok_or(Failure::Row("kind"))?;
        let flags: Vec<String> = match row.get::<_, Option<String>>(5)? {
            Some(json) => serde_json::from_str(&json).map_err(|_| Failure::Row("flags"))?,
            None => Vec::new(),
        };
        let flags = flags.iter().filter_map(|flag| Pointer::parse(flag)).collect();
        let original = self.open(identity, row.get(6)?)?;
        let (id, guard) = (RowId::Record(row.get(0)?), row.get(7)?);
        let (sender, producer) = (row.get(8)?, row.get(9)?);
        Ok(Parts { id, sender, producer, identity, stored: Stored::Fields(kind, row.get(4)?, flags), original, guard })
    }

    /// Learns from what is sealed and was stored before senders were kept.
    pub(crate) fn learn_of_nobody(&mut self, known: &mut KnownPii) -> Result<()> {
        let sealed = |table: &str, kind: &str| {
            format!(
                "SELECT {table}.id, producers.key, seq, sealed, {kind} FROM {table} \
                 JOIN producers ON producers.id = {table}.producer \
                 WHERE conversation = ?1 AND sender = 0 AND sealed IS NOT NULL"
            )
        };
        let log = (RecordType::Log as u8).to_string();
        let statements = [sealed("entries", &log), sealed("hidden_entries", &log), sealed("records", "kind")];
        for sql in &statements {
            let mut select = self.connection.prepare_cached(sql)?;
            let mut rows = select.query([self.number])?;
            while let Some(row) = rows.next()? {
                let kind = RecordType::from_number(row.get(4)?).ok_or(Failure::Row("kind"))?;
                if let Some(original) = self.open(identity(row)?, row.get(3)?)? {
                    known.learn(kind, &original);
                }
            }
        }
        Ok(())
    }

    /// Writes a row back; what is sealed can be found by its values from now on.
    pub(crate) fn put(&mut self, parts: &Parts, again: &Again, guard: u32) -> Result<()> {
        let (original, open) = match again {
            Again::Entry(again) => (&again.original, again.open.to_json()),
            Again::Fields(again) => (&again.original, again.open.clone()),
        };
        let sealed = match original {
            Some(original) => Some(self.seal(parts.identity, original, &open)?),
            None => None,
        };
        match (parts.id, again) {
            (RowId::Entry(id), Again::Entry(again)) => {
                let (form, content, extras) = match &again.open.text {
                    EntryText::Parts { content, extras } => (0, &**content, (!extras.is_empty()).then_some(&**extras)),
                    EntryText::Verbatim(text) => (VERBATIM, text.as_str(), None),
                };
                let sql =
                    "UPDATE entries SET form = ?2, content = ?3, extras = ?4, sealed = ?5, guard = ?6 WHERE id = ?1";
                self.connection.prepare_cached(sql)?.execute(params![id, form, content, extras, sealed, guard])?;
            }
            (RowId::Record(id), Again::Fields(again)) => {
                let flags = (!again.flags.is_empty()).then(|| serde_json::to_string(&again.flags));
                let flags = flags.transpose().map_err(|_| Failure::Row("flags"))?;
                let sql = "UPDATE records SET fields = ?2, flags = ?3, sealed = ?4, guard = ?5 WHERE id = ?1";
                self.connection.prepare_cached(sql)?.execute(params![id, again.open, flags, sealed, guard])?;
            }
            _ => return Err(Failure::Row("kind")),
        }
        Ok(())
    }

    /// Notes that a row stays as it is under these rules.
    pub(crate) fn keep(&self, parts: &Parts, guard: u32) -> Result<()> {
        let (sql, id) = match parts.id {
            RowId::Entry(id) => ("UPDATE entries SET guard = ?2 WHERE id = ?1", id),
            RowId::Record(id) => ("UPDATE records SET guard = ?2 WHERE id = ?1", id),
        };
        self.connection.prepare_cached(sql)?.execute(params![id, guard])?;
        Ok(())
    }

    fn seal(&mut self, identity: Identity, original: &Original, open: &str) -> Result<Vec<u8>> {
        if !self.unlock()? {
            let (key, wrapped, generation) = self.keys.new_data_key(&self.place())?;
            let sql = "INSERT INTO conversation_keys (conversation, wrapped, generation) VALUES (?1, ?2, ?3)";
            self.connection.prepare_cached(sql)?.execute(params![self.number, wrapped, generation])?;
            self.key = Some(key);
        }
        let sql = "INSERT OR IGNORE INTO lookups (conversation, hash) VALUES (?1, ?2)";
        let mut insert = self.connection.prepare_cached(sql)?;
        for value in personal_values(original, Some(open)) {
            let hash = short_hash(self.keys.lookup(), &self.account, &self.project, &value);
            insert.execute(params![self.number, hash])?;
        }
        let key = self.key.as_ref().ok_or(Failure::Row("key"))?;
        Ok(key.seal(&self.place(), identity, original)?)
    }
}

fn identity(row: &Row<'_>) -> Result<Identity> {
    Ok(Identity { producer: ProducerId::from_bytes(row.get(1)?), seq: row.get::<_, i64>(2)? as u64 })
}
