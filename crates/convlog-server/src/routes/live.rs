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
const TOLD: Declared<EntryId> = Declared::new("last-event-id", EntryId, "The `id` of the last event that was read");

parameters!(LiveParameters: [TOLD.in_header()]);

/// What a stream says.
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
    /// Stands for what the reader has been told with this event; not of an `end`.
    id: String,
    /// Of a `changed` a `LiveChanges`, of a `begin` and a `restart` a `LivePlace`, as JSON.
    data: String,
}

pub(crate) fn router() -> Router<AppState> {
    Router::new().route("/api/projects/{project_id}/conversations/{conversation_id}/live", get(live))
}

/// Follows one conversation: server-sent events that say what has become another.
///
/// `begin` comes first; whoever reads the outline after it misses nothing. `changed` comes when what this key may see has
/// changed, at most about once a second, with the turns, function events and spans of the outline that are not as they
/// were. Where that would be much, or a function event is no more, `restart` comes instead: what was read so far is to be
/// read anew. It comes first for a reader who comes back (`Last-Event-ID`) when anything has changed meanwhile. `end` comes
/// when the conversation has ended for good, and the stream ends. The key is asked about again each time; when it may read
/// no more the stream ends without a word. Comments come between, so that neither end waits for one that is gone.
#[utoipa::path(
    get, path = "/api/projects/{project_id}/conversations/{conversation_id}/live", operation_id = "follow_conversation",
    tag = "Review",
    params(InConversation, LiveParameters),
    responses(
        (status = 200, body = LiveEvent, content_type = "text/event-stream", description = "The stream, event by event"),
        OfParameters,
        OfConversation,
        (status = 429, body = ErrorBody, description = "64 streams are open, or 8 with this key; obey Retry-After"),
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
