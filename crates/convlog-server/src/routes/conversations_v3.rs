//! The list of conversations: the latest start first, with a cursor.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use convlog_core::limits::ID_BYTES_MAX;
use convlog_store::{Order, Position};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::path::Parameter;

use super::cursor;
use super::error_responses::{OfParameters, OfProject};
use super::listing::{Listing, respond, room_for_list};
use crate::declared::{Cursor, Flag, InTenant, Number, ParameterSet, Text, parameter_set};
use crate::error::ApiError;
use crate::extract::{Caller, Parameters, QueryParameters, Reader};
use crate::responses::v1v3::{Listed, Style};
use crate::state::AppState;

parameter_set! {
    pub(crate) struct ListParameters {
        _unsupported: Unsupported,
        /// Maximum number of conversations per page
        limit: u64 = Number { from: 1, to: 5000, default: Some(1000) },
        listing: Listing,
        /// Where to continue; takes precedence over `offset`
        cursor: Option<Option<Position>> = Cursor,
        /// One of these channels; may be repeated
        channel: Vec<String> = Text { from: 1, to: ID_BYTES_MAX },
        /// Whether turns include their latency; false by default
        include_latency: bool = Flag,
    }
}

/// The retrieval modes of the original, which nobody may ask for: passing them over would give rows of another kind.
struct Unsupported;

impl ParameterSet for Unsupported {
    fn describe(_: &mut Vec<Parameter>) {}

    fn read(from: &mut Parameters) -> Result<Unsupported, ApiError> {
        match ["query_type", "query", "sample", "turn_type"].into_iter().find(|name| from.has(name)) {
            Some(name) => Err(ApiError::validation(format!("{name} is not supported yet; leave it out"))),
            None => Ok(Unsupported),
        }
    }
}

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
    /// The cursor of the next page; null on the last.
    cursor: Option<String>,
}

/// Lists conversations with their turns, newest first.
///
/// Cursors are stable while conversations arrive. The other filters must be the same for all pages.
#[utoipa::path(
    get, path = "/v3/{account_id}/{project_id}/conversations", operation_id = "list_conversations", tag = "Conversations",
    params(InTenant, ListParameters),
    responses(
        (status = 200, body = List, description = "A page"),
        OfParameters,
        OfProject,
    )
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    caller: Caller,
    reader: Reader,
    QueryParameters(asked, ignored): QueryParameters<ListParameters>,
) -> Result<Response, ApiError> {
    let share = room_for_list(&state, &caller, asked.limit).await?;
    let mut query = asked.listing.query(Order::NewestFirst, asked.limit);
    query.filter.channels = asked.channel;
    let style = Style { empty_text: true, latency: asked.include_latency };
    if let Some(after) = asked.cursor.flatten() {
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
    Ok(share.held_by(respond(&list, Some(&ignored))?))
}
