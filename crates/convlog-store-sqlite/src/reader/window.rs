//! A conversation piece by piece: its outline, and windows of its entries.

use std::hash::{BuildHasher, Hash, Hasher};

use convlog_core::view::{EntryMark, LogEntry, Opened, Outline, outline};
use convlog_core::{ConversationId, Timestamp};
use convlog_store::Visibility;
use convlog_store::seal::Keys;
use convlog_store::window::{
    EntryWindow, MarkedEntries, Ordered, SIZED_ENTRIES_MAX, Size, Window, WindowEntry, choose,
};
use foldhash::fast::FixedState;
use rusqlite::Connection;

use super::conversation::find;
use super::head::Head;
use super::opener::Opener;
use super::order::{EntryOrder, Orders};
use super::tables::{self, Loggers, Producers, Room};
use crate::failure::{Failure, Result};

/// The order of so many entries is made in a few milliseconds.
const SHORT_MAX: u64 = 5_000;

/// What reading piece by piece needs.
pub(super) struct Pieces<'a> {
    pub(super) connection: &'a Connection,
    pub(super) keys: &'a Keys,
    pub(super) visibility: &'a Visibility,
    pub(super) id: &'a ConversationId,
    pub(super) orders: &'a Orders,
}

impl Pieces<'_> {
    fn opener(&self, head: &Head) -> Option<Opener<'_>> {
        let opener = Opener::new(self.connection, self.keys, self.visibility, self.id, head.number);
        opener.map(|opener| opener.noting(self.visibility, head))
    }

    /// Reads the outline of a conversation, if this reader has it.
    pub(super) fn outline(&self, now: Timestamp) -> Result<Option<Outline>> {
        let Some((head, _)) = find(self.connection, self.visibility, self.id)? else { return Ok(None) };
        let (connection, mut producers) = (self.connection, Producers::default());
        let mut opener = self.opener(&head);
        let records =
            tables::records(connection, head.number, None, opener.as_mut(), &mut producers, &mut Room::any())?;
        let order = self.orders.of(connection, head.number, opener.as_mut(), &mut producers)?;
        let sealed = order.has_hidden() || opener.is_some_and(|opener| opener.has_opened);
        let liveness = tables::liveness(connection, head.number, head.is_visible, head.received_at, now)?;
        let sees_personal = self.visibility.sees_personal();
        let outline = outline(self.id.clone(), records, order.marked(), sees_personal, liveness);
        Ok(outline.map(|outline| Outline { opened: Opened { sealed, existence: !head.is_visible }, ..outline }))
    }

    /// Reads a window of a conversation's entries, if this reader has it.
    pub(super) fn window(&self, window: &Window) -> Result<Option<EntryWindow>> {
        let Some((head, _)) = find(self.connection, self.visibility, self.id)? else { return Ok(None) };
        let mut producers = Producers::default();
        let mut opener = self.opener(&head);
        let order = self.orders.of(self.connection, head.number, opener.as_mut(), &mut producers)?;
        let loggers = Loggers::default();
        let mut ordered =
            OrderedRows { connection: self.connection, head: &head, order: &order, opener, producers, loggers };
        let chosen = choose(&mut ordered, window)?;
        let opened = ordered.opener.is_some_and(|opener| opener.has_opened);
        let sealed = opened || (self.visibility.sees_personal() && order.has_hidden());
        Ok(Some(EntryWindow { opened: Opened { sealed, existence: !head.is_visible }, ..chosen }))
    }

    /// Says whether the order of the conversation's entries is at hand, or made in no time.
    pub(super) fn is_at_hand(&self) -> Result<bool> {
        let Some((head, open)) = find(self.connection, self.visibility, self.id)? else { return Ok(true) };
        let sees_personal = self.visibility.sees_personal();
        let hidden = if sees_personal { self.hidden_count(&head)? } else { 0 };
        Ok(open.unsigned_abs() + hidden <= SHORT_MAX || self.orders.has(head.number, sees_personal))
    }

    /// Says how large a conversation is, if this reader has it.
    pub(super) fn size(&self) -> Result<Option<Size>> {
        let Some((head, open)) = find(self.connection, self.visibility, self.id)? else { return Ok(None) };
        // What a reader may not see tells nothing, not even of its length.
        let sees_personal = self.visibility.sees_personal();
        let entries = open.unsigned_abs() + if sees_personal { self.hidden_count(&head)? } else { 0 };
        let (of_entries, of_records) = match sees_personal {
            false => ("octet_length(content) + ifnull(octet_length(extras), 0)", "octet_length(fields)"),
            true => (
                "octet_length(content) + ifnull(octet_length(extras), 0) + ifnull(octet_length(sealed), 0)",
                "octet_length(fields) + ifnull(octet_length(sealed), 0)",
            ),
        };
        let mut bytes = self.sum(of_records, "records", &head)?;
        if entries <= SIZED_ENTRIES_MAX {
            bytes += self.sum(of_entries, "entries", &head)?;
            if sees_personal {
                bytes += self.sum("octet_length(sealed)", "hidden_entries", &head)?;
            }
        }
        Ok(Some(Size { entries, bytes }))
    }

    /// Returns a number that is another one whenever what this reader sees of a conversation is.
    pub(super) fn edition(&self, now: Timestamp) -> Result<Option<u64>> {
        let Some((head, open)) = find(self.connection, self.visibility, self.id)? else { return Ok(None) };
        let sees_personal = self.visibility.sees_personal();
        let liveness = tables::liveness(self.connection, head.number, head.is_visible, head.received_at, now)?;
        let hidden = "(SELECT max(id) FROM hidden_entries WHERE conversation = ?1), \
                      (SELECT count(*) FROM hidden_entries WHERE conversation = ?1)";
        let sql = format!(
            "SELECT (SELECT max(id) FROM entries WHERE conversation = ?1), \
             (SELECT sum({edits}) FROM entries WHERE conversation = ?1 AND edits > 0), \
             (SELECT max(id) FROM records WHERE conversation = ?1), \
             (SELECT sum({edits}) FROM records WHERE conversation = ?1 AND edits > 0), {hidden}",
            edits = tables::edits_column(sees_personal),
            hidden = if sees_personal { hidden } else { "NULL, NULL" },
        );
        let mut hasher = FixedState::default().build_hasher();
        (head.number, head.is_visible, open, sees_personal, liveness.of_open().as_str()).hash(&mut hasher);
        self.connection.prepare_cached(&sql)?.query_row([head.number], |row| {
            (0..row.as_ref().column_count()).try_for_each(|at| {
                row.get::<_, Option<i64>>(at)?.hash(&mut hasher);
                Ok(())
            })
        })?;
        Ok(Some(hasher.finish()))
    }

    fn hidden_count(&self, head: &Head) -> Result<u64> {
        let sql = "SELECT count(*) FROM hidden_entries WHERE conversation = ?1";
        let count: i64 = self.connection.prepare_cached(sql)?.query_row([head.number], |row| row.get(0))?;
        Ok(count.unsigned_abs())
    }

    /// Adds up lengths, which SQLite takes from the heads of the rows.
    fn sum(&self, what: &str, table: &str, head: &Head) -> Result<u64> {
        let sql = format!("SELECT ifnull(sum({what}), 0) FROM {table} WHERE conversation = ?1");
        let sum: i64 = self.connection.prepare_cached(&sql)?.query_row([head.number], |row| row.get(0))?;
        Ok(sum.unsigned_abs())
    }

    /// Reads entries that an outline has marked.
    pub(super) fn marked(&self, marks: &[EntryMark]) -> Result<Option<MarkedEntries>> {
        let Some((head, _)) = find(self.connection, self.visibility, self.id)? else { return Ok(None) };
        if marks.is_empty() {
            return Ok(Some(MarkedEntries::default()));
        }
        let mut producers = Producers::default();
        let mut opener = self.opener(&head);
        let order = self.orders.near(self.connection, head.number, opener.as_mut(), &mut producers)?;
        let loggers = Loggers::default();
        let mut ordered =
            OrderedRows { connection: self.connection, head: &head, order: &order, opener, producers, loggers };
        let read = |mark: &EntryMark| match order.find(mark) {
            Some(at) => Ok::<_, Failure>(ordered.entry(at)?.map(|found| found.logged)),
            None => Ok(None),
        };
        let found = MarkedEntries::follow(marks, read)?;
        let sealed = ordered.opener.is_some_and(|opener| opener.has_opened);
        Ok(Some(MarkedEntries { opened: Opened { sealed, existence: !head.is_visible }, ..found }))
    }
}

