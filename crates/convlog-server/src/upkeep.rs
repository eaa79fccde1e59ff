//! The one task in the background: it has the store take its steps, and pauses between them.

use std::time::{Duration, Instant};

use convlog_store::upkeep::days_before;

use crate::state::AppState;

/// How long to wait when there is nothing to do, or when a step failed.
const IDLE: Duration = Duration::from_secs(1);
/// The shortest pause between two steps.
const PAUSE_MIN: Duration = Duration::from_millis(2);
/// The longest, so that a slow step does not stop the others for long.
const PAUSE_MAX: Duration = Duration::from_millis(500);
/// A pause is so many times as long as the step before it: what is done over time has at most a tenth of a core,
/// because what arrives goes first.
const PAUSE_FACTOR: u32 = 9;
/// How often to look for records of the audit whose time is over.
const FORGET_EVERY: Duration = Duration::from_mins(10);

/// Takes steps until the service is asked to stop; the step under way is taken to its end.
pub(crate) async fn run(state: AppState) {
    let mut stopping = state.stopping.subscribe();
    let mut is_failing = false;
    let mut forgot_at: Option<Instant> = None;
    loop {
        let began_at = Instant::now();
        if forgot_at.is_none_or(|forgot_at| forgot_at.elapsed() >= FORGET_EVERY) {
            let more = forget_accesses(&state).await;
            forgot_at = if more { None } else { Some(Instant::now()) };
        }
        let pause = match state.store.upkeep(state.now()).await {
            Ok(more) => {
                is_failing = false;
                if more { (began_at.elapsed() * PAUSE_FACTOR).clamp(PAUSE_MIN, PAUSE_MAX) } else { IDLE }
            }
            Err(error) => {
                if !std::mem::replace(&mut is_failing, true) {
                    tracing::warn!(error = &error as &dyn std::error::Error, "what is done over time does not go on");
                }
                IDLE
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stopping.wait_for(|stopping| *stopping) => return,
        }
    }
}

/// Removes some records of the audit whose time is over; says whether there may be more of them.
async fn forget_accesses(state: &AppState) -> bool {
    let before = days_before(state.now(), state.config.audit_days);
    state.store.forget_accesses(before).await.unwrap_or_else(|error| {
        tracing::warn!(error = &error as &dyn std::error::Error, "old records of the audit cannot be removed");
        false
    })
}
