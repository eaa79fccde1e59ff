//! The agents API: the conversations of one agent, and one of them with everything that happened in it.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use convlog_store::{Filter, Order, Query};
use serde::Serialize;
use utoipa::ToSchema;

use super::error_responses::{OfConversation, OfParameters, OfProject};
use super::full_conversation::{self, FullConversation, ResponseFormat, respond_at_once};
use super::listing::{Offset, respond};
use crate::declared::{InConversation, InProject, Number, parameter_set};
use crate::error::ApiError;
use crate::extract::{Caller, NamedConversation, QueryParameters, Reader};
use crate::responses::detail::Detail;
use crate::responses::summary::Summary;
use crate::state::AppState;

parameter_set! {
    pub(crate) struct ListParameters {
        /// Maximum number of conversations per page
        limit: u64 = Number { from: 1, to: 1000, default: Some(50) },
        offset: Offset,
    }
}

pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/v1/agents/{project_id}/conversations", get(list))
        .route("/v1/agents/{project_id}/conversations/{conversation_id}", get(one))
}

/// A page of the conversations of an agent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConversationList)]
pub(crate) struct List<'a> {
    conversations: Vec<Summary<'a>>,
    /// The number on all pages.
    count: u64,
    limit: u64,
    offset: u64,
}

/// Lists an agent's conversations, newest first.
#[utoipa::path(
    get, path = "/v1/agents/{project_id}/conversations", operation_id = "list_agent_conversations", tag = "Agents",
    params(InProject, ListParameters),
    responses(
        (status = 200, body = List, description = "A page"),
        OfParameters,
        OfProject,
    )
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    reader: Reader,
    QueryParameters(asked, ignored): QueryParameters<ListParameters>,
) -> Result<Response, ApiError> {
    let (limit, offset) = (asked.limit, asked.offset.rows());
    let query = Query {
        filter: Filter::default(),
        order: Order::NewestFirst,
        after: None,
        offset,
        limit: limit as u32,
        with_turns: false,
        with_total: true,
    };
    let visibility = &reader.visibility;
    let page = state.store.conversations(visibility, &query, state.now()).await?;
    reader.ledger.begin(&state);
    let conversations = page.conversations.iter().map(|conversation| Summary::of(conversation, visibility)).collect();
    let list = List { conversations, count: page.total.unwrap_or_default(), limit, offset };
    respond(&list, Some(&ignored))
}

/// Returns one full conversation: its turns, metrics, function events and log entries.
///
/// Entries flagged as personal are returned only to keys with the permission `pii`; for other keys they do not exist,
/// other personal values are `[redacted]`, and telephone numbers are `REDACTED`.
#[utoipa::path(
    get, path = "/v1/agents/{project_id}/conversations/{conversation_id}", operation_id = "get_agent_conversation",
    tag = "Agents",
    params(InConversation),
    responses(
        (status = 200, body = Detail, description = "The conversation"),
        OfConversation,
    )
)]
pub(crate) async fn one(
    State(state): State<AppState>,
    caller: Caller,
    reader: Reader,
    NamedConversation(id): NamedConversation,
) -> Result<Response, ApiError> {
    let (conversation, share) =
        match full_conversation::begin(&state, &caller, &reader, &id, ResponseFormat::Detail).await? {
            FullConversation::AtOnce(conversation, share) => (conversation, share),
            FullConversation::Sent(response) => return Ok(response),
        };
    reader.ledger.begin(&state);
    Ok(respond_at_once(share, respond(&Detail::of(&conversation, &reader.visibility), None)?))
}
