//! Entries as far as their place decides about a view, without what they say: of half a million there is room for this.

use super::{Conversation, LogEntry, StoredEntry};
use crate::entry::API_RESPONSES_LOGGER;
use crate::ids::{Identity, PublicId};
use crate::level::Level;
use crate::timestamp::Timestamp;

/// A conversation of which each entry is only marked.
pub type Outline = Conversation<EntryMark>;

/// An entry that has its place in a conversation.
pub(super) trait Placed {
    /// What a view keeps of it.
    type Shown;

    fn identity(&self) -> Identity;
    fn time(&self) -> Timestamp;
    /// The turn it names.
    fn turn(&self) -> Option<&str>;
    /// The function event it names.
    fn event(&self) -> Option<&str>;
    /// Whether the whole entry is personal.
    fn is_hidden(&self) -> bool;
    fn level(&self) -> Level;
    /// Whether it tells of an API's response.
    fn is_response(&self) -> bool;
    fn shown(self) -> Self::Shown;
}

/// A log entry as a store gives it back for an outline.
#[derive(Clone, Copy, Debug)]
pub struct MarkedEntry<'a> {
    /// The turn it names.
    pub turn: Option<&'a str>,
    /// The function event it names.
    pub event: Option<&'a str>,
    /// The mark.
    pub mark: EntryMark,
}

/// That there is an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryMark {
    /// Who wrote it; readers are given [`EntryMark::id`] instead.
    pub identity: Identity,
    /// When.
    pub time: Timestamp,
    /// How grave it is.
    pub level: Level,
    /// Whether the whole entry is personal.
    pub is_hidden: bool,
    /// Whether it tells of an API's response.
    pub is_response: bool,
    /// Another one where what its reader sees of the entry has become another. One store's numbers say nothing to another.
    pub version: u32,
}

impl EntryMark {
    /// Returns the id under which the entry can be linked to.
    #[must_use]
    pub fn id(&self) -> PublicId {
        self.identity.public_id()
    }
}

/// How many entries there are of each level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All of them.
    pub entries: u64,
    /// Those of the level warning.
    pub warnings: u64,
    /// Those of the level error.
    pub errors: u64,
}

impl Counts {
    /// Counts entries.
    #[must_use]
    pub fn of<'a>(marks: impl IntoIterator<Item = &'a EntryMark>) -> Counts {
        marks.into_iter().fold(Counts::default(), |counts, mark| Counts {
            entries: counts.entries + 1,
            warnings: counts.warnings + u64::from(mark.level == Level::Warning),
            errors: counts.errors + u64::from(mark.level == Level::Error),
        })
    }
}

impl Placed for MarkedEntry<'_> {
    type Shown = EntryMark;

    fn identity(&self) -> Identity {
        self.mark.identity
    }

    fn time(&self) -> Timestamp {
        self.mark.time
    }

    fn turn(&self) -> Option<&str> {
        self.turn
    }

    fn event(&self) -> Option<&str> {
        self.event
    }

    fn is_hidden(&self) -> bool {
        self.mark.is_hidden
    }

    fn level(&self) -> Level {
        self.mark.level
    }

    fn is_response(&self) -> bool {
        self.mark.is_response
    }

    fn shown(self) -> EntryMark {
        self.mark
    }
}

impl Placed for StoredEntry {
    type Shown = LogEntry;

    fn identity(&self) -> Identity {
        self.identity
    }

    fn time(&self) -> Timestamp {
        self.entry.time
    }

    fn turn(&self) -> Option<&str> {
        self.turn.as_deref()
    }

    fn event(&self) -> Option<&str> {
        self.event.as_deref()
    }

    fn is_hidden(&self) -> bool {
        StoredEntry::is_hidden(self)
    }

    fn level(&self) -> Level {
        self.entry.level
    }

    fn is_response(&self) -> bool {
        self.entry.logger == API_RESPONSES_LOGGER
    }

    fn shown(self) -> LogEntry {
        LogEntry { identity: self.identity, entry: self.entry, findings: self.findings, hints: self.hints }
    }
}
