//! The turns of a conversation: when each began, and which are still to be read.

use std::collections::{BTreeMap, HashMap, VecDeque};

use convlog_core::Timestamp;

use super::pieces::Outline;

/// The turns by number, without what was said in them.
#[derive(Debug, Default)]
pub(super) struct Turns {
    by_number: BTreeMap<u32, Start>,
    by_id: HashMap<String, u32>,
    unread: VecDeque<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Start {
    /// When it began: its times are counted from here.
    began: Timestamp,
    /// When it is shown: no later than what is in it, no earlier than the one before.
    opens: Timestamp,
}

impl Turns {
    /// Learns the turns of an outline.
    pub(super) fn learn(&mut self, outline: &Outline) {
        let mut before = Timestamp::from_micros(i64::MIN);
        for turn in &outline.turns {
            let Some(began) = turn.started_at else { continue };
            let first =
                turn.events.iter().filter(|event| event.id.is_some()).filter_map(|event| event.started_at).min();
            before = first.map_or(began, |first| first.min(began)).max(before);
            if self.by_number.insert(turn.number, Start { began, opens: before }).is_none() {
                self.unread.push_back(turn.number);
            }
            if let Some(id) = &turn.id {
                self.by_id.insert(id.clone(), turn.number);
            }
        }
    }

    /// Returns the number of the turn of this id.
    pub(super) fn number(&self, id: &str) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    /// Returns when a turn began.
    pub(super) fn began(&self, number: u32) -> Option<Timestamp> {
        self.by_number.get(&number).map(|start| start.began)
    }

    /// Returns when a turn is to be shown.
    pub(super) fn opens(&self, number: u32) -> Timestamp {
        self.by_number.get(&number).map_or(Timestamp::from_micros(i64::MIN), |start| start.opens)
    }

    /// Returns the number of the next turn to read and when it is to be shown.
    pub(super) fn unread(&self) -> Option<(u32, Timestamp)> {
        self.unread.front().map(|number| (*number, self.opens(*number)))
    }

    /// Notes that turns were read: all before `next`, or all. It is never asked for the same one again.
    pub(super) fn note_read(&mut self, next: Option<u32>) {
        self.unread.pop_front();
        self.unread.retain(|number| next.is_some_and(|next| *number >= next));
    }

    /// Passes over the turns that are over before the last one that had begun at a time.
    pub(super) fn pass_over(&mut self, time: Timestamp) {
        let begun = self.unread.iter().filter(|number| self.opens(**number) <= time).count();
        self.unread.drain(..begun.saturating_sub(1));
    }
}
