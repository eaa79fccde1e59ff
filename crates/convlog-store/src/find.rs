//! Finding the log entries of a project that meet a condition, the newest first.
//!
//! INVARIANT: what a page holds and where it ends depends on nothing but entries that its reader sees. Entries are looked
//! at in the order of (time, public id), the greatest first, and both belong to an entry for good; a page ends after so
//! many, or so many bytes, that were found, or so many looked at, hidden ones not among them for whoever does not see them; and a position names an
//! entry that its reader could have asked for by itself. So neither the length of a page nor its position tells that
//! something hidden stands between two entries, or how much.

use std::collections::BTreeMap;

use async_trait::async_trait;
use convlog_core::query::{Predicate, Subject, TimeRange};
use convlog_core::view::{EntryMark, LogEntry, Opened};
use convlog_core::{ConversationId, Level, PublicId, Timestamp};

use crate::audit::shows_personal;
use crate::error::Result;
use crate::visibility::Visibility;

/// Finds log entries.
#[async_trait]
pub trait Find {
    /// Returns a page of the entries of which a condition holds, as this reader sees them, the newest first.
    ///
    /// `now` is the server's clock, by which silence is judged.
    ///
    /// # Errors
    /// The store cannot be read, or finding the page takes too long.
    async fn find_entries(&self, visibility: &Visibility, query: &EntryQuery, now: Timestamp) -> Result<EntryPage>;
}

/// The most entries of one page.
pub const ENTRIES_FOUND_MAX: u32 = 1000;

/// The most entries that are looked at for one page.
pub const ENTRIES_LOOKED_AT_MAX: u32 = 10_000;

/// How much the entries of one page take as JSON, in bytes: the one with which they come to so much is the last.
pub const ENTRIES_FOUND_BYTES_MAX: usize = 1024 * 1024;

/// Which entries, from where on, how many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryQuery {
    predicate: Predicate,
    times: TimeRange,
    after: Option<EntryPosition>,
    limit: u32,
    scan_limit: u32,
}

impl EntryQuery {
    /// Asks for the first page of the entries of which a condition holds, with as many as a page may have.
    #[must_use]
    pub fn new(predicate: Predicate) -> EntryQuery {
        let times = predicate.entry_times();
        EntryQuery { predicate, times, after: None, limit: ENTRIES_FOUND_MAX, scan_limit: ENTRIES_LOOKED_AT_MAX }
    }

    /// Goes on behind an entry, which need not be there any more.
    #[must_use]
    pub fn after(self, after: Option<EntryPosition>) -> EntryQuery {
        EntryQuery { after, ..self }
    }

    /// Asks for at most so many entries, from 1 to [`ENTRIES_FOUND_MAX`].
    #[must_use]
    pub fn limit(self, limit: u32) -> EntryQuery {
        EntryQuery { limit: limit.clamp(1, ENTRIES_FOUND_MAX), ..self }
    }

    /// Looks at no more than so many entries that the reader sees, from 1 to [`ENTRIES_LOOKED_AT_MAX`].
    #[must_use]
    pub fn scan_limit(self, scan_limit: u32) -> EntryQuery {
        EntryQuery { scan_limit: scan_limit.clamp(1, ENTRIES_LOOKED_AT_MAX), ..self }
    }

    /// Returns the condition.
    #[must_use]
    pub fn predicate(&self) -> &Predicate {
        &self.predicate
    }

    /// Returns how many entries a page has at most.
    #[must_use]
    pub fn entries_max(&self) -> usize {
        self.limit as usize
    }

    /// Says whether a page has no room behind entries of this number and size.
    #[must_use]
    pub fn is_full(&self, entries: usize, bytes: usize) -> bool {
        entries >= self.entries_max() || bytes >= ENTRIES_FOUND_BYTES_MAX
    }

    /// Returns how many entries are looked at for a page at most.
    #[must_use]
    pub fn looked_at_max(&self) -> usize {
        self.scan_limit as usize
    }

