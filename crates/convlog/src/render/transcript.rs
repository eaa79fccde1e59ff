//! A conversation in the order of time: turn by turn which functions were called, below each what it logged, and what came
//! of it, as it is read piece by piece.
//!
//! In memory are the turns and calls without their values, some turns with them, the calls that go on, and no entries.
//! Calls that run at the same time stand in the order of time as well: where a line belongs to another call than the line
//! before it, the function's name is written again. A call inside another one is indented below it.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use convlog_core::Timestamp;
use serde_json::{Map, Value};

use super::calls::Calls;
use super::canvas::Canvas;
use super::pieces::{Event, Outline, PlacedEntry, Turn};
use super::turns::Turns;
use super::{entry, event, heading};
use crate::terminal::Paint;

#[cfg(test)]
mod tests;
mod write;

/// What is shown of a conversation; by default all of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct EntryFilter {
    /// The calls of this function, or the call of this id, with all calls inside them.
    pub(crate) function: Option<String>,
    /// Calls that failed, even where they logged nothing.
    pub(crate) failed: bool,
    /// What has entries to be shown.
    pub(crate) found: bool,
    /// The entry to be marked.
    pub(crate) sought: Option<String>,
}

/// A conversation on its way to the terminal.
#[derive(Debug)]
pub(crate) struct Transcript {
    canvas: Canvas,
    only: EntryFilter,
    turns: Turns,
    calls: Calls,
    coming_turns: VecDeque<Turn>,
    /// By when they begin; the number keeps the order of those that begin together.
    coming_calls: BTreeMap<(Timestamp, u64), Event>,
    coming_by_id: HashMap<String, (Timestamp, u64)>,
    count: u64,
    running: HashMap<String, OpenCall>,
    /// When those end that have an end.
    ends: BTreeSet<(Timestamp, u64, String)>,
    current: Option<Current>,
    /// What stands above the next line, from the outside in: whose names need not be written again.
    standing: Vec<Owner>,
    entries: u64,
}

/// A call that is not over.
#[derive(Debug)]
struct OpenCall {
    event: Event,
    order: u64,
    is_shown: bool,
    was_running: bool,
}

/// The turn that goes on.
#[derive(Debug)]
struct Current {
    number: u32,
    fields: Map<String, Value>,
    is_shown: bool,
    /// Whose words were written.
    said: Vec<&'static str>,
}

/// Whose a line is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Owner {
    Call(String),
    Outside(u32),
}

impl Transcript {
    pub(crate) fn new(paint: Paint, columns: usize, only: EntryFilter) -> Transcript {
        Transcript {
            canvas: Canvas::new(paint, columns),
            only,
            turns: Turns::default(),
            calls: Calls::default(),
            coming_turns: VecDeque::new(),
            coming_calls: BTreeMap::new(),
            coming_by_id: HashMap::new(),
            count: 0,
            running: HashMap::new(),
            ends: BTreeSet::new(),
            current: None,
            standing: Vec::new(),
            entries: 0,
        }
    }

    /// Writes what stands above the first turn.
    pub(crate) fn heading(&mut self, outline: &Outline) {
        heading::heading(&mut self.canvas, outline);
    }

    /// Learns which turns and calls there are.
    pub(crate) fn learn(&mut self, outline: &Outline) {
        self.turns.learn(outline);
        self.calls.learn(outline, self.only.function.as_deref());
    }

    /// Returns the names of all functions where the one that was asked for is not among them.
    pub(crate) fn names_if_none_is_wanted(&self) -> Option<Vec<&str>> {
        (self.only.function.is_some() && !self.calls.any_is_wanted()).then(|| self.calls.names())
    }

    /// Begins with the turn in which something was written at this time.
    pub(crate) fn begin_at(&mut self, time: Timestamp) {
        self.turns.pass_over(time);
    }

    /// Takes turns that were read, up to the one of number `next`. Of those it knows already it takes what is new.
    pub(crate) fn add_turns(&mut self, turns: Vec<Turn>, next: Option<u32>) {
        self.turns.note_read(next);
        for turn in turns {
            match &mut self.current {
                Some(current) if current.number >= turn.number => {
                    if current.number == turn.number {
                        current.fields = turn.fields;
                    }
                    self.add_calls(turn.number, turn.events);
                }
                _ if self.coming_turns.iter().any(|known| known.number == turn.number) => {}
                _ => self.coming_turns.push_back(turn),
            }
        }
    }

    /// Writes what happened up to a time, or returns the number of the turn that must be read first.
    pub(crate) fn advance(&mut self, until: Timestamp) -> Option<u32> {
        loop {
            let turn = self.coming_turns.front().map(|turn| self.turns.opens(turn.number));
            let call = self.coming_calls.first_key_value().map(|((time, _), _)| *time);
            let unread = self.turns.unread();
            let next = [turn, call, unread.map(|(_, opens)| opens)].into_iter().flatten().min()?;
            if next > until {
                return None;
            }
            if turn == Some(next) {
                self.open_turn();
            } else if call == Some(next) {
                let first = self.coming_calls.first_key_value().and_then(|(_, event)| event.id.clone());
                self.close_due(next, first.as_deref());
                self.begin_call(first.as_deref().unwrap_or_default());
            } else {
                return unread.map(|(number, _)| number);
            }
        }
    }

    fn open_turn(&mut self) {
        let Some(turn) = self.coming_turns.pop_front() else { return };
        self.close_due(self.turns.opens(turn.number), None);
        self.speak(true);
        self.current = Some(Current { number: turn.number, fields: turn.fields, is_shown: false, said: Vec::new() });
        self.standing.clear();
        self.add_calls(turn.number, turn.events);
        if self.shows_all() {
            self.show_turn();
        }
    }

