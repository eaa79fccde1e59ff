//! Removal by age: what is due is looked for, decided about and removed in one go.

use std::collections::BTreeMap;
use std::time::Duration;

use convlog_core::clock::ClockMonitor;
use convlog_core::record::Body;
use convlog_core::{
    AccountId, ClockConfirmation, ClockRecord, ClockStatus, ConversationId, Moment, ProjectId, Timestamp, TrustedTime,
};
use convlog_store::append::Item;
use convlog_store::control::ProjectSettings;
use convlog_store::retention::{
    Confirmation, HISTORY, History, Removal, RemovalConfirmation, RemovalKind, Report, Reported, Step, Stock, Waiting,
    decide,
};

use super::{Rows, State};

/// What was removed, and what decides about it.
#[derive(Debug, Default)]
pub(super) struct Retention {
    monitor: Option<ClockMonitor>,
    /// What is known of time from before the last start.
    kept: Option<ClockRecord>,
    clock: Option<ClockConfirmation>,
    confirmed: BTreeMap<(AccountId, ProjectId, RemovalKind), RemovalConfirmation>,
    pub(super) removals: Vec<Removal>,
    reported: Reported,
}

impl Retention {
    pub(super) fn reopen(&mut self) {
        self.kept = self.monitor.take().map_or(self.kept, |monitor| Some(*monitor.record()));
        self.reported = Reported::default();
    }

    /// Judges the clock; returns the time if it can be trusted.
    pub(super) fn observe(&mut self, now: Moment, step: &mut Step) -> Option<TrustedTime> {
        let monitor = self.monitor.get_or_insert_with(|| ClockMonitor::new(self.kept, now));
        let before = *monitor.record();
        let status = monitor.observe(now, self.clock);
        let ClockRecord { uptime, confirmation, .. } = *monitor.record();
        if confirmation > before.confirmation {
            step.reports.push(Report::ClockConfirmed);
        }
        match status {
            ClockStatus::Suspect(fault) if self.reported.is_due(None, uptime) => {
                step.reports.push(Report::ClockSuspect(fault));
                None
            }
            ClockStatus::Suspect(_) => None,
            ClockStatus::Settling(_) => {
                self.reported.forget(None);
                None
            }
            ClockStatus::Trusted(time) => {
                self.reported.forget(None);
                Some(time)
            }
        }
    }

    pub(super) fn stamp(&self, wall: Timestamp) -> Timestamp {
        self.monitor.as_ref().map_or(wall, |monitor| monitor.stamp(wall))
    }

    pub(super) fn confirm(&mut self, confirmation: &Confirmation) {
        if let Some(at) = confirmation.clock {
            self.clock = Some(ClockConfirmation { number: self.clock.map_or(0, |last| last.number) + 1, at });
        }
        for given in &confirmation.removals {
            self.confirmed.insert((given.account.clone(), given.project.clone(), given.kind), given.clone());
        }
    }

    fn uptime(&self) -> Duration {
        self.monitor.as_ref().map_or(Duration::ZERO, |monitor| monitor.record().uptime)
    }

    /// Removes what is due of a kind in a project as far as it may go: `due` says when the last of each arrived, and
    /// `remove` removes what arrived before a time.
    pub(super) fn retain(
        &mut self,
        (place, kind, days): (&(AccountId, ProjectId), RemovalKind, u32),
        time: TrustedTime,
        received: &[Timestamp],
        step: &mut Step,
        mut remove: impl FnMut(Timestamp),
    ) -> u64 {
        let (account, project) = place;
        let key = (account.clone(), project.clone(), kind);
        let (uptime, cutoff) = (self.uptime(), time.cutoff(days));
        let confirmed = self.confirmed.get(&key).map(|given| given.before(uptime).min(cutoff));
        let mut stock = Stock { present: received.len() as u64, ..Stock::default() };
        for at in received.iter().filter(|at| **at < cutoff) {
            stock.count_due(*at, confirmed.is_some_and(|before| *at < before));
        }
        let same = |removal: &&Removal| (&removal.account, &removal.project, removal.kind) == (account, project, kind);
        let lately = self.removals.iter().filter(same).filter(|removal| uptime - removal.uptime < HISTORY);
        let history = History::of(lately.map(|removal| (removal.uptime, removal.count, removal.confirmed)), uptime);
        let decision = decide(&stock, &history);
        let named = Some((account, project, kind));
        if !decision.waits {
            self.reported.forget(named);
        } else if self.reported.is_due(named, uptime) {
            let (account, project) = (account.clone(), project.clone());
            step.reports.push(Report::Waits(Waiting { account, project, kind, days, stock, decision }));
        }
        let (before, count) = match decision.waits {
            true => (confirmed, stock.confirmed),
            false => (Some(cutoff), stock.confirmed + stock.due),
        };
        if let Some(before) = before.filter(|_| count > 0) {
            remove(before);
            let removal = Removal {
                account: account.clone(),
                project: project.clone(),
                kind,
                time: time.wall(),
                uptime,
                days,
                count,
                confirmed: stock.confirmed,
                ended: true,
            };
            self.removals.push(removal.clone());
            step.reports.push(Report::Removed(removal));
        }
        count
    }
}

impl State {
    /// Removes what has been kept for long enough.
    pub(super) fn retain(&mut self, now: Moment) -> Step {
        let mut step = Step::default();
        let State { projects, rows, retention, .. } = self;
        let Some(time) = retention.observe(now, &mut step) else { return step };
        for (place, project) in projects.iter() {
            let Some(rows) = rows.get_mut(place) else { continue };
            let ProjectSettings { retention_days, pii_retention_days, .. } = project.settings;
            if let Some(days) = retention_days {
                let received = rows.received(|_| true);
                let what = (place, RemovalKind::Conversations, days);
                let gone = retention.retain(what, time, &received, &mut step, |before| {
                    rows.conversations.retain(|_, items| last(items) >= before);
                });
                rows.retired.conversations += gone;
            }
            if let Some(days) = pii_retention_days {
                let received = rows.received(has_personal);
                let what = (place, RemovalKind::PersonalParts, days);
                let gone =
                    retention.retain(what, time, &received, &mut step, |before| rows.remove_personal_parts(before));
                rows.retired.personal_parts += gone;
            }
        }
        step
    }
}

impl Rows {
    /// Says when the last of each conversation of some sort arrived.
    fn received(&self, of: impl Fn(&[(Item, Timestamp)]) -> bool) -> Vec<Timestamp> {
        self.conversations.values().filter(|items| of(items)).map(|items| last(items)).collect()
    }

    fn remove_personal_parts(&mut self, before: Timestamp) {
        for items in self.conversations.values_mut().filter(|items| last(items) < before) {
            items.retain_mut(|(item, _)| {
                match &mut item.body {
                    Body::Log(log) => {
                        if log.original.take().is_some() {
                            log.hints.clear();
                        }
                    }
                    Body::Fields(fields) => fields.original = None,
                }
                !matches!(&item.body, Body::Log(log) if log.open.is_none())
            });
        }
        self.conversations.retain(|_: &ConversationId, items| !items.is_empty());
    }
}

/// Says when the last record of a conversation arrived.
fn last(items: &[(Item, Timestamp)]) -> Timestamp {
    items.iter().map(|(_, heard_at)| *heard_at).max().unwrap_or_default()
}

fn has_personal(items: &[(Item, Timestamp)]) -> bool {
    items.iter().any(|(item, _)| match &item.body {
        Body::Log(log) => log.original.is_some(),
        Body::Fields(fields) => fields.original.is_some(),
    })
}