    /// Returns the times within which entries are looked at. What the condition excludes by itself takes up no look.
    #[must_use]
    pub fn times(&self) -> TimeRange {
        let last = self.after.map_or(self.times.last, |after| self.times.last.min(after.time));
        TimeRange { last, ..self.times }
    }

    /// Says whether the entry at a position is one of those to be looked at.
    #[must_use]
    pub fn reaches(&self, position: EntryPosition) -> bool {
        self.times.holds(position.time) && self.after.is_none_or(|after| position < after)
    }
}

/// The place of an entry among all entries of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EntryPosition {
    /// When it was written.
    pub time: Timestamp,
    /// Its public id, which decides between equal times.
    pub id: PublicId,
}

/// One page of entries.
#[derive(Clone, Debug, Default)]
pub struct EntryPage {
    /// The entries, the newest first.
    pub entries: Vec<FoundEntry>,
    /// The last entry that was looked at, to go on behind; `None` when there is none behind it.
    pub next: Option<EntryPosition>,
    /// When each entry of which the condition holds was written, and its level: of all that were looked at, also those
    /// for which the page has no room. In no order.
    pub matches: Vec<(Timestamp, Level)>,
    /// The oldest entry that was looked at for `matches`; `None` when there is none behind it.
    pub looked_until: Option<EntryPosition>,
    /// What was opened of each conversation that has a match: of all of it, because the condition may have been about any
    /// of it.
    pub opened: BTreeMap<ConversationId, Opened>,
}

impl EntryPage {
    /// Takes note of an entry of which the condition holds, whether the page has room for it or not.
    pub fn count(&mut self, subject: &Subject<'_>, visibility: &Visibility) {
        let (conversation, Some(logged)) = (subject.conversation(), subject.entry()) else { return };
        self.matches.push((logged.entry.time, logged.entry.level));
        if !self.opened.contains_key(&conversation.id) {
            let sealed = visibility.sees_personal() && shows_personal(conversation);
            self.opened.insert(conversation.id.clone(), Opened { sealed, ..conversation.opened });
        }
    }
}

/// An entry that was found, and where it stands.
#[derive(Clone, Debug)]
pub struct FoundEntry {
    /// Its conversation.
    pub conversation: ConversationId,
    /// The number of its turn.
    pub turn: u32,
    /// The id of its turn; number 0 has none.
    pub turn_id: Option<String>,
    /// The id of its function event, if it was written in one.
    pub event: Option<String>,
    /// The name of the function.
    pub function: Option<String>,
    /// The entry.
    pub logged: LogEntry,
}

impl FoundEntry {
    /// Makes it of a subject that is an entry.
    #[must_use]
    pub fn of(subject: &Subject<'_>) -> Option<FoundEntry> {
        let (conversation, turn, logged) = (subject.conversation(), subject.turn()?, subject.entry()?);
        Some(FoundEntry {
            conversation: conversation.id.clone(),
            turn: turn.number,
            turn_id: turn.id.clone(),
            event: subject.event().and_then(|event| event.id.clone()),
            function: subject.event().and_then(|event| event.fields.text("name")),
            logged: logged.clone(),
        })
    }

    /// Returns its place.
    #[must_use]
    pub fn position(&self) -> EntryPosition {
        EntryPosition::of(&self.logged)
    }

    /// Returns how many bytes it takes as JSON, as its reader sees it.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.logged.entry.json_len()
    }
}

impl EntryPosition {
    /// Returns the place of an entry.
    #[must_use]
    pub fn of(logged: &LogEntry) -> EntryPosition {
        EntryPosition { time: logged.entry.time, id: logged.id() }
    }

    /// Returns the place of an entry that is only marked.
    #[must_use]
    pub fn of_mark(mark: &EntryMark) -> EntryPosition {
        EntryPosition { time: mark.time, id: mark.id() }
    }
}