struct OrderedRows<'a> {
    connection: &'a Connection,
    head: &'a Head,
    order: &'a EntryOrder,
    opener: Option<Opener<'a>>,
    producers: Producers,
    loggers: Loggers,
}

impl Ordered for OrderedRows<'_> {
    type Error = Failure;

    fn count(&self) -> usize {
        self.order.spots.len()
    }

    fn mark(&self, at: usize) -> EntryMark {
        self.order.mark(at)
    }

    fn is_of(&self, at: usize, window: &Window) -> bool {
        let is_same = |wanted: Option<&str>, named: Option<&str>| wanted.is_none() || wanted == named;
        is_same(window.turn.as_deref(), self.order.turn(at)) && is_same(window.event.as_deref(), self.order.event(at))
    }

    fn entry(&mut self, at: usize) -> Result<Option<WindowEntry>> {
        let spot = self.order.spots[at];
        let mut found = None;
        match (&mut self.opener, spot.is_hidden) {
            (Some(opener), true) => {
                let rows = [spot.row - 1, spot.row];
                tables::hidden_between(
                    self.connection,
                    self.head.number,
                    rows,
                    opener,
                    &mut self.producers,
                    |_, stored| {
                        found = Some(stored);
                        Ok(())
                    },
                )?;
            }
            (None, true) => {}
            (opener, false) => {
                let (producers, loggers) = (&mut self.producers, &mut self.loggers);
                found = tables::entry_at(self.connection, spot.row, opener.as_mut(), producers, loggers)?;
            }
        }
        Ok(found.map(|mut stored| {
            // As in a view of the whole: what a hint was made of must be there for this reader.
            stored.hints.retain(|hint| self.order.has_lines(at, hint.lines));
            let (turn, event) = (stored.turn, stored.event);
            let logged = LogEntry {
                identity: stored.identity,
                entry: stored.entry,
                findings: stored.findings,
                hints: stored.hints,
            };
            WindowEntry { turn, event, logged }
        }))
    }
}
