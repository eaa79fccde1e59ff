//! `/metrics`: what is counted at the doors, for whoever watches over the server.

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

pub(crate) fn router() -> Router<AppState> {
    Router::new().route("/metrics", get(metrics))
}

/// Returns what was counted since the start, in the text format of Prometheus.
///
/// `convlog_authentication_failures_total` counts by `door` (`connection`, `key`, `login`, `session`) and `reason`
/// (`missing`, `malformed`, `unknown`, `revoked`, `expired`, `ended`, `throttled`, `too_many`);
/// `convlog_security_events_lost_total` what could not be written to the security log. The numbers are of the whole
/// server, whatever the account of the key.
#[utoipa::path(
    get, path = "/metrics", operation_id = "metrics", tag = "Health",
    responses(
        (status = 200, body = String, description = "The counts", content_type = "text/plain"),
        (status = 401, body = ErrorBody, description = "The key is missing or not valid"),
        (status = 403, body = ErrorBody, description = "The key may not administer"),
    )
)]
pub(crate) async fn metrics(State(state): State<AppState>, key: Key) -> Result<impl IntoResponse, ApiError> {
    if !key.allows(Permission::Admin) {
        return Err(ApiError::permission(Permission::Admin));
    }
    let mut text = String::new();
    let mut family = |name: &str, help: &str, lines: &[(String, u64)]| {
        // NOTE: writing to a String does not fail.
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} counter");
        for (labels, count) in lines {
            let _ = writeln!(text, "{name}{labels} {count}");
        }
    };
    let failures: Vec<_> = state.door.counters.all().collect();
    let failures = failures
        .into_iter()
        .map(|(door, reason, count)| (format!("{{door=\"{}\",reason=\"{}\"}}", door.as_str(), reason.as_str()), count));
    family("convlog_authentication_failures_total", "Those who were refused at a door.", &failures.collect::<Vec<_>>());
    family(
        "convlog_security_events_lost_total",
        "Events that could not be written to the security log.",
        &[(String::new(), state.security.lost())],
    );
    Ok(([(header::CONTENT_TYPE, CONTENT_TYPE)], text))
}
