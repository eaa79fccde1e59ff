//! The one task in the background: it has the store take its steps, and pauses between them.

use std::time::{Duration, Instant};

use convlog_core::ClockFault;
use convlog_store::error::Result;
use convlog_store::{Removal, Report, RetentionStep, Waiting};

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
        // One that fails does not keep the others from their steps.
        let retained = told(state.store.retain(state.moment()).await);
        let is_due = forgot_at.is_none_or(|forgot_at| forgot_at.elapsed() >= FORGET_EVERY);
        let forgot = match is_due {
            true => told(state.store.forget_accesses(state.config.audit_days, state.moment()).await),
            false => Ok(false),
        };
        if is_due {
            forgot_at = if matches!(forgot, Ok(true)) { None } else { Some(Instant::now()) };
        }
        let upkeep = state.store.maintain(state.now()).await;
        let more: Result<bool> = [retained, forgot, upkeep].into_iter().try_fold(false, |more, step| Ok(more | step?));
        let pause = match more {
            Ok(more) => {
                is_failing = false;
                if more { (began_at.elapsed() * PAUSE_FACTOR).clamp(PAUSE_MIN, PAUSE_MAX) } else { IDLE }
            }
            Err(error) => {
                if !std::mem::replace(&mut is_failing, true) {
                    tracing::warn!(error = &error as &dyn std::error::Error, "background maintenance failed");
                }
                IDLE
            }
        };
        // So that the log says it where nobody sends anything.
        state.reserve.look(&*state.store);
        state.door.flush(&state.security, state.now(), false).await;
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stopping.wait_for(|stopping| *stopping) => return,
        }
    }
}

/// Says what a step reports; returns whether there is more to do now.
fn told(step: Result<RetentionStep>) -> Result<bool> {
    let step = step?;
    step.reports.iter().for_each(tell);
    Ok(step.more)
}

/// Says what was removed by age, and what waits for somebody. The store has put it into the security log.
fn tell(report: &Report) {
    const CONFIRM: &str = "`convlog retention status` shows what is due, `convlog retention confirm` confirms the \
        removal";
    match report {
        Report::ClockSuspect(fault) => {
            let seconds = fault.offset_micros() / 1_000_000;
            let what = match fault {
                ClockFault::Jumped(_) => "the clock of this machine jumped",
                ClockFault::Ahead(_) => {
                    "the clock of this machine is far ahead of the last known time, or the server was off for long"
                }
                ClockFault::Behind(_) => "the clock of this machine is behind the last known time",
            };
            tracing::warn!(seconds, "{what}: retention removes nothing until somebody confirms the time; {CONFIRM}");
        }
        Report::ClockConfirmed => tracing::info!("the time was confirmed: retention continues"),
        Report::Waits(Waiting { account, project, kind, days, stock, decision }) => tracing::warn!(
            %account, %project, kind = kind.as_str(), days, due = stock.due, present = stock.present,
            limit = decision.limit,
            "more is due than may be removed in a day without confirmation: nothing is removed until somebody \
            confirms it; {CONFIRM}"
        ),
        Report::Removed(Removal { account, project, kind, days, count, confirmed, .. }) => tracing::info!(
            %account, %project, kind = kind.as_str(), days, count, confirmed, "removed expired records"
        ),
    }
}
