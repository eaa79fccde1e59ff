//! Other conversations of the same contact.

use axum::extract::State;
use axum::response::Response;
use convlog_store::search::contact;
use convlog_store::{Deep, Permission, Search};

use super::super::listing::respond;
use super::super::refusals::OfParameters;
use super::filter::LOOKS_MAX;
use crate::declared::{Declared, Id, Number, PROJECT_ID, parameters};
use crate::error::{ApiError, ErrorBody};
use crate::extract::{Parameters, Reader};
use crate::shapes::review::{RelatedPage, Row};
use crate::state::AppState;

const CONVERSATION: Declared<Id> = Declared::new("conversation", Id, "The conversation whose contact is meant");
const LIMIT: Declared<Number> =
    Declared::new("limit", Number { from: 1, to: 100, default: Some(20) }, "The most conversations");

parameters!(ContactParameters: [PROJECT_ID.in_path(), CONVERSATION.needed_in_query(), LIMIT.in_query()]);

/// Lists other conversations with the same contact as a given one; needs `pii`.
///
/// It looks at a bounded number of conversations, and `searched_until` says how far back it came.
#[utoipa::path(
    get, path = "/api/projects/{project_id}/contact-calls", operation_id = "list_contact_calls", tag = "Review",
    params(ContactParameters),
    responses(
        (status = 200, body = RelatedPage, description = "The others, the latest start first"),
        OfParameters,
        (status = 401, body = ErrorBody, description = "The key is missing or not valid"),
        (status = 403, body = ErrorBody, description = "The key may not read personal data"),
        (status = 404, body = ErrorBody, description = "There is no such conversation that this key may see"),
        (status = 503, body = ErrorBody, description = "Finding the answer took too long, or it cannot be given now; obey Retry-After"),
    )
)]
pub(crate) async fn contact_calls(
    State(state): State<AppState>,
    reader: Reader,
    mut parameters: Parameters,
) -> Result<Response, ApiError> {
    let visibility = &reader.visibility;
    if !visibility.sees_personal() {
        return Err(ApiError::permission(Permission::Pii));
    }
    let limit = parameters.number(&LIMIT)?;
    let id = parameters.need(&CONVERSATION)?.ok_or_else(ApiError::no_conversation)?;
    let given = state.store.conversation(visibility, &id, state.now()).await?.ok_or_else(ApiError::no_conversation)?;
    let Some((_, contact)) = contact(&given.fields) else {
        return respond(&RelatedPage { conversations: Vec::new(), searched_until: None }, Some(&parameters));
    };
    let search = Search {
        deep: Deep { contact: Some(contact), ..Deep::default() },
        // One of them may be the given one.
        limit: limit as u32 + 1,
        looks_max: LOOKS_MAX,
        ..Search::default()
    };
    let found = state.store.search(visibility, &search, state.now()).await?;
    let others = found.rows.iter().filter(|row| row.conversation.id != id).take(limit as usize);
    let conversations = others.map(|row| Row::of(row, true)).collect();
    respond(&RelatedPage { conversations, searched_until: found.searched_until() }, Some(&parameters))
}
