//! The log entries of a project that meet a query.

use axum::extract::State;
use axum::response::Response;
use convlog_core::query::Predicate;
use convlog_store::find::{ENTRIES_FOUND_BYTES_MAX, ENTRIES_FOUND_MAX};
use convlog_store::{EntryPosition, EntryQuery};
use jiff::tz::TimeZone;

use super::super::error_responses::OfProject;
use super::super::listing::respond;
use super::filter::{QUERY, read_query};
use crate::declared::{EntryCursor, InProject, Number, Zone, parameter_set};
use crate::error::{ApiError, QueryErrorBody};
use crate::extract::{Caller, QueryParameters, Reader};
use crate::responses::review::{FoundPage, Histogram};
use crate::state::AppState;

parameter_set! {
    pub(crate) struct FindParameters {
        /// Which entries, such as `level:error function:crm_upsert "rate limit"`: see the guide to queries
        query: Option<String> = QUERY,
        /// The time zone in which the query means `yesterday` and `14:00`; UTC by default
        time_zone: Option<TimeZone> = Zone,
        /// The most entries of a page
        limit: u64 = Number { from: 1, to: ENTRIES_FOUND_MAX as u64, default: Some(100) },
        /// Where to go on: `next` of the page before
        cursor: Option<EntryPosition> = EntryCursor,
    }
}

/// Finds log entries, the newest first.
///
/// A page looks at no more than 10,000 entries that the reader sees, in the order of their times, and has no more than about
/// 1 MiB of them: it may have fewer than `limit`, or none, though there are more. Conditions on time bound what is looked at.
#[utoipa::path(
    get, path = "/api/projects/{project_id}/entries", operation_id = "find_entries", tag = "Review",
    params(InProject, FindParameters),
    responses(
        (status = 200, body = FoundPage, description = "A page"),
        (status = 400, body = QueryErrorBody, description = "A parameter is not valid"),
        OfProject,
    )
)]
pub(crate) async fn find(
    State(state): State<AppState>,
    caller: Caller,
    reader: Reader,
    QueryParameters(asked, ignored): QueryParameters<FindParameters>,
) -> Result<Response, ApiError> {
    let now = state.now();
    let zone = asked.time_zone.clone().unwrap_or(TimeZone::UTC);
    let predicate = match asked.query.as_deref() {
        Some(text) => read_query(text, asked.time_zone, now)?,
        None => Predicate::everything(),
    };
    let query = EntryQuery::new(predicate).limit(asked.limit as u32).after(asked.cursor);
    let share = state.answers.take(&caller, 2 * ENTRIES_FOUND_BYTES_MAX).await?;
    let page = state.store.find_entries(&reader.visibility, &query, now).await?;
    reader.ledger.begin(&state);
    let is_first = asked.cursor.is_none();
    let histogram = is_first.then(|| Histogram::of(&page, query.times(), &zone, now)).flatten();
    let body = FoundPage::of(&page, reader.visibility.sees_personal(), histogram);
    Ok(share.held_by(respond(&body, Some(&ignored))?))
}
