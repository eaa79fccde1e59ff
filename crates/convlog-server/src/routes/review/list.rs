//! The list of conversations: the latest start first, with a cursor.

use axum::extract::State;
use axum::response::Response;

use super::super::refusals::OfParameters;
use super::super::{cursor, listing::respond};
use super::filter::{self, Has};
use crate::error::{ApiError, ErrorBody};
use crate::extract::{Parameters, Reader};
use crate::shapes::review::{Page, Row};
use crate::state::AppState;

const LIMIT_DEFAULT: u64 = 50;
const LIMIT_MAX: u64 = 200;

/// Lists conversations, the latest start first.
///
/// Values of one parameter are alternatives; different parameters must all fit. `function`, `text`, `contact` and
/// `contact_last4` look inside the conversations: a page then may have fewer rows than `limit`, or none, though there
/// are more, and `searched_until` says how far back it came. Pages are stable while conversations come in; the filters
/// must stay the same across pages.
#[utoipa::path(
    get, path = "/api/projects/{project_id}/conversations", operation_id = "search_conversations", tag = "Review",
    params(
        ("project_id" = String, Path, description = "The agent, inside the key's account"),
        ("limit" = Option<u64>, Query, description = "1 to 200; 50 by default"),
        ("cursor" = Option<String>, Query, description = "Where to go on: `next` of the page before"),
        ("environment" = Option<Vec<String>>, Query, description = "`live`, `pre-release`, `sandbox` or `draft`; may be given up to 50 times, as `channel` and `variant` may"),
        ("channel" = Option<Vec<String>>, Query, description = "`VOICE-SIP`, `WEBCHAT`, …"),
        ("variant" = Option<Vec<String>>, Query, description = "Its id or its name"),
        ("started_from" = Option<String>, Query, description = "They began at this time or later (ISO 8601)"),
        ("started_before" = Option<String>, Query, description = "They began before this time (ISO 8601)"),
        ("has" = inline(Option<Vec<Has>>), Query, description = "`errors` (an error entry or a failed function) or `warnings`"),
        ("handoff" = Option<bool>, Query, description = "The caller was handed over to a person, or was not"),
        ("in_progress" = Option<bool>, Query, description = "They go on, or do not"),
        ("duration_min_ms" = Option<u64>, Query, description = "They ended after so many milliseconds or longer, at most a year of 366 days"),
        ("duration_max_ms" = Option<u64>, Query, description = "They ended after so many milliseconds or sooner, at most a year of 366 days"),
        ("function" = Option<String>, Query, description = "A function of exactly this name was called; at most 256 bytes"),
        ("text" = Option<String>, Query, description = "This was said or logged, in whatever case; at most 256 bytes"),
        ("contact" = Option<String>, Query, description = "The contact is exactly this, at most 256 bytes; needs `pii`"),
        ("contact_last4" = Option<String>, Query, description = "The contact's last four digits; needs `pii`"),
        ("with_total" = Option<bool>, Query, description = "Count all pages; false by default"),
    ),
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
    filter::page(&mut parameters, &mut search, LIMIT_DEFAULT, LIMIT_MAX)?;
    search.with_total = parameters.flag("with_total")?.unwrap_or(false) && search.deep.is_empty();
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
