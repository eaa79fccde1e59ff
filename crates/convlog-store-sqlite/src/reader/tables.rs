//! The only ways to the rows of a conversation, one for each table.
//!
//! Each takes an opener where the reader may see what is personal and nothing where not, and its statement is chosen by
//! that: what a reader may not see is not read in the first place.

use std::collections::{BTreeMap, HashMap};

use bytestring::ByteString;
use convlog_core::entry::CONVERSATION_LOGGER;
use convlog_core::query::TimeRange;
use convlog_core::view::{Heard, Liveness, StoredEntry, StoredRecord, Writers};
use convlog_core::{Entry, EntryText, Hint, Identity, Level, Pointer, ProducerId, RecordType, Timestamp};
use convlog_store::narrow::CLOCK_SKEW_MICROS;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::opener::Opener;
use crate::failure::{Failure, Result};
use crate::short_id::LongId;
use crate::writer::VERBATIM;

/// Where an entry stands.
const PLACE: &str = "producer, seq, time, level, turn, event";
/// What an entry says, for whoever sees what is open. Of what is sealed this reader learns nothing but that something is,
/// as the open part shows too.
const OPEN: &str = "form, logger, content, extras, NULL, iif(sealed IS NULL, hints, NULL)";
/// What it says, for whoever sees everything.
const TO_BE_OPENED: &str = "form, logger, content, extras, sealed, hints";

/// How much of the entries a view needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Detail {
    /// Everything.
    Whole,
    /// Everything, of which the reader may be given no more than a part.
    Examined,
    /// Only when they were written, by which logger and at which level, and what they refer to.
    Places,
}

/// How many bytes of rows there is still room for.
pub(super) struct ByteBudget(u64);

impl ByteBudget {
    /// Room for whatever there is.
    pub(super) fn any() -> ByteBudget {
        ByteBudget(u64::MAX)
    }

    pub(super) fn of(bytes: u64) -> ByteBudget {
        ByteBudget(bytes)
    }

    fn take(&mut self, bytes: usize) -> Result<()> {
        self.0 = self.0.checked_sub(bytes as u64).ok_or(Failure::Larger)?;
        Ok(())
    }
}

/// Producers by number, for the few that a conversation or a page of them has.
#[derive(Default)]
pub(super) struct Producers(Vec<(i64, ProducerId)>);

impl Producers {
    pub(super) fn identity(&mut self, connection: &Connection, number: i64, seq: i64) -> Result<Identity> {
        let known = self.0.iter().find(|(known, _)| *known == number).map(|(_, producer)| *producer);
        let producer = match known {
            Some(producer) => producer,
            None => {
                let mut select = connection.prepare_cached("SELECT key FROM producers WHERE id = ?1")?;
                let producer = ProducerId::from_bytes(select.query_row([number], |row| row.get(0))?);
                self.0.push((number, producer));
                producer
            }
        };
        Ok(Identity { producer, seq: seq as u64 })
    }
}

/// Returns a conversation's records, all or those of one type.
pub(super) fn records(
    connection: &Connection,
    conversation: i64,
    kind: Option<RecordType>,
    mut opener: Option<&mut Opener<'_>>,
    producers: &mut Producers,
    room: &mut ByteBudget,
) -> Result<Vec<StoredRecord>> {
    let sealed = if opener.is_some() { "sealed" } else { "NULL" };
    let of_kind = if kind.is_some() { "AND kind = ?2" } else { "AND ?2 IS NULL" };
    let sql = format!(
        "SELECT producer, seq, time, kind, subject, fields, flags, {sealed} FROM records \
         WHERE conversation = ?1 {of_kind}"
    );
    let mut select = connection.prepare_cached(&sql)?;
    let mut rows = select.query(params![conversation, kind.map(|kind| kind as u8)])?;
    let mut records = Vec::new();
    while let Some(row) = rows.next()? {
        let identity = producers.identity(connection, row.get(0)?, row.get(1)?)?;
        let (fields, findings) = match (row.get_ref(7)?.as_blob_or_null()?, opener.as_deref_mut()) {
            (Some(sealed), Some(opener)) => {
                let original = opener.open(identity, sealed)?;
                (original.json, original.findings)
            }
            _ => (row.get(5)?, Vec::new()),
        };
        let fields: String = fields;
        room.take(fields.len())?;
        let flags = row.get_ref(6)?.as_str_or_null()?.map(flags).transpose()?;
        records.push(StoredRecord {
            identity,
            time: Timestamp::from_micros(row.get(2)?),
            kind: RecordType::from_number(row.get(3)?).ok_or(Failure::Row("kind"))?,
            subject: text(row, 4)?,
            fields,
            flags: flags.unwrap_or_default(),
            findings,
        });
    }
    Ok(records)
}

