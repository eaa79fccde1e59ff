//! A conversation in a list of the agents API; a single one begins the same.

use convlog_core::view::{Conversation, Status};
use convlog_store::Visibility;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::number::{seconds_between, seconds_of_millis};
use super::raw::{Json, Raw, environment, phone_number, texts};
use super::time::WithOffset;

/// A conversation without its turns.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Summary<'a> {
    /// The conversation's id.
    conversation_id: &'a str,
    /// The tenant.
    account_id: &'a str,
    /// The agent.
    project_id: &'a str,
    /// When it began.
    #[schema(value_type = String, format = DateTime)]
    created_at: WithOffset,
    /// When it began.
    #[schema(value_type = String, format = DateTime)]
    started_at: WithOffset,
    /// When it ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    finished_at: Option<WithOffset>,
    /// `VOICE-SIP`, `WEBCHAT`, …
    #[schema(value_type = Option<String>)]
    channel: Raw<'a>,
    /// `inbound` or `outbound`.
    #[schema(value_type = Option<String>)]
    direction: Raw<'a>,
    /// The calling side; `REDACTED` if the key has no access to it.
    #[schema(value_type = Option<String>)]
    from_number: Raw<'a>,
    /// The called side; `REDACTED` if the key has no access to it.
    #[schema(value_type = Option<String>)]
    to_number: Raw<'a>,
    /// `live`, `pre-release`, `sandbox` or `draft`.
    #[schema(value_type = Option<String>)]
    client_env: Raw<'a>,
    /// From start to end, in seconds.
    duration: Option<u64>,
    /// From start to end, in seconds.
    total_duration: Option<u64>,
    /// How long the agent itself took part, in seconds.
    polyai_duration: Option<u64>,
    /// Whether it goes on.
    in_progress: bool,
    /// Whether the caller was handed over to a person.
    handoff: bool,
    /// To whom.
    #[schema(value_type = Option<String>)]
    handoff_destination: Raw<'a>,
    /// Why.
    #[schema(value_type = Option<String>)]
    handoff_reason: Raw<'a>,
    /// A BCP 47 tag.
    #[schema(value_type = Option<String>)]
    language: Raw<'a>,
    /// The variant.
    #[schema(value_type = Option<String>)]
    variant_id: Raw<'a>,
    /// The deployment.
    #[schema(value_type = Option<String>)]
    deployment_id: Raw<'a>,
    /// A reader's note.
    #[schema(value_type = Option<String>)]
    note: Raw<'a>,
    /// Always null: no audio is kept here.
    audio_url: Option<&'static str>,
    /// A quality score.
    #[schema(value_type = Option<f64>)]
    poly_score: Raw<'a>,
    /// A heading and a content, or text.
    #[schema(value_type = serde_json::Value)]
    short_summary: Option<Json<'a>>,
    /// Labels.
    tags: Vec<String>,
}

impl<'a> Summary<'a> {
    /// Writes a conversation as a summary.
    pub(crate) fn of<E>(conversation: &'a Conversation<E>, visibility: &'a Visibility) -> Summary<'a> {
        let fields = &conversation.fields;
        let finished_at = fields.time("ended_at");
        let duration = finished_at.map(|end| seconds_between(conversation.started_at, end));
        Summary {
            conversation_id: conversation.id.as_str(),
            account_id: visibility.account().as_str(),
            project_id: visibility.project().as_str(),
            created_at: WithOffset(conversation.started_at),
            started_at: WithOffset(conversation.started_at),
            finished_at: finished_at.map(WithOffset),
            channel: fields.raw("channel"),
            direction: fields.raw("direction"),
            from_number: phone_number(fields, "from_number"),
            to_number: phone_number(fields, "to_number"),
            client_env: Some(environment(fields)),
            duration,
            total_duration: duration,
            polyai_duration: seconds_of_millis(fields, "polyai_duration_ms"),
            in_progress: is_in_progress(conversation),
            handoff: fields.flag("handoff").unwrap_or(false),
            handoff_destination: fields.raw("handoff_destination"),
            handoff_reason: fields.raw("handoff_reason"),
            language: fields.raw("language"),
            variant_id: fields.raw("variant_id").or_else(|| fields.raw("variant_name")),
            deployment_id: fields.raw("deployment_id"),
            // An empty note is how one is removed.
            note: fields.raw("note").filter(|raw| raw.get() != "\"\""),
            audio_url: None,
            poly_score: fields.raw("poly_score"),
            short_summary: short_summary(conversation),
            tags: texts(fields, "tags"),
        }
    }
}

/// Says whether a conversation counts as going on: its end is not known, and somebody may still send it.
pub(crate) fn is_in_progress<E>(conversation: &Conversation<E>) -> bool {
    matches!(conversation.status, Status::Live | Status::LostContact)
}

/// Returns the summary as clients know it: an object of two texts, or text. Anything else becomes its JSON as text.
fn short_summary<E>(conversation: &Conversation<E>) -> Option<Json<'_>> {
    let raw = conversation.fields.raw("summary")?;
    Some(match conversation.fields.value("summary")? {
        Value::String(_) => Json::Sent(raw),
        Value::Object(members)
            if members.len() == 2
                && ["heading", "content"].iter().all(|name| members.get(*name).is_some_and(Value::is_string)) =>
        {
            Json::Sent(raw)
        }
        other => Json::Made(Value::String(other.to_string())),
    })
}
