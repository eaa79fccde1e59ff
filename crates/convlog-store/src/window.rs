//! Reading a conversation of any size: its outline, in which each entry is only marked, and its entries a window at a time.
//!
//! INVARIANT: what a window holds and where it ends depends on nothing but entries that its reader sees. Entries stand in
//! the order of the calls; a window is so many of them that are next to each other, or so many of those that its filter lets
//! through, and it looks at no more than a bounded number of *visible* ones. A position names an entry that its reader could
//! have asked for by itself, so neither the length of a window nor its ends tell that something hidden lies between.

use async_trait::async_trait;
use convlog_core::view::{Conversation, EntryMark, Explained, LogEntry, Opened, Outline};
use convlog_core::{ConversationId, Level, PublicId, Timestamp};

use crate::error::Result;
use crate::find::EntryPosition;
use crate::search::Listed;
use crate::visibility::Visibility;

mod choose;

pub use choose::{Ordered, choose};

/// Gives conversations back piece by piece.
#[async_trait]
pub trait Windows {
    /// Returns one conversation with its turns, function events, spans and metrics, in which each entry is only marked; or
    /// `None` when there is none that this reader may see.
    ///
    /// `now` is the server's clock, by which silence is judged.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn outline(&self, visibility: &Visibility, id: &ConversationId, now: Timestamp) -> Result<Option<Outline>>;

    /// Returns some entries of a conversation in the order of the calls; `None` when there is no such conversation that
    /// this reader may see.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn window(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        window: &Window,
    ) -> Result<Option<EntryWindow>>;

    /// Returns one conversation whole where it is no larger than this, as far as this reader sees it.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn conversation_within(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        most: Size,
        now: Timestamp,
    ) -> Result<Within>;

    /// Returns how large a conversation is, as far as this reader sees it; `None` when there is no such conversation that
    /// this reader may see.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn size(&self, visibility: &Visibility, id: &ConversationId) -> Result<Option<Size>>;

    /// Returns what a review begins with: the conversation without its turns, with how much of it there is, as a list has it,
    /// and what explains it, as far as that is found among a bounded number of its entries. `None` when there is no such
    /// conversation that this reader may see.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn headline(&self, visibility: &Visibility, id: &ConversationId, now: Timestamp) -> Result<Option<Headline>>;

    /// Returns a number that is another one whenever what this reader sees of a conversation is, but for what its producers
    /// say of themselves; it may become another for nothing. `None` when there is no such conversation that this reader may
    /// see. Asking costs next to nothing, whatever the size.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn edition(&self, visibility: &Visibility, id: &ConversationId, now: Timestamp) -> Result<Option<u64>>;

    /// Returns the first of some entries that an outline has marked, in the same order: at most [`WINDOW_ENTRIES_MAX`], and
    /// none behind the one with which they come to [`WINDOW_BYTES_MAX`]. One that is not there any more for this reader is
    /// left out. `None` when there is no such conversation that this reader may see any more.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn marked_entries(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        marks: &[EntryMark],
    ) -> Result<Option<MarkedEntries>>;
}

/// What a review begins with.
#[derive(Clone, Debug)]
pub struct Headline {
    /// The conversation, as in a list.
    pub listed: Listed,
    /// What explains what went wrong in it.
    pub explained: Option<Explained>,
}

/// A conversation, if it is small enough.
#[derive(Clone, Debug)]
pub enum Within {
    /// There is none that this reader may see.
    Gone,
    /// It is larger.
    Larger,
    /// All of it.
    Whole(Conversation),
}

/// How large a conversation is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// How many entries it has.
    pub entries: u64,
    /// About how many bytes its entries and records take. Of a conversation of more entries than [`SIZED_ENTRIES_MAX`] the
    /// entries are left out.
    pub bytes: u64,
}

/// The entries of a conversation of more than so many are not measured, because that would take as long as reading them.
pub const SIZED_ENTRIES_MAX: u64 = 5_000;

