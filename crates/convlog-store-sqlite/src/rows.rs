//! The rows of one conversation as records, and newer versions of them.
//!
//! A newer version takes the place of its row: there is one writer, and nobody needs the one before. Only the open part,
//! the sealed part and the flags change. What a conversation's row says of it comes from fields that are never hidden, so
//! it stays right.

use std::collections::HashMap;
use std::sync::Arc;

use bytestring::ByteString;
use convlog_core::entry::CONVERSATION_LOGGER;
use convlog_core::outcome::Ending;
use convlog_core::record::{Body, Fields, Log};
use convlog_core::{
    Entry, EntryText, GuardPolicy, Hint, Identity, KnownPolicy, Level, Original, Pointer, ProducerId, RecordType,
    Timestamp,
};
use convlog_store::records::{Row as StoredRow, RowFilter, RowPage, RowQuery};
use convlog_store::seal::{DataKey, Keys};
use convlog_store::{ConversationRef, Item, KeyId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::failure::{Failure, Result};
use crate::short_id::LongId;
use crate::writer::VERBATIM;

mod moved;
mod position;
mod put;
mod version;

use moved::Moved;
pub(crate) use position::{RowPosition, Table, cursor, number, numbers};
use version::version;

/// The rows of one conversation.
pub(crate) struct Rows<'a> {
    connection: &'a Connection,
    keys: &'a Keys,
    of: &'a ConversationRef,
    number: i64,
    key: Option<DataKey>,
    senders: HashMap<i64, SentBy>,
    loggers: HashMap<i64, ByteString>,
    /// Whether a row whose sealed part does not open is given with the open one alone.
    opens_what_it_can: bool,
    /// By how many bytes newer versions made them longer, or shorter.
    grown: i64,
    /// The entries that newer versions took to another table.
    moved: Vec<Moved>,
}

type SentBy = (Option<Arc<KeyId>>, Option<ProducerId>);

