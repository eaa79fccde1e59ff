//! Windows of the entries of a conversation.

use convlog_store::window::{EntryWindow, WindowEntry};
use serde::Serialize;
use utoipa::ToSchema;

use super::event::EntryShape;
use crate::routes::cursor;

/// Some entries of a conversation, in the order of the calls.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewEntries)]
pub(crate) struct EntriesPage<'a> {
    entries: Vec<PlacedEntry<'a>>,
    /// To be given as `before`, for what lies before them; null where nothing does.
    #[schema(required)]
    earlier: Option<String>,
    /// To be given as `after`, for what lies behind them; null where nothing does yet.
    #[schema(required)]
    later: Option<String>,
}

/// A log entry with what it names.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewPlacedEntry)]
struct PlacedEntry<'a> {
    #[serde(flatten)]
    entry: EntryShape<'a>,
    /// The id of the turn that it names. Where it names none, it belongs to the turn of its function event, or else to the
    /// last turn that had begun.
    #[schema(required)]
    turn_id: Option<&'a str>,
    /// The id of the function event that it names.
    #[schema(required)]
    event_id: Option<&'a str>,
    /// Its place, to be given as `after` or `before`.
    cursor: String,
}

impl<'a> EntriesPage<'a> {
    /// Writes a window.
    pub(crate) fn of(window: &'a EntryWindow, sees_personal: bool) -> EntriesPage<'a> {
        EntriesPage {
            entries: window.entries.iter().map(|found| PlacedEntry::of(found, sees_personal)).collect(),
            earlier: window.earlier.as_ref().map(cursor::write_entry),
            later: window.later.as_ref().map(cursor::write_entry),
        }
    }
}

impl<'a> PlacedEntry<'a> {
    fn of(found: &'a WindowEntry, sees_personal: bool) -> PlacedEntry<'a> {
        PlacedEntry {
            entry: EntryShape::of(&found.logged, sees_personal),
            turn_id: found.turn.as_deref(),
            event_id: found.event.as_deref(),
            cursor: cursor::write_entry(&convlog_store::EntryPosition::of(&found.logged)),
        }
    }
}
