//! The resources, one file each. A file's `router()` says which paths it answers.

use axum::Router;

use crate::error::ApiError;
use crate::state::AppState;
use crate::web_assets;

pub(crate) mod agents;
pub(crate) mod audit;
pub(crate) mod conversations_v1;
pub(crate) mod conversations_v3;
pub(crate) mod erasures;
pub(crate) mod guard;
pub(crate) mod health;
pub(crate) mod ingest;
pub(crate) mod live;
pub(crate) mod metrics;
pub(crate) mod openapi;
pub(crate) mod review;
pub(crate) mod rules;
pub(crate) mod session;

pub(crate) mod cursor;

mod body;
pub(crate) mod error_responses;
pub(crate) mod full_conversation;
mod listing;

/// Returns every path of the service; those left over are the web app's.
///
/// A fixed segment goes before a named one, so `/v1/agents/…` and `/v1/ingest`
/// are never mistaken for an account, which is why no account may be called so.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .merge(ingest::router())
        .merge(agents::router())
        .merge(conversations_v1::router())
        .merge(conversations_v3::router())
        .merge(review::router())
        .merge(erasures::router())
        .merge(session::router())
        .merge(live::router())
        .merge(guard::router())
        .merge(rules::router())
        .merge(audit::router())
        .merge(health::router())
        .merge(metrics::router())
        .merge(openapi::router())
        .fallback(web_assets::answer)
        .method_not_allowed_fallback(async || ApiError::method())
}
