//! The lists of the web app's API, and what is sent to it.

use std::borrow::Cow;

use convlog_core::Timestamp;
use convlog_store::NOTE_CHARS_MAX;
use serde::Serialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use super::event::{OutcomeShape, StatusShape};
use super::row::Row;
use crate::declared::{Declared, Text, command};

/// A page of conversations, newest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConversationPage)]
pub(crate) struct Page<'a> {
    pub(crate) conversations: Vec<Row<'a>>,
    /// The `cursor` of the next page; null on the last page.
    #[schema(required)]
    pub(crate) next: Option<String>,
    /// The start of the last conversation searched, if the search stopped early; otherwise null.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub(crate) searched_until: Option<Timestamp>,
    /// The number on all pages; null unless requested, and in a search.
    #[schema(required)]
    pub(crate) total: Option<u64>,
}

/// Other conversations with the same contact, newest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RelatedConversations)]
pub(crate) struct RelatedPage<'a> {
    pub(crate) conversations: Vec<Row<'a>>,
    /// How far back the search came before it stopped; null when it looked at everything.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub(crate) searched_until: Option<Timestamp>,
}

/// Calls of one function, newest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FunctionRuns)]
pub(crate) struct RunsPage<'a> {
    pub(crate) runs: Vec<Run<'a>>,
    /// The start of the last conversation searched, to use as `before`, if the search stopped early; otherwise null.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub(crate) searched_until: Option<Timestamp>,
}

/// One call of a function.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FunctionRun)]
pub(crate) struct Run<'a> {
    pub(crate) conversation_id: &'a str,
    /// The number of its turn.
    pub(crate) turn: u32,
    pub(crate) event_id: &'a str,
    #[schema(value_type = String, format = DateTime)]
    pub(crate) started_at: Timestamp,
    #[schema(required)]
    pub(crate) duration_ms: Option<f64>,
    pub(crate) status: StatusShape,
    /// Null while it goes on.
    #[schema(required)]
    pub(crate) outcome: Option<OutcomeShape>,
    /// Whether it raised, or never finished.
    pub(crate) failed: bool,
    /// The `type` of its error.
    #[schema(required)]
    pub(crate) error_type: Option<String>,
}

/// Values by which recent conversations can be filtered; each list is sorted.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct Facets {
    pub(crate) environments: Vec<String>,
    pub(crate) channels: Vec<String>,
    /// Names of variants; ids of variants without a name.
    pub(crate) variants: Vec<String>,
    pub(crate) functions: Vec<String>,
}

/// A reader's note.
pub(crate) struct NoteBody;

impl NoteBody {
    pub(crate) const NOTE: Declared<Text> =
        Declared::new("note", Text { from: 0, to: NOTE_CHARS_MAX }, "The text; an empty text removes the note");
}

impl ToSchema for NoteBody {
    fn name() -> Cow<'static, str> {
        "Note".into()
    }
}

impl PartialSchema for NoteBody {
    fn schema() -> RefOr<Schema> {
        NoteBody::NOTE.needed_field(command("A reader's note")).into()
    }
}
