//! The small JSON bodies that some resources take.

use axum::body::{Body, Bytes, to_bytes};
use tokio::time::timeout;

use crate::error::ApiError;
use crate::state::AppState;

/// Reads a body of at most so many bytes; a longer one, and one that breaks off, is refused as `wrong` says.
pub(super) async fn read(
    state: &AppState,
    body: Body,
    bytes_max: usize,
    wrong: impl FnOnce() -> ApiError,
) -> Result<Bytes, ApiError> {
    let bytes = timeout(state.config.body_idle_timeout, to_bytes(body, bytes_max)).await;
    bytes.map_err(|_| ApiError::too_slow())?.map_err(|_| wrong())
}
