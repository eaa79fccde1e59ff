//! Marks: what readers of personal data say afterwards is personal.

use axum::Json;
use axum::body::Body;
use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use convlog_core::{ConversationId, Pointer, RecordType};
use convlog_store::{ConversationPart, MarkId, MarkRequest, MarkScope, Marker, NotMarked, Permission};

use super::super::body::Fields;
use super::super::error_responses::{OfConversation, OfStoring};
use super::super::listing::respond;
use crate::declared::{InConversation, InMark};
use crate::error::{ApiError, ErrorBody};
use crate::extract::{Key, NamedConversation, PathNames, Reader};
use crate::responses::review::{MarkBody, MarkShape, MarksShape};
use crate::state::AppState;

/// A longer body says nothing that could be marked: every character of it may take twelve bytes, as a pair of escapes.
const BODY_BYTES_MAX: usize = 12 * 4 * 1024;

/// Marks a part of a conversation as personal: a line, a field, or a value. Needs `read`, `pii` and `annotate`.
///
/// When this returns, what was marked is hidden from readers without `pii`, and later copies are hidden before they are
/// stored. A marked line does not exist for them, like a line that its sender flagged. Marking the same again returns
/// the first mark.
#[utoipa::path(
    post, path = "/api/projects/{project_id}/conversations/{conversation_id}/marks", operation_id = "put_mark",
    tag = "Review",
    params(InConversation),
    request_body(content = MarkBody, description = "What to mark"),
    responses(
        (status = 201, body = MarkShape, description = "It is hidden"),
        (status = 400, body = ErrorBody, description = "The body is not valid, nothing is there, it cannot be hidden \
            by itself, or the value is too short"),
        (status = 409, body = ErrorBody, description = "The conversation has the maximum number of marks"),
        OfConversation,
        OfStoring,
    )
)]
pub(crate) async fn put_mark(
    State(state): State<AppState>,
    key: Key,
    reader: Reader,
    NamedConversation(id): NamedConversation,
    body: Body,
) -> Result<(StatusCode, Json<MarkShape>), ApiError> {
    let marker = marker(&key, &reader, &id)?;
    let wanted = super::super::body::read(&state, body, BODY_BYTES_MAX, wanted).await?;
    let is_open = ensure_there(&state, &reader, &id).await?;
    let mark = state.store.mark(&marker, &wanted, state.now()).await?.map_err(refused)?;
    reader.ledger.marked(&id, is_open, &format!("mark {}", named(&mark.part)));
    Ok((StatusCode::CREATED, Json(mark.into())))
}

/// Lists the marks of a conversation, the oldest first. Needs `read`, `pii` and `annotate`.
#[utoipa::path(
    get, path = "/api/projects/{project_id}/conversations/{conversation_id}/marks", operation_id = "list_marks",
    tag = "Review",
    params(InConversation),
    responses(
        (status = 200, body = MarksShape, description = "The marks, without removed ones"),
        OfConversation,
    )
)]
pub(crate) async fn list_marks(
    State(state): State<AppState>,
    key: Key,
    reader: Reader,
    NamedConversation(id): NamedConversation,
) -> Result<Response, ApiError> {
    let marker = marker(&key, &reader, &id)?;
    ensure_there(&state, &reader, &id).await?;
    let marks = state.store.list_marks(&marker).await?;
    respond(&MarksShape { marks: marks.into_iter().map(MarkShape::from).collect() }, None)
}

/// Removes a mark: what only this mark hid is readable again, except for what was flagged or found since. Needs `read`,
/// `pii` and `annotate`.
#[utoipa::path(
    delete, path = "/api/projects/{project_id}/conversations/{conversation_id}/marks/{mark_id}",
    operation_id = "delete_mark", tag = "Review",
    params(InMark),
    responses(
        (status = 204, description = "The mark is removed"),
        (status = 202, description = "The mark will be removed after the running erasure has searched the project; \
            until then what was marked stays hidden"),
        (status = 401, body = ErrorBody, description = "The key is missing or not valid"),
        (status = 403, body = ErrorBody, description = "The key lacks the permission `read`, `pii` or `annotate`"),
        (status = 404, body = ErrorBody, description = "There is no such mark, or this key has no access to it"),
        OfStoring,
    )
)]
pub(crate) async fn delete_mark(
    State(state): State<AppState>,
    key: Key,
    reader: Reader,
    NamedConversation(id): NamedConversation,
    NamedMark(name): NamedMark,
) -> Result<StatusCode, ApiError> {
    let marker = marker(&key, &reader, &id)?;
    let is_open = ensure_there(&state, &reader, &id).await?;
    let marks = state.store.list_marks(&marker).await?;
    let mark = marks.into_iter().find(|mark| mark.id == name).ok_or_else(ApiError::no_mark)?;
    // It is on record before anything is shown.
    reader.ledger.marked(&id, is_open, &format!("unmark {}", named(&mark.part)));
    reader.ledger.settle(&state, StatusCode::NO_CONTENT).await?;
    match state.store.unmark(&marker, &mark.id).await? {
        Some(true) => Ok(StatusCode::NO_CONTENT),
        Some(false) => Ok(StatusCode::ACCEPTED),
        None => Err(ApiError::no_mark()),
    }
}