impl<'a> Rows<'a> {
    /// Returns the rows of a conversation; nothing where it is not there any more.
    pub(crate) fn of(connection: &'a Connection, keys: &'a Keys, of: &'a ConversationRef) -> Result<Option<Rows<'a>>> {
        let Some(number) = conversation(connection, of)? else { return Ok(None) };
        let (senders, loggers, moved) = (HashMap::new(), HashMap::new(), Vec::new());
        let (key, opens_what_it_can, grown) = (None, false, 0);
        Ok(Some(Rows { connection, keys, of, number, key, senders, loggers, opens_what_it_can, grown, moved }))
    }

    /// Returns some of them.
    pub(crate) fn page(&mut self, query: &RowQuery) -> Result<RowPage> {
        let mut page = RowPage::default();
        if let RowFilter::At(cursors) = &query.only {
            for cursor in cursors {
                let RowPosition { table, row } = RowPosition::read(cursor)?;
                self.select(table, "", [row - 1, row], (1, query.sealed), &mut page.rows)?;
            }
            return Ok(page);
        }
        let after = query.after.as_ref().map_or(Ok(RowPosition::FIRST), RowPosition::read)?;
        let mut left = query.limit;
        for table in Table::ALL.into_iter().filter(|table| *table >= after.table) {
            let Some(condition) = condition(table, &query.only) else { continue };
            let behind = if table == after.table { after.row } else { 0 };
            let (seen, last) =
                self.select(table, &condition, [behind, i64::MAX], (left, query.sealed), &mut page.rows)?;
            left -= seen;
            if left == 0 {
                page.next = Some(RowPosition { table, row: last }.cursor());
                break;
            }
        }
        Ok(page)
    }

    /// Returns what the rows of a table behind one up to another say, as far as it opens.
    pub(crate) fn between(&mut self, table: Table, after: i64, to: i64) -> Result<Vec<Body>> {
        let mut rows = Vec::new();
        self.opens_what_it_can = true;
        self.select(table, "", [after, to], (usize::MAX, true), &mut rows)?;
        Ok(rows.into_iter().map(|row| row.item.body).collect())
    }

    /// Adds the rows of a table behind one up to another that a condition lets through; returns how many were looked at,
    /// and the last of them.
    fn select(
        &mut self,
        table: Table,
        condition: &str,
        [after, to]: [i64; 2],
        (limit, sealed): (usize, bool),
        out: &mut Vec<StoredRow>,
    ) -> Result<(usize, i64)> {
        let (name, (columns, _)) = (table.name(), table.columns());
        let sealed = if sealed { "sealed" } else { "NULL" };
        let guard = if table == Table::Hidden { "0" } else { "guard" };
        let sql = format!(
            "SELECT {name}.id, producers.key, seq, sender, {columns}, {sealed}, {guard} FROM {name} \
             JOIN producers ON producers.id = {name}.producer \
             WHERE conversation = ?1 AND {name}.id > ?2 AND {name}.id <= ?3{condition} ORDER BY {name}.id LIMIT ?4"
        );
        let connection = self.connection;
        let mut select = connection.prepare_cached(&sql)?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut rows = select.query(params![self.number, after, to, limit])?;
        let (mut seen, mut last) = (0, after);
        while let Some(row) = rows.next()? {
            (seen, last) = (seen + 1, row.get(0)?);
            match self.row(table, row) {
                Ok(row) => out.push(row),
                // One row that does not open must not keep the others from being read.
                Err(Failure::Row(_) | Failure::Seal(_)) => {}
                Err(failure) => return Err(failure),
            }
        }
        Ok((seen, last))
    }

    fn row(&mut self, table: Table, row: &Row<'_>) -> Result<StoredRow> {
        let identity = Identity { producer: ProducerId::from_bytes(row.get(1)?), seq: row.get::<_, i64>(2)? as u64 };
        let (sender, origin) = self.sent_by(row.get(3)?)?;
        let sealed = row.as_ref().column_count() - 2;
        let original = match self.open(identity, row.get(sealed)?) {
            Err(Failure::Row(_) | Failure::Seal(_)) if self.opens_what_it_can => None,
            opened => opened?,
        };
        let guard = row.get(sealed + 1)?;
        let (time, body) = match table {
            Table::Entries | Table::Hidden => {
                let log = self.log(table, row, original, guard)?;
                (log.time, Body::Log(log))
            }
            Table::Records => (Timestamp::from_micros(row.get(4)?), Body::Fields(fields(row, original, guard)?)),
        };
        let item = Item {
            project: self.of.of.project.clone(),
            identity,
            conversation: Some(self.of.id.clone()),
            time,
            sender,
            origin,
            known: KnownPolicy::Off,
            body,
        };
        let cursor = RowPosition { table, row: row.get(0)? }.cursor();
        Ok(StoredRow { cursor, version: version(row, table.columns().1)?, item })
    }

    fn log(&mut self, table: Table, row: &Row<'_>, original: Option<Original>, guard: u32) -> Result<Log> {
        let id =
            |at: usize| -> Result<Option<ByteString>> { Ok(row.get::<_, Option<LongId>>(at)?.map(|id| id.0.into())) };
        let hints: Vec<Hint> = match row.get_ref(6)?.as_str_or_null()? {
            Some(json) => serde_json::from_str(json).map_err(|_| Failure::Row("hints"))?,
            None => Vec::new(),
        };
        let open = if table == Table::Entries { Some(self.entry(row)?) } else { None };
        let time = match (&open, &original) {
            (Some(open), _) => open.time,
            // An original always has its time, so the one given here is never used.
            (None, Some(original)) => {
                Entry::of_original(&original.json, Timestamp::default()).map_err(|_| Failure::Row("sealed"))?.time
            }
            (None, None) => Timestamp::default(),
        };
        Ok(Log { turn: id(4)?, event: id(5)?, time, open, original, guard, hints })
    }

    fn entry(&mut self, row: &Row<'_>) -> Result<Entry> {
        let content: String = row.get(11)?;
        let text = match row.get::<_, u8>(10)? {
            VERBATIM => EntryText::Verbatim(content),
            _ => {
                let extras = row.get::<_, Option<String>>(12)?.unwrap_or_default();
                EntryText::Parts { content: content.into(), extras: extras.into() }
            }
        };
        Ok(Entry {
            level: Level::ALL.get(usize::from(row.get::<_, u8>(8)?)).copied().ok_or(Failure::Row("level"))?,
            time: Timestamp::from_micros(row.get(7)?),
            is_pii: false,
            logger: self.logger(row.get(9)?)?,
            text,
        })
    }

    fn logger(&mut self, number: Option<i64>) -> Result<ByteString> {
        let Some(number) = number else { return Ok(ByteString::from_static(CONVERSATION_LOGGER)) };
        if let Some(name) = self.loggers.get(&number) {
            return Ok(name.clone());
        }
        let mut select = self.connection.prepare_cached("SELECT name FROM loggers WHERE id = ?1")?;
        let name = ByteString::from(select.query_row([number], |row| row.get::<_, String>(0))?);
        self.loggers.insert(number, name.clone());
        Ok(name)
    }

    fn sent_by(&mut self, number: i64) -> Result<SentBy> {
        if number == 0 {
            return Ok((None, None));
        }
        if let Some(known) = self.senders.get(&number) {
            return Ok(known.clone());
        }
        let mut select = self.connection.prepare_cached("SELECT ingest_key, origin FROM senders WHERE id = ?1")?;
        let (key, bytes): (String, Vec<u8>) = select.query_row([number], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let sent_by = (Some(Arc::new(KeyId(key))), origin(&bytes)?);
        self.senders.insert(number, sent_by.clone());
        Ok(sent_by)
    }

    /// Takes the data key at hand; says whether there is one.
    fn unlock(&mut self) -> Result<bool> {
        if self.key.is_none() {
            let sql = "SELECT wrapped, generation FROM conversation_keys WHERE conversation = ?1";
            let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
            let found: Option<(Vec<u8>, i64)> =
                self.connection.prepare_cached(sql)?.query_row([self.number], read).optional()?;
            if let Some((wrapped, generation)) = found {
                self.key = Some(self.keys.unwrap_data_key(&self.of.seal_context(), &wrapped, generation)?);
            }
        }
        Ok(self.key.is_some())
    }

    /// Returns the number of the conversation.
    pub(crate) fn number(&self) -> i64 {
        self.number
    }

    pub(crate) fn open(&mut self, identity: Identity, sealed: Option<Vec<u8>>) -> Result<Option<Original>> {
        let Some(sealed) = sealed else { return Ok(None) };
        if !self.unlock()? {
            return Err(Failure::Row("key"));
        }
        let key = self.key.as_ref().ok_or(Failure::Row("key"))?;
        Ok(Some(key.open(&self.of.seal_context(), identity, &sealed)?))
    }
}

/// Returns the number of a conversation; nothing where it is not there any more.
pub(crate) fn conversation(connection: &Connection, of: &ConversationRef) -> Result<Option<i64>> {
    let sql = "SELECT conversations.id FROM conversations JOIN projects ON projects.id = conversations.project \
               WHERE projects.account = ?1 AND projects.name = ?2 AND conversations.name = ?3";
    let names = [of.of.account.as_str(), of.of.project.as_str(), of.id.as_str()];
    Ok(connection.prepare_cached(sql)?.query_row(names, |row| row.get(0)).optional()?)
}

/// Returns what an origin is stored as.
pub(crate) fn origin(bytes: &[u8]) -> Result<Option<ProducerId>> {
    match bytes {
        [] => Ok(None),
        bytes => Ok(Some(ProducerId::from_bytes(bytes.try_into().map_err(|_| Failure::Row("origin"))?))),
    }
}

/// Returns the condition for rows; nothing where none of a table is meant.
fn condition(table: Table, only: &RowFilter) -> Option<String> {
    Some(match only {
        RowFilter::SealedOfNobody => " AND sender = 0 AND sealed IS NOT NULL".to_owned(),
        RowFilter::Any => String::new(),
        _ if table == Table::Hidden => return None,
        RowFilter::Kind(_) if table != Table::Records => return None,
        RowFilter::Kind(kind) => format!(" AND kind = {}", *kind as u8),
        RowFilter::Stale { policy: GuardPolicy::Redact, mark } => format!(" AND guard <> {mark}"),
        // Where the guard hides nothing, what was hidden because it was known is to be shown too.
        RowFilter::Stale { mark, .. } => format!(" AND (guard <> {mark} OR sealed IS NOT NULL)"),
        RowFilter::Open | RowFilter::At(_) => String::new(),
    })
}

/// Returns the fields of a record.
fn fields(row: &Row<'_>, original: Option<Original>, guard: u32) -> Result<Fields> {
    let flags: Vec<String> = match row.get_ref(8)?.as_str_or_null()? {
        Some(json) => serde_json::from_str(json).map_err(|_| Failure::Row("flags"))?,
        None => Vec::new(),
    };
    let open: String = row.get(7)?;
    Ok(Fields {
        kind: RecordType::from_number(row.get(5)?).ok_or(Failure::Row("kind"))?,
        subject: row.get::<_, Option<LongId>>(6)?.map(|id| id.0),
        ending: Ending::of_record(&open),
        open,
        flags: flags.iter().filter_map(|flag| Pointer::parse(flag)).collect(),
        original,
        guard,
    })
}
