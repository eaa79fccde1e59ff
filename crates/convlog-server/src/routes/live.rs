//! `…/conversations/{id}/live`: a conversation as it happens.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use utoipa::ToSchema;

use super::error_responses::{OfConversation, OfParameters};
use crate::audit::ReaderLease;
use crate::declared::{Declared, EntryId, InConversation, parameters};
use crate::error::{ApiError, ErrorBody};
use crate::extract::{self, Caller, NamedConversation, Reader};
use crate::live::{Subscription, begin};
use crate::state::AppState;

/// Asks proxies that know it to pass each event on at once.
const UNBUFFERED: HeaderName = HeaderName::from_static("x-accel-buffering");

/// What a reader who comes back has been told last.
const TOLD: Declared<EntryId> =
    Declared::new("last-event-id", EntryId, "The `id` of the last event that the client received");

parameters!(LiveParameters: [TOLD.in_header()]);

/// The type of the event.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "it describes an answer")]
pub(crate) enum LiveEventKind {
    /// From here on what changes is said.
    Begin,
    /// Something has become another.
    Changed,
    /// What was read so far is to be read anew, and from here on what changes is said.
    Restart,
    /// It has ended for good.
    End,
}

/// One event of a stream.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes an answer")]
pub(crate) struct LiveEvent {
    #[schema(inline)]
    event: LiveEventKind,
    /// Identifies the state after this event, for `Last-Event-ID`; absent for `end`.
    id: String,
    /// JSON: a `LiveChanges` for `changed`, a `LivePlace` for `begin` and `restart`.
    data: String,
}

pub(crate) fn router() -> Router<AppState> {
    Router::new().route("/api/projects/{project_id}/conversations/{conversation_id}/live", get(live))
}

/// Follows one conversation: server-sent events that say what has changed.
///
/// `begin` is sent first; a client that reads the outline after it misses nothing. `changed` is sent when something
/// that this key can see has changed, at most about once per second, with the turns, function events and spans of the
/// outline that have changed. If these are many, or a function event was removed, `restart` is sent instead: read the
/// conversation again. `restart` is also sent first to a client that reconnects (`Last-Event-ID`) if anything has
/// changed meanwhile. `end` is sent when the conversation has ended; then the stream ends. The key's permissions are
/// checked each time; when it loses access, the stream ends without an event. Comments are sent in between as
/// keep-alive.
#[utoipa::path(
    get, path = "/api/projects/{project_id}/conversations/{conversation_id}/live", operation_id = "follow_conversation",
    tag = "Review",
    params(InConversation, LiveParameters),
    responses(
        (status = 200, body = LiveEvent, content_type = "text/event-stream", description = "The stream, event by event"),
        OfParameters,
        OfConversation,
        (status = 429, body = ErrorBody, description = "64 streams are open, or 8 with this key; retry after \
            `Retry-After`"),
    )
)]
pub(crate) async fn live(
    State(state): State<AppState>,
    caller: Caller,
    reader: Reader,
    NamedConversation(conversation): NamedConversation,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let told = extract::header(&TOLD, &headers)?.map(|told| told.to_string());
    let place = state.streams.take(caller.hash).ok_or_else(ApiError::too_many_streams)?;
    let watch = Subscription { standing: ReaderLease::of(&caller, &reader), caller, conversation, told };
    let body = begin(state, watch, place).await?;
    Ok(([(header::CONTENT_TYPE, "text/event-stream"), (UNBUFFERED, "no")], body).into_response())
}
