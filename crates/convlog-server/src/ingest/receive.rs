//! Reading a body within its bounds of time and memory.

use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::HeaderMap;
use convlog_core::limits::BATCH_BYTES_MAX;
use http_body_util::BodyExt;
use tokio::time::{Instant, timeout};

use super::budget::BodyShare;
use super::unpack::Unpacker;
use crate::error::ApiError;
use crate::state::AppState;

/// What is read and thrown away of a body that was refused, so that its sender comes to read the answer: closing a
/// connection with unread bytes resets it.
const DRAIN_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// How long that may take.
const DRAIN_TIME_MAX: Duration = Duration::from_secs(10);

/// An unpacked body and the memory set aside for it.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) bytes: Bytes,
    pub(crate) share: BodyShare,
}

/// Reads and unpacks a body.
///
/// # Errors
/// The body is too large, too slow, broken, packed in another way than it says, or there is no memory for it. The
/// answer is then given at once, and what still comes is thrown away meanwhile.
pub(crate) async fn receive(state: &AppState, headers: &HeaderMap, mut body: Body) -> Result<Received, ApiError> {
    let result = read(state, headers, &mut body).await;
    let refused = result.as_ref().err();
    // A slow sender has had its time, and one that waits for our consent needs the answer only.
    if refused.is_some_and(|error| !error.is_too_slow()) {
        discard(headers, body);
    }
    result
}

/// Throws a body away while its sender reads why.
pub(crate) fn discard(headers: &HeaderMap, body: Body) {
    if !body.is_end_stream() && !waits_for_permission(headers) {
        tokio::spawn(drain(body));
    }
}

async fn read(state: &AppState, headers: &HeaderMap, body: &mut Body) -> Result<Received, ApiError> {
    let mut unpacker = Unpacker::of(headers)?;
    // Packing makes nothing larger but by a trifle, so the bound on what comes out is one on what goes in too.
    if body.size_hint().lower() > BATCH_BYTES_MAX as u64 {
        return Err(ApiError::too_large());
    }
    let mut share = state.bodies.share();
    share.grow_to(1)?;
    let deadline = Instant::now() + state.config.body_total_timeout;
    loop {
        let patience = state.config.body_idle_timeout.min(deadline.saturating_duration_since(Instant::now()));
        let frame = timeout(patience, body.frame()).await.map_err(|_| ApiError::too_slow())?;
        let Some(frame) = frame else { break };
        let frame = frame.map_err(|_| ApiError::broken_body())?;
        let Some(piece) = frame.data_ref() else { continue };
        unpacker.push(piece)?;
        share.grow_to(unpacker.len())?;
    }
    Ok(Received { bytes: unpacker.finish()?.into(), share })
}

/// Says whether the sender waits for our consent before it sends the body.
fn waits_for_permission(headers: &HeaderMap) -> bool {
    headers.get("expect").is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"100-continue"))
}

async fn drain(mut body: Body) {
    let mut left = DRAIN_BYTES_MAX;
    let _ = timeout(DRAIN_TIME_MAX, async {
        while let Some(Ok(frame)) = body.frame().await {
            let bytes = frame.data_ref().map_or(0, |piece| piece.len() as u64);
            left = left.saturating_sub(bytes);
            if left == 0 {
                return;
            }
        }
    })
    .await;
}
