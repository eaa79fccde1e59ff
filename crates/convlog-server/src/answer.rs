//! The outermost layer: what every response has in common, whatever made it.
//!
//! The record of personal data that leaves, the correlation id, the security headers, the error envelope, and one line
//! of our own log. The log has the route's
//! template and never the path, because paths hold ids that callers chose.

use std::error::Error as _;
use std::time::Instant;

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::audit::Ledger;
use crate::error::ApiError;
use crate::extract::CorrelationId;
use crate::state::AppState;

/// The header that carries the correlation id both ways.
pub(crate) const CORRELATION_HEADER: HeaderName = HeaderName::from_static("x-polyai-correlation-id");

/// A JSON response may load nothing and be framed by nobody.
const CLOSED_POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// Turns whatever a handler made into a complete response.
pub(crate) async fn complete(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = CorrelationId::of(request.headers());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("(none)", MatchedPath::as_str);
    let method = request.method().clone();
    request.extensions_mut().insert(id.clone());
    let ledger = Ledger::open(method.clone(), route, id.clone());
    request.extensions_mut().insert(ledger.clone());
    let mut response = next.run(request).await;
    if let Err(error) = ledger.settle(&state, response.status()).await {
        response = error.into_response();
    }
    if let Some(error) = response.extensions_mut().remove::<ApiError>() {
        report(&error, &id, &method, route);
        response = envelope(&error, &id, response.headers());
    }
    let took = started.elapsed();
    let headers = response.headers_mut();
    add_common(headers, &id);
    if state.config.server_timing
        && let Ok(value) = HeaderValue::try_from(format!("app;dur={:.3}", took.as_secs_f64() * 1e3))
    {
        headers.insert("server-timing", value);
    }
    let status = response.status().as_u16();
    tracing::debug!(%method, route, status, duration_ms = took.as_secs_f64() * 1e3, "answered a request");
    response
}

fn add_common(headers: &mut HeaderMap, id: &CorrelationId) {
    headers.insert(CORRELATION_HEADER, id.header());
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(CLOSED_POLICY);
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

/// Makes the response of an error; of what was there before, only `Allow` is kept.
fn envelope(error: &ApiError, id: &CorrelationId, before: &HeaderMap) -> Response {
    let body = serde_json::to_vec(&error.body(id.as_str())).unwrap_or_default();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = error.status();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(seconds) = error.retry_after_secs() {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if let Some(allow) = before.get(header::ALLOW) {
        headers.insert(header::ALLOW, allow.clone());
    }
    response
}

fn report(error: &ApiError, id: &CorrelationId, method: &Method, route: &str) {
    let code = error.code();
    if error.status() < StatusCode::INTERNAL_SERVER_ERROR || error.is_told_once() {
        tracing::debug!(code, %method, route, "refused a request");
        return;
    }
    let beneath = error.source().and_then(|source| source.source()).map(ToString::to_string);
    let source = error.source().map(ToString::to_string);
    tracing::error!(code, %method, route, error_id = id.as_str(), source, beneath, "failed a request");
}
