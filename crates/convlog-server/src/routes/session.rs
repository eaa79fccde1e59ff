//! `/api/session`: logging in with a key, who one is, and logging out.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use convlog_core::Timestamp;
use convlog_store::{KeyToken, Permission, Scope, VerifiedKey};
use serde::Serialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use crate::authentication::{EntryPoint, verify};
use crate::declared::{Declared, Text, command};
use crate::error::{ApiError, ErrorBody};
use crate::extract::Caller;
use crate::session::{clear_cookie, ensure_own, set_cookie};
use crate::state::AppState;

/// A longer body holds no key.
const BODY_BYTES_MAX: usize = 4 * 1024;

pub(crate) fn router() -> Router<AppState> {
    Router::new().route("/api/session", get(show).post(begin).delete(end))
}

/// The API key.
pub(crate) struct Login;

impl Login {
    const KEY: Declared<Text> = Declared::new("key", Text { from: 1, to: 256 }, "The API key");
}

impl ToSchema for Login {}

impl PartialSchema for Login {
    fn schema() -> RefOr<Schema> {
        Login::KEY.needed_field(command("The API key")).into()
    }
}

/// Who somebody is, and what the key in use allows.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Session {
    /// The tenant.
    account_id: String,
    /// What the key is for in its maker's words, or its name in lists.
    key_name: String,
    /// What the key allows: some of `ingest`, `read`, `pii` and `admin`.
    permissions: Vec<&'static str>,
    /// The projects the key reaches, by name.
    projects: Vec<String>,
    /// Whether personal data is shown.
    sees_personal: bool,
    /// Until when personal data is shown, where the key shows it for a limited time; null where it always does, or
    /// does not.
    sees_personal_until: Option<String>,
    /// When the session ends by itself; null where there is none because a key was sent.
    expires_at: Option<String>,
}

/// Logs in: exchanges a key for a session cookie.
///
/// The session lasts 12 hours, and no longer than the key. Requests with the cookie that change something need the
/// header `x-convlog-request`.
#[utoipa::path(
    post, path = "/api/session", operation_id = "log_in", tag = "Session", security(()), request_body = Login,
    responses(
        (status = 200, body = Session, description = "Logged in; `Set-Cookie` contains the session"),
        (status = 400, body = ErrorBody, description = "The body is not valid"),
        (status = 401, body = ErrorBody, description = "The key is not valid"),
        (status = 429, body = ErrorBody, description = "Too many invalid keys from this address; retry after \
            `Retry-After`"),
    )
)]
pub(crate) async fn begin(State(state): State<AppState>, request: Request) -> Result<Response, ApiError> {
    let (parts, body) = request.into_parts();
    let token = read_key(&state, &parts, body).await?;
    let key = verify(&state, &parts, EntryPoint::Login, &token).await?;
    let (value, until) = state.sessions.begin(&state, token.hash(), key.expires_at()).await?;
    let mut response = Json(describe(&state, &key, Some(until)).await?).into_response();
    response.headers_mut().extend(set_cookie(&value, &parts.headers).map(|cookie| (header::SET_COOKIE, cookie)));
    Ok(response)
}

/// Shows the current session.
#[utoipa::path(
    get, path = "/api/session", operation_id = "who_am_i", tag = "Session",
    responses(
        (status = 200, body = Session, description = "Who one is"),
        (status = 401, body = ErrorBody, description = "Not logged in, or the session has ended"),
    )
)]
pub(crate) async fn show(State(state): State<AppState>, caller: Caller) -> Result<Json<Session>, ApiError> {
    describe(&state, &caller.key, caller.session.map(|session| session.until)).await.map(Json)
}

/// Logs out: ends the session, also for copies of its cookie, and removes the cookie from this browser.
#[utoipa::path(
    delete, path = "/api/session", operation_id = "log_out", tag = "Session", security(()),
    responses(
        (status = 204, description = "The session has ended (also if there was none)"),
        (status = 403, body = ErrorBody, description = "The header `x-convlog-request` is missing"),
        (status = 503, body = ErrorBody, description = "The store is not available, and the session has not ended; \
            retry after `Retry-After`"),
    )
)]
pub(crate) async fn end(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, ApiError> {
    if !headers.contains_key("x-api-key") {
        ensure_own(&Method::DELETE, &headers)?;
    }
    state.sessions.end(&state, &headers).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().extend(clear_cookie(&headers).map(|cookie| (header::SET_COOKIE, cookie)));
    Ok(response)
}

async fn read_key(state: &AppState, parts: &Parts, body: Body) -> Result<KeyToken, ApiError> {
    let is_json = |value: &HeaderValue| value.to_str().is_ok_and(|text| text.starts_with("application/json"));
    if !parts.headers.get(header::CONTENT_TYPE).is_some_and(is_json) {
        // A form of a foreign page cannot send this type without asking first.
        return Err(ApiError::validation("send the body with Content-Type application/json"));
    }
    let key = super::body::read(state, body, BODY_BYTES_MAX, |fields| fields.need(&Login::KEY)).await?;
    Ok(KeyToken::new(key.trim()))
}

async fn describe(state: &AppState, key: &VerifiedKey, until: Option<Timestamp>) -> Result<Session, ApiError> {
    // As they are now: what is remembered of them is older or newer by what has arrived meanwhile.
    let existing = state.projects.latest(state, key.account()).await?;
    let reached = existing.ids().filter(|id| match key.scope() {
        Scope::All => true,
        Scope::Projects(projects) => projects.contains(id),
    });
    let mut projects: Vec<String> = reached.map(|id| id.as_str().to_owned()).collect();
    projects.sort_unstable();
    let allowed = Permission::ALL.into_iter().filter(|permission| key.allows(*permission));
    Ok(Session {
        account_id: key.account().as_str().to_owned(),
        key_name: key.label().unwrap_or(&key.id().0).to_owned(),
        permissions: allowed.map(Permission::as_str).collect(),
        projects,
        sees_personal: key.allows(Permission::Read) && key.allows(Permission::Pii),
        sees_personal_until: key.pii_grant().map(|grant| grant.until().to_string()),
        expires_at: until.map(|until| until.to_string()),
    })
}
