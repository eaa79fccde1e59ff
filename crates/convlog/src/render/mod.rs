//! How a conversation looks on a terminal, made from the answers of the API. Asking for them belongs to the command.

mod answer;
mod calls;
mod canvas;
mod entry;
mod event;
mod found;
mod heading;
mod pieces;
mod time;
mod transcript;
mod turns;
mod value;

pub(crate) use answer::Summary;
pub(crate) use found::{Found, FoundEntry, FoundRow};
pub(crate) use pieces::{EntriesPage, Outline, PlacedEntry, TurnsPage};
pub(crate) use time::{day_and_time, span_of_seconds};
pub(crate) use transcript::{EntryFilter, Transcript};