/// Returns the entries of which every reader may see something.
pub(super) fn entries(
    connection: &Connection,
    conversation: i64,
    detail: Detail,
    mut opener: Option<&mut Opener<'_>>,
    producers: &mut Producers,
    room: &mut ByteBudget,
) -> Result<Vec<StoredEntry>> {
    let columns = match (detail, &opener) {
        (Detail::Places, _) => "0, logger, '', NULL, NULL, NULL",
        (_, None) => OPEN,
        (_, Some(_)) => TO_BE_OPENED,
    };
    let sql = format!("SELECT {PLACE}, {columns} FROM entries WHERE conversation = ?1");
    let mut select = connection.prepare_cached(&sql)?;
    let mut rows = select.query([conversation])?;
    let mut entries = Vec::with_capacity(64);
    let mut loggers = Loggers::default();
    while let Some(row) = rows.next()? {
        let stored = entry(connection, row, opener.as_deref_mut(), producers, &mut loggers)?;
        room.take(stored.entry.json_len())?;
        entries.push(stored);
    }
    Ok(entries)
}

/// Returns an entry of which every reader may see something; nothing where it is not there any more.
pub(super) fn entry_at(
    connection: &Connection,
    id: i64,
    opener: Option<&mut Opener<'_>>,
    producers: &mut Producers,
    loggers: &mut Loggers,
) -> Result<Option<StoredEntry>> {
    let columns = if opener.is_some() { TO_BE_OPENED } else { OPEN };
    let sql = format!("SELECT {PLACE}, {columns} FROM entries WHERE id = ?1");
    let mut select = connection.prepare_cached(&sql)?;
    let mut rows = select.query([id])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    entry(connection, row, opener, producers, loggers).map(Some)
}

fn entry(
    connection: &Connection,
    row: &Row<'_>,
    opener: Option<&mut Opener<'_>>,
    producers: &mut Producers,
    loggers: &mut Loggers,
) -> Result<StoredEntry> {
    let identity = producers.identity(connection, row.get(0)?, row.get(1)?)?;
    let time = Timestamp::from_micros(row.get(2)?);
    let (turn, event, hints) = (text(row, 4)?, text(row, 5)?, hints(row, 11)?);
    if let (Some(sealed), Some(opener)) = (row.get_ref(10)?.as_blob_or_null()?, opener) {
        return Ok(StoredEntry { hints, ..restore(opener, identity, turn, event, sealed)? });
    }
    let level = level(row.get(3)?)?;
    let content: String = row.get(8)?;
    let text = match row.get::<_, u8>(6)? {
        VERBATIM => EntryText::Verbatim(content),
        _ => {
            let extras = row.get::<_, Option<String>>(9)?.unwrap_or_default();
            EntryText::Parts { content: content.into(), extras: extras.into() }
        }
    };
    let logger = loggers.name(connection, row.get(7)?)?;
    let entry = Entry { level, time, is_pii: false, logger, text };
    Ok(StoredEntry { identity, turn, event, entry, findings: Vec::new(), hints })
}

