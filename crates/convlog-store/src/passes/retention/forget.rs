//! Removing records of the audit whose time is over, under the rules for all that is removed by age.

use std::time::Duration;

use convlog_core::{Moment, Timestamp, TrustedTime};

use super::super::{Backend, audit};
use super::count;
use crate::error::Result;
use crate::known_time;
use crate::records::ProjectRef;
use crate::retention::{
    HISTORY, Removal, RemovalConfirmation, RemovalKind, Report, RetentionStep, Stock, Waiting, decide,
};

/// How many records are looked at in a project in one step.
const STEP_ROWS: u64 = 500;

const KIND: RemovalKind = RemovalKind::AuditRecords;

/// Takes a step in every project.
pub(in crate::passes) async fn step(store: &(impl Backend + ?Sized), days: u32, now: Moment) -> Result<RetentionStep> {
    let observed = store.passes().clock.observe(store, now).await?;
    if !observed.reports.is_empty() {
        return Ok(RetentionStep { more: true, reports: observed.reports });
    }
    let Some(time) = observed.trusted else { return Ok(RetentionStep::default()) };
    known_time::keep_audit_days(store, days).await?;
    let forgetting =
        Forgetting { store, days, time, uptime: observed.uptime, confirmations: &observed.confirmed.removals };
    let mut step = RetentionStep::default();
    for of in store.audited_projects().await? {
        step.join(forgetting.forget(&of).await?);
    }
    Ok(step)
}

/// What a step goes by.
struct Forgetting<'a, S: ?Sized> {
    store: &'a S,
    days: u32,
    time: TrustedTime,
    uptime: Duration,
    confirmations: &'a [RemovalConfirmation],
}

impl<S: Backend + ?Sized> Forgetting<'_, S> {
    async fn forget(&self, of: &ProjectRef) -> Result<RetentionStep> {
        let cutoff = self.time.cutoff(self.days);
        // What the audit has of removals goes with it; what still decides about others stays.
        audit::forget_removals(self.store, of, (cutoff, self.uptime.saturating_sub(HISTORY))).await?;
        let confirmed = count::confirmed(self.confirmations, of, KIND, self.uptime).min(cutoff);
        let history = audit::history(self.store, of, KIND, self.uptime).await?;
        let present = self.store.earliest_accesses(of, 0).await?.0;
        let limit = decide(&Stock { present, ..Stock::default() }, &history).limit;
        // So many that all that may go is among them, and one more.
        let window = STEP_ROWS.max(limit.saturating_add(1));
        let (_, earliest) = self.store.earliest_accesses(of, window).await?;
        let mut stock = Stock { present, ..Stock::default() };
        for time in earliest.iter().filter(|time| **time < cutoff) {
            stock.count_due(*time, *time < confirmed);
        }
        let decision = decide(&stock, &history);
        let clock = &self.store.passes().clock;
        let mut step = RetentionStep::default();
        if decision.waits {
            let (account, project) = (of.account.clone(), of.project.clone());
            let waiting = Waiting { account, project, kind: KIND, days: self.days, stock, decision };
            step.reports.extend(clock.reports(&waiting, self.uptime).then_some(Report::Waits(waiting)));
        } else {
            clock.waits_no_more(of, KIND);
        }
        // A clock may have gone back, so the earliest to come need not be the earliest by time; but near enough.
        let before = if decision.waits { confirmed } else { cutoff };
        let due: Vec<Timestamp> = earliest.into_iter().take(STEP_ROWS as usize).filter(|time| *time < before).collect();
        if let Some(removal) = self.remove(of, &due, [confirmed, before]).await? {
            step.more = removal.count >= STEP_ROWS;
            step.reports.insert(0, Report::Removed(removal));
        }
        Ok(step)
    }

    /// Removes what was made before a time among the earliest records, and puts it on record first.
    async fn remove(
        &self,
        of: &ProjectRef,
        due: &[Timestamp],
        [confirmed, before]: [Timestamp; 2],
    ) -> Result<Option<Removal>> {
        if due.is_empty() {
            return Ok(None);
        }
        let count = |times: &[Timestamp]| times.iter().filter(|time| **time < confirmed).count() as u64;
        let mut removal = Removal {
            account: of.account.clone(),
            project: of.project.clone(),
            kind: KIND,
            time: self.time.wall(),
            uptime: self.uptime,
            days: self.days,
            count: due.len() as u64,
            confirmed: count(due),
            ended: false,
        };
        let numbers = self.store.put_removals(vec![(None, removal.clone())]).await?;
        let gone = self.store.forget_earliest(of, before, STEP_ROWS).await?;
        (removal.count, removal.confirmed, removal.ended) = (gone.len() as u64, count(&gone), true);
        let ended = numbers.into_iter().map(|number| (Some(number), removal.clone()));
        self.store.put_removals(ended.collect()).await?;
        Ok(Some(removal))
    }
}
