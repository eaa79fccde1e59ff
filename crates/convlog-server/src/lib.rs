//! The HTTP service, on top of a [`Store`](convlog_store::Store).
//!
//! [`serve`] runs it on a listener, [`router`] is the service without one. `authentication` checks keys and limits
//! failed attempts, `extract` checks permissions and turns a request into typed arguments, `routes` has one file per
//! resource, `ingest` turns a body into a batch, `declared` describes parameters, `responses` turns what a store
//! returned into JSON, `web_assets` serves the files of the web app, and `answer` adds what all responses have in
//! common.
//!
//! Invariants: no backend is known here; no handler can read rows without a [`Visibility`](convlog_store::Visibility);
//! log lines contain no path, no id chosen by a caller and no value; everything that is read is limited in size and
//! time.

mod answer;
mod audit;
mod authentication;
mod cache;
mod clock;
mod config;
mod connection;
mod declared;
mod error;
mod extract;
mod ingest;
mod live;
mod maintenance;
mod permits;
mod quota;
mod reference;
mod response_budget;
mod responses;
mod routes;
mod security;
mod session;
mod state;
mod web_assets;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use convlog_store::Store;
use tokio::net::TcpListener;

pub use clock::{Clock, MonotonicClock, boot_clock, moment, system_clock};
pub use config::{Config, ForwardedHeader, QuotaConfig};
pub use connection::ServeError;
pub use reference::{markdown_page, openapi_json};
pub use responses::audit::audit_record_json;
pub use state::AppState;
pub use web_assets::{AppFiles, WebAsset};

/// Returns the service as a router.
pub fn router(state: AppState) -> Router {
    let complete = from_fn_with_state(state.clone(), answer::complete);
    routes::router().with_state(state).layer(complete)
}

/// Serves until `shutdown` resolves; then takes no more requests, lets those in flight end and lets go of the store.
///
/// # Errors
/// The store is not ready to begin with.
pub async fn serve(
    config: Config,
    store: Arc<dyn Store>,
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    serve_state(AppState::new(config, store, system_clock()), listener, shutdown).await
}

/// Serves with a clock of the caller's.
///
/// # Errors
/// The store is not ready to begin with.
pub async fn serve_state(
    state: AppState,
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    state.store.ready().await?;
    // Nobody is answered before what was marked is hidden.
    state.store.settle_marks().await?;
    let (stopping, door) = (Arc::clone(&state.stopping), Arc::clone(&state.door));
    let (security, clock) = (state.security.clone(), Arc::clone(&state.clock));
    let upkeep = tokio::spawn(maintenance::run(state.clone()));
    let shutdown = async {
        shutdown.await;
        stopping.send_replace(true);
    };
    connection::serve(state, listener, shutdown).await;
    // The store is let go of when nobody uses it any more, and that is what the caller waits for.
    let _ = upkeep.await;
    door.flush(&security, clock(), true).await;
    Ok(())
}
