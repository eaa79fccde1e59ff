//! Retention: what a project keeps for so many days and no longer, whole conversations or their personal parts.
//!
//! A pass goes through all conversations in small steps, twice: it counts what is due, decides how much of it may go, and
//! removes that. What counts is when the last record of a conversation arrived. What it is about to remove is on record
//! in the audit before the first of it goes.

use std::collections::HashMap;
use std::time::Duration;

use convlog_core::{Moment, TrustedTime};
use convlog_store::error::Result;
use convlog_store::retention::decide;
use convlog_store::security::SecurityLog;
use convlog_store::{Control, Removal, Report, Step, Waiting};
use parking_lot::Mutex;
use rusqlite::Connection;

use crate::clock::Observed;
use crate::open::SqliteStore;
use crate::reader::aside;
use crate::writer::Apply;

mod count;
mod personal;
mod remove;
mod report;
mod survey;

use count::{KINDS, Limits, Names, Stocks};
pub(crate) use personal::purge_personal;
use remove::{Allowed, Plan};
pub use survey::{Survey, Surveyed};

/// How long after the beginning of one pass the next begins, by the clock that nobody sets.
const PASS: Duration = Duration::from_mins(10);

const RETAIN: &str = "remove what was kept for long enough";

/// Where the pass is.
#[derive(Debug, Default)]
pub(crate) struct Pass {
    state: Mutex<State>,
    /// What could not be put into the security log yet.
    unlogged: Mutex<Vec<Report>>,
}

#[derive(Debug, Default)]
struct State {
    began: Option<Duration>,
    /// The last confirmation that there was when it began.
    confirmation: i64,
    phase: Phase,
}

/// What the pass is at, and the last conversation that it has looked at.
#[derive(Debug, Default)]
enum Phase {
    /// Nothing, between two passes.
    #[default]
    Idle,
    Counting {
        time: TrustedTime,
        limits: HashMap<Names, Limits>,
        stocks: Stocks,
        after: i64,
    },
    Removing {
        plan: Plan,
        after: i64,
    },
}

/// Puts what a step reports into the security log; what cannot be put there is reported once more by the next step.
pub(crate) fn logged(store: &SqliteStore, step: Step, now: Moment) -> Result<Step> {
    let mut unlogged = store.retention.unlogged.lock();
    unlogged.extend(step.reports);
    if !unlogged.is_empty() {
        let append = || report::events(&unlogged, now.wall).iter().try_for_each(|event| store.security.append(event));
        aside(append)?;
    }
    Ok(Step { more: step.more, reports: std::mem::take(&mut unlogged) })
}

/// Takes a step.
pub(crate) async fn step(store: &SqliteStore, now: Moment) -> Result<Step> {
    let observed = store.clock.observe(&store.control, now).await?;
    if !observed.reports.is_empty() {
        return Ok(Step { more: true, reports: observed.reports });
    }
    let mut state = std::mem::take(&mut *store.retention.state.lock());
    let reports = match observed.trusted {
        Some(time) => state.advance(store, time, &observed, now).await,
        None => {
            state.began = None;
            state.end(store).await
        }
    };
    let more = !matches!(state.phase, Phase::Idle);
    // Also after a failure: what is on record as begun is ended later, and what was not begun is begun again.
    if reports.is_err() && !more {
        state.began = None;
    }
    *store.retention.state.lock() = state;
    Ok(Step { more, reports: reports? })
}

impl State {
    async fn advance(
        &mut self,
        store: &SqliteStore,
        time: TrustedTime,
        observed: &Observed,
        now: Moment,
    ) -> Result<Vec<Report>> {
        match std::mem::take(&mut self.phase) {
            Phase::Idle => self.begin(store, time, observed.uptime, now).await,
            // After a failure it begins anew.
            Phase::Counting { time, limits, mut stocks, after } => {
                let count = |connection: &Connection| count::count(connection, &limits, &mut stocks, after);
                if let Some(after) = store.reader.read(RETAIN, count).await? {
                    self.phase = Phase::Counting { time, limits, stocks, after };
                    return Ok(Vec::new());
                }
                let (plan, reports) = decided(store, time, &limits, &stocks, observed.uptime).await?;
                if !plan.is_empty() {
                    self.phase = Phase::Removing { plan, after: 0 };
                }
                Ok(reports)
            }
            Phase::Removing { plan, after } => {
                let mut next = plan.clone();
                self.phase = Phase::Removing { plan, after };
                let look = |connection: &Connection| remove::look(connection, &mut next, after);
                let (due, to) = store.reader.read(RETAIN, look).await?;
                if !due.is_empty() {
                    let work =
                        move |connection: &Connection, apply: &mut Apply<'_>| remove::remove(connection, apply, due);
                    remove::tally(&mut next, store.writer.work(RETAIN, work).await?);
                }
                self.phase = Phase::Removing { plan: next, after: to.unwrap_or(after) };
                if to.is_none() { self.end(store).await } else { Ok(Vec::new()) }
            }
        }
    }

