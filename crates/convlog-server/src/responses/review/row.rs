//! A conversation in the web app's list.

use convlog_core::Timestamp;
use convlog_core::schema::ENVIRONMENT_DEFAULT;
use convlog_core::view::Conversation;
use convlog_store::{Counts, Listed};
use serde::Serialize;
use utoipa::ToSchema;

use super::event::{StatusShape, millis_between};
use super::mark::{Mark, of_fields};
use super::matched::MatchShape;
use crate::responses::raw::Raw;

/// The fields of a conversation that a row shows under their own names, where they may be personal.
const SHOWN: [&str; 8] =
    ["channel", "environment", "direction", "language", "variant_id", "variant_name", "ended_by", "summary"];

/// A conversation in a list. Counts include only what the reader can see.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConversationRow)]
pub(crate) struct Row<'a> {
    pub(crate) id: &'a str,
    pub(crate) status: StatusShape,
    #[schema(value_type = String, format = DateTime)]
    pub(crate) started_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub(crate) ended_at: Option<Timestamp>,
    #[schema(required)]
    pub(crate) duration_ms: Option<f64>,
    /// The contact, or else the caller's number; `[redacted]` if the reader may not see it.
    #[schema(required)]
    pub(crate) contact: Option<String>,
    #[schema(required)]
    pub(crate) channel: Option<String>,
    pub(crate) environment: String,
    #[schema(required)]
    pub(crate) direction: Option<String>,
    #[schema(required)]
    pub(crate) language: Option<String>,
    #[schema(required)]
    pub(crate) variant_id: Option<String>,
    #[schema(required)]
    pub(crate) variant_name: Option<String>,
    pub(crate) turns: u64,
    pub(crate) functions: u64,
    /// Function events that raised or never finished.
    pub(crate) failed_functions: u64,
    /// Log entries of this level.
    pub(crate) errors: u64,
    /// Log entries of this level.
    pub(crate) warnings: u64,
    pub(crate) entries: u64,
    pub(crate) handoff: bool,
    #[schema(required)]
    pub(crate) ended_by: Option<String>,
    /// Text, or an object with `heading` and `content`.
    #[schema(value_type = serde_json::Value, required)]
    pub(crate) summary: Raw<'a>,
    /// Which record meets the query; null where none was asked.
    #[schema(required)]
    pub(crate) matched: Option<MatchShape<'a>>,
    /// JSON pointers into the row; only for readers with `pii`.
    #[serde(rename = "_pii", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<Mark<'a>>, required = false)]
    pii: Option<Vec<Mark<'a>>>,
}

impl<'a> Row<'a> {
    /// Writes a conversation as a row.
    pub(crate) fn of(listed: &'a Listed, sees_personal: bool) -> Row<'a> {
        let Listed { conversation, counts, matched } = listed;
        let Counts { turns, functions, failed_functions, entries, errors, warnings } = *counts;
        let fields = &conversation.fields;
        let ended_at = fields.time("ended_at");
        let text = |name| fields.text(name);
        Row {
            id: conversation.id.as_str(),
            status: conversation.status.into(),
            started_at: conversation.started_at,
            ended_at,
            duration_ms: ended_at.map(|end| millis_between(conversation.started_at, end)),
            contact: fields.contact().map(|(_, text)| text),
            channel: text("channel"),
            environment: text("environment").unwrap_or_else(|| ENVIRONMENT_DEFAULT.to_owned()),
            direction: text("direction"),
            language: text("language"),
            variant_id: text("variant_id"),
            variant_name: text("variant_name"),
            turns,
            functions,
            failed_functions,
            errors,
            warnings,
            entries,
            handoff: fields.flag("handoff").unwrap_or(false),
            ended_by: text("ended_by"),
            summary: fields.raw("summary"),
            matched: matched.as_ref().map(|matched| MatchShape::of(matched, sees_personal)),
            pii: marks(conversation, sees_personal),
        }
    }
}

/// Returns the personal places of a row: the contact under its name in the row, the others under their own.
fn marks(conversation: &Conversation, sees_personal: bool) -> Option<Vec<Mark<'_>>> {
    let source = conversation.fields.contact().map(|(name, _)| name);
    let mut marks = of_fields(&conversation.fields, sees_personal)?;
    marks.retain_mut(|mark| {
        let name = mark.path.split('/').nth(1).unwrap_or_default();
        let is_contact = Some(name) == source;
        let is_shown = is_contact || SHOWN.contains(&name);
        if is_contact {
            mark.path = "/contact";
        }
        is_shown
    });
    Some(marks)
}
