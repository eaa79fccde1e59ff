//! The agents API: the conversations of one agent, and one of them with everything that happened in it.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use convlog_store::{Filter, Order, Query};
use serde::Serialize;
use utoipa::ToSchema;

use super::listing::{OFFSET, respond};
use super::refusals::{OfConversation, OfParameters, OfProject};
use crate::declared::{CONVERSATION_ID, Declared, Number, PROJECT_ID, parameters};
use crate::error::ApiError;
use crate::extract::{NamedConversation, Parameters, Reader};
use crate::shapes::detail::Detail;
use crate::shapes::summary::Summary;
use crate::state::AppState;

const LIMIT: Declared<Number> =
    Declared::new("limit", Number { from: 1, to: 1000, default: Some(50) }, "The most conversations of a page");

parameters!(ListParameters: [PROJECT_ID.in_path(), LIMIT.in_query(), OFFSET.in_query()]);
parameters!(OneParameters: [PROJECT_ID.in_path(), CONVERSATION_ID.in_path()]);

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
    /// How many there are on all pages.
    count: u64,
    limit: u64,
    offset: u64,
}

/// Lists an agent's conversations, the latest start first.
#[utoipa::path(
    get, path = "/v1/agents/{project_id}/conversations", operation_id = "list_agent_conversations", tag = "Agents",
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
    let (limit, offset) = (parameters.number(&LIMIT)?, parameters.number(&OFFSET)?);
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
    respond(&list, Some(&parameters))
}

/// Returns one conversation whole: its turns, metrics, function events and log entries.
///
/// Entries flagged as personal are there for a key with the permission `pii` only; for another they are absent
/// without a trace, and other personal values read `[redacted]`, numbers `REDACTED`.
#[utoipa::path(
    get, path = "/v1/agents/{project_id}/conversations/{conversation_id}", operation_id = "get_agent_conversation",
    tag = "Agents",
    params(OneParameters),
    responses(
        (status = 200, body = Detail, description = "The conversation"),
        OfConversation,
    )
)]
pub(crate) async fn one(
    State(state): State<AppState>,
    reader: Reader,
    NamedConversation(id): NamedConversation,
) -> Result<Response, ApiError> {
    let conversation = state.store.conversation(&reader.visibility, &id, state.now()).await?;
    let conversation = conversation.ok_or_else(ApiError::no_conversation)?;
    reader.ledger.begin(&state);
    respond(&Detail::of(&conversation, &reader.visibility), None)
}
