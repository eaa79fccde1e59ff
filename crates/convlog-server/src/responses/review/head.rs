//! What a review begins with.

use convlog_core::Timestamp;
use convlog_core::merge::Values;
use convlog_core::view::Explained;
use convlog_store::{Headline, Visibility};
use serde::Serialize;
use utoipa::ToSchema;

use super::conversation::{Counts, HeadOwn};
use super::event::OutcomeShape;

/// A conversation as a whole, and where to look first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewHeadPiece)]
pub(crate) struct HeadPiece<'a> {
    #[serde(flatten)]
    own: HeadOwn<'a>,
    /// Whether it is small enough to be read in one request: 2,000 entries and 4 MiB.
    at_once: bool,
    /// What explains what went wrong: a function that raised, or else an error, a function that never finished, or a
    /// warning, of each the first. Null where there is none.
    #[schema(required)]
    explained_by: Option<ExplainedShape<'a>>,
}

/// Where to look first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewExplained)]
struct ExplainedShape<'a> {
    /// The function event in which it happened; null if outside any function.
    #[schema(required)]
    event_id: Option<&'a str>,
    /// How that came out, where this is what went wrong.
    #[schema(required)]
    outcome: Option<OutcomeShape>,
    /// The log entry about it; null if there is none.
    #[schema(required)]
    entry_id: Option<String>,
    /// The level of the entry: `error` or `warning`.
    #[schema(required)]
    level: Option<&'static str>,
    /// When the entry was written, or else when the function started.
    #[schema(value_type = String, format = DateTime)]
    time: Timestamp,
}

impl<'a> HeadPiece<'a> {
    /// Writes what a review begins with. It counts as a list does: what only entries refer to is not counted.
    pub(crate) fn of(
        found: &'a Headline,
        at_once: bool,
        producers: &[Values],
        visibility: &'a Visibility,
    ) -> HeadPiece<'a> {
        let own = HeadOwn::of(&found.listed.conversation, Counts::listed(&found.listed), producers, visibility);
        HeadPiece { own, at_once, explained_by: found.explained.as_ref().map(ExplainedShape::of) }
    }
}

impl<'a> ExplainedShape<'a> {
    fn of(explained: &'a Explained) -> ExplainedShape<'a> {
        let entry = explained.entry.as_ref();
        ExplainedShape {
            event_id: explained.event.as_deref(),
            outcome: explained.outcome.map(OutcomeShape::from),
            entry_id: entry.map(|entry| entry.identity.public_id().to_string()),
            level: entry.map(|entry| entry.level.as_str()),
            time: explained.time,
        }
    }
}
