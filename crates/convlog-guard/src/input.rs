//! A text with what is known about each part of it, as the rules are given it.

use crate::clue::{Clue, clue};
use crate::key::{Context, Kind};
use crate::key_value::KeyValue;

/// What the rules read.
pub(crate) struct Input<'a> {
    /// The plain form of the text.
    pub(crate) bytes: &'a [u8],
    /// What the names say that the text stands under.
    pub(crate) context: Context,
    /// The parts that stand under names within the text, in order.
    pub(crate) named: &'a [KeyValue],
}

impl Input<'_> {
    /// Returns what the nearest name says about a place.
    pub(crate) fn kind(&self, at: usize) -> Kind {
        let before = self.named.partition_point(|named| named.start <= at);
        match self.named[..before].last() {
            Some(named) if at < named.end => match named.context.kind {
                Kind::Unknown | Kind::Plain | Kind::Work | Kind::Thing | Kind::WhichName => self.context.kind,
                kind => kind,
            },
            _ => self.context.kind,
        }
    }

    /// Returns what a place was announced as, by its name or else by the words around it.
    pub(crate) fn clue(&self, start: usize, end: usize) -> Clue {
        match Clue::of(self.kind(start)) {
            // One end of a call may say anything.
            Some(Clue::Call) => match clue(self.bytes, start, end) {
                Clue::Nothing | Clue::Technical => Clue::Call,
                near => near,
            },
            Some(named) => named,
            None => clue(self.bytes, start, end),
        }
    }
}
