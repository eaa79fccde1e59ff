//! A note on a conversation.

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use convlog_core::{ConversationId, ProducerId};
use convlog_store::{NOTE_CHARS_MAX, Note, Outcome, Permission, Visibility};

use super::super::error_responses::{OfConversation, OfStoring};
use crate::declared::InConversation;
use crate::error::{ApiError, ErrorBody};
use crate::extract::{Key, NamedConversation, Reader};
use crate::ingest::Uncounted;
use crate::responses::review::NoteBody;
use crate::state::AppState;

/// The longest body, in bytes: every character of a note may take twelve, as a pair of escapes.
const BODY_BYTES_MAX: usize = 12 * NOTE_CHARS_MAX + 256;

/// Stores a note on a conversation and replaces the previous one; every reader of the conversation sees it, with its
/// author and time. Needs `read` and `annotate`.
///
/// The guard checks notes like all records. Notes are not compared with hidden values.
#[utoipa::path(
    put, path = "/api/projects/{project_id}/conversations/{conversation_id}/note", operation_id = "put_note",
    tag = "Review",
    params(InConversation),
    request_body(content = NoteBody, description = "An empty note removes the previous one"),
    responses(
        (status = 204, description = "It is stored"),
        (status = 400, body = ErrorBody, description = "The body is not a note, or the note is too long"),
        (status = 409, body = ErrorBody, description = "The whole conversation is personal, and every reader could \
            see the note"),
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
    state.reserve.ensure(&*state.store, 0)?;
    let visibility = &reader.visibility;
    ensure_open(&state, visibility, &id).await?;
    let note = super::super::body::read(&state, body, BODY_BYTES_MAX, |fields| fields.need(&NoteBody::NOTE)).await?;
    let mut bits = [0; 16];
    getrandom::fill(&mut bits).map_err(|_| ApiError::internal("the system has no random numbers available"))?;
    let project = visibility.project();
    let projects = state.projects.of(&state, key.account(), Some(project)).await?;
    let (raised, guard) = (projects.raised(project), projects.guard(project).policy);
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
        Some(_) => Err(ApiError::conflict(
            "a conversation that is personal as a whole cannot have a note: every reader could see it",
        )),
        None => Err(ApiError::no_conversation()),
    }
}
