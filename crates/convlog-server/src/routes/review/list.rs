//! The list of conversations: the latest start first, with a cursor.

use axum::extract::State;
use axum::response::Response;
use convlog_store::Position;

use super::super::error_responses::OfParameters;
use super::super::{cursor, listing::respond};
use super::filter::Filters;
use crate::declared::{Cursor, Flag, InProject, Number, parameter_set};
use crate::error::{ApiError, ErrorBody};
use crate::extract::{QueryParameters, Reader};
use crate::responses::review::{Page, Row};
use crate::state::AppState;

parameter_set! {
    pub(crate) struct ListParameters {
        /// The most conversations of a page
        limit: u64 = Number { from: 1, to: 200, default: Some(50) },
        /// Where to go on: `next` of the page before
        cursor: Option<Option<Position>> = Cursor,
        filters: Filters,
        /// Count all pages; false by default
        with_total: bool = Flag,
    }
}

/// Lists conversations, the latest start first.
///
/// Values of one parameter are alternatives; different parameters must all fit. `function`, `text`, `contact` and
/// `contact_last4` look inside the conversations: a page then may have fewer rows than `limit`, or none, though there
/// are more, and `searched_until` says how far back it came. Pages are stable while conversations come in; the filters
/// must stay the same across pages.
#[utoipa::path(
    get, path = "/api/projects/{project_id}/conversations", operation_id = "search_conversations", tag = "Review",
    params(InProject, ListParameters),
    responses(
        (status = 200, body = Page, description = "A page"),
        OfParameters,
        (status = 401, body = ErrorBody, description = "The key is missing or not valid"),
        (status = 403, body = ErrorBody, description = "The key may not read, or may not ask for a contact"),
        (status = 404, body = ErrorBody, description = "The key reaches no such project"),
        (status = 503, body = ErrorBody, description = "Finding the answer took too long, or it cannot be given now; obey Retry-After"),
    )
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    reader: Reader,
    QueryParameters(asked, ignored): QueryParameters<ListParameters>,
) -> Result<Response, ApiError> {
    let visibility = &reader.visibility;
    let mut search = asked.filters.search(visibility)?;
    search.limit = asked.limit as u32;
    search.after = asked.cursor.flatten();
    search.with_total = asked.with_total && search.content.is_empty();
    let found = state.store.search(visibility, &search, state.now()).await?;
    reader.ledger.begin(&state);
    let page = Page {
        conversations: found.rows.iter().map(|row| Row::of(row, visibility.sees_personal())).collect(),
        next: found.next.as_ref().map(cursor::write),
        searched_until: if search.content.is_empty() { None } else { found.searched_until() },
        total: found.total,
    };
    respond(&page, Some(&ignored))
}
