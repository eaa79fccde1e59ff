//! Which record of a conversation meets a query.

use convlog_core::{Level, Timestamp};
use convlog_store::MatchedRecord;
use serde::Serialize;
use utoipa::ToSchema;

use super::event::OutcomeShape;

/// The record of a conversation that says most about why a query holds of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MatchedRecord)]
pub(crate) struct MatchShape<'a> {
    /// `entry`, `function_event`, `span`, `turn` or `conversation`.
    kind: &'static str,
    /// When it was written or began.
    #[schema(value_type = String, format = DateTime)]
    time: Timestamp,
    /// The number of its turn; null of the conversation itself.
    #[schema(required)]
    turn: Option<u32>,
    /// The function event that it is or lies in.
    #[schema(required)]
    event_id: Option<&'a str>,
    /// The name of that function.
    #[schema(required)]
    function: Option<&'a str>,
    /// How the function came out, where it is a function event.
    #[schema(required)]
    outcome: Option<OutcomeShape>,
    /// The id of the log entry, where it is one.
    #[schema(required)]
    entry_id: Option<String>,
    /// `info`, `warning` or `error`, where it is a log entry.
    #[schema(required)]
    level: Option<&'static str>,
    /// What it says, as the reader sees it: the message, the error, or what was said.
    #[schema(required)]
    text: Option<&'a str>,
    /// Whether anything of it is personal; only for readers with `pii`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    personal: Option<bool>,
    /// How many records of the conversation meet the query.
    count: u64,
}

impl<'a> MatchShape<'a> {
    /// Writes it.
    pub(crate) fn of(matched: &'a MatchedRecord, sees_personal: bool) -> MatchShape<'a> {
        MatchShape {
            kind: matched.kind.as_str(),
            time: matched.time,
            turn: matched.turn,
            event_id: matched.event.as_deref(),
            function: matched.function.as_deref(),
            outcome: matched.outcome.map(Into::into),
            entry_id: matched.entry.map(|id| id.to_string()),
            level: matched.level.map(Level::as_str),
            text: matched.text.as_deref(),
            personal: sees_personal.then_some(matched.is_personal),
            count: matched.count,
        }
    }
}