    fn add_calls(&mut self, turn: u32, events: Vec<Event>) {
        for event in events {
            let Some(id) = event.id.clone() else { continue };
            if let Some(running) = self.running.get_mut(&id) {
                if let Some(ended_at) = event.ended_at.filter(|_| !running.event.has_ended()) {
                    self.ends.insert((ended_at, running.order, id));
                }
                running.event = event;
            } else if !self.calls.named(&id, turn).has_begun && !self.coming_by_id.contains_key(&id) {
                let opens = self.turns.opens(turn);
                self.count += 1;
                let key = (event.started_at.map_or(opens, |time| time.max(opens)), self.count);
                self.coming_by_id.insert(id, key);
                self.coming_calls.insert(key, event);
            }
        }
    }

    /// Begins a call that is coming, and before it those that it is inside of.
    fn begin_call(&mut self, id: &str) {
        let mut chain = Vec::new();
        let mut next = Some(id.to_owned());
        while let Some(key) = next.take().and_then(|id| self.coming_by_id.remove(&id)) {
            let Some(event) = self.coming_calls.remove(&key) else { break };
            next = Some(event.text("parent_id").to_owned());
            chain.push((key.1, event));
        }
        for (order, event) in chain.into_iter().rev() {
            let Some(id) = event.id.clone() else { continue };
            self.calls.begin(&id, event.field("parent_id").as_str());
            if let Some(ended_at) = event.ended_at {
                self.ends.insert((ended_at, order, id.clone()));
            }
            self.running.insert(id.clone(), OpenCall { event, order, is_shown: false, was_running: false });
            if self.shows_all() || self.calls.get(&id).is_some_and(|call| call.is_wanted) {
                self.stand_at_call(&id);
            }
        }
    }

    /// Writes what came of the calls that were over by then; `kept` and those that it is inside of go on.
    fn close_due(&mut self, time: Timestamp, kept: Option<&str>) {
        let mut due = Vec::new();
        for end in self.ends.iter().take_while(|(ended_at, ..)| *ended_at <= time) {
            if kept.is_none_or(|kept| self.calls.outwards(kept).all(|outer| outer != end.2)) {
                due.push(end.clone());
            }
        }
        for end in due {
            self.ends.remove(&end);
            self.close(&end.2);
        }
    }

    fn close(&mut self, id: &str) {
        let Some(running) = self.running.get(id) else { return };
        let has_failed = running.event.has_failed();
        if self.only.failed && has_failed && !running.is_shown {
            self.stand_at_call(id);
        }
        let Some(running) = self.running.remove(id) else { return };
        let was_running = running.was_running && running.event.has_ended();
        if running.is_shown && (was_running || event::has_results(&running.event)) {
            self.stand_at_call(id);
            if was_running {
                event::ended(&mut self.canvas, &running.event);
            }
            event::results(&mut self.canvas, &running.event);
        }
    }

    /// Writes an entry. What happened before it must have been written.
    pub(crate) fn entry(&mut self, placed: &PlacedEntry) {
        let id = placed.event_id.as_deref();
        let current = self.current.as_ref().map_or(0, |current| current.number);
        if let Some(id) = id
            && !self.calls.named(id, current).has_begun
        {
            self.begin_call(id);
        }
        self.close_due(placed.time().unwrap_or(Timestamp::from_micros(i64::MIN)), id);
        let call = id.and_then(|id| self.calls.get(id));
        if self.only.function.is_some() && !call.is_some_and(|call| call.is_wanted) {
            return;
        }
        let named = placed.turn_id.as_deref().and_then(|id| self.turns.number(id));
        let turn = call.map_or(named.unwrap_or(current), |call| call.turn);
        match id {
            Some(id) => self.stand_at_call(id),
            None => self.stand_outside(turn),
        }
        let is_sought = self.only.sought.as_deref() == Some(placed.id.as_str());
        entry::entry(&mut self.canvas, &placed.entry, self.turns.began(turn), is_sought);
        self.entries += 1;
    }

    /// Says whether nothing is left out.
    pub(crate) fn shows_all(&self) -> bool {
        let only = &self.only;
        !only.found && only.function.is_none()
    }

    /// Writes what is known by now, although more may come.
    pub(crate) fn rest(&mut self) {
        self.close_due(Timestamp::from_micros(i64::MAX), None);
        self.speak(true);
    }

    /// Returns the number of the first turn in which something may still change.
    pub(crate) fn first_open_turn(&self) -> u32 {
        let running = self.running.keys().filter_map(|id| self.calls.get(id)).map(|call| call.turn);
        running.chain(self.current.as_ref().map(|current| current.number)).min().unwrap_or(0)
    }

    /// Ends it: nothing more comes.
    pub(crate) fn end(&mut self, outline: &Outline) {
        self.close_due(Timestamp::from_micros(i64::MAX), None);
        let mut left: Vec<(u64, String)> =
            self.running.iter().map(|(id, running)| (running.order, id.clone())).collect();
        left.sort_unstable();
        for (_, id) in left {
            self.close(&id);
        }
        self.speak(true);
        self.foot(outline);
    }

    /// Returns how many entries were written.
    pub(crate) fn entries(&self) -> u64 {
        self.entries
    }

    /// Takes the text that was written since the last time.
    pub(crate) fn take(&mut self) -> String {
        self.canvas.take()
    }
}
