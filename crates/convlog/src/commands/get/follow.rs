//! Going on with what comes, until the conversation has ended.

use std::collections::VecDeque;
use std::io::Write;
use std::time::Duration;

use anyhow::Result;
use convlog_core::Timestamp;

use super::ConversationReader;
use crate::render::{Outline, PlacedEntry};
use crate::terminal::counted;

/// How long it waits before it asks again.
const PAUSE: Duration = Duration::from_secs(1);
/// How many times it asks again after the end, for what is still under way.
const ROUNDS_AFTER_END: u32 = 2;
/// Entries arrive in batches and from several processes: this far back it looks for those that come late.
const LOOK_BACK_MICROS: i64 = 30 * 1_000_000;
const LOOK_BACK_MAX: usize = 5_000;

/// The entries that were shown last.
#[derive(Debug, Default)]
pub(super) struct Recent {
    shown: VecDeque<(Timestamp, String, String)>,
    latest: Option<Timestamp>,
    /// Whether some that were shown are not among them any more.
    has_older: bool,
}

impl Recent {
    /// Says whether an entry was not shown yet, and takes it as shown.
    pub(super) fn is_new(&mut self, placed: &PlacedEntry) -> bool {
        let Some(time) = placed.time() else { return true };
        let at = self.shown.partition_point(|(known, ..)| *known < time);
        let mut of_time = self.shown.range(at..).take_while(|(known, ..)| *known == time);
        if of_time.any(|(_, id, _)| *id == placed.id) {
            return false;
        }
        let latest = self.latest.map_or(time, |latest| latest.max(time));
        self.latest = Some(latest);
        self.shown.insert(at, (time, placed.id.clone(), placed.cursor.clone()));
        let is_old = |time: Timestamp| latest.as_micros() - time.as_micros() > LOOK_BACK_MICROS;
        while self.shown.len() > LOOK_BACK_MAX || self.shown.len() > 1 && is_old(self.shown[0].0) {
            self.shown.pop_front();
            self.has_older = true;
        }
        true
    }

    /// Returns the place behind which to look again; `None` for the beginning.
    fn place(&self) -> Option<String> {
        self.shown.front().filter(|_| self.has_older).map(|(.., cursor)| cursor.clone())
    }
}

/// Shows a conversation and what comes.
pub(super) fn follow(reading: &mut ConversationReader<'_>, first: Outline) -> Result<()> {
    let (mut outline, mut recent, mut rounds) = (first, Recent::default(), ROUNDS_AFTER_END);
    loop {
        let mut after = recent.place();
        while let Some(later) = reading.window(after.as_deref(), &mut recent)? {
            after = Some(later);
        }
        reading.up_to(Timestamp::from_micros(i64::MAX))?;
        if !outline.goes_on() {
            rounds -= 1;
        }
        if rounds == 0 {
            break;
        }
        reading.story.rest();
        reading.flush()?;
        std::thread::sleep(PAUSE);
        outline = reading.source.outline_again()?;
        reading.total = outline.counts.entries;
        reading.story.learn(&outline);
        let mut from = Some(reading.story.first_open_turn());
        while let Some(number) = from {
            let page = reading.source.turns(number)?;
            from = page.next.filter(|next| *next > number);
            reading.story.add_turns(page.turns, page.next);
        }
    }
    reading.story.end(&outline);
    reading.flush()?;
    tell_of_missing(reading, &outline)
}

/// Says how many entries came too late to be found.
fn tell_of_missing(reading: &ConversationReader<'_>, outline: &Outline) -> Result<()> {
    let missing = outline.counts.entries.saturating_sub(reading.story.entries());
    if missing > 0 && reading.story.shows_all() {
        let missing = counted(missing, "log line");
        let text = format!(
            "convlog: {missing} arrived too late to be shown in order; `convlog get` without --follow shows them\n"
        );
        std::io::stderr().write_all(text.as_bytes())?;
    }
    Ok(())
}
