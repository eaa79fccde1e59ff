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
    /// Use as `before` to read earlier entries; null if there are none.
    #[schema(required)]
    earlier: Option<String>,
    /// Use as `after` to read later entries; null if there are none yet.
    #[schema(required)]
    later: Option<String>,
}

/// A log entry with the ids of its turn and function event.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewPlacedEntry)]
struct PlacedEntry<'a> {
    #[serde(flatten)]
    entry: EntryShape<'a>,
    /// The id of its turn. If null, it belongs to the turn of its function event, or else to the last turn that had
    /// started.
    #[schema(required)]
    turn_id: Option<&'a str>,
    /// The id of its function event.
    #[schema(required)]
    event_id: Option<&'a str>,
    /// Its cursor, for `after` or `before`.
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
