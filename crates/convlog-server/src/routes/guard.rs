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

/// Begins to read again what was stored under another policy or by older rules of the guard.
///
/// What was flagged stays hidden; what the guard finds is found anew under the project's policy of now, both ways. It is
/// done in small steps beside what arrives, and goes on after a restart. A rescan that is under way is begun anew.
#[utoipa::path(
    post, path = "/api/projects/{project_id}/guard/rescan", operation_id = "rescan", tag = "Guard",
    params(InProject),
    request_body(content = RescanBody, description = "May be left out"),
    responses(
        (status = 202, body = RescanProgress, description = "It has begun"),
        (status = 400, body = ErrorBody, description = "The body is something else"),
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

/// Returns how far the last rescan has come, and, to keys with `pii`, what was done with values that became known,
/// what was found and left open under the policy `warn`, and where a limit hid more than was known to be personal.
#[utoipa::path(
    get, path = "/api/projects/{project_id}/guard/rescan", operation_id = "get_rescan", tag = "Guard",
    params(InProject),
    responses(
        (status = 200, body = GuardStatus, description = "How far it has come"),
        OfAdministration,
        (status = 503, body = ErrorBody, description = "The store cannot be used; obey Retry-After"),
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
