//! The calls of a conversation: which function, in which turn, under which other call. Their values are not here, so that
//! all of them fit.

use std::collections::HashMap;

use super::pieces::Outline;

/// So far up it is looked for the calls that a call is inside of.
const LEVELS_MAX: usize = 64;

/// The calls by id.
#[derive(Debug, Default)]
pub(super) struct Calls {
    by_id: HashMap<String, Call>,
}

/// One call.
#[derive(Debug)]
pub(super) struct Call {
    /// The function's name, or the call's id where nothing names it.
    pub(super) name: String,
    /// The number of its turn.
    pub(super) turn: u32,
    /// Inside how many others it is.
    pub(super) depth: usize,
    /// Whether it has begun.
    pub(super) has_begun: bool,
    /// Whether its function was asked for.
    pub(super) is_wanted: bool,
    /// The call it is inside of. INVARIANT: that one began before it, so nothing is inside itself.
    parent: Option<String>,
}

impl Calls {
    /// Learns the calls of an outline, and which of them are wanted.
    pub(super) fn learn(&mut self, outline: &Outline, wanted: Option<&str>) {
        for turn in &outline.turns {
            for event in &turn.events {
                let Some(id) = &event.id else { continue };
                let call = self.by_id.entry(id.clone()).or_insert_with(|| Call::new(id));
                call.turn = turn.number;
                if !event.name.is_empty() {
                    call.name.clone_from(&event.name);
                }
                call.is_wanted |= wanted.is_some_and(|wanted| wanted == id || wanted == call.name);
            }
        }
    }

    /// Returns a call; one that no outline told of is in the turn that goes on.
    pub(super) fn named(&mut self, id: &str, turn: u32) -> &mut Call {
        self.by_id.entry(id.to_owned()).or_insert_with(|| Call { turn, ..Call::new(id) })
    }

    /// Returns a call.
    pub(super) fn get(&self, id: &str) -> Option<&Call> {
        self.by_id.get(id)
    }

    /// Notes that a call begins, and inside of which other one if that has begun.
    pub(super) fn begin(&mut self, id: &str, parent: Option<&str>) {
        let outer = parent.and_then(|parent| self.by_id.get(parent)).filter(|outer| outer.has_begun);
        let inside = outer.map(|outer| (outer.depth + 1, outer.is_wanted));
        let Some(call) = self.by_id.get_mut(id) else { return };
        call.has_begun = true;
        if let (Some((depth, is_wanted)), Some(parent)) = (inside, parent) {
            call.depth = depth;
            call.is_wanted |= is_wanted;
            call.parent = Some(parent.to_owned());
        }
    }

    /// Returns a call and those that it is inside of, from the inside out.
    pub(super) fn outwards<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a str> {
        let outer = |id: &&'a str| self.by_id.get(*id).and_then(|call| call.parent.as_deref());
        std::iter::successors(Some(id), outer).take(LEVELS_MAX)
    }

    /// Says whether any call is wanted.
    pub(super) fn any_is_wanted(&self) -> bool {
        self.by_id.values().any(|call| call.is_wanted)
    }

    /// Returns the names of the functions, each once, in alphabetical order.
    pub(super) fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.by_id.values().map(|call| call.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

impl Call {
    fn new(id: &str) -> Call {
        Call { name: id.to_owned(), turn: 0, depth: 0, has_begun: false, is_wanted: false, parent: None }
    }
}
