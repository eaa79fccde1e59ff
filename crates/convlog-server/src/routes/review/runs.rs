//! The calls of one function.

use axum::extract::State;
use axum::response::Response;
use convlog_core::view::{Conversation, FunctionEvent};
use convlog_core::{Outcome, Timestamp};
use convlog_store::{ContentFilter, Filter, Search};

use super::super::error_responses::{OfParameters, OfProject};
use super::super::listing::respond;
use super::filter::LOOKS_MAX;
use crate::declared::{InFunction, Moment, Number, parameter_set};
use crate::error::ApiError;
use crate::extract::{NamedFunction, QueryParameters, Reader};
use crate::responses::review::{OutcomeShape, Run, RunsPage};
use crate::state::AppState;

parameter_set! {
    pub(crate) struct RunsParameters {
        /// Maximum number of calls
        limit: u64 = Number { from: 1, to: 100, default: Some(20) },
        /// Only in conversations that started before this time (ISO 8601)
        before: Option<Timestamp> = Moment,
    }
}

/// Lists the latest calls of a function in all conversations.
///
/// It searches a limited number of conversations; `searched_until` is the start of the last one searched.
#[utoipa::path(
    get, path = "/api/projects/{project_id}/functions/{name}/runs", operation_id = "list_function_runs", tag = "Review",
    params(InFunction, RunsParameters),
    responses(
        (status = 200, body = RunsPage, description = "The calls, newest first"),
        OfParameters,
        OfProject,
    )
)]
pub(crate) async fn runs(
    State(state): State<AppState>,
    reader: Reader,
    NamedFunction(name): NamedFunction,
    QueryParameters(asked, ignored): QueryParameters<RunsParameters>,
) -> Result<Response, ApiError> {
    let search = Search {
        filter: Filter { started_before: asked.before, ..Filter::default() },
        content: ContentFilter { function: Some(name.clone()), ..ContentFilter::default() },
        // Each of them holds at least one call.
        limit: asked.limit as u32,
        scan_limit: LOOKS_MAX,
        with_turns: true,
        ..Search::default()
    };
    let found = state.store.search(&reader.visibility, &search, state.now()).await?;
    let mut runs: Vec<Run<'_>> = found.rows.iter().flat_map(|row| of_conversation(&row.conversation, &name)).collect();
    runs.sort_by_key(|run| std::cmp::Reverse(run.started_at));
    runs.truncate(asked.limit as usize);
    respond(&RunsPage { runs, searched_until: found.searched_until() }, Some(&ignored))
}

fn of_conversation<'a>(conversation: &'a Conversation, name: &'a str) -> impl Iterator<Item = Run<'a>> {
    let events = conversation.turns.iter().flat_map(|turn| turn.events.iter().map(move |event| (turn.number, event)));
    let called = events.filter(move |(_, event)| event.fields.text("name").as_deref() == Some(name));
    called.filter_map(|(turn, event)| Run::of(conversation, turn, event))
}

impl<'a> Run<'a> {
    fn of(conversation: &'a Conversation, turn: u32, event: &'a FunctionEvent) -> Option<Run<'a>> {
        let (_, duration_ms) = crate::responses::review::extent(&event.fields, event.started_at);
        let error = event.fields.value("error");
        Some(Run {
            conversation_id: conversation.id.as_str(),
            turn,
            event_id: event.id.as_deref()?,
            started_at: event.started_at,
            duration_ms,
            status: event.status.into(),
            outcome: event.outcome.map(OutcomeShape::from),
            failed: event.outcome.is_some_and(Outcome::is_failure),
            error_type: error.and_then(|error| error.get("type")?.as_str().map(str::to_owned)),
        })
    }
}
