//! A conversation piece by piece: its outline, and windows of its entries.

use std::hash::{BuildHasher, Hash, Hasher};

use convlog_core::view::{EntryMark, LogEntry, Opened, Outline, outline};
use convlog_core::{ConversationId, Hint, Level, Timestamp};
use convlog_store::Visibility;
use convlog_store::seal::Keys;
use convlog_store::window::{
    EntryWindow, From, MarkedEntries, Ordered, SIZED_ENTRIES_MAX, Size, Window, WindowEntry, choose,
};
use foldhash::fast::FixedState;
use rusqlite::Connection;

use super::conversation::find;
use super::head::Head;
use super::opener::Opener;
use super::order::{EntryOrder, OrderKey};
use super::orders::Orders;
use super::tables::{self, ByteBudget, HiddenRows, Loggers, Producers};
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
            tables::records(connection, head.number, None, opener.as_mut(), &mut producers, &mut ByteBudget::any())?;
        let order = self.orders.of(connection, OrderKey::all(head.number), opener.as_mut(), &mut producers)?;
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
        let which = self.which(&head, window)?;
        let order = self.orders.of(self.connection, which, opener.as_mut(), &mut producers)?;
        let mut ordered = self.rows(&head, &order, opener, producers);
        ordered.is_part = which.is_grave;
        let chosen = choose(&mut ordered, window)?;
        let opened = ordered.opener.is_some_and(|opener| opener.has_opened);
        let sealed = opened || (self.visibility.sees_personal() && order.has_hidden());
        Ok(Some(EntryWindow { opened: Opened { sealed, existence: !head.is_visible }, ..chosen }))
    }

    /// Returns which order serves for a window: that of errors and warnings alone where the window has no others, and that
    /// of all is not at hand or much longer.
    fn which(&self, head: &Head, window: &Window) -> Result<OrderKey> {
        let (all, grave) = (OrderKey::all(head.number), OrderKey::grave(head.number));
        if window.level == Level::Info {
            return Ok(all);
        }
        if self.orders.has(all, self.visibility.sees_personal()) && self.grave_count(head)? > SHORT_MAX {
            return Ok(all);
        }
        let From::Around(id) = window.from else { return Ok(grave) };
        // Only the order of all tells what is around an entry that is not grave itself.
        let mut opener = Opener::new(self.connection, self.keys, self.visibility, self.id, head.number);
        let order = self.orders.of(self.connection, grave, opener.as_mut(), &mut Producers::default())?;
        Ok(if order.has(id) { grave } else { all })
    }

    fn rows<'a>(
        &'a self,
        head: &'a Head,
        order: &'a EntryOrder,
        opener: Option<Opener<'a>>,
        producers: Producers,
    ) -> OrderedRows<'a> {
        let loggers = Loggers::default();
        OrderedRows { pieces: self, head, order, is_part: false, opener, producers, loggers }
    }

    /// Says whether the order of the conversation's entries is at hand, or made in no time: that of all, or the one for a
    /// window.
    pub(super) fn is_at_hand(&self, window: Option<&Window>) -> Result<bool> {
        let Some((head, open)) = find(self.connection, self.visibility, self.id)? else { return Ok(true) };
        let sees_personal = self.visibility.sees_personal();
        let (all, grave) = (OrderKey::all(head.number), OrderKey::grave(head.number));
        if let Some(window) = window.filter(|window| window.level > Level::Info) {
            let is_kept = [all, grave].iter().any(|which| self.orders.has(*which, sees_personal));
            if !is_kept && self.grave_count(&head)? > SHORT_MAX {
                return Ok(false);
            }
            if self.which(&head, window)?.is_grave {
                return Ok(true);
            }
        }
        if self.orders.has(all, sees_personal) {
            return Ok(true);
        }
        let hidden = if sees_personal { self.hidden_count(&head)? } else { 0 };
        Ok(open.unsigned_abs() + hidden <= SHORT_MAX)
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
        let status = liveness.of_open(|| tables::is_anything_open(self.connection, head.number))?;
        let hidden = "(SELECT max(id) FROM hidden_entries WHERE conversation = ?1), \
                      (SELECT count(*) FROM hidden_entries WHERE conversation = ?1)";
        let sql = format!(
            "SELECT (SELECT max(id) FROM entries WHERE conversation = ?1), \
             (SELECT sum({edits}) FROM entries WHERE conversation = ?1 AND edits > 0), \
             (SELECT max(id) FROM records WHERE conversation = ?1), \
             (SELECT sum({edits}) FROM records WHERE conversation = ?1 AND edits > 0), \
             (SELECT moves FROM conversations WHERE id = ?1), {hidden}",
            edits = tables::edits_column(sees_personal),
            hidden = if sees_personal { hidden } else { "NULL, NULL" },
        );
        let mut hasher = FixedState::default().build_hasher();
        (head.number, head.is_visible, open, sees_personal, status.as_str()).hash(&mut hasher);
        // What each left open is judged by its silence.
        liveness.reporting.values().for_each(|heard| liveness.of_writer(*heard).as_str().hash(&mut hasher));
        self.connection.prepare_cached(&sql)?.query_row([head.number], |row| {
            (0..row.as_ref().column_count()).try_for_each(|at| {
                row.get::<_, Option<i64>>(at)?.hash(&mut hasher);
                Ok(())
            })
        })?;
        Ok(Some(hasher.finish()))
    }

    fn grave_count(&self, head: &Head) -> Result<u64> {
        let sql =
            "SELECT errors + warnings + iif(?2, hidden_errors + hidden_warnings, 0) FROM conversations WHERE id = ?1";
        let mut select = self.connection.prepare_cached(sql)?;
        let count: i64 = select.query_row((head.number, self.visibility.sees_personal()), |row| row.get(0))?;
        Ok(count.unsigned_abs())
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
        let which = OrderKey::all(head.number);
        let order = self.orders.near(self.connection, which, opener.as_mut(), &mut producers)?;
        let mut ordered = self.rows(&head, &order, opener, producers);
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
    pieces: &'a Pieces<'a>,
    head: &'a Head,
    order: &'a EntryOrder,
    /// Whether the order is that of errors and warnings alone.
    is_part: bool,
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
        let is_outside = !window.outside || self.order.event(at).is_none();
        is_outside
            && is_same(window.turn.as_deref(), self.order.turn(at))
            && is_same(window.event.as_deref(), self.order.event(at))
    }

    fn entry(&mut self, at: usize) -> Result<Option<WindowEntry>> {
        let (spot, connection) = (self.order.spots[at], self.pieces.connection);
        let mut found = None;
        match (&mut self.opener, spot.is_hidden) {
            (Some(opener), true) => {
                let row = HiddenRows { to: spot.row, ..HiddenRows::of(self.head.number, spot.row - 1) };
                tables::hidden_between(connection, row, opener, &mut self.producers, |_, stored| {
                    found = Some(stored);
                    Ok(())
                })?;
            }
            (None, true) => {}
            (opener, false) => {
                let (producers, loggers) = (&mut self.producers, &mut self.loggers);
                found = tables::entry_at(connection, spot.row, opener.as_mut(), producers, loggers)?;
            }
        }
        let Some(mut stored) = found else { return Ok(None) };
        if !stored.hints.is_empty() {
            self.retain_supported(at, &mut stored.hints)?;
        }
        let (turn, event) = (stored.turn, stored.event);
        let logged =
            LogEntry { identity: stored.identity, entry: stored.entry, findings: stored.findings, hints: stored.hints };
        Ok(Some(WindowEntry { turn, event, logged }))
    }
}

impl OrderedRows<'_> {
    /// Keeps the hints of an entry as a view of the whole does: what a hint was made of must be there for this reader.
    fn retain_supported(&mut self, at: usize, hints: &mut Vec<Hint>) -> Result<()> {
        if !self.is_part {
            hints.retain(|hint| self.order.has_lines(at, hint.lines));
            return Ok(());
        }
        let (connection, which) = (self.pieces.connection, OrderKey::all(self.head.number));
        let all = self.pieces.orders.near(connection, which, self.opener.as_mut(), &mut self.producers)?;
        let at = all.find(&self.order.mark(at));
        hints.retain(|hint| at.is_some_and(|at| all.has_lines(at, hint.lines)));
        Ok(())
    }
}
