//! The rows that a filter lets through as a file, read page by page while it is sent.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use convlog_store::{Search, Visibility};
use hyper::body::Frame;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use utoipa::ToSchema;

use super::filter::{self, Has};
use crate::error::{ApiError, ErrorBody};
use crate::extract::{IGNORED_HEADER, Parameters, Reader};
use crate::shapes::review::{CSV_HEAD, Row, csv_line};
use crate::state::AppState;

/// The most rows of one file.
const ROWS_MAX: usize = 100_000;

/// How many rows are read at once; so many and as many again are held in memory.
const PAGE_ROWS: u32 = 200;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(rename_all = "lowercase")]
pub(crate) enum Format {
    Csv,
    Ndjson,
}

/// Returns the rows that a filter lets through as a file: CSV, or one JSON object a line.
///
/// It takes the filters of the list, and holds at most 100,000 rows. A file that ends early, because the store failed,
/// breaks the transfer off. In CSV a cell that a spreadsheet would run as a formula begins with an apostrophe.
#[utoipa::path(
    get, path = "/api/projects/{project_id}/conversations/export", operation_id = "export_conversations",
    tag = "Review",
    params(
        ("project_id" = String, Path, description = "The agent, inside the key's account"),
        ("format" = inline(Format), Query, description = "`csv` or `ndjson`"),
        ("environment" = Option<Vec<String>>, Query, description = "As in the list"),
        ("channel" = Option<Vec<String>>, Query, description = "As in the list"),
        ("variant" = Option<Vec<String>>, Query, description = "As in the list"),
        ("started_from" = Option<String>, Query, description = "As in the list"),
        ("started_before" = Option<String>, Query, description = "As in the list"),
        ("has" = inline(Option<Vec<Has>>), Query, description = "As in the list"),
        ("handoff" = Option<bool>, Query, description = "As in the list"),
        ("in_progress" = Option<bool>, Query, description = "As in the list"),
        ("duration_min_ms" = Option<u64>, Query, description = "As in the list"),
        ("duration_max_ms" = Option<u64>, Query, description = "As in the list"),
        ("function" = Option<String>, Query, description = "As in the list"),
        ("text" = Option<String>, Query, description = "As in the list"),
        ("contact" = Option<String>, Query, description = "As in the list"),
        ("contact_last4" = Option<String>, Query, description = "As in the list"),
    ),
    responses(
        (status = 200, description = "The file", content(
            (String = "text/csv"),
            (String = "application/x-ndjson"),
        )),
        (status = 400, body = ErrorBody, description = "A parameter is not valid"),
        (status = 401, body = ErrorBody, description = "The key is missing or not valid"),
        (status = 403, body = ErrorBody, description = "The key may not read, or may not ask for a contact"),
        (status = 404, body = ErrorBody, description = "The key reaches no such project"),
    )
)]
pub(crate) async fn export(
    State(state): State<AppState>,
    reader: Reader,
    mut parameters: Parameters,
) -> Result<Response, ApiError> {
    let format = match parameters.take("format")?.as_deref() {
        Some("csv") => Format::Csv,
        Some("ndjson") => Format::Ndjson,
        _ => return Err(ApiError::validation("format is csv or ndjson")),
    };
    let mut search = filter::search(&mut parameters, &reader.visibility)?;
    search.limit = PAGE_ROWS;
    let (pages, file) = channel(1);
    tokio::spawn(async move {
        if let Err(error) = send(&state, &reader.visibility, search, format, &pages).await {
            let source = error.source().map(ToString::to_string);
            tracing::error!(code = error.code(), source, "an export broke off");
            let broken = std::io::Error::other("the export broke off");
            // Whoever asked may be gone.
            let _ = pages.send(Err(broken)).await;
        }
    });
    let mut response = Response::new(Body::new(Pages(file)));
    let (media, name) = match format {
        Format::Csv => ("text/csv; charset=utf-8", "attachment; filename=\"conversations.csv\""),
        Format::Ndjson => ("application/x-ndjson", "attachment; filename=\"conversations.ndjson\""),
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(name));
    if let Some(names) = parameters.ignored() {
        headers.insert(IGNORED_HEADER, names);
    }
    Ok(response)
}

/// Reads page after page, each once the one before is on its way; ends when nobody takes them any more.
async fn send(
    state: &AppState,
    visibility: &Visibility,
    mut search: Search,
    format: Format,
    pages: &Sender<std::io::Result<Bytes>>,
) -> Result<(), ApiError> {
    let mut left = ROWS_MAX;
    let mut out = if format == Format::Csv { CSV_HEAD.to_owned() } else { String::new() };
    while left > 0 {
        let found = state.store.search(visibility, &search, state.now()).await?;
        for listed in found.rows.iter().take(left) {
            let row = Row::of(listed, visibility.sees_personal());
            match format {
                Format::Csv => out.push_str(&csv_line(&row)),
                Format::Ndjson => {
                    let json = serde_json::to_string(&row);
                    out.push_str(&json.map_err(|_| ApiError::internal("a row could not be written"))?);
                    out.push('\n');
                }
            }
        }
        left = left.saturating_sub(found.rows.len());
        let is_gone = if out.is_empty() {
            pages.is_closed()
        } else {
            pages.send(Ok(Bytes::from(std::mem::take(&mut out)))).await.is_err()
        };
        if is_gone {
            return Ok(());
        }
        search.after = found.next;
        if search.after.is_none() {
            break;
        }
    }
    Ok(())
}

/// A body of pages as they come.
struct Pages(Receiver<std::io::Result<Bytes>>);

impl hyper::body::Body for Pages {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<std::io::Result<Frame<Bytes>>>> {
        self.0.poll_recv(context).map(|page| page.map(|page| page.map(Frame::data)))
    }
}