fn marker(key: &Key, reader: &Reader, id: &ConversationId) -> Result<Marker, ApiError> {
    for needed in [Permission::Pii, Permission::Annotate] {
        if !key.allows(needed) {
            return Err(ApiError::permission(needed));
        }
    }
    key.marker(reader.visibility.project(), id).ok_or_else(|| ApiError::permission(Permission::Annotate))
}

/// Refuses a conversation that is not there; says whether readers without `pii` have it.
async fn ensure_there(state: &AppState, reader: &Reader, id: &ConversationId) -> Result<bool, ApiError> {
    let (visibility, now) = (&reader.visibility, state.now());
    state.store.headline(visibility, id, now).await?.ok_or_else(ApiError::no_conversation)?;
    Ok(state.store.headline(&visibility.without_personal(), id, now).await?.is_some())
}

/// Reads what is to be marked.
fn wanted(fields: &mut Fields) -> Result<MarkRequest, ApiError> {
    let mut parts: Vec<ConversationPart> =
        fields.take(&MarkBody::ENTRY)?.map(ConversationPart::Entry).into_iter().collect();
    for (kind, thing) in MarkBody::THINGS {
        parts.extend(fields.take(&thing)?.map(|subject| ConversationPart::Thing(kind, subject)));
    }
    let (path, value) = (fields.take(&MarkBody::PATH)?, fields.take(&MarkBody::VALUE)?);
    if parts.len() > 1 {
        return Err(ApiError::validation("give at most one of entry, turn, event and span"));
    }
    let part = parts.pop().unwrap_or_else(|| ConversationPart::Thing(RecordType::Conversation, String::new()));
    let what = match (path, value) {
        (Some(_), Some(_)) => return Err(ApiError::validation("give at most one of path and value")),
        (None, Some(value)) => MarkScope::value(&value),
        (Some(path), None) => MarkScope::Field(
            Pointer::parse(&path)
                .ok_or_else(|| ApiError::validation("path must be a JSON pointer, such as /content"))?,
        ),
        (None, None) if part.kind() == RecordType::Log => MarkScope::Whole,
        (None, None) => {
            return Err(ApiError::validation("only an entry can be marked as a whole; give a path or a value as well"));
        }
    };
    Ok(MarkRequest { part, what })
}

fn refused(why: NotMarked) -> ApiError {
    match why {
        NotMarked::NoPart => ApiError::validation("the conversation has nothing with this id"),
        NotMarked::NotThere => ApiError::validation("nothing is at this path, or the value does not occur there"),
        NotMarked::CannotBeHidden => ApiError::validation(
            "what is at this path is open to every reader and cannot be hidden by itself; mark the entry",
        ),
        NotMarked::TooShort => ApiError::validation(
            "this value is too short to be recognised elsewhere, or too long; mark the field or the entry",
        ),
        NotMarked::TooMany => ApiError::conflict("this conversation has the maximum number of marks"),
    }
}

/// Names a part for the audit.
fn named(part: &ConversationPart) -> String {
    match part {
        ConversationPart::Entry(id) => format!("entry {id}"),
        ConversationPart::Thing(kind, subject) => format!("{} {subject}", kind.as_str()).trim_end().to_owned(),
    }
}

/// The mark that the path names.
pub(crate) struct NamedMark(MarkId);

impl FromRequestParts<AppState> for NamedMark {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<NamedMark, ApiError> {
        let path = PathNames::of(parts, state).await;
        path.get("mark_id").and_then(MarkId::parse).map(NamedMark).ok_or_else(ApiError::no_mark)
    }
}
