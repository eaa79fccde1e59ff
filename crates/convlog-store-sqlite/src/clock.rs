//! The one judgement of the clock for everything that a store removes by age, kept from one start to the next.

use std::time::Duration;

use convlog_core::{
    AccountId, ClockConfirmation, ClockMonitor, ClockRecord, ClockStatus, Moment, ProjectId, Timestamp, TrustedTime,
};
use convlog_store::error::Result;
use convlog_store::retention::Reported;
use convlog_store::{RemovalKind, Report, Waiting};
use parking_lot::Mutex;

use crate::control::SqliteControl;

/// How often the time is kept while nothing happens to it.
const KEEP_EVERY: Duration = Duration::from_mins(10);

/// What is known of the clock since the start.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    monitor: Option<ClockMonitor>,
    /// What was kept last.
    kept: Option<ClockRecord>,
    reported: Reported,
}

/// What holds at a moment.
#[derive(Clone, Debug)]
pub(crate) struct Observed {
    /// The time, if age may be judged by it.
    pub(crate) trusted: Option<TrustedTime>,
    /// How long the store has been running, over all starts.
    pub(crate) uptime: Duration,
    pub(crate) reports: Vec<Report>,
}

impl Clock {
    /// Judges the clock. What it finds wrong is durable when it returns.
    pub(crate) async fn observe(&self, control: &SqliteControl, now: Moment) -> Result<Observed> {
        // Asked for each time: one that was given before a fault must not be taken for one about it.
        let confirmation = control.clock_confirmation().await?;
        if self.state.lock().monitor.is_none() {
            let kept = control.known_clock().await?.map(|known| known.record);
            let mut state = self.state.lock();
            state.kept = kept;
            state.monitor = Some(ClockMonitor::new(kept, now));
        }
        let (observed, record, is_kept) = self.state.lock().observe(now, confirmation);
        if !is_kept {
            control.keep_clock(record).await?;
            self.state.lock().kept = Some(record);
        }
        Ok(observed)
    }

    /// Returns the time at which something is said to have arrived, see [`ClockMonitor::stamp`].
    pub(crate) fn stamp(&self, wall: Timestamp) -> Timestamp {
        self.state.lock().monitor.as_ref().map_or(wall, |monitor| monitor.stamp(wall))
    }

    /// Says whether it is time to report what waits.
    pub(crate) fn reports(&self, waiting: &Waiting, uptime: Duration) -> bool {
        let what = (&waiting.account, &waiting.project, waiting.kind);
        self.state.lock().reported.is_due(Some(what), uptime)
    }

    /// Forgets what does not wait any more.
    pub(crate) fn waits_no_more(&self, account: &AccountId, project: &ProjectId, kind: RemovalKind) {
        self.state.lock().reported.forget(Some((account, project, kind)));
    }

    /// Says whether anything waits for somebody.
    pub(crate) fn is_anything_waiting(&self) -> bool {
        self.state.lock().reported.is_anything_waiting()
    }
}

impl State {
    /// Returns what holds, what is to be kept, and whether that is kept already.
    fn observe(&mut self, now: Moment, confirmation: Option<ClockConfirmation>) -> (Observed, ClockRecord, bool) {
        let monitor = self.monitor.get_or_insert_with(|| ClockMonitor::new(None, now));
        let confirmed = monitor.record().confirmation;
        let status = monitor.observe(now, confirmation);
        let record = *monitor.record();
        let mut observed = Observed { trusted: None, uptime: record.uptime, reports: Vec::new() };
        if record.confirmation > confirmed {
            observed.reports.push(Report::ClockConfirmed);
        }
        if let ClockStatus::Suspect(fault) = status {
            if self.reported.is_due(None, record.uptime) {
                observed.reports.push(Report::ClockSuspect(fault));
            }
        } else {
            self.reported.forget(None);
        }
        if let ClockStatus::Trusted(time) = status {
            observed.trusted = Some(time);
        }
        let is_kept = self.kept.is_some_and(|kept| {
            (kept.fault, kept.confirmation) == (record.fault, record.confirmation)
                && record.uptime.saturating_sub(kept.uptime) < KEEP_EVERY
        });
        (observed, record, is_kept)
    }
}
