//! Whether the service lives, and whether it can work.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::{ApiError, ErrorBody};
use crate::state::AppState;

pub(crate) fn router() -> Router<AppState> {
    Router::new().route("/healthz", get(alive)).route("/readyz", get(ready))
}

/// The state of the server.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    status: &'static str,
}

/// Returns whether the process runs.
#[utoipa::path(get, path = "/healthz", operation_id = "healthz", tag = "Health", security(()),
    responses((status = 200, body = Health, description = "It lives")))]
pub(crate) async fn alive() -> Json<Health> {
    Json(Health { status: "alive" })
}

/// Returns whether records can currently be stored and read.
///
/// The code is the reason if not: with `DISK_RESERVE` records are not stored, but can be read and erased.
#[utoipa::path(
    get, path = "/readyz", operation_id = "readyz", tag = "Health", security(()),
    responses((status = 200, body = Health, description = "They can"), (status = 503, body = ErrorBody, description
        = "Not ready"))
)]
pub(crate) async fn ready(State(state): State<AppState>) -> Result<Json<Health>, ApiError> {
    state.store.ready().await.map_err(ApiError::not_ready)?;
    if state.reserve.is_reached(&*state.store) {
        return Err(ApiError::disk_reserve());
    }
    Ok(Json(Health { status: "ready" }))
}
