//! Reading a conversation of any size: its outline, in which each entry is only marked, and its entries a window at a time.
//!
//! INVARIANT: what a window holds and where it ends depends on nothing but entries that its reader sees. Entries stand in
//! the order of the calls; a window is so many of them that are next to each other, or so many of those that its filter lets
//! through, and it looks at no more than a bounded number of *visible* ones. A position names an entry that its reader could
//! have asked for by itself, so neither the length of a window nor its ends tell that something hidden lies between.

use async_trait::async_trait;
use convlog_core::view::{Conversation, EntryMark, Explained, LogEntry, Opened, Outline};
use convlog_core::{ConversationId, Entry, Level, PublicId, Timestamp};

use crate::error::Result;
use crate::find::EntryPosition;
use crate::search::{Listed, Needle};
use crate::visibility::Visibility;

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
    /// At most so many, from 1 to [`WINDOW_ENTRIES_MAX`].
    pub limit: usize,
    /// Looks at no more than so many of its level, from 1 to [`WINDOW_LOOKS_MAX`].
    pub looks_max: usize,
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
        let (limit, looks_max) = (WINDOW_ENTRIES_MAX, WINDOW_LOOKS_MAX);
        Window {
            from: From::Start,
            limit,
            looks_max,
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

/// The entries of a conversation that a reader sees, in the order of the calls.
pub trait Ordered {
    /// Why an entry cannot be read.
    type Error;

    /// Returns how many there are.
    fn count(&self) -> usize;

    /// Returns the mark of one.
    fn mark(&self, at: usize) -> EntryMark;

    /// Says whether one names the turn and the function event that a window is limited to.
    fn is_of(&self, at: usize, window: &Window) -> bool;

    /// Reads one; nothing where it is not there any more.
    ///
    /// # Errors
    /// It cannot be read.
    fn entry(&mut self, at: usize) -> std::result::Result<Option<WindowEntry>, Self::Error>;
}

/// Those of some entries that are grave enough.
struct Graver<'a, O> {
    ordered: &'a mut O,
    /// Where they stand among all.
    places: Vec<u32>,
}

impl<O: Ordered> Ordered for Graver<'_, O> {
    type Error = O::Error;

    fn count(&self) -> usize {
        self.places.len()
    }

    fn mark(&self, at: usize) -> EntryMark {
        self.ordered.mark(self.places[at] as usize)
    }

    fn is_of(&self, at: usize, window: &Window) -> bool {
        self.ordered.is_of(self.places[at] as usize, window)
    }

    fn entry(&mut self, at: usize) -> std::result::Result<Option<WindowEntry>, O::Error> {
        self.ordered.entry(self.places[at] as usize)
    }
}

/// Chooses the entries of a window: what is the same for every store.
///
/// Where a window is limited to a level, the entries below it are as good as none.
///
/// # Errors
/// An entry cannot be read.
pub fn choose<O: Ordered>(ordered: &mut O, window: &Window) -> std::result::Result<EntryWindow, O::Error> {
    let around = |ordered: &O, id| (0..ordered.count()).find(|at| ordered.mark(*at).id() == id);
    if window.level == Level::Info {
        let around = if let From::Around(id) = window.from { around(ordered, id) } else { None };
        return choose_among(ordered, window, around);
    }
    let places = (0..ordered.count()).filter(|at| ordered.mark(*at).level >= window.level);
    let places: Vec<u32> = places.map(|at| at as u32).collect();
    let around = if let From::Around(id) = window.from { around(ordered, id) } else { None };
    let around = around.map(|found| places.partition_point(|at| (*at as usize) < found));
    choose_among(&mut Graver { ordered, places }, window, around)
}

