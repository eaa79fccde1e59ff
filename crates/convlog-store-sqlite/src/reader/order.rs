//! The entries of a conversation in the order of the calls, as far as a reader may see them.
//!
//! The tables have them in the order in which they arrived. To write an index by time would slow every write for the sake
//! of a few conversations that are too long to be read whole; so the order is made when one of those is asked about, kept
//! while there is room, and made longer by what has arrived since.

use std::collections::HashMap;
use std::sync::Arc;

use convlog_core::entry::API_RESPONSES_LOGGER;
use convlog_core::view::{EntryMark, MarkedEntry};
use convlog_core::{Identity, Level, ProducerId, PublicId, Timestamp};
use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::opener::Opener;
use super::tables::{self, HiddenRows, Producers};
use crate::failure::{Failure, Result};
use crate::short_id::LongId;

/// Where an entry is, and what decides about its place.
#[derive(Clone, Copy)]
pub(super) struct OrderedEntry {
    /// Its row in its table.
    pub(super) row: i64,
    time: i64,
    seq: u64,
    producer: u32,
    /// What it names, as one more than the place among the names; 0 for nothing.
    turn: u32,
    event: u32,
    level: Level,
    pub(super) is_hidden: bool,
    is_response: bool,
}

/// Which entries of a conversation an order has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct OrderKey {
    pub(super) conversation: i64,
    /// Errors and warnings alone.
    pub(super) is_grave: bool,
}

impl OrderKey {
    pub(super) fn all(conversation: i64) -> OrderKey {
        OrderKey { conversation, is_grave: false }
    }

    pub(super) fn grave(conversation: i64) -> OrderKey {
        OrderKey { conversation, is_grave: true }
    }

    /// Returns the condition on open entries, and the index that has them.
    fn condition(self) -> (&'static str, &'static str) {
        if self.is_grave { ("AND level > 0", "INDEXED BY entries_grave") } else { ("", "") }
    }

    fn level_min(self) -> Level {
        if self.is_grave { Level::Warning } else { Level::Info }
    }
}

/// The order of the entries of one conversation.
#[derive(Clone, Default)]
pub(super) struct EntryOrder {
    pub(super) spots: Vec<OrderedEntry>,
    producers: Vec<ProducerId>,
    names: Vec<Arc<str>>,
    /// The last row of each table, and how many rows there are up to it.
    open: RowRange,
    hidden: RowRange,
    /// How often entries had changed their tables.
    moves: i64,
    /// How often what this reader sees of an open entry was put anew, of those of which it ever was, by row.
    edits: HashMap<i64, u32>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct RowRange {
    last: i64,
    count: i64,
}

impl EntryOrder {
    /// Reads what has arrived behind what is there, and what was put anew.
    pub(super) fn extend(
        &mut self,
        connection: &Connection,
        which: OrderKey,
        opener: Option<&mut Opener<'_>>,
        producers: &mut Producers,
    ) -> Result<()> {
        let (conversation, (condition, index)) = (which.conversation, which.condition());
        self.edits = tables::edits(connection, conversation, opener.is_some())?;
        self.moves = tables::moves(connection, conversation)?;
        let before = self.spots.len();
        let mut known = NameTable::of(self);
        let responses = tables::logger_number(connection, API_RESPONSES_LOGGER)?;
        let sql = format!(
            "SELECT producer, seq, time, level, turn, event, id, logger FROM entries {index} \
             WHERE conversation = ?1 AND id > ?2 {condition}"
        );
        let mut select = connection.prepare_cached(&sql)?;
        let mut rows = select.query([conversation, self.open.last])?;
        while let Some(row) = rows.next()? {
            let identity = producers.identity(connection, row.get(0)?, row.get(1)?)?;
            let (turn, event) = (known.name(row.get_ref(4)?)?, known.name(row.get_ref(5)?)?);
            let is_response = responses.is_some() && row.get::<_, Option<i64>>(7)? == responses;
            let (time, level, row) = (row.get(2)?, tables::level(row.get(3)?)?, row.get(6)?);
            let producer = known.producer(identity.producer);
            let (seq, is_hidden) = (identity.seq, false);
            self.spots.push(OrderedEntry { row, time, seq, producer, turn, event, level, is_hidden, is_response });
            self.open = RowRange { last: self.open.last.max(row), count: self.open.count + 1 };
        }
        if let Some(opener) = opener {
            let (spots, hidden) = (&mut self.spots, &mut self.hidden);
            let rows = HiddenRows { level_min: which.level_min(), ..HiddenRows::of(conversation, hidden.last) };
            tables::hidden_between(connection, rows, opener, producers, |row, stored| {
                let (turn, event) = (known.text(stored.turn.as_deref()), known.text(stored.event.as_deref()));
                let (time, level) = (stored.entry.time.as_micros(), stored.entry.level);
                let producer = known.producer(stored.identity.producer);
                let seq = stored.identity.seq;
                let is_response = stored.entry.logger == API_RESPONSES_LOGGER;
                spots.push(OrderedEntry { row, time, seq, producer, turn, event, level, is_hidden: true, is_response });
                *hidden = RowRange { last: hidden.last.max(row), count: hidden.count + 1 };
                Ok(())
            })?;
        }
        (self.producers, self.names) = (known.producers, known.names);
        if self.spots.len() > before {
            let producers = &self.producers;
            self.spots.sort_by_key(|spot| (spot.time, producers[spot.producer as usize], spot.seq));
        }
        Ok(())
    }

