//! Other conversations of the same contact.

use axum::extract::State;
use axum::response::Response;
use convlog_core::ConversationId;
use convlog_store::{ContentFilter, Permission, Search};

use super::super::error_responses::OfParameters;
use super::super::listing::respond;
use super::filter::LOOKS_MAX;
use crate::declared::{Id, InProject, Number, RequiredParameter, parameter_set};
use crate::error::{ApiError, ErrorBody};
use crate::extract::{QueryParameters, Reader};
use crate::responses::review::{RelatedPage, Row};
use crate::state::AppState;

parameter_set! {
    pub(crate) struct ContactParameters {
        /// The conversation whose contact is used
        conversation: RequiredParameter<Option<ConversationId>> = Id,
        /// Maximum number of conversations
        limit: u64 = Number { from: 1, to: 100, default: Some(20) },
    }
}

/// Lists other conversations with the same contact as a given one; needs `pii`.
///
/// It searches a limited number of conversations; `searched_until` is the start of the last one searched.
#[utoipa::path(
    get, path = "/api/projects/{project_id}/contact-calls", operation_id = "list_contact_calls", tag = "Review",
    params(InProject, ContactParameters),
    responses(
        (status = 200, body = RelatedPage, description = "The other conversations, newest first"),
        OfParameters,
        (status = 401, body = ErrorBody, description = "The key is missing or not valid"),
        (status = 403, body = ErrorBody, description = "The key lacks the permission `pii`"),
        (status = 404, body = ErrorBody, description = "There is no such conversation, or this key has no access to \
            it"),
        (status = 503, body = ErrorBody, description = "The query took too long, or the store is not available; \
            retry after `Retry-After`"),
    )
)]
pub(crate) async fn contact_calls(
    State(state): State<AppState>,
    reader: Reader,
    QueryParameters(asked, ignored): QueryParameters<ContactParameters>,
) -> Result<Response, ApiError> {
    let visibility = &reader.visibility;
    if !visibility.sees_personal() {
        return Err(ApiError::permission(Permission::Pii));
    }
    let limit = asked.limit;
    let id = asked.conversation.0.ok_or_else(ApiError::no_conversation)?;
    let given = state.store.conversation(visibility, &id, state.now()).await?.ok_or_else(ApiError::no_conversation)?;
    let Some((_, contact)) = given.fields.contact() else {
        return respond(&RelatedPage { conversations: Vec::new(), searched_until: None }, Some(&ignored));
    };
    let search = Search {
        content: ContentFilter { contact: Some(contact), ..ContentFilter::default() },
        // One of them may be the given one.
        limit: limit as u32 + 1,
        scan_limit: LOOKS_MAX,
        ..Search::default()
    };
    let found = state.store.search(visibility, &search, state.now()).await?;
    let others = found.rows.iter().filter(|row| row.conversation.id != id).take(limit as usize);
    let conversations = others.map(|row| Row::of(row, true)).collect();
    respond(&RelatedPage { conversations, searched_until: found.searched_until() }, Some(&ignored))
}
