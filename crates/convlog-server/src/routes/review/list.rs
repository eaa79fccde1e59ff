//! The list of conversations: the latest start first, with a cursor.

use axum::extract::State;
use axum::response::Response;

use super::super::refusals::OfParameters;
use super::super::{cursor, listing::respond};
use super::filter;
use crate::declared::{Declared, Flag, Number, PROJECT_ID, parameters};
use crate::error::{ApiError, ErrorBody};
use crate::extract::{Parameters, Reader};
use crate::shapes::review::{Page, Row};
use crate::state::AppState;

const LIMIT: Declared<Number> =
    Declared::new("limit", Number { from: 1, to: 200, default: Some(50) }, "The most conversations of a page");
const WITH_TOTAL: Declared<Flag> = Declared::new("with_total", Flag, "Count all pages; false by default");

parameters!(ListParameters: {
    let page = filter::described_page(&LIMIT);
    [vec![PROJECT_ID.in_path()], page, filter::described(), vec![WITH_TOTAL.in_query()]].concat()
});

/// Lists conversations, the latest start first.
///
/// Values of one parameter are alternatives; different parameters must all fit. `function`, `text`, `contact` and
/// `contact_last4` look inside the conversations: a page then may have fewer rows than `limit`, or none, though there
/// are more, and `searched_until` says how far back it came. Pages are stable while conversations come in; the filters
/// must stay the same across pages.
#[utoipa::path(
    get, path = "/api/projects/{project_id}/conversations", operation_id = "search_conversations", tag = "Review",
    params(ListParameters),
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
    mut parameters: Parameters,
) -> Result<Response, ApiError> {
    let visibility = &reader.visibility;
    let mut search = filter::search(&mut parameters, visibility)?;
    filter::page(&mut parameters, &mut search, &LIMIT)?;
    search.with_total = parameters.take(&WITH_TOTAL)?.unwrap_or(false) && search.deep.is_empty();
    let found = state.store.search(visibility, &search, state.now()).await?;
    reader.ledger.begin(&state);
    let page = Page {
        conversations: found.rows.iter().map(|row| Row::of(row, visibility.sees_personal())).collect(),
        next: found.next.as_ref().map(cursor::write),
        searched_until: if search.deep.is_empty() { None } else { found.searched_until() },
        total: found.total,
    };
    respond(&page, Some(&parameters))
}