/// Returns how often the open entries of a conversation were put anew, those of which a reader sees that, by row.
pub(super) fn edits(connection: &Connection, conversation: i64, sees_personal: bool) -> Result<HashMap<i64, u32>> {
    let edits = edits_column(sees_personal);
    let sql = format!("SELECT id, {edits} FROM entries WHERE conversation = ?1 AND edits > 0");
    let mut select = connection.prepare_cached(&sql)?;
    let rows = select.query_map([conversation], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Returns how often entries of a conversation became personal as a whole, or open again.
pub(super) fn moves(connection: &Connection, conversation: i64) -> Result<i64> {
    let mut select = connection.prepare_cached("SELECT moves FROM conversations WHERE id = ?1")?;
    Ok(select.query_row([conversation], |row| row.get(0)).optional()?.unwrap_or_default())
}

/// Returns the column that counts how often what a reader sees of a row was put anew.
pub(super) fn edits_column(sees_personal: bool) -> &'static str {
    if sees_personal { "edits" } else { "open_edits" }
}

/// When an entry was written, and what names it.
pub(super) struct EntryTime {
    pub(super) conversation: i64,
    pub(super) time: Timestamp,
    pub(super) producer: i64,
    pub(super) seq: i64,
}

/// Hands over, in no order, when the entries of a project were written of which every reader may see something, within
/// a range of times.
pub(super) fn entry_times(
    connection: &Connection,
    project: i64,
    sees_personal: bool,
    times: TimeRange,
    mut take: impl FnMut(EntryTime) -> Result<()>,
) -> Result<()> {
    let sql = "SELECT entries.conversation, entries.time, entries.producer, entries.seq \
               FROM conversations CROSS JOIN entries ON entries.conversation = conversations.id \
               WHERE conversations.project = ?1 AND conversations.visible >= ?2 \
               AND conversations.last_open_received_at >= ?5 AND conversations.first_open_at <= ?4 \
               AND entries.time BETWEEN ?3 AND ?4";
    let mut select = connection.prepare_cached(sql)?;
    let (first, last) = (times.first.as_micros(), times.last.as_micros());
    let received_from = first.saturating_sub(CLOCK_SKEW_MICROS);
    let mut rows = select.query(params![project, !sees_personal, first, last, received_from])?;
    while let Some(row) = rows.next()? {
        let time = Timestamp::from_micros(row.get(1)?);
        take(EntryTime { conversation: row.get(0)?, time, producer: row.get(2)?, seq: row.get(3)? })?;
    }
    Ok(())
}

/// Returns the entries that are personal as a whole. There is no way here without an opener.
pub(super) fn hidden_entries(
    connection: &Connection,
    conversation: i64,
    opener: &mut Opener<'_>,
    producers: &mut Producers,
    room: &mut ByteBudget,
) -> Result<Vec<StoredEntry>> {
    let mut entries = Vec::new();
    hidden_between(connection, HiddenRows::of(conversation, 0), opener, producers, |_, stored| {
        room.take(stored.entry.json_len())?;
        entries.push(stored);
        Ok(())
    })?;
    Ok(entries)
}

/// Which of the entries that are personal as a whole.
#[derive(Clone, Copy)]
pub(super) struct HiddenRows {
    pub(super) conversation: i64,
    pub(super) after: i64,
    pub(super) to: i64,
    /// Of this level or a graver one.
    pub(super) level_min: Level,
    pub(super) limit: i64,
}

impl HiddenRows {
    /// Those of a conversation behind a row.
    pub(super) fn of(conversation: i64, after: i64) -> HiddenRows {
        HiddenRows { conversation, after, to: i64::MAX, level_min: Level::Info, limit: -1 }
    }
}

/// Hands over entries that are personal as a whole, with their rows.
pub(super) fn hidden_between(
    connection: &Connection,
    of: HiddenRows,
    opener: &mut Opener<'_>,
    producers: &mut Producers,
    mut take: impl FnMut(i64, StoredEntry) -> Result<()>,
) -> Result<()> {
    let sql = "SELECT producer, seq, turn, event, sealed, hints, id FROM hidden_entries \
               WHERE conversation = ?1 AND id > ?2 AND id <= ?3 AND ifnull(level, 2) >= ?4 LIMIT ?5";
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query(params![of.conversation, of.after, of.to, of.level_min as u8, of.limit])?;
    while let Some(row) = rows.next()? {
        let identity = producers.identity(connection, row.get(0)?, row.get(1)?)?;
        let sealed = row.get_ref(4)?.as_blob().map_err(|_| Failure::Row("sealed"))?;
        let restored = restore(opener, identity, text(row, 2)?, text(row, 3)?, sealed)?;
        take(row.get(6)?, StoredEntry { hints: hints(row, 5)?, ..restored })?;
    }
    Ok(())
}

/// Says when a conversation's writers were last heard of, and what became of them.
///
/// `received_at` is the last that its own records were received.
pub(super) fn liveness(
    connection: &Connection,
    conversation: i64,
    is_visible: bool,
    received_at: Timestamp,
    now: Timestamp,
) -> Result<Liveness> {
    let sql = "SELECT last_heard, ended, key FROM conversation_producers \
               JOIN producers ON producers.id = conversation_producers.producer \
               WHERE conversation = ?1 AND open >= ?2";
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query(params![conversation, is_visible])?;
    let (mut last_heard, mut least, mut reporting) = (received_at, None, BTreeMap::new());
    while let Some(row) = rows.next()? {
        let state = Writers::from_number(row.get(1)?);
        least = Some(least.map_or(state, |least: Writers| least.min(state)));
        if let Some(heard) = row.get::<_, Option<i64>>(0)? {
            let at = Timestamp::from_micros(heard);
            last_heard = last_heard.max(at);
            reporting.insert(ProducerId::from_bytes(row.get(2)?), Heard { at, state });
        }
    }
    Ok(Liveness { last_heard, writers: least.unwrap_or(Writers::Present), now, reporting })
}

/// Says whether a turn, a function event or a span of a conversation has not ended.
pub(super) fn is_anything_open(connection: &Connection, conversation: i64) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM records WHERE conversation = ?1 AND kind IN (2, 3, 4) \
               GROUP BY kind, subject HAVING max(ending) = 0)";
    Ok(connection.prepare_cached(sql)?.query_row([conversation], |row| row.get(0))?)
}