    /// Says whether every row that it was made of is still there.
    pub(super) fn is_whole(&self, connection: &Connection, which: OrderKey) -> Result<bool> {
        let count = |table: &str, condition: &str, of: RowRange| -> Result<bool> {
            let sql = format!("SELECT count(*) FROM {table} WHERE conversation = ?1 AND id <= ?2 {condition}");
            let mut select = connection.prepare_cached(&sql)?;
            let count: i64 = select.query_row([which.conversation, of.last], |row| row.get(0))?;
            Ok(count == of.count)
        };
        if tables::moves(connection, which.conversation)? != self.moves {
            return Ok(false);
        }
        let (condition, index) = which.condition();
        let is_whole = count(&format!("entries {index}"), condition, self.open)?;
        Ok(is_whole && (self.hidden.count == 0 || count("hidden_entries", condition, self.hidden)?))
    }

    /// Returns the mark of an entry.
    pub(super) fn mark(&self, at: usize) -> EntryMark {
        let spot = &self.spots[at];
        let identity = Identity { producer: self.producers[spot.producer as usize], seq: spot.seq };
        let time = Timestamp::from_micros(spot.time);
        let is_edited = !spot.is_hidden && !self.edits.is_empty();
        let version = if is_edited { self.edits.get(&spot.row).copied().unwrap_or_default() } else { 0 };
        let OrderedEntry { level, is_hidden, is_response, .. } = *spot;
        EntryMark { identity, time, level, is_hidden, is_response, version }
    }

    /// Says whether it has the entry of this id.
    pub(super) fn has(&self, id: PublicId) -> bool {
        (0..self.spots.len()).any(|at| self.mark(at).id() == id)
    }

    /// Returns where the entry of a mark stands.
    pub(super) fn find(&self, mark: &EntryMark) -> Option<usize> {
        let key = (mark.time.as_micros(), mark.identity.producer, mark.identity.seq);
        self.spots.binary_search_by_key(&key, |spot| self.key(spot)).ok()
    }

    fn key(&self, spot: &OrderedEntry) -> (i64, ProducerId, u64) {
        (spot.time, self.producers[spot.producer as usize], spot.seq)
    }

    /// Returns every entry, marked.
    pub(super) fn marked(&self) -> Vec<MarkedEntry<'_>> {
        let marked = |at: usize| MarkedEntry { turn: self.turn(at), event: self.event(at), mark: self.mark(at) };
        (0..self.spots.len()).map(marked).collect()
    }

    /// Returns the turn that an entry names.
    pub(super) fn turn(&self, at: usize) -> Option<&str> {
        self.name(self.spots[at].turn)
    }

    /// Returns the function event that an entry names.
    pub(super) fn event(&self, at: usize) -> Option<&str> {
        self.name(self.spots[at].event)
    }

    fn name(&self, number: u32) -> Option<&str> {
        (number as usize).checked_sub(1).map(|at| &*self.names[at])
    }

    /// Says whether there are so many entries up to one, of its producer and at its place.
    pub(super) fn has_lines(&self, at: usize, lines: u32) -> bool {
        let place = |spot: &OrderedEntry| (spot.producer, spot.turn, spot.event);
        let of_place = self.spots[..=at].iter().rev().filter(|spot| place(spot) == place(&self.spots[at]));
        of_place.take(lines as usize).count() == lines as usize
    }

    /// Says whether anything was hidden.
    pub(super) fn has_hidden(&self) -> bool {
        self.hidden.count > 0
    }
}

/// The names and producers of an order while it is made.
struct NameTable {
    producers: Vec<ProducerId>,
    names: Vec<Arc<str>>,
    by_name: HashMap<Arc<str>, u32>,
    /// What was named last in the form in which it is stored: neighbours mostly name the same.
    last: [(Vec<u8>, u32); 2],
    turns_next: usize,
}

impl NameTable {
    fn of(order: &mut EntryOrder) -> NameTable {
        let (producers, names) = (std::mem::take(&mut order.producers), std::mem::take(&mut order.names));
        let by_name = names.iter().zip(1..).map(|(name, number)| (Arc::clone(name), number)).collect();
        NameTable { producers, names, by_name, last: Default::default(), turns_next: 0 }
    }

    fn producer(&mut self, producer: ProducerId) -> u32 {
        let known = self.producers.iter().rposition(|known| *known == producer);
        let at = known.unwrap_or_else(|| {
            self.producers.push(producer);
            self.producers.len() - 1
        });
        at as u32
    }

    /// Returns the number of a turn or function event as it is stored; these are asked for in turn.
    fn name(&mut self, stored: ValueRef<'_>) -> Result<u32> {
        let which = self.turns_next;
        self.turns_next = 1 - which;
        let bytes = match stored {
            ValueRef::Null => return Ok(0),
            ValueRef::Blob(bytes) | ValueRef::Text(bytes) => bytes,
            _ => return Err(Failure::Row("id")),
        };
        if self.last[which].1 > 0 && self.last[which].0 == bytes {
            return Ok(self.last[which].1);
        }
        let id = <LongId as rusqlite::types::FromSql>::column_result(stored).map_err(|_| Failure::Row("id"))?;
        let number = self.text(Some(&id.0));
        self.last[which] = (bytes.to_vec(), number);
        Ok(number)
    }

    fn text(&mut self, name: Option<&str>) -> u32 {
        let Some(name) = name else { return 0 };
        if let Some(number) = self.by_name.get(name) {
            return *number;
        }
        let name: Arc<str> = name.into();
        self.names.push(Arc::clone(&name));
        let number = self.names.len() as u32;
        self.by_name.insert(name, number);
        number
    }
}
