//! Entries that become personal as a whole after they were stored, and those that are open again: rows that change their
//! table.
//!
//! INVARIANT: for readers of what is open a conversation is then as if the entry had arrived so. Everything that its row
//! says of open entries is made again from what is left.

use convlog_core::record::Log;
use convlog_core::{ConversationId, Entry, Identity, Level};
use convlog_store::rollup::Changes;
use rusqlite::{Connection, params};

use super::{Rows, Table};
use crate::failure::{Failure, Result};
use crate::writer::contribution::{self, Contribution};
use crate::writer::{Apply, bytes, parts};

/// An entry that has changed its table.
pub(super) struct Moved {
    /// Its row among the open entries.
    entry: i64,
    producer: i64,
    time: i64,
    level: Level,
    is_open: bool,
}

impl Rows<'_> {
    /// Takes an entry from the open ones to those that are personal as a whole.
    pub(super) fn hide(&mut self, apply: &mut Apply<'_>, row: i64, (identity, log): (Identity, &Log)) -> Result<()> {
        let sealed = self.seal(identity, log.original.as_ref(), None)?.ok_or(Failure::Row("sealed"))?;
        let select = "SELECT producer, time, level FROM entries WHERE id = ?1";
        let mut select = self.connection.prepare_cached(select)?;
        let (producer, time, level) =
            select.query_row([row], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, u8>(2)?)))?;
        let level = Level::ALL.get(usize::from(level)).copied().ok_or(Failure::Row("level"))?;
        self.grown -= bytes::of_stored(self.connection, Table::Entries, row)?;
        let hidden = apply.next_hidden();
        let insert = "INSERT INTO hidden_entries (id, conversation, producer, seq, turn, event, sealed, sender, hints, \
                      level, entry) \
                      SELECT ?2, conversation, producer, seq, turn, event, ?3, sender, hints, level, id \
                      FROM entries WHERE id = ?1";
        self.connection.prepare_cached(insert)?.execute(params![row, hidden, sealed])?;
        // No row that comes is given the number of one that is gone, and this one may come again.
        apply.keep_next_rows()?;
        self.connection.prepare_cached("DELETE FROM entries WHERE id = ?1")?.execute([row])?;
        self.grown += bytes::of_stored(self.connection, Table::Hidden, hidden)?;
        self.moved.push(Moved { entry: row, producer, time, level, is_open: false });
        Ok(())
    }

    /// Takes it back to the open ones, where it was; says whether it did. While an erasure looks through the project it
    /// stays: it may have passed the place.
    pub(super) fn show(
        &mut self,
        apply: &mut Apply<'_>,
        row: i64,
        (identity, log, open): (Identity, &Log, &Entry),
    ) -> Result<bool> {
        let looking = "SELECT 1 FROM erasures WHERE by_value = 1 AND erased_at IS NULL \
                       AND project = (SELECT project FROM conversations WHERE id = ?1)";
        if self.connection.prepare_cached(looking)?.exists([self.number])? {
            return Ok(false);
        }
        let mut select = self.connection.prepare_cached("SELECT producer, entry FROM hidden_entries WHERE id = ?1")?;
        let (producer, entry): (i64, Option<i64>) = select.query_row([row], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let entry = entry.ok_or(Failure::Row("entry"))?;
        let (time, logger) = (open.time.as_micros(), apply.logger(&open.logger)?);
        let sealed = self.seal(identity, log.original.as_ref(), Some(&open.to_json()))?;
        let (form, content, extras) = parts(open);
        self.grown -= bytes::of_stored(self.connection, Table::Hidden, row)?;
        let insert = "INSERT INTO entries (id, conversation, producer, seq, time, level, form, logger, turn, event, \
                      content, extras, sealed, guard, sender, hints) \
                      SELECT entry, conversation, producer, seq, ?2, ?3, ?4, ?5, turn, event, ?6, ?7, ?8, ?9, sender, \
                      hints FROM hidden_entries WHERE id = ?1";
        let level = open.level as u8;
        let values = params![row, time, level, form, logger, content, extras, sealed, log.guard];
        self.connection.prepare_cached(insert)?.execute(values)?;
        apply.keep_next_rows()?;
        self.connection.prepare_cached("DELETE FROM hidden_entries WHERE id = ?1")?.execute([row])?;
        self.grown += bytes::of_stored(self.connection, Table::Entries, entry)?;
        self.moved.push(Moved { entry, producer, time, level: open.level, is_open: true });
        Ok(true)
    }

    /// Seals anew what is personal as a whole and stays so.
    pub(super) fn keep_hidden(&mut self, row: i64, (identity, log): (Identity, &Log)) -> Result<()> {
        let sealed = self.seal(identity, log.original.as_ref(), None)?.ok_or(Failure::Row("sealed"))?;
        let update = "UPDATE hidden_entries SET sealed = ?2 WHERE id = ?1";
        self.connection.prepare_cached(update)?.execute(params![row, sealed])?;
        Ok(())
    }
}

