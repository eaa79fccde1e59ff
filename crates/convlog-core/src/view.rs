//! One conversation as one reader may see it, made from whatever a store kept of it.
//!
//! A store hands over only what the reader may see; everything here is derived from that, so an event or a turn that
//! is known only from a hidden entry does not exist for a reader who may not see the entry.

use crate::entry::Entry;
use crate::hint::Hint;
use crate::ids::{ConversationId, Identity, PublicId};
use crate::merge::Values;
use crate::outcome::Outcome;
use crate::pointer::Pointer;
use crate::record::Finding;
use crate::schema::RecordType;
use crate::timestamp::Timestamp;

mod assemble;
mod explain;
mod hints;
mod liveness;
mod mark;
mod turn_index;

pub use assemble::{assemble, outline};
pub use explain::{Explained, Failed, MostSevere, SevereEntry, raised};
pub use liveness::{Heard, LOST_CONTACT_AFTER_MICROS, Liveness, Status, UNFINISHED_AFTER_MICROS, Writers};
pub use mark::{Counts, EntryMark, MarkedEntry, Outline};

/// A record as a store gives it back.
#[derive(Clone, Debug)]
pub struct StoredRecord {
    /// Who wrote it.
    pub identity: Identity,
    /// When.
    pub time: Timestamp,
    /// Its type; never a log.
    pub kind: RecordType,
    /// What it is about inside the conversation.
    pub subject: Option<String>,
    /// Its fields as JSON: the original for a reader who may see it, else the open part.
    pub fields: String,
    /// Which places were personal in it.
    pub flags: Vec<Pointer>,
    /// What in it is personal and why, for a reader who may see it.
    pub findings: Vec<Finding>,
}

/// A log entry as a store gives it back.
#[derive(Clone, Debug)]
pub struct StoredEntry {
    /// Who wrote it.
    pub identity: Identity,
    /// The turn it names.
    pub turn: Option<String>,
    /// The function event it names.
    pub event: Option<String>,
    /// The entry: the original for a reader who may see it, else the open part.
    pub entry: Entry,
    /// What in it is personal, for a reader who may see it.
    pub findings: Vec<Finding>,
    /// What its sender pointed out about the line that made it, for a reader who may see all of the entry.
    pub hints: Vec<Hint>,
}

impl StoredEntry {
    /// Says whether the whole entry is personal.
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        self.entry.is_pii || self.findings.iter().any(|finding| finding.path.is_empty())
    }
}

/// A conversation; `E` is what is known of each of its entries.
#[derive(Clone, Debug)]
pub struct Conversation<E = LogEntry> {
    /// Its id.
    pub id: ConversationId,
    /// Its merged fields.
    pub fields: Values,
    /// When it began: its own word for it, or else the time of its first record.
    pub started_at: Timestamp,
    /// Whether it goes on.
    pub status: Status,
    /// Its turns by number; number 0 is there only when something ran before the first turn.
    pub turns: Vec<Turn<E>>,
    /// Its metrics, in the order in which they were written.
    pub metrics: Vec<Metric>,
    /// What was opened to make this view.
    pub opened: Opened,
}

/// What of a conversation was opened for a reader who may see what is personal. It says what was read and not what is
/// shown, so that whoever keeps account of it need not know every way in which a value can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// A sealed part, or an entry that is personal as a whole.
    pub sealed: bool,
    /// The conversation itself: nothing of it is open, so for another reader it does not exist.
    pub existence: bool,
}

/// A turn.
#[derive(Clone, Debug)]
pub struct Turn<E = LogEntry> {
    /// Its id; number 0 has none.
    pub id: Option<String>,
    /// Its number.
    pub number: u32,
    /// When it began.
    pub started_at: Timestamp,
    /// Its merged fields.
    pub fields: Values,
    /// Its function events in the order in which they began. One without an id holds the entries outside any function.
    pub events: Vec<FunctionEvent<E>>,
    /// Its spans in the order in which they began.
    pub spans: Vec<Span>,
}

/// A function event.
#[derive(Clone, Debug)]
pub struct FunctionEvent<E = LogEntry> {
    /// Its id; `None` gathers the entries that were written outside any function.
    pub id: Option<String>,
    /// When it began.
    pub started_at: Timestamp,
    /// Its merged fields.
    pub fields: Values,
    /// Whether it goes on.
    pub status: Status,
    /// How it came out, of what its reader sees; `None` while it goes on, and where no record describes it.
    pub outcome: Option<Outcome>,
    /// Its entries in the order of the calls.
    pub entries: Vec<E>,
}

/// A span.
#[derive(Clone, Debug)]
pub struct Span {
    /// Its id.
    pub id: String,
    /// When it began.
    pub started_at: Timestamp,
    /// Its merged fields.
    pub fields: Values,
    /// Whether it goes on.
    pub status: Status,
}

/// A log entry in its place.
#[derive(Clone, Debug)]
pub struct LogEntry {
    /// Who wrote it; readers are given [`LogEntry::id`] instead.
    pub identity: Identity,
    /// The entry.
    pub entry: Entry,
    /// What in it is personal, for a reader who may see it.
    pub findings: Vec<Finding>,
    /// What its sender pointed out about the line that made it, for a reader who may see every line that it is about.
    pub hints: Vec<Hint>,
}

/// A metric.
#[derive(Clone, Debug)]
pub struct Metric {
    /// Its name.
    pub name: String,
    /// When it was written.
    pub time: Timestamp,
    /// Its fields.
    pub fields: Values,
}

impl LogEntry {
    /// Returns the id under which it can be linked to.
    #[must_use]
    pub fn id(&self) -> PublicId {
        self.identity.public_id()
    }
}

impl<E> Conversation<E> {
    /// Returns every log entry, turn by turn.
    pub fn entries(&self) -> impl Iterator<Item = &E> {
        self.turns.iter().flat_map(|turn| &turn.events).flat_map(|event| &event.entries)
    }
}
