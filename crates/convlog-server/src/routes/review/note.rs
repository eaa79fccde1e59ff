//! A note on a conversation.

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use convlog_core::{ConversationId, ProducerId};
use convlog_store::{NOTE_BYTES_MAX, Note, Outcome, Permission, Visibility};

use super::super::refusals::{OfConversation, OfStoring};
use crate::error::{ApiError, ErrorBody};
use crate::extract::{Key, NamedConversation, Reader};
use crate::ingest::Uncounted;
use crate::shapes::review::NoteBody;
use crate::state::AppState;

/// The longest body, in bytes: every byte of a note may take six as an escape.
const BODY_BYTES_MAX: usize = 6 * NOTE_BYTES_MAX + 256;

/// Stores a note on a conversation, in place of the one before; every reader of the conversation sees it, with its author
/// and time. It takes the permissions `read` and `annotate`.
///
/// A note goes through the guard, like everything that arrives. It is never compared with what is hidden.
#[utoipa::path(
    put, path = "/api/projects/{project_id}/conversations/{conversation_id}/note", operation_id = "put_note",
    tag = "Review",
    params(
        ("project_id" = String, Path, description = "The agent, inside the key's account"),
        ("conversation_id" = String, Path, description = "The conversation"),
    ),
    request_body(content = NoteBody, description = "At most 4 KiB of text; an empty note removes the one before"),
    responses(
        (status = 204, description = "It is stored"),
        (status = 400, body = ErrorBody, description = "The body is not a note, the note is too long, or all of the conversation is personal"),
        OfConversation,
        OfStoring,
    )
)]
pub(crate) async fn put_note(
    State(state): State<AppState>,
    key: Key,
    reader: Reader,
    NamedConversation(id): NamedConversation,
    body: Body,
) -> Result<StatusCode, ApiError> {
    if !key.allows(Permission::Annotate) {
        return Err(ApiError::permission(Permission::Annotate));
    }
    let visibility = &reader.visibility;
    ensure_open(&state, visibility, &id).await?;
    let too_long = || ApiError::validation("a note is at most 4 KiB of text");
    let bytes = super::super::body::read(&state, body, BODY_BYTES_MAX, too_long).await?;
    let NoteBody { note } = serde_json::from_slice(&bytes)
        .map_err(|_| ApiError::validation("the body is a JSON object with one text: {\"note\":\"…\"}"))?;
    if note.len() > NOTE_BYTES_MAX {
        return Err(too_long());
    }
    let mut bits = [0; 16];
    getrandom::fill(&mut bits).map_err(|_| ApiError::internal("the system gives no random bits"))?;
    let project = visibility.project();
    let projects = state.projects.of(&state, key.account(), Some(project)).await?;
    let (raised, guard) = (projects.raised(project), projects.guard(project));
    let note = Note { project, conversation: &id, text: &note, now: state.now(), raised, guard };
    let batch =
        key.note(&note, ProducerId::from_bytes(bits)).ok_or_else(|| ApiError::permission(Permission::Annotate))?;
    let uncounted = Uncounted::of(&batch);
    let outcomes = state.store.append(batch).await?;
    state.warnings.count(uncounted, &outcomes);
    // It may have been erased since it was read.
    if outcomes.contains(&Outcome::Erased) {
        return Err(ApiError::no_conversation());
    }
    reader.ledger.changed(&id);
    Ok(StatusCode::NO_CONTENT)
}

/// Refuses a conversation that is not there, and one of which nothing is open: a note is, and would bring it to light.
async fn ensure_open(state: &AppState, visibility: &Visibility, id: &ConversationId) -> Result<(), ApiError> {
    // What is personal is not opened for this, unless there is nothing else.
    if state.store.conversation(&visibility.without_personal(), id, state.now()).await?.is_some() {
        return Ok(());
    }
    match state.store.conversation(visibility, id, state.now()).await? {
        Some(_) => Err(ApiError::validation(
            "a conversation of which all is personal takes no note: every reader would see it",
        )),
        None => Err(ApiError::no_conversation()),
    }
}
