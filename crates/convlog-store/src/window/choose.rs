//! Choosing the entries of a window among those that its reader sees: what is the same for every store.

use convlog_core::view::{EntryMark, Opened};
use convlog_core::{Entry, Level};

use super::{EntryWindow, From, WINDOW_BYTES_MAX, WINDOW_ENTRIES_MAX, WINDOW_LOOKS_MAX, Window, WindowEntry};
use crate::find::EntryPosition;
use crate::search::Needle;

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
struct SevereOnly<'a, O> {
    ordered: &'a mut O,
    /// Where they stand among all.
    places: Vec<u32>,
}

impl<O: Ordered> Ordered for SevereOnly<'_, O> {
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
    choose_among(&mut SevereOnly { ordered, places }, window, around)
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
            let has_looked = looks == self.window.scan_limit.clamp(1, WINDOW_LOOKS_MAX);
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

    /// Returns the first entry behind a position. Where the entry at it is not there any more, those of its time come again:
    /// rather twice than never.
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
