//! One conversation, with everything that its reader may see of it.

use axum::extract::State;
use axum::response::Response;
use convlog_core::view::Conversation;
use convlog_store::{Store, Visibility};

use super::super::error_responses::OfConversation;
use super::super::full_conversation::{self, FullConversation, ResponseFormat, respond_at_once};
use super::super::listing::respond_json;
use crate::declared::InConversation;
use crate::error::ApiError;
use crate::extract::{Caller, NamedConversation, Reader};
use crate::responses::review::Review;
use crate::state::AppState;

/// Returns one full conversation for the review page: its turns, function events, spans, log entries and metrics.
///
/// Entries flagged as personal are returned only to keys with the permission `pii`; for other keys they do not exist,
/// and other personal values are `[redacted]`.
#[utoipa::path(
    get, path = "/api/projects/{project_id}/conversations/{conversation_id}", operation_id = "review_conversation",
    tag = "Review",
    params(InConversation),
    responses(
        (status = 200, body = Review, description = "The conversation"),
        OfConversation,
    )
)]
pub(crate) async fn one(
    State(state): State<AppState>,
    caller: Caller,
    reader: Reader,
    NamedConversation(id): NamedConversation,
) -> Result<Response, ApiError> {
    let (conversation, share) =
        match full_conversation::begin(&state, &caller, &reader, &id, ResponseFormat::Review).await? {
            FullConversation::AtOnce(conversation, share) => (conversation, share),
            FullConversation::Sent(response) => return Ok(response),
        };
    let json = written(&*state.store, &reader.visibility, &conversation).await?;
    Ok(respond_at_once(share, respond_json(json, None)))
}

async fn written(store: &dyn Store, visibility: &Visibility, conversation: &Conversation) -> Result<Vec<u8>, ApiError> {
    let producers = store.producers(visibility, &conversation.id).await?;
    let json = serde_json::to_vec(&Review::of(conversation, &producers, visibility));
    json.map_err(|_| ApiError::internal("the answer could not be written"))
}
