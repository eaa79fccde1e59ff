//! Who was given personal data: the records of the audit, for administrators.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use convlog_core::ConversationId;
use convlog_store::{AccessQuery, Administration, KeyId};

use super::listing::{respond, respond_file};
use super::refusals::{OfAdministration, OfParameters};
use crate::audit::{Ledger, Outflow, flow};
use crate::error::{ApiError, ErrorBody};
use crate::extract::{Admin, Parameters};
use crate::shapes::audit::{AuditPage, AuditRecord};
use crate::state::AppState;

const LIMIT_DEFAULT: u64 = 50;
const LIMIT_MAX: u64 = 500;

/// A page looks at no more records than this; where a filter lets few through it may be short, and goes on.
const LOOKS_MAX: u32 = 20_000;

/// Stands before the number in a cursor, so that another form can follow one day.
const CURSOR: &str = "1-";

pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/api/projects/{project_id}/audit", get(list))
        .route("/api/projects/{project_id}/audit/export", get(export))
}

/// Lists who was given personal data of a project, the latest first; needs `admin`.
///
/// It holds no personal data: what was searched for is a keyed hash, and a conversation of which nothing is open is not
/// named. A page may hold fewer records than the limit, or none, although `next` goes on.
#[utoipa::path(
    get, path = "/api/projects/{project_id}/audit", operation_id = "list_audit", tag = "Audit",
    params(
        ("project_id" = String, Path, description = "The agent, inside the key's account"),
        ("limit" = Option<u64>, Query, description = "1 to 500; 50 by default"),
        ("cursor" = Option<String>, Query, description = "Where to go on: `next` of the page before"),
        ("key" = Option<String>, Query, description = "By the key of this name"),
        ("conversation" = Option<String>, Query, description = "That name this conversation"),
        ("since" = Option<String>, Query, description = "At this time or later (ISO 8601)"),
        ("until" = Option<String>, Query, description = "Before this time (ISO 8601)"),
    ),
    responses(
        (status = 200, body = AuditPage, description = "A page"),
        OfParameters,
        OfAdministration,
        (status = 503, body = ErrorBody, description = "The audit cannot be read; obey Retry-After"),
    )
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    Admin { authority, .. }: Admin,
    mut parameters: Parameters,
) -> Result<Response, ApiError> {
    let mut query = query(&mut parameters)?;
    query.limit = parameters.number("limit", 1..=LIMIT_MAX, LIMIT_DEFAULT)? as u32;
    if let Some(cursor) = parameters.take("cursor")? {
        let number = cursor.strip_prefix(CURSOR).and_then(|number| number.parse().ok());
        let malformed = || ApiError::validation("this cursor is malformed; pass one on as it was given");
        query.after = Some(number.ok_or_else(malformed)?);
    }
    let page = state.store.accesses(&authority, &query).await?;
    let records = page.accesses.iter().map(AuditRecord::of).collect();
    respond(&AuditPage { records, next: page.next.map(|number| format!("{CURSOR}{number}")) }, Some(&parameters))
}

/// Returns the records of the audit as a file, one JSON object a line, the latest first; needs `admin`.
///
/// A file that ends early, because the audit cannot be read, breaks the transfer off.
#[utoipa::path(
    get, path = "/api/projects/{project_id}/audit/export", operation_id = "export_audit", tag = "Audit",
    params(
        ("project_id" = String, Path, description = "The agent, inside the key's account"),
        ("key" = Option<String>, Query, description = "As in the list"),
        ("conversation" = Option<String>, Query, description = "As in the list"),
        ("since" = Option<String>, Query, description = "As in the list"),
        ("until" = Option<String>, Query, description = "As in the list"),
    ),
    responses(
        (status = 200, body = AuditRecord, content_type = "application/x-ndjson", description = "A record a line"),
        OfParameters,
        OfAdministration,
        (status = 503, body = ErrorBody, description = "The audit cannot be read; obey Retry-After"),
    )
)]
pub(crate) async fn export(
    State(state): State<AppState>,
    axum::Extension(ledger): axum::Extension<Ledger>,
    Admin { authority, .. }: Admin,
    mut parameters: Parameters,
) -> Result<Response, ApiError> {
    let mut query = query(&mut parameters)?;
    query.limit = LIMIT_MAX as u32;
    let (lines, file) = flow(state.clone(), ledger);
    let first = page(&state, &authority, &mut query).await?;
    tokio::spawn(async move {
        if let Err(error) = send(&state, &authority, query, first, &lines).await {
            tracing::error!(code = error.code(), "an export of the audit broke off");
            lines.break_off().await;
        }
    });
    let name = "attachment; filename=\"audit.ndjson\"";
    Ok(respond_file(Body::new(file), "application/x-ndjson", name, &parameters))
}

/// Reads the filters.
fn query(parameters: &mut Parameters) -> Result<AccessQuery, ApiError> {
    let conversation = parameters.take("conversation")?.map(ConversationId::new).transpose();
    Ok(AccessQuery {
        key: parameters.take("key")?.map(KeyId),
        conversation: conversation.map_err(|error| ApiError::validation(format!("conversation: {error}")))?,
        since: parameters.time("since")?,
        until: parameters.time("until")?,
        looks_max: LOOKS_MAX,
        ..AccessQuery::default()
    })
}

/// Sends page after page, each read once the one before is on its way; ends when nobody takes them any more.
async fn send(
    state: &AppState,
    authority: &Administration,
    mut query: AccessQuery,
    first: String,
    lines: &Outflow,
) -> Result<(), ApiError> {
    let mut chunk = first;
    loop {
        let is_taken = if chunk.is_empty() { !lines.is_closed() } else { lines.send(Bytes::from(chunk)).await? };
        if !is_taken || query.after.is_none() {
            return Ok(());
        }
        chunk = page(state, authority, &mut query).await?;
    }
}

/// Reads the next page as lines.
async fn page(state: &AppState, authority: &Administration, query: &mut AccessQuery) -> Result<String, ApiError> {
    let page = state.store.accesses(authority, query).await?;
    query.after = page.next;
    let mut lines = String::new();
    for recorded in &page.accesses {
        let line = serde_json::to_string(&AuditRecord::of(recorded));
        lines.push_str(&line.map_err(|_| ApiError::internal("a record could not be written"))?);
        lines.push('\n');
    }
    Ok(lines)
}
