//! The list of conversations: the latest start first, with a cursor.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use convlog_core::limits::ID_BYTES_MAX;
use convlog_store::Order;
use serde::Serialize;
use utoipa::ToSchema;

use super::cursor;
use super::listing::{described, query, respond};
use super::refusals::{OfParameters, OfProject};
use crate::declared::{Cursor, Declared, Flag, Number, Text, parameters};
use crate::error::ApiError;
use crate::extract::{Parameters, Reader};
use crate::shapes::v1v3::{Listed, Style};
use crate::state::AppState;

const LIMIT: Declared<Number> =
    Declared::new("limit", Number { from: 1, to: 5000, default: Some(1000) }, "The most conversations of a page");
const CURSOR: Declared<Cursor> = Declared::new("cursor", Cursor, "Where to go on; wins over `offset`");
const CHANNEL: Declared<Text> =
    Declared::new("channel", Text { from: 1, to: ID_BYTES_MAX }, "One of these channels; may be repeated");
const INCLUDE_LATENCY: Declared<Flag> =
    Declared::new("include_latency", Flag, "Turns tell their latency; false by default");

parameters!(ListParameters: {
    let own = [CURSOR.in_query(), CHANNEL.repeated_in_query(), INCLUDE_LATENCY.in_query()];
    [described(&LIMIT), own.into()].concat()
});

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
    params(ListParameters),
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
        if parameters.has(name) {
            return Err(ApiError::validation(format!("{name} is not supported yet; leave it out")));
        }
    }
    let mut query = query(&mut parameters, Order::NewestFirst, &LIMIT)?;
    query.filter.channels = parameters.several(&CHANNEL)?;
    let style = Style { empty_text: true, latency: parameters.take(&INCLUDE_LATENCY)?.unwrap_or(false) };
    if let Some(after) = parameters.take(&CURSOR)?.flatten() {
        query.after = Some(after);
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