/// Entries that an outline has marked.
#[derive(Clone, Debug, Default)]
pub struct MarkedEntries {
    /// The entries.
    pub entries: Vec<LogEntry>,
    /// How many of the marks were followed, those of entries that have gone among them.
    pub followed: usize,
    /// What was opened for them.
    pub opened: Opened,
}

impl MarkedEntries {
    /// Reads what marks lead to, as far as it is given at once: what is the same for every store.
    ///
    /// # Errors
    /// An entry cannot be read.
    pub fn follow<E>(
        marks: &[EntryMark],
        mut read: impl FnMut(&EntryMark) -> std::result::Result<Option<LogEntry>, E>,
    ) -> std::result::Result<MarkedEntries, E> {
        let (mut found, mut bytes) = (MarkedEntries::default(), 0);
        for mark in marks.iter().take(WINDOW_ENTRIES_MAX) {
            if bytes >= WINDOW_BYTES_MAX {
                break;
            }
            found.followed += 1;
            if let Some(logged) = read(mark)? {
                bytes += logged.entry.json_len();
                found.entries.push(logged);
            }
        }
        Ok(found)
    }
}

/// The most entries of one window.
pub const WINDOW_ENTRIES_MAX: usize = 500;

/// The most entries that are looked at for one window.
pub const WINDOW_LOOKS_MAX: usize = 10_000;

/// How much the entries of one window take as JSON, in bytes: the one with which they come to so much is the last.
pub const WINDOW_BYTES_MAX: usize = 1024 * 1024;

/// Which entries of a conversation, from where on, how many.
#[derive(Clone, Debug)]
pub struct Window {
    /// From where on.
    pub from: From,
    /// Maximum number, from 1 to [`WINDOW_ENTRIES_MAX`].
    pub limit: usize,
    /// Looks at no more than so many of its level, from 1 to [`WINDOW_LOOKS_MAX`].
    pub scan_limit: usize,
    /// Those of this level or a graver one.
    pub level: Level,
    /// Those that name this turn.
    pub turn: Option<String>,
    /// Those that name this function event.
    pub event: Option<String>,
    /// Those that name no function event.
    pub outside: bool,
    /// Those in which this text stands, in whatever case.
    pub text: Option<String>,
}

impl Default for Window {
    fn default() -> Window {
        let (limit, scan_limit) = (WINDOW_ENTRIES_MAX, WINDOW_LOOKS_MAX);
        Window {
            from: From::Start,
            limit,
            scan_limit,
            level: Level::Info,
            turn: None,
            event: None,
            outside: false,
            text: None,
        }
    }
}

/// From where on a window goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// From the first entry on.
    Start,
    /// From the last entry backwards.
    End,
    /// Onwards from behind an entry, which need not be there any more.
    After(EntryPosition),
    /// Backwards from before an entry, which need not be there any more.
    Before(EntryPosition),
    /// In both directions from an entry on, which is in it.
    Around(PublicId),
    /// In both directions from a time on.
    At(Timestamp),
}

/// Some entries of a conversation.
#[derive(Clone, Debug, Default)]
pub struct EntryWindow {
    /// The entries in the order of the calls.
    pub entries: Vec<WindowEntry>,
    /// What lies before them is to be asked for before this; `None` where nothing does.
    pub earlier: Option<EntryPosition>,
    /// What lies behind them is to be asked for after this; `None` where nothing does yet.
    pub later: Option<EntryPosition>,
    /// What was opened for it.
    pub opened: Opened,
}

/// An entry of a window, with what it names.
#[derive(Clone, Debug)]
pub struct WindowEntry {
    /// The turn it names. One that names none belongs to the last turn that had begun.
    pub turn: Option<String>,
    /// The function event it names.
    pub event: Option<String>,
    /// The entry.
    pub logged: LogEntry,
}
