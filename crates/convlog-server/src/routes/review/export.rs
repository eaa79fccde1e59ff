//! The rows that a filter lets through as a file, read page by page while it is sent.

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::Response;
use convlog_store::{Search, Visibility};

use super::super::error_responses::OfParameters;
use super::super::listing::respond_file;
use super::filter::Filters;
use crate::audit::{AuditedStream, ReaderLease, flow};
use crate::declared::{Choice, InProject, RequiredParameter, parameter_set};
use crate::error::{ApiError, ErrorBody};
use crate::extract::{Caller, QueryParameters, Reader};
use crate::responses::review::{CSV_HEAD, Row, csv_line};
use crate::state::AppState;

/// The most rows of one file.
const ROWS_MAX: usize = 100_000;

/// How many rows are read at once; so many and as many again are held in memory.
const PAGE_ROWS: u32 = 200;

parameter_set! {
    pub(crate) struct ExportParameters {
        /// Comma-separated values, or one JSON object per line
        format: RequiredParameter<&'static str> = Choice(&["csv", "ndjson"]),
        filters: Filters,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Csv,
    Ndjson,
}

/// Returns the conversations that match a filter as a file: CSV, or one JSON object per line.
///
/// It has the filters of the list, and at most 100,000 rows. If the store fails, the transfer is aborted. In CSV, a
/// cell that a spreadsheet would run as a formula begins with an apostrophe.
#[utoipa::path(
    get, path = "/api/projects/{project_id}/conversations/export", operation_id = "export_conversations",
    tag = "Review",
    params(InProject, ExportParameters),
    responses(
        (status = 200, description = "The file", content(
            (String = "text/csv"),
            (String = "application/x-ndjson"),
        )),
        OfParameters,
        (status = 401, body = ErrorBody, description = "The key is missing or not valid"),
        (status = 403, body = ErrorBody, description = "The key lacks the permission `read`, or (to filter by \
            contact) `pii`"),
        (status = 404, body = ErrorBody, description = "There is no such project, or the key has no access to it"),
        (status = 503, body = ErrorBody, description = "The query took too long, or the store is not available; \
            retry after `Retry-After`"),
    )
)]
pub(crate) async fn export(
    State(state): State<AppState>,
    caller: Caller,
    reader: Reader,
    QueryParameters(asked, ignored): QueryParameters<ExportParameters>,
) -> Result<Response, ApiError> {
    let format = if asked.format.0 == "csv" { Format::Csv } else { Format::Ndjson };
    let mut search = asked.filters.search(&reader.visibility, state.now())?;
    search.limit = PAGE_ROWS;
    let (pages, file) = flow(state.clone(), reader.ledger.clone());
    let mut export = Export { state, standing: ReaderLease::of(&caller, &reader), search, format, left: ROWS_MAX };
    // Before the answer begins, so that what can fail at once does so with a status.
    let first = export.page(&reader.visibility).await?;
    let sees_personal = reader.visibility.sees_personal();
    tokio::spawn(async move {
        if let Err(error) = export.send(first, sees_personal, &pages).await {
            let source = error.source().map(ToString::to_string);
            tracing::error!(code = error.code(), source, "an export was interrupted");
            pages.break_off().await;
        }
    });
    let (media, name) = match format {
        Format::Csv => ("text/csv; charset=utf-8", "attachment; filename=\"conversations.csv\""),
        Format::Ndjson => ("application/x-ndjson", "attachment; filename=\"conversations.ndjson\""),
    };
    Ok(respond_file(Body::new(file), media, name, &ignored))
}

/// An export under way.
struct Export {
    state: AppState,
    standing: ReaderLease,
    search: Search,
    format: Format,
    /// How many rows may still come.
    left: usize,
}

impl Export {
    /// Sends page after page, each read once the one before is on its way; ends when nobody takes them any more.
    async fn send(&mut self, first: String, sees_personal: bool, pages: &AuditedStream) -> Result<(), ApiError> {
        let mut page = if self.format == Format::Csv { CSV_HEAD.to_owned() + &first } else { first };
        loop {
            let is_taken = if page.is_empty() { !pages.is_closed() } else { pages.send(Bytes::from(page)).await? };
            if !is_taken || self.left == 0 || self.search.after.is_none() {
                return Ok(());
            }
            let now = self.state.now();
            let visibility = self.standing.visibility(&self.state, now).await?;
            // A file half of which is redacted would be taken for what it is not.
            let visibility = visibility.filter(|visibility| visibility.sees_personal() == sees_personal);
            page = self.page(&visibility.ok_or_else(ApiError::no_project)?).await?;
        }
    }

    /// Reads the next page.
    async fn page(&mut self, visibility: &Visibility) -> Result<String, ApiError> {
        let found = self.state.store.search(visibility, &self.search, self.state.now()).await?;
        let mut out = String::new();
        for listed in found.rows.iter().take(self.left) {
            let row = Row::of(listed, visibility.sees_personal());
            match self.format {
                Format::Csv => out.push_str(&csv_line(&row)),
                Format::Ndjson => {
                    let json = serde_json::to_string(&row);
                    out.push_str(&json.map_err(|_| ApiError::internal("a row could not be written"))?);
                    out.push('\n');
                }
            }
        }
        self.left = self.left.saturating_sub(found.rows.len());
        self.search.after = found.next;
        Ok(out)
    }
}
