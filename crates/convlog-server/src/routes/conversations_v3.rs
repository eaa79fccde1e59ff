//! The list of conversations: the latest start first, with a cursor.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use convlog_store::Order;
use serde::Serialize;
use utoipa::ToSchema;

use super::cursor;
use super::listing::{query, respond};
use super::refusals::{OfParameters, OfProject};
use crate::error::ApiError;
use crate::extract::{Parameters, Reader};
use crate::shapes::v1v3::{Listed, Style};
use crate::state::AppState;

const LIMIT_DEFAULT: u64 = 1000;

/// The retrieval modes of the original. Passing them over would give rows that nobody asked for.
const UNSUPPORTED: [&str; 4] = ["query_type", "query", "sample", "turn_type"];

pub(crate) fn router() -> Router<AppState> {
    Router::new().route("/v3/{account_id}/{project_id}/conversations", get(list))
}

/// A page of conversations.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConversationsV3)]
pub(crate) struct List<'a> {
    conversations: Vec<Listed<'a>>,
    /// Where the next page begins; absent on the last, and when paging by cursor.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_offset: Option<u64>,
    /// To be passed on for the next page; null on the last.
    cursor: Option<String>,
}

/// Lists conversations with their turns, the latest start first.
///
/// Pages by cursor are stable while conversations come in. The other filters must stay the same across pages.
#[utoipa::path(
    get, path = "/v3/{account_id}/{project_id}/conversations", operation_id = "list_conversations", tag = "Conversations",
    params(
        ("account_id" = String, Path, description = "The key's account"),
        ("project_id" = String, Path, description = "The agent"),
        ("client_env" = Option<String>, Query, description = "`live` (default), `pre-release`, `sandbox` or `draft`"),
        ("start_time" = Option<String>, Query, description = "They began at this time or later (ISO 8601)"),
        ("end_time" = Option<String>, Query, description = "They began before this time (ISO 8601)"),
        ("limit" = Option<u64>, Query, description = "1 to 5000; 1000 by default"),
        ("offset" = Option<u64>, Query, description = "How many to pass over; 0 by default"),
        ("cursor" = Option<String>, Query, description = "Where to go on; wins over `offset`"),
        ("variant_id" = Option<String>, Query, description = "Not together with `variant_name`"),
        ("variant_name" = Option<String>, Query, description = "Not together with `variant_id`"),
        ("in_progress" = Option<bool>, Query, description = "They go on, or do not; without it, all"),
        ("channel" = Option<Vec<String>>, Query, description = "One of these channels; may be repeated"),
        ("include_latency" = Option<bool>, Query, description = "Turns tell their latency; false by default"),
    ),
    responses(
        (status = 200, body = List, description = "A page"),
        OfParameters,
        OfProject,
    )
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    reader: Reader,
    mut parameters: Parameters,
) -> Result<Response, ApiError> {
    for name in UNSUPPORTED {
        if !parameters.take_all(name).is_empty() {
            return Err(ApiError::validation(format!("{name} is not supported yet; leave it out")));
        }
    }
    let mut query = query(&mut parameters, Order::NewestFirst, LIMIT_DEFAULT)?;
    query.filter.channels = parameters.take_all("channel");
    let style = Style { empty_text: true, latency: parameters.flag("include_latency")?.unwrap_or(false) };
    if let Some(cursor) = parameters.take("cursor")? {
        query.after = Some(cursor::read(&cursor)?);
        query.offset = 0;
    }
    let visibility = &reader.visibility;
    let page = state.store.conversations(visibility, &query, state.now()).await?;
    reader.ledger.begin(&state);
    let shown = page.conversations.len() as u64;
    let by_offset = page.next.is_some() && query.after.is_none();
    let list = List {
        conversations: page.conversations.iter().map(|one| Listed::of(one, visibility, style)).collect(),
        next_offset: by_offset.then_some(query.offset + shown),
        cursor: page.next.as_ref().map(cursor::write),
    };
    respond(&list, Some(&parameters))
}
