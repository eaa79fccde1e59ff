//! The one judgement of the clock for everything that a store removes by age, kept from one start to the next.

use std::time::Duration;

use convlog_core::{ClockMonitor, ClockRecord, ClockStatus, Moment, Timestamp, TrustedTime};

use super::unpoisoned_mutex::UnpoisonedMutex;
use crate::documents::Documents;
use crate::error::Result;
use crate::known_time::{self, Confirmed};
use crate::records::ProjectRef;
use crate::retention::{RemovalKind, Report, Reported, Waiting};

/// How often the time is kept while nothing happens to it.
const KEEP_EVERY: Duration = Duration::from_mins(10);

/// What is known of the clock since the start.
#[derive(Debug, Default)]
pub(super) struct Clock {
    state: UnpoisonedMutex<State>,
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
pub(super) struct Observed {
    /// The time, if age may be judged by it.
    pub(super) trusted: Option<TrustedTime>,
    /// How long the store has been running, over all starts.
    pub(super) uptime: Duration,
    pub(super) reports: Vec<Report>,
    /// What somebody has confirmed.
    pub(super) confirmed: Confirmed,
}

impl Clock {
    /// Judges the clock. What it finds wrong is durable when it returns.
    pub(super) async fn observe(&self, documents: &(impl Documents + ?Sized), now: Moment) -> Result<Observed> {
        // Asked for each time: one that was given before a fault must not be taken for one about it.
        let confirmed = known_time::confirmed(documents).await?;
        if self.state.lock().monitor.is_none() {
            let kept = known_time::known(documents).await?.map(|known| known.record);
            let mut state = self.state.lock();
            state.kept = kept;
            state.monitor = Some(ClockMonitor::new(kept, now));
        }
        let (observed, record, is_kept) = self.state.lock().observe(now, confirmed);
        if !is_kept {
            known_time::keep(documents, record).await?;
            self.state.lock().kept = Some(record);
        }
        Ok(observed)
    }

    /// Returns the time at which something is said to have arrived, see [`ClockMonitor::stamp`].
    pub(super) fn stamp(&self, wall: Timestamp) -> Timestamp {
        self.state.lock().monitor.as_ref().map_or(wall, |monitor| monitor.stamp(wall))
    }

    /// Says whether it is time to report what waits.
    pub(super) fn reports(&self, waiting: &Waiting, uptime: Duration) -> bool {
        let what = (&waiting.account, &waiting.project, waiting.kind);
        self.state.lock().reported.is_due(Some(what), uptime)
    }

    /// Forgets what does not wait any more.
    pub(super) fn waits_no_more(&self, of: &ProjectRef, kind: RemovalKind) {
        self.state.lock().reported.forget(Some((&of.account, &of.project, kind)));
    }

    /// Says whether anything waits for somebody.
    pub(super) fn is_anything_waiting(&self) -> bool {
        self.state.lock().reported.is_anything_waiting()
    }
}

impl State {
    /// Returns what holds, what is to be kept, and whether that is kept already.
    fn observe(&mut self, now: Moment, confirmed: Confirmed) -> (Observed, ClockRecord, bool) {
        let monitor = self.monitor.get_or_insert_with(|| ClockMonitor::new(None, now));
        let taken_up = monitor.record().confirmation;
        let status = monitor.observe(now, confirmed.clock);
        let record = *monitor.record();
        let mut observed = Observed { trusted: None, uptime: record.uptime, reports: Vec::new(), confirmed };
        if record.confirmation > taken_up {
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