/// Makes an entry from its original.
fn restore(
    opener: &mut Opener<'_>,
    identity: Identity,
    turn: Option<String>,
    event: Option<String>,
    sealed: &[u8],
) -> Result<StoredEntry> {
    let original = opener.open(identity, sealed)?;
    // An original always has its time, so the one given here is never used.
    let entry = Entry::of_original(&original.json, Timestamp::default()).map_err(|_| Failure::Row("sealed"))?;
    Ok(StoredEntry { identity, turn, event, entry, findings: original.findings, hints: Vec::new() })
}

pub(super) fn text(row: &Row<'_>, at: usize) -> Result<Option<String>> {
    Ok(row.get::<_, Option<LongId>>(at)?.map(|id| id.0))
}

fn hints(row: &Row<'_>, at: usize) -> Result<Vec<Hint>> {
    let Some(json) = row.get_ref(at)?.as_str_or_null()? else { return Ok(Vec::new()) };
    serde_json::from_str(json).map_err(|_| Failure::Row("hints"))
}

/// Returns the number of a logger other than that of `conv.log`, if anything was written by it.
pub(super) fn logger_number(connection: &Connection, name: &str) -> Result<Option<i64>> {
    let mut select = connection.prepare_cached("SELECT id FROM loggers WHERE name = ?1")?;
    Ok(select.query_row([name], |row| row.get(0)).optional()?)
}

pub(super) fn level(number: u8) -> Result<Level> {
    Level::ALL.get(usize::from(number)).copied().ok_or(Failure::Row("level"))
}

fn flags(json: &str) -> Result<Vec<Pointer>> {
    let texts: Vec<String> = serde_json::from_str(json).map_err(|_| Failure::Row("flags"))?;
    texts.iter().map(|text| Pointer::parse(text).ok_or(Failure::Row("flags"))).collect()
}

/// The names of loggers by number.
#[derive(Default)]
pub(super) struct Loggers(Vec<(i64, ByteString)>);

impl Loggers {
    fn name(&mut self, connection: &Connection, number: Option<i64>) -> Result<ByteString> {
        let Some(number) = number else { return Ok(ByteString::from_static(CONVERSATION_LOGGER)) };
        if let Some((_, name)) = self.0.iter().find(|(known, _)| *known == number) {
            return Ok(name.clone());
        }
        let mut select = connection.prepare_cached("SELECT name FROM loggers WHERE id = ?1")?;
        let name = ByteString::from(select.query_row([number], |row| row.get::<_, String>(0))?);
        self.0.push((number, name.clone()));
        Ok(name)
    }
}