/// Chooses among entries all of which are grave enough, around one of them where the window asks for that.
fn choose_among<O: Ordered>(
    ordered: &mut O,
    window: &Window,
    around: Option<usize>,
) -> std::result::Result<EntryWindow, O::Error> {
    let count = ordered.count();
    let limit = window.limit.clamp(1, WINDOW_ENTRIES_MAX);
    let mut walk = Walk { window, needle: window.text.as_deref().map(Needle::new), ordered, entries: Vec::new() };
    // Where the walk backwards begins, behind it, and the one onwards, on it.
    let (before, from) = match window.from {
        From::Start => (0, 0),
        From::End => (count, count),
        From::After(position) => (0, walk.behind(position)),
        From::Before(position) => (walk.before(position), count),
        From::Around(_) => match around {
            Some(at) => (at, at),
            None => return Ok(EntryWindow::default()),
        },
        From::At(time) => {
            let at = walk.first(|mark| mark.time >= time);
            (at, at)
        }
    };
    let goes_back = matches!(window.from, From::End | From::Before(_));
    let goes_on = matches!(window.from, From::Start | From::After(_));
    let (mut first, mut last) = (before, from);
    if !goes_on {
        first = walk.take((0..before).rev(), if goes_back { limit } else { limit / 2 })?.unwrap_or(before);
        walk.entries.reverse();
    }
    if !goes_back {
        last = walk.take(from..count, limit)?.map_or(from, |at| at + 1);
    }
    let (first, last) = (if goes_on { from } else { first }, if goes_back { before } else { last });
    let position = |at: usize| EntryPosition::of_mark(&walk.ordered.mark(at));
    let earlier = (first > 0 && first < count).then(|| position(first));
    let later = (last > 0 && last < count).then(|| position(last - 1));
    Ok(EntryWindow { entries: walk.entries, earlier, later, opened: Opened::default() })
}

/// A walk along the entries.
struct Walk<'a, O> {
    window: &'a Window,
    needle: Option<Needle>,
    ordered: &'a mut O,
    entries: Vec<WindowEntry>,
}

impl<O: Ordered> Walk<'_, O> {
    /// Adds entries until there are so many; returns which one was looked at last.
    fn take(
        &mut self,
        along: impl Iterator<Item = usize>,
        limit: usize,
    ) -> std::result::Result<Option<usize>, O::Error> {
        let (mut last, mut bytes) = (None, 0);
        for (looks, at) in along.enumerate() {
            let has_looked = looks == self.window.looks_max.clamp(1, WINDOW_LOOKS_MAX);
            if self.entries.len() == limit || has_looked || bytes >= WINDOW_BYTES_MAX {
                break;
            }
            last = Some(at);
            if !self.ordered.is_of(at, self.window) {
                continue;
            }
            let found = self.ordered.entry(at)?.filter(|found| self.holds(&found.logged.entry));
            bytes += found.as_ref().map_or(0, |found| found.logged.entry.json_len());
            self.entries.extend(found);
        }
        Ok(last)
    }

    fn holds(&self, entry: &Entry) -> bool {
        self.needle.as_ref().is_none_or(|needle| needle.is_logged_in(entry))
    }

    /// Returns the first entry for which something holds that holds for all behind it.
    fn first(&self, holds: impl Fn(EntryMark) -> bool) -> usize {
        let (mut low, mut high) = (0, self.ordered.count());
        while low < high {
            let middle = low.midpoint(high);
            if holds(self.ordered.mark(middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    }

    /// Returns the first entry behind a position. Where the entry at it is not there any more, those of its time come
    /// again: rather twice than never.
    fn behind(&self, position: EntryPosition) -> usize {
        self.find(position).map_or_else(|| self.first(|mark| mark.time >= position.time), |at| at + 1)
    }

    /// Returns what the entries before a position end with.
    fn before(&self, position: EntryPosition) -> usize {
        self.find(position).unwrap_or_else(|| self.first(|mark| mark.time > position.time))
    }

    fn find(&self, position: EntryPosition) -> Option<usize> {
        let from = self.first(|mark| mark.time >= position.time);
        let marks = (from..self.ordered.count()).map(|at| (at, self.ordered.mark(at)));
        let mut of_time = marks.take_while(|(_, mark)| mark.time == position.time);
        of_time.find(|(_, mark)| mark.id() == position.id).map(|(at, _)| at)
    }
}
