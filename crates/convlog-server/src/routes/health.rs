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

/// A word that all is well.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    status: &'static str,
}

/// Says that the process lives.
#[utoipa::path(get, path = "/healthz", operation_id = "healthz", tag = "Health", security(()),
    responses((status = 200, body = Health, description = "It lives")))]
pub(crate) async fn alive() -> Json<Health> {
    Json(Health { status: "alive" })
}

/// Says whether records can be stored and read at this moment.
///
/// The code says which of it is not so: with `DISK_RESERVE` none are stored, and they are read and erased as ever.
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
