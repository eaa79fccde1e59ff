//! What recent conversations can be told apart by, for the menus of the filters.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::Response;
use convlog_core::schema::ENVIRONMENT_DEFAULT;
use convlog_store::Search;

use super::super::error_responses::OfProject;
use super::super::listing::respond;
use crate::declared::InProject;
use crate::error::ApiError;
use crate::extract::{QueryParameters, Reader};
use crate::responses::review::Facets;
use crate::state::AppState;

/// How many of the latest conversations are looked at.
const ROWS: u32 = 500;

/// How many of them with what is inside.
const ROWS_WITH_TURNS: u32 = 50;

/// Each list has at most so many values.
const VALUES_MAX: usize = 200;

/// Returns the environments, channels, variants and functions of recent conversations.
#[utoipa::path(
    get, path = "/api/projects/{project_id}/facets", operation_id = "list_facets", tag = "Review",
    params(InProject),
    responses(
        (status = 200, body = Facets, description = "What there is"),
        OfProject,
    )
)]
pub(crate) async fn facets(
    State(state): State<AppState>,
    reader: Reader,
    QueryParameters((), ignored): QueryParameters<()>,
) -> Result<Response, ApiError> {
    // What filters tell apart is open, so there is no reason to open anything else.
    let visibility = reader.visibility.without_personal();
    let (mut environments, mut channels) = (BTreeSet::new(), BTreeSet::new());
    let (mut variants, mut functions) = (BTreeSet::new(), BTreeSet::new());
    let search = Search { limit: ROWS, ..Search::default() };
    for row in state.store.search(&visibility, &search, state.now()).await?.rows {
        let fields = &row.conversation.fields;
        environments.insert(fields.text("environment").unwrap_or_else(|| ENVIRONMENT_DEFAULT.to_owned()));
        channels.extend(fields.text("channel"));
        variants.extend(fields.text("variant_name").or_else(|| fields.text("variant_id")));
    }
    let search = Search { limit: ROWS_WITH_TURNS, with_turns: true, ..Search::default() };
    for row in state.store.search(&visibility, &search, state.now()).await?.rows {
        let events = row.conversation.turns.iter().flat_map(|turn| &turn.events);
        functions.extend(events.filter_map(|event| event.fields.text("name")));
    }
    let list = |values: BTreeSet<String>| values.into_iter().take(VALUES_MAX).collect();
    let facets = Facets {
        environments: list(environments),
        channels: list(channels),
        variants: list(variants),
        functions: list(functions),
    };
    respond(&facets, Some(&ignored))
}
