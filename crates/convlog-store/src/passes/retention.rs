//! Retention: what a project keeps for so many days and no longer, whole conversations or their personal parts.
//!
//! A pass goes through all conversations in small steps, twice: it counts what is due, decides how much of it may go, and
//! removes that. What counts is when the last record of a conversation arrived. What it is about to remove is on record
//! in the audit before the first of it goes.

use std::collections::HashMap;
use std::time::Duration;

use convlog_core::{Moment, TrustedTime};

use super::clock::Observed;
use super::unpoisoned_mutex::UnpoisonedMutex;
use super::{Backend, audit};
use crate::error::Result;
use crate::records::{Cursor, ProjectRef};
use crate::retention::{Removal, Report, RetentionStep, Waiting, decide};

pub mod count;
pub(super) mod forget;
mod remove;
mod report;

use count::{KINDS, Limits, Stocks};
use remove::{Allowed, Due, Plan};

/// How many conversations a step looks at.
const LOOKED_MAX: usize = 1000;
/// How many a step removes at most.
const REMOVED_MAX: usize = 50;

/// How long after the beginning of one pass the next begins, by the clock that nobody sets.
const PASS: Duration = Duration::from_mins(10);

/// Where the pass is.
#[derive(Debug, Default)]
pub(super) struct Pass {
    state: UnpoisonedMutex<State>,
    /// What could not be put into the security log yet.
    unlogged: UnpoisonedMutex<Vec<Report>>,
}

#[derive(Debug, Default)]
struct State {
    began: Option<Duration>,
    /// The last confirmation that there was when it began.
    confirmation: u64,
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
        limits: HashMap<ProjectRef, Limits>,
        stocks: Stocks,
        after: Option<Cursor>,
    },
    Removing {
        plan: Plan,
        after: Option<Cursor>,
    },
}

/// Puts what a step reports into the security log; what cannot be put there is reported once more by the next step.
pub(super) fn logged(store: &(impl Backend + ?Sized), step: RetentionStep, now: Moment) -> Result<RetentionStep> {
    let mut unlogged = store.passes().retention.unlogged.lock();
    unlogged.extend(step.reports);
    if !unlogged.is_empty() {
        store.log_security(&report::events(&unlogged, now.wall))?;
    }
    Ok(RetentionStep { more: step.more, reports: std::mem::take(&mut unlogged) })
}

/// Takes a step.
pub(super) async fn step(store: &(impl Backend + ?Sized), now: Moment) -> Result<RetentionStep> {
    let observed = store.passes().clock.observe(store, now).await?;
    if !observed.reports.is_empty() {
        return Ok(RetentionStep { more: true, reports: observed.reports });
    }
    let mut state = std::mem::take(&mut *store.passes().retention.state.lock());
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
    *store.passes().retention.state.lock() = state;
    Ok(RetentionStep { more, reports: reports? })
}

impl State {
    async fn advance(
        &mut self,
        store: &(impl Backend + ?Sized),
        time: TrustedTime,
        observed: &Observed,
        now: Moment,
    ) -> Result<Vec<Report>> {
        match std::mem::take(&mut self.phase) {
            Phase::Idle => self.begin(store, time, observed, now).await,
            // After a failure it begins anew.
            Phase::Counting { time, limits, mut stocks, after } => {
                let found = store.stored(None, after.as_ref(), LOOKED_MAX).await?;
                found.iter().for_each(|found| count::count(found, &limits, &mut stocks));
                if let Some(last) = found.last().filter(|_| found.len() == LOOKED_MAX) {
                    self.phase = Phase::Counting { time, limits, stocks, after: Some(last.cursor.clone()) };
                    return Ok(Vec::new());
                }
                let (plan, reports) = decided(store, time, &limits, &stocks, observed.uptime).await?;
                if !plan.is_empty() {
                    self.phase = Phase::Removing { plan, after: None };
                }
                Ok(reports)
            }
            Phase::Removing { plan, after } => {
                let mut next = plan.clone();
                self.phase = Phase::Removing { plan, after: after.clone() };
                let to = remove_some(store, &mut next, after.as_ref()).await?;
                let is_end = to.is_none();
                self.phase = Phase::Removing { plan: next, after: to.or(after) };
                if is_end { self.end(store).await } else { Ok(Vec::new()) }
            }
        }
    }

    /// Begins a pass when it is time for one, or when somebody has confirmed something that waits.
    async fn begin(
        &mut self,
        store: &(impl Backend + ?Sized),
        time: TrustedTime,
        observed: &Observed,
        now: Moment,
    ) -> Result<Vec<Report>> {
        let is_due = self.began.is_none_or(|began| now.monotonic.saturating_sub(began) >= PASS);
        if !is_due && !store.passes().clock.is_anything_waiting() {
            return Ok(Vec::new());
        }
        let last = observed.confirmed.last;
        if !is_due && last == self.confirmation {
            return Ok(Vec::new());
        }
        let projects = store.projects(None).await?;
        let given = &observed.confirmed.removals;
        let limits = count::limits(projects, given, observed.uptime, |days| time.cutoff(days));
        (self.began, self.confirmation) = (Some(now.monotonic), last);
        if !limits.is_empty() {
            self.phase = Phase::Counting { time, limits, stocks: Stocks::new(), after: None };
        }
        Ok(Vec::new())
    }

