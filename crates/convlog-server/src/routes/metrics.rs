//! `/metrics`: what is counted at the doors and how much room there is, for whoever watches over the server.

use std::fmt::Write;

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use convlog_store::Permission;

use crate::error::{ApiError, ErrorBody};
use crate::extract::Key;
use crate::state::AppState;

/// The form of Prometheus, version 0.0.4.
const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

const COUNTER: &str = "counter";

pub(crate) fn router() -> Router<AppState> {
    Router::new().route("/metrics", get(metrics))
}

/// Returns counters since the start, in the text format of Prometheus.
///
/// `convlog_authentication_failures_total` counts rejections by `door` (`connection`, `key`, `login`, `session`) and
/// `reason` (`missing`, `malformed`, `unknown`, `revoked`, `expired`, `ended`, `throttled`, `too_many`);
/// `convlog_security_events_lost_total` counts events that could not be written to the security log;
/// `convlog_ingest_refused_total` counts rejected ingest requests, by `reason` (`entries_per_minute`, `bytes_stored`,
/// `disk_reserve`). `convlog_disk_free_bytes`, `convlog_disk_reserve_bytes` and `convlog_disk_reserve_reached` (0 or 1)
/// are about the disk. The numbers are of the whole server, not of the key's account.
#[utoipa::path(
    get, path = "/metrics", operation_id = "metrics", tag = "Health",
    responses(
        (status = 200, body = String, description = "The counts", content_type = "text/plain"),
        (status = 401, body = ErrorBody, description = "The key is missing or not valid"),
        (status = 403, body = ErrorBody, description = "The key lacks the permission `admin`"),
    )
)]
pub(crate) async fn metrics(State(state): State<AppState>, key: Key) -> Result<impl IntoResponse, ApiError> {
    if !key.allows(Permission::Admin) {
        return Err(ApiError::permission(Permission::Admin));
    }
    let mut text = String::new();
    let failures: Vec<_> = state.door.counters.all().collect();
    let failures = failures
        .into_iter()
        .map(|(door, reason, count)| (format!("{{door=\"{}\",reason=\"{}\"}}", door.as_str(), reason.as_str()), count));
    family(
        &mut text,
        ("convlog_authentication_failures_total", COUNTER, "Rejected authentications and connections."),
        &failures.collect::<Vec<_>>(),
    );
    add_room(&mut text, &state);
    family(
        &mut text,
        ("convlog_security_events_lost_total", COUNTER, "Events that could not be written to the security log."),
        &[(String::new(), state.security.lost())],
    );
    Ok(([(header::CONTENT_TYPE, CONTENT_TYPE)], text))
}

/// Adds what was refused because there is no room for it, and how much there is.
fn add_room(text: &mut String, state: &AppState) {
    let reserve = &state.reserve;
    let refused = state.quotas.refused().into_iter().chain([("disk_reserve", reserve.refused())]);
    let refused: Vec<_> = refused.map(|(reason, count)| (format!("{{reason=\"{reason}\"}}"), count)).collect();
    family(
        text,
        ("convlog_ingest_refused_total", COUNTER, "Requests that a quota or the disk reserve rejected."),
        &refused,
    );
    let Some(measured) = reserve.look(&*state.store) else { return };
    let is_reached = u64::from(reserve.is_reached(&*state.store));
    for (name, help, value) in [
        ("convlog_disk_free_bytes", "Bytes free for records.", measured.free),
        ("convlog_disk_reserve_bytes", "Bytes kept free as the disk reserve.", measured.reserve),
        ("convlog_disk_reserve_reached", "Whether records are rejected because only the reserve is free.", is_reached),
    ] {
        family(text, (name, "gauge", help), &[(String::new(), value)]);
    }
}

fn family(text: &mut String, (name, kind, help): (&str, &str, &str), lines: &[(String, u64)]) {
    // NOTE: writing to a String does not fail.
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
    for (labels, count) in lines {
        let _ = writeln!(text, "{name}{labels} {count}");
    }
}