/// What the row of a conversation says that entries decide.
struct EntryTotals {
    project: i64,
    name: String,
    said_started_at: Option<i64>,
    first_open_at: Option<i64>,
    first_hidden_at: Option<i64>,
    last_open_received_at: Option<i64>,
    last_hidden_received_at: Option<i64>,
}

/// Has a conversation's row say what is so since entries have moved, and the writer read it again.
pub(super) fn tell(connection: &Connection, apply: &mut Apply<'_>, conversation: i64, moved: &[Moved]) -> Result<()> {
    if moved.is_empty() {
        return Ok(());
    }
    let select = "SELECT project, name, said_started_at, first_open_at, first_hidden_at, last_open_received_at, \
                  last_hidden_received_at FROM conversations WHERE id = ?1";
    let mut told = connection.prepare_cached(select)?.query_row([conversation], |row| {
        Ok(EntryTotals {
            project: row.get(0)?,
            name: row.get(1)?,
            said_started_at: row.get(2)?,
            first_open_at: row.get(3)?,
            first_hidden_at: row.get(4)?,
            last_open_received_at: row.get(5)?,
            last_hidden_received_at: row.get(6)?,
        })
    })?;
    let was_visible = told.first_open_at.is_some();
    let mut received = 0;
    for it in moved {
        received = received.max(received_at(connection, it.entry)?.unwrap_or_default());
        follow_producer(connection, conversation, it)?;
    }
    let times = |is_open| moved.iter().filter(move |it| it.is_open == is_open).map(|it| it.time);
    if times(false).next().is_some() {
        told.first_open_at = first_open(connection, conversation)?;
        told.last_open_received_at = last_open_received(connection, conversation)?;
        told.first_hidden_at = told.first_hidden_at.into_iter().chain(times(false)).min();
        told.last_hidden_received_at = told.last_hidden_received_at.max(Some(received));
    } else {
        told.first_open_at = told.first_open_at.into_iter().chain(times(true)).min();
        told.last_open_received_at = told.last_open_received_at.max(Some(received));
    }
    let hidden = "SELECT 1 FROM hidden_entries WHERE conversation = ?1";
    if !connection.prepare_cached(hidden)?.exists([conversation])? {
        (told.first_hidden_at, told.last_hidden_received_at) = (None, None);
    }
    told.write(connection, conversation, moved)?;
    let now = Contribution { visible: i64::from(told.first_open_at.is_some()), ..Contribution::default() };
    let before = Contribution { visible: i64::from(was_visible), ..Contribution::default() };
    let mut changes = Changes::default();
    changes.replace(Some((told.project, before)), Some((told.project, now)));
    contribution::store(connection, changes)?;
    apply.forget(told.project, &ConversationId::new(told.name).map_err(|_| Failure::Row("conversation"))?);
    Ok(())
}