    /// Ends a pass where it is, and says what it came to.
    async fn end(&mut self, store: &(impl Backend + ?Sized)) -> Result<Vec<Report>> {
        let Phase::Removing { plan, .. } = &self.phase else {
            self.phase = Phase::Idle;
            return Ok(Vec::new());
        };
        let ended = plan
            .values()
            .flatten()
            .flatten()
            .map(|allowed| (Some(allowed.number), Removal { ended: true, ..allowed.removal.clone() }));
        let ended: Vec<_> = ended.collect();
        store.put_removals(ended.clone()).await?;
        self.phase = Phase::Idle;
        let removals = ended.into_iter().map(|(_, removal)| removal);
        Ok(removals.filter(|removal| removal.count > 0).map(Report::Removed).collect())
    }
}

/// Removes some of what may go among the conversations behind one; returns where to go on.
async fn remove_some(
    store: &(impl Backend + ?Sized),
    plan: &mut Plan,
    after: Option<&Cursor>,
) -> Result<Option<Cursor>> {
    let found = store.stored(None, after, LOOKED_MAX).await?;
    let (mut due, mut last, mut more): (Vec<Due>, _, _) = (Vec::new(), None, found.len() == LOOKED_MAX);
    for found in found {
        last = Some(found.cursor.clone());
        if let Some(allowed) = plan.get_mut(&found.of.of) {
            due.extend(remove::choose(allowed, found));
        }
        if due.len() == REMOVED_MAX {
            more = true;
            break;
        }
    }
    if !due.is_empty() {
        let gone = store.delete(due.iter().map(|due| due.deletion.clone()).collect()).await?;
        due.iter().zip(gone).filter(|(_, is_gone)| *is_gone).for_each(|(due, _)| remove::tally(plan, due));
    }
    Ok(last.filter(|_| more))
}

/// Decides what may go, and puts it on record.
async fn decided(
    store: &(impl Backend + ?Sized),
    time: TrustedTime,
    limits: &HashMap<ProjectRef, Limits>,
    stocks: &Stocks,
    uptime: Duration,
) -> Result<(Plan, Vec<Report>)> {
    let (mut plan, mut waiting) = (Plan::new(), Vec::new());
    for (of, limits) in limits {
        let stocks = stocks.get(of).copied().unwrap_or_default();
        for (at, kind) in KINDS.into_iter().enumerate() {
            let (stock, Some(limit)) = (stocks[at], limits[at]) else { continue };
            if stock.due + stock.confirmed == 0 {
                store.passes().clock.waits_no_more(of, kind);
                continue;
            }
            let history = audit::history(store, of, kind, uptime).await?;
            let decision = decide(&stock, &history);
            let (account, project, days) = (of.account.clone(), of.project.clone(), limit.days);
            let left = if decision.waits { 0 } else { stock.due };
            if decision.waits {
                let (account, project) = (account.clone(), project.clone());
                waiting.push(Waiting { account, project, kind, days, stock, decision });
            } else {
                store.passes().clock.waits_no_more(of, kind);
            }
            let (count, confirmed) = (left + stock.confirmed, stock.confirmed);
            if count > 0 {
                let time = time.wall();
                let removal = Removal { account, project, kind, time, uptime, days, count, confirmed, ended: false };
                let before = if decision.waits { limit.cutoff.min(limit.confirmed) } else { limit.cutoff };
                let allowed = Allowed { before, confirmed: limit.confirmed, left, number: 0, removal };
                plan.entry(of.clone()).or_default()[at] = Some(allowed);
            }
        }
    }
    record(store, &mut plan).await?;
    let news = waiting.into_iter().filter(|waiting| store.passes().clock.reports(waiting, uptime));
    let reports = news.map(Report::Waits).collect();
    Ok((plan, reports))
}

/// Puts on record what is about to go.
async fn record(store: &(impl Backend + ?Sized), plan: &mut Plan) -> Result<()> {
    let removals = plan.values().flatten().flatten().map(|allowed| (None, allowed.removal.clone())).collect::<Vec<_>>();
    if removals.is_empty() {
        return Ok(());
    }
    let numbers = store.put_removals(removals).await?;
    for (allowed, number) in plan.values_mut().flatten().flatten().zip(numbers) {
        allowed.number = number;
        (allowed.removal.count, allowed.removal.confirmed) = (0, 0);
    }
    Ok(())
}
