//! Who was given personal data: the records of the audit, for administrators.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use convlog_core::limits::ID_BYTES_MAX;
use convlog_core::{ConversationId, Timestamp};
use convlog_store::{AccessQuery, AdminGrant, KeyId};
use utoipa::openapi::schema::{ObjectBuilder, Type};

use super::error_responses::{OfAdministration, OfParameters};
use super::listing::{respond, respond_file};
use crate::audit::{AuditedStream, Ledger, flow};
use crate::declared::{Id, InProject, Moment, Number, Text, ValueType, parameter_set};
use crate::error::{ApiError, ErrorBody};
use crate::extract::{Admin, QueryParameters};
use crate::responses::audit::{AuditPage, AuditRecord};
use crate::state::AppState;

const LIMIT_MAX: u64 = 500;

parameter_set! {
    pub(crate) struct ListParameters {
        /// Maximum number of records per page
        limit: u64 = Number { from: 1, to: LIMIT_MAX, default: Some(50) },
        /// Where to continue: `next` of the previous page
        cursor: Option<Option<u64>> = RecordCursor,
        filters: Filters,
    }
}

parameter_set! {
    /// Which records a list or a file shows.
    pub(crate) struct Filters {
        /// Only reads with the key of this id
        key: Option<String> = Text { from: 1, to: ID_BYTES_MAX },
        /// Only records about this conversation
        conversation: Option<Option<ConversationId>> = Id,
        /// At this time or later (ISO 8601)
        since: Option<Timestamp> = Moment,
        /// Before this time (ISO 8601)
        until: Option<Timestamp> = Moment,
    }
}

/// A page looks at no more records than this; where a filter lets few through it may be short, and goes on.
const LOOKS_MAX: u32 = 20_000;

/// A place in the list, as an answer gave it; nothing for its beginning.
struct RecordCursor;

impl RecordCursor {
    /// Stands before the number, so that another form can follow one day.
    const VERSION: &str = "1-";
    /// So many digits are no more than the store counts.
    const DIGITS_MAX: usize = 18;
}

impl ValueType for RecordCursor {
    type Value = Option<u64>;

    fn schema(&self) -> ObjectBuilder {
        let pattern = format!("^({}[0-9]{{1,{}}})?$", RecordCursor::VERSION, RecordCursor::DIGITS_MAX);
        ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern))
    }

    fn expected(&self) -> String {
        "malformed; use the cursor exactly as an answer returned it".to_owned()
    }

    fn read(&self, text: &str) -> Option<Option<u64>> {
        if text.is_empty() {
            return Some(None);
        }
        let digits =
            text.strip_prefix(RecordCursor::VERSION).filter(|digits| digits.len() <= RecordCursor::DIGITS_MAX)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten().map(Some)
    }
}

pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/api/projects/{project_id}/audit", get(list))
        .route("/api/projects/{project_id}/audit/export", get(export))
}

/// Lists who read personal data of a project, newest first; needs `admin`.
///
/// The records contain no personal data: search values are keyed hashes, and conversations that are personal as a whole
/// are not named. A page may have fewer records than the limit, or none, although there is a `next`.
#[utoipa::path(
    get, path = "/api/projects/{project_id}/audit", operation_id = "list_audit", tag = "Audit",
    params(InProject, ListParameters),
    responses(
        (status = 200, body = AuditPage, description = "A page"),
        OfParameters,
        OfAdministration,
        (status = 503, body = ErrorBody, description = "The audit cannot be read; retry after `Retry-After`"),
    )
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    Admin { authority, .. }: Admin,
    QueryParameters(asked, ignored): QueryParameters<ListParameters>,
) -> Result<Response, ApiError> {
    let mut query = asked.filters.query()?;
    query.limit = asked.limit as u32;
    query.after = asked.cursor.flatten();
    let page = state.store.accesses(&authority, &query).await?;
    let records = page.accesses.iter().map(AuditRecord::of).collect();
    respond(
        &AuditPage { records, next: page.next.map(|number| format!("{}{number}", RecordCursor::VERSION)) },
        Some(&ignored),
    )
}

/// Returns the records of the audit as a file, one JSON object per line, newest first; needs `admin`.
///
/// If the audit cannot be read to the end, the transfer is aborted.
#[utoipa::path(
    get, path = "/api/projects/{project_id}/audit/export", operation_id = "export_audit", tag = "Audit",
    params(InProject, Filters),
    responses(
        (status = 200, body = String, content_type = "application/x-ndjson", description = "One `AuditRecord` per \
            line"),
        OfParameters,
        OfAdministration,
        (status = 503, body = ErrorBody, description = "The audit cannot be read; retry after `Retry-After`"),
    )
)]
pub(crate) async fn export(
    State(state): State<AppState>,
    axum::Extension(ledger): axum::Extension<Ledger>,
    Admin { authority, .. }: Admin,
    QueryParameters(filters, ignored): QueryParameters<Filters>,
) -> Result<Response, ApiError> {
    let mut query = filters.query()?;
    query.limit = LIMIT_MAX as u32;
    let (lines, file) = flow(state.clone(), ledger);
    let first = page(&state, &authority, &mut query).await?;
    tokio::spawn(async move {
        if let Err(error) = send(&state, &authority, query, first, &lines).await {
            tracing::error!(code = error.code(), "an export of the audit was interrupted");
            lines.break_off().await;
        }
    });
    let name = "attachment; filename=\"audit.ndjson\"";
    Ok(respond_file(Body::new(file), "application/x-ndjson", name, &ignored))
}

impl Filters {
    fn query(self) -> Result<AccessQuery, ApiError> {
        Ok(AccessQuery {
            key: self.key.map(KeyId),
            conversation: self.conversation.map(|id| id.ok_or_else(ApiError::no_conversation)).transpose()?,
            since: self.since,
            until: self.until,
            scan_limit: LOOKS_MAX,
            ..AccessQuery::default()
        })
    }
}

/// Sends page after page, each read once the one before is on its way; ends when nobody takes them any more.
async fn send(
    state: &AppState,
    authority: &AdminGrant,
    mut query: AccessQuery,
    first: String,
    lines: &AuditedStream,
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
async fn page(state: &AppState, authority: &AdminGrant, query: &mut AccessQuery) -> Result<String, ApiError> {
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
