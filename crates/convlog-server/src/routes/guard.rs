//! `/api/projects/{project_id}/guard/rescan`: applying the guard to what is stored, and how far that has come.

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use axum::{Json, Router};
use convlog_store::EventKind;

use super::error_responses::{OfAdministration, OfStoring};
use super::listing::respond;
use crate::declared::InProject;
use crate::error::{ApiError, ErrorBody};
use crate::extract::Admin;
use crate::responses::guard::{GuardStatus, RescanBody, RescanProgress};
use crate::state::AppState;

/// A longer body says nothing that could be done.
const BODY_BYTES_MAX: usize = 1024;

pub(crate) fn router() -> Router<AppState> {
    Router::new().route("/api/projects/{project_id}/guard/rescan", get(status).post(rescan))
}

/// Starts a rescan: applies the guard again to what was stored under another policy or by older rules of the guard.
///
/// Flagged data stays hidden; what only the guard hid is hidden or shown according to the project's current policy. The
/// rescan runs in small steps while records arrive, and continues after a restart. A running rescan starts again.
#[utoipa::path(
    post, path = "/api/projects/{project_id}/guard/rescan", operation_id = "rescan", tag = "Guard",
    params(InProject),
    request_body(content = RescanBody, description = "Optional"),
    responses(
        (status = 202, body = RescanProgress, description = "It has begun"),
        (status = 400, body = ErrorBody, description = "The body is not valid"),
        OfAdministration,
        OfStoring,
    )
)]
pub(crate) async fn rescan(
    State(state): State<AppState>,
    admin: Admin,
    body: Body,
) -> Result<(StatusCode, Json<RescanProgress>), ApiError> {
    let dry_run = super::body::read(&state, body, BODY_BYTES_MAX, |fields| fields.take(&RescanBody::DRY_RUN)).await?;
    let dry_run = dry_run.unwrap_or(false);
    let begun = state.store.rescan(&admin.authority, dry_run, state.now()).await?;
    if !dry_run {
        let policy = begun.policy.as_str();
        state.security.note(admin.event(EventKind::RescanAsked, state.now()).word("guard", policy)).await;
    }
    Ok((StatusCode::ACCEPTED, Json(begun.into())))
}

/// Returns the progress of the last rescan; for keys with `pii` also counts of what was hidden because of known values,
/// of what was found but left readable under the policy `warn`, and of records where a limit hid more than the personal
/// data.
#[utoipa::path(
    get, path = "/api/projects/{project_id}/guard/rescan", operation_id = "get_rescan", tag = "Guard",
    params(InProject),
    responses(
        (status = 200, body = GuardStatus, description = "The progress"),
        OfAdministration,
        (status = 503, body = ErrorBody, description = "The store is not available; retry after `Retry-After`"),
    )
)]
pub(crate) async fn status(State(state): State<AppState>, admin: Admin) -> Result<Response, ApiError> {
    let rescan = state.store.rescanned(&admin.authority).await?.map(RescanProgress::from);
    // It tells that something personal is known at all.
    let known = admin.sees_personal.then(|| state.store.known_work(&admin.authority).into());
    // What is found depends on what is hidden beside it, and on what is known; a limit tells that something is hidden.
    let counted = admin.sees_personal.then(|| state.warnings.of(&admin.authority));
    let (warned, limits) = counted.map(|counted| (counted.left_open.into(), counted.limits.into())).unzip();
    respond(&GuardStatus { rescan, known, warned, limits }, None)
}
