//! The first list of conversations, kept for clients that know no other: the earliest start first.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use convlog_store::Order;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::error_responses::{OfParameters, OfProject};
use super::listing::{Listing, respond, room_for_list};
use crate::declared::{InTenant, Number, parameter_set};
use crate::error::ApiError;
use crate::extract::{Caller, QueryParameters, Reader};
use crate::responses::v1v3::{Listed, Style};
use crate::state::AppState;

parameter_set! {
    pub(crate) struct ListParameters {
        /// Maximum number of conversations per page
        limit: u64 = Number { from: 1, to: 5000, default: Some(5) },
        listing: Listing,
    }
}

const STYLE: Style = Style { empty_text: false, latency: true };

/// Descriptions of the fields of a conversation.
const DESCRIPTIONS: [(&str, &str); 22] = [
    ("id", "The conversation's id"),
    ("account_id", "The tenant"),
    ("project_id", "The agent"),
    ("environment", "Where the agent ran: live, pre-release, sandbox or draft"),
    ("started_at", "When the conversation began"),
    ("channel", "How the caller reached the agent"),
    ("in_progress", "Whether the conversation goes on"),
    ("variant_id", "The variant's id"),
    ("variant_name", "The variant's name"),
    ("from_number", "The calling side"),
    ("to_number", "The called side"),
    ("num_turns", "How many turns there were"),
    ("total_duration", "From start to end, in seconds"),
    ("polyai_duration", "How long the agent itself took part, in seconds"),
    ("handoff", "Whether the caller was handed over to a person"),
    ("handoff_reason", "Why"),
    ("handoff_destination", "To whom"),
    ("num_silences", "In how many turns the caller said nothing"),
    ("num_ood", "In how many turns the caller was out of the agent's domain"),
    ("metrics", "The value of each metric, or a list where it was written more than once"),
    ("state", "The variables at the end"),
    ("turns", "The turns in order"),
];

pub(crate) fn router() -> Router<AppState> {
    Router::new().route("/v1/{account_id}/{project_id}/conversations", get(list))
}

/// A page of conversations.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConversationsV1)]
pub(crate) struct List<'a> {
    conversations: Vec<Listed<'a>>,
    /// Descriptions of the fields of a conversation.
    #[schema(value_type = Object)]
    descriptions: Map<String, Value>,
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_offset: Option<u64>,
}

/// Lists conversations with their turns, oldest first.
#[utoipa::path(
    get, path = "/v1/{account_id}/{project_id}/conversations", operation_id = "list_conversations_v1", tag = "Conversations",
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
    let query = asked.listing.query(Order::OldestFirst, asked.limit);
    let visibility = &reader.visibility;
    let page = state.store.conversations(visibility, &query, state.now()).await?;
    reader.ledger.begin(&state);
    let shown = page.conversations.len() as u64;
    let conversations = page.conversations.iter().map(|one| Listed::of(one, visibility, STYLE)).collect();
    let list = List {
        conversations,
        descriptions: descriptions(),
        next_offset: page.next.is_some().then_some(query.offset + shown),
    };
    Ok(share.held_by(respond(&list, Some(&ignored))?))
}

fn descriptions() -> Map<String, Value> {
    let of_keys: Map<String, Value> =
        DESCRIPTIONS.iter().map(|(name, meaning)| ((*name).to_owned(), Value::from(*meaning))).collect();
    Map::from_iter([("conversations".to_owned(), Value::Object(of_keys))])
}
