//! Log entries of a project that meet a query.

use convlog_store::{EntryPage, FoundEntry};
use serde::Serialize;
use utoipa::ToSchema;

use super::event::EntryShape;
use super::histogram::Histogram;
use crate::routes::cursor;

/// Log entries that meet a query, the newest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FoundEntries)]
pub(crate) struct FoundPage<'a> {
    entries: Vec<FoundShape<'a>>,
    /// To be passed on as `cursor` for what was written before; null when everything was looked at. A page may have fewer
    /// entries than `limit`, or none, though there are more.
    #[schema(required)]
    next: Option<String>,
    /// How many entries were written when, by level; of the first page only, and null where no entry was found.
    #[schema(required)]
    histogram: Option<Histogram>,
}

/// A log entry, and where it stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FoundEntry)]
struct FoundShape<'a> {
    #[serde(flatten)]
    entry: EntryShape<'a>,
    conversation_id: &'a str,
    /// The number of its turn.
    turn: u32,
    #[schema(required)]
    event_id: Option<&'a str>,
    /// The name of its function.
    #[schema(required)]
    function: Option<&'a str>,
}

impl<'a> FoundPage<'a> {
    /// Writes a page.
    pub(crate) fn of(page: &'a EntryPage, sees_personal: bool, histogram: Option<Histogram>) -> FoundPage<'a> {
        FoundPage {
            histogram,
            entries: page.entries.iter().map(|found| FoundShape::of(found, sees_personal)).collect(),
            next: page.next.as_ref().map(cursor::write_entry),
        }
    }
}

impl<'a> FoundShape<'a> {
    fn of(found: &'a FoundEntry, sees_personal: bool) -> FoundShape<'a> {
        FoundShape {
            entry: EntryShape::of(&found.logged, sees_personal),
            conversation_id: found.conversation.as_str(),
            turn: found.turn,
            event_id: found.event.as_deref(),
            function: found.function.as_deref(),
        }
    }
}
