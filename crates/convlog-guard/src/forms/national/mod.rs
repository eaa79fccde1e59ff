//! Numbers that states give to persons: for identity, tax, health and social insurance, each with its own check.
//!
//! Those whose written form is their own (letters, or groups with their own marks) are found wherever they stand. Plain digits
//! that pass a check are too many for that: they need a name or a word that announces such a number.

mod digits;
mod elsewhere;
mod lettered;
mod letters;

pub(crate) use digits::read;
pub(crate) use letters::{announced, at_word, is_pan};