impl EntryTotals {
    fn write(&self, connection: &Connection, conversation: i64, moved: &[Moved]) -> Result<()> {
        let sign = |it: &Moved| if it.is_open { 1 } else { -1 };
        let of = |level: Level| moved.iter().filter(|it| it.level == level).map(sign).sum::<i64>();
        let update = "UPDATE conversations SET visible = ?2 IS NOT NULL, first_open_at = ?2, first_hidden_at = ?3, \
                      started_at = coalesce(?4, ?2, ?3, started_at), last_open_received_at = ?5, \
                      last_hidden_received_at = ?6, entries = entries + ?7, errors = errors + ?8, \
                      warnings = warnings + ?9, hidden_entries = max(hidden_entries - ?7, 0), \
                      hidden_errors = max(hidden_errors - ?8, 0), hidden_warnings = max(hidden_warnings - ?9, 0), \
                      moves = moves + 1 WHERE id = ?1";
        connection.prepare_cached(update)?.execute(params![
            conversation,
            self.first_open_at,
            self.first_hidden_at,
            self.said_started_at,
            self.last_open_received_at,
            self.last_hidden_received_at,
            moved.iter().map(sign).sum::<i64>(),
            of(Level::Error),
            of(Level::Warning),
        ])?;
        // As `writer/summary.rs` has it.
        let find = "UPDATE conversations SET \
                    concern = 4 * (open_calls <> 0) + 2 * (errors > 0 OR failed) + (warnings > 0), \
                    concern_personal = 4 * (open_calls <> 0) + 2 * (errors + hidden_errors > 0 OR failed) \
                        + (warnings + hidden_warnings > 0) WHERE id = ?1";
        connection.prepare_cached(find)?.execute([conversation])?;
        Ok(())
    }
}

/// Says of the writer of an entry whether it wrote anything that is open.
fn follow_producer(connection: &Connection, conversation: i64, moved: &Moved) -> Result<()> {
    let sql = "INSERT INTO conversation_producers (conversation, producer, open) VALUES (?1, ?2, \
                   EXISTS (SELECT 1 FROM entries WHERE conversation = ?1 AND producer = ?2) \
                   OR EXISTS (SELECT 1 FROM records WHERE conversation = ?1 AND producer = ?2)) \
               ON CONFLICT DO UPDATE SET open = excluded.open";
    connection.prepare_cached(sql)?.execute([conversation, moved.producer])?;
    Ok(())
}

fn first_open(connection: &Connection, conversation: i64) -> Result<Option<i64>> {
    let sql = "SELECT min(time) FROM (SELECT min(time) AS time FROM entries WHERE conversation = ?1 \
               UNION ALL SELECT min(time) FROM records WHERE conversation = ?1)";
    Ok(connection.prepare_cached(sql)?.query_row([conversation], |row| row.get(0))?)
}

/// Returns when the last of what is open arrived. What readers write is no sign of life.
fn last_open_received(connection: &Connection, conversation: i64) -> Result<Option<i64>> {
    let last = "SELECT max(id) FROM entries WHERE conversation = ?1";
    let last: Option<i64> = connection.prepare_cached(last)?.query_row([conversation], |row| row.get(0))?;
    let of_entries = last.map(|last| received_at(connection, last)).transpose()?.flatten();
    let of_records = "SELECT max(CASE WHEN sender = 0 AND json_extract(fields, '$.note_by') IS NOT NULL THEN 0 \
                      ELSE received_at END) FROM records WHERE conversation = ?1";
    let of_records = connection.prepare_cached(of_records)?.query_row([conversation], |row| row.get(0))?;
    Ok(of_entries.max(of_records))
}

/// Returns when the batch arrived that an open entry came with. Batches are numbered without a gap, and have their rows
/// in order.
fn received_at(connection: &Connection, entry: i64) -> Result<Option<i64>> {
    let mut commit = connection.prepare_cached("SELECT entries_from, received_at FROM commits WHERE id = ?1")?;
    let ends = "SELECT min(id), max(id) FROM commits";
    let ends = connection.prepare_cached(ends)?.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (Some(mut low), Some(mut high)): (Option<i64>, Option<i64>) = ends else { return Ok(None) };
    let mut found = None;
    while low <= high {
        let middle = low + (high - low) / 2;
        let (from, received_at): (i64, i64) = match commit.query_row([middle], |row| Ok((row.get(0)?, row.get(1)?))) {
            Ok(read) => read,
            Err(rusqlite::Error::QueryReturnedNoRows) => return Ok(found),
            Err(error) => return Err(error.into()),
        };
        if from <= entry {
            (found, low) = (Some(received_at), middle + 1);
        } else {
            high = middle - 1;
        }
    }
    Ok(found)
}