    /// Begins a pass when it is time for one, or when somebody has confirmed something that waits.
    async fn begin(
        &mut self,
        store: &SqliteStore,
        time: TrustedTime,
        uptime: Duration,
        now: Moment,
    ) -> Result<Vec<Report>> {
        let is_due = self.began.is_none_or(|began| now.monotonic.saturating_sub(began) >= PASS);
        if !is_due && !store.clock.is_anything_waiting() {
            return Ok(Vec::new());
        }
        let last = store.control.last_confirmation().await?;
        if !is_due && last == self.confirmation {
            return Ok(Vec::new());
        }
        let projects = store.control.projects(None).await?;
        let confirmations = store.control.removal_confirmations().await?;
        let limits = count::limits(projects, &confirmations, uptime, |days| time.cutoff(days));
        (self.began, self.confirmation) = (Some(now.monotonic), last);
        if !limits.is_empty() {
            self.phase = Phase::Counting { time, limits, stocks: Stocks::new(), after: 0 };
        }
        Ok(Vec::new())
    }

    /// Ends a pass where it is, and says what it came to.
    async fn end(&mut self, store: &SqliteStore) -> Result<Vec<Report>> {
        let Phase::Removing { plan, .. } = &self.phase else {
            self.phase = Phase::Idle;
            return Ok(Vec::new());
        };
        let ended: Vec<Allowed> = plan.values().flatten().flatten().cloned().collect();
        let counts = ended.iter().map(|allowed| (allowed.number, allowed.removal.count, allowed.removal.confirmed));
        store.audit.end_removals(counts.collect()).await?;
        self.phase = Phase::Idle;
        let removals = ended.into_iter().map(|allowed| Removal { ended: true, ..allowed.removal });
        Ok(removals.filter(|removal| removal.count > 0).map(Report::Removed).collect())
    }
}

/// Decides what may go, and puts it on record.
async fn decided(
    store: &SqliteStore,
    time: TrustedTime,
    limits: &HashMap<Names, Limits>,
    stocks: &Stocks,
    uptime: Duration,
) -> Result<(Plan, Vec<Report>)> {
    let (mut plan, mut waiting) = (Plan::new(), Vec::new());
    for (names, limits) in limits {
        let stocks = stocks.get(names).copied().unwrap_or_default();
        let (account, project) = remove::parse(names).map_err(|failure| failure.during(RETAIN))?;
        for (at, kind) in KINDS.into_iter().enumerate() {
            let (stock, Some(limit)) = (stocks[at], limits[at]) else { continue };
            if stock.due + stock.confirmed == 0 {
                store.clock.waits_no_more(&account, &project, kind);
                continue;
            }
            let history = store.audit.history((account.clone(), project.clone()), kind, uptime).await?;
            let decision = decide(&stock, &history);
            let (account, project, days) = (account.clone(), project.clone(), limit.days);
            let left = if decision.waits { 0 } else { stock.due };
            if decision.waits {
                let (account, project) = (account.clone(), project.clone());
                waiting.push(Waiting { account, project, kind, days, stock, decision });
            } else {
                store.clock.waits_no_more(&account, &project, kind);
            }
            let (count, confirmed) = (left + stock.confirmed, stock.confirmed);
            if count > 0 {
                let time = time.wall();
                let removal = Removal { account, project, kind, time, uptime, days, count, confirmed, ended: false };
                let before = if decision.waits { limit.cutoff.min(limit.confirmed) } else { limit.cutoff };
                let allowed = Allowed { before, confirmed: limit.confirmed, left, number: 0, removal };
                plan.entry(names.clone()).or_default()[at] = Some(allowed);
            }
        }
    }
    record(store, &mut plan).await?;
    let news = waiting.into_iter().filter(|waiting| store.clock.reports(waiting, uptime));
    let reports = news.map(Report::Waits).collect();
    Ok((plan, reports))
}

/// Puts on record what is about to go.
async fn record(store: &SqliteStore, plan: &mut Plan) -> Result<()> {
    let removals = plan.values().flatten().flatten().map(|allowed| allowed.removal.clone()).collect::<Vec<_>>();
    if removals.is_empty() {
        return Ok(());
    }
    let numbers = store.audit.begin_removals(removals).await?;
    for (allowed, number) in plan.values_mut().flatten().flatten().zip(numbers) {
        allowed.number = number;
        (allowed.removal.count, allowed.removal.confirmed) = (0, 0);
    }
    Ok(())
}
