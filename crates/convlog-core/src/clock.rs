//! Whether the time of a machine can be trusted with what cannot be undone.
//!
//! Whoever removes things because of their age goes by [`TrustedTime`], which only a [`ClockMonitor`] gives. It compares
//! the wall clock, which anybody may set, with a clock that nobody sets, and with the last time that was known when the
//! process was started. Nothing here reads a clock.

use std::time::Duration;

use crate::Timestamp;

/// How far the two clocks may drift apart at once, in steps of time servers say.
pub const TOLERANCE: Duration = Duration::from_hours(1);
/// How far they may drift apart besides: a thousandth of the time that has passed.
const DRIFT_PARTS: u32 = 1000;
/// How long the clocks have to agree after a start before they are trusted: until then the time may still be set.
pub const SETTLING: Duration = Duration::from_mins(10);
/// How far ahead of the last known time a start may find the wall clock. A longer stop is confirmed by somebody.
pub const AHEAD_MAX: Duration = Duration::from_hours(7 * 24);
/// How long a store has to have been running in all before anything is removed from it by age for the first time.
pub const FIRST_UPTIME: Duration = Duration::from_hours(24);

const DAY_MICROS: i64 = 24 * 60 * 60 * 1_000_000;

/// A reading of the wall clock and of one that nobody can set, made at the same moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The time of day.
    pub wall: Timestamp,
    /// The time since some moment before the process began. It goes on while the machine sleeps.
    pub monotonic: Duration,
}

/// A time that may decide about removal by age. Only [`ClockMonitor::observe`] gives one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrustedTime(Timestamp);

impl TrustedTime {
    /// Returns the time before which something has to have arrived to be older than so many days.
    #[must_use]
    pub fn cutoff(self, days: u32) -> Timestamp {
        days_before(self.0, days)
    }

    /// Returns the time itself.
    #[must_use]
    pub fn wall(self) -> Timestamp {
        self.0
    }
}

/// Returns the time so many days before another, to say what would be removed. What is removed goes by
/// [`TrustedTime::cutoff`] alone.
#[must_use]
pub fn days_before(now: Timestamp, days: u32) -> Timestamp {
    Timestamp::from_micros(now.as_micros().saturating_sub(i64::from(days) * DAY_MICROS))
}

/// What is wrong with the wall clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockFault {
    /// It went another way than the monotonic clock, by so many microseconds.
    Jumped(i64),
    /// After a start it was so many microseconds ahead of the last known time, more than [`AHEAD_MAX`].
    Ahead(i64),
    /// After a start it was behind the last known time, by so many microseconds below zero.
    Behind(i64),
}

impl ClockFault {
    /// Returns the fault's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            ClockFault::Jumped(_) => "jumped",
            ClockFault::Ahead(_) => "ahead",
            ClockFault::Behind(_) => "behind",
        }
    }

    /// Returns how far off it is, in microseconds; below zero where it is behind.
    #[must_use]
    pub const fn offset_micros(self) -> i64 {
        match self {
            ClockFault::Jumped(by) | ClockFault::Ahead(by) | ClockFault::Behind(by) => by,
        }
    }

    /// Returns the fault with this name.
    #[must_use]
    pub fn parse(name: &str, offset_micros: i64) -> Option<ClockFault> {
        let of = [ClockFault::Jumped, ClockFault::Ahead, ClockFault::Behind].map(|fault| fault(offset_micros));
        of.into_iter().find(|fault| fault.as_str() == name)
    }
}

/// What a store keeps of time from one start to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockRecord {
    /// The latest time that was trusted, or the first that there was.
    pub last_known: Timestamp,
    /// How long the store has been running, over all starts.
    pub uptime: Duration,
    /// What is wrong until somebody confirms the time.
    pub fault: Option<ClockFault>,
    /// The number of the last confirmation that was taken up.
    pub confirmation: u64,
}

/// Somebody's word that the wall clock is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockConfirmation {
    /// Its number: each is greater than those before.
    pub number: u64,
    /// The clocks when it was given.
    pub at: Moment,
}

/// What holds of the wall clock at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockStatus {
    /// Age may be judged by this time.
    Trusted(TrustedTime),
    /// Nothing is wrong, but it has to stay so for some time more.
    Settling(Duration),
    /// Nothing is removed by age until somebody confirms the time.
    Suspect(ClockFault),
}

/// Compares the clocks of one machine from a start on.
///
/// A fault stays, also over later starts and when the clock goes back, until somebody confirms the time.
#[derive(Clone, Debug)]
pub struct ClockMonitor {
    record: ClockRecord,
    /// The monotonic time at which the last known time was known.
    known_at: Duration,
    /// The moment since which the clocks agree.
    base: Moment,
    settled: bool,
    /// The greatest monotonic time that was seen.
    latest: Duration,
}

impl ClockMonitor {
    /// Begins at the first moment after a start, with what was kept before it.
    #[must_use]
    pub fn new(kept: Option<ClockRecord>, now: Moment) -> ClockMonitor {
        let first = ClockRecord { last_known: now.wall, uptime: Duration::ZERO, fault: None, confirmation: 0 };
        ClockMonitor {
            record: kept.unwrap_or(first),
            known_at: now.monotonic,
            base: now,
            settled: false,
            latest: now.monotonic,
        }
    }

    /// Returns what is to be kept.
    #[must_use]
    pub fn record(&self) -> &ClockRecord {
        &self.record
    }

    /// Takes a reading, and the last confirmation that was given, and says what holds.
    pub fn observe(&mut self, now: Moment, confirmation: Option<ClockConfirmation>) -> ClockStatus {
        self.record.uptime = self.record.uptime.saturating_add(now.monotonic.saturating_sub(self.latest));
        self.latest = self.latest.max(now.monotonic);
        if let Some(confirmation) = confirmation.filter(|given| given.number > self.record.confirmation) {
            self.confirm(confirmation, now);
        }
        if self.record.fault.is_none() {
            self.record.fault = self.compare(now);
        }
        match self.record.fault {
            Some(fault) => ClockStatus::Suspect(fault),
            None if !self.settled => {
                ClockStatus::Settling(SETTLING.saturating_sub(now.monotonic.saturating_sub(self.base.monotonic)))
            }
            None if self.record.uptime < FIRST_UPTIME && self.record.confirmation == 0 => {
                ClockStatus::Settling(FIRST_UPTIME.saturating_sub(self.record.uptime))
            }
            None => ClockStatus::Trusted(TrustedTime(now.wall)),
        }
    }

    /// Returns the time at which something is said to have arrived: that of the wall clock, unless it cannot be so early.
    ///
    /// What arrives while the clock is behind would otherwise be too old at once when it is right again.
    #[must_use]
    pub fn stamp(&self, wall: Timestamp) -> Timestamp {
        let least = later(self.record.last_known, self.latest.saturating_sub(self.known_at));
        if micros_between(wall, least) > micros(TOLERANCE) { least } else { wall }
    }

    /// Goes by somebody's word from now on, unless the clock was set again since.
    fn confirm(&mut self, confirmation: ClockConfirmation, now: Moment) {
        let ClockConfirmation { number, at } = confirmation;
        self.record.confirmation = number;
        self.record.fault = None;
        self.record.last_known = at.wall;
        self.known_at = now.monotonic;
        self.settled = at.monotonic <= now.monotonic && agree(at, now);
        self.base = if self.settled { at } else { now };
    }

    fn compare(&mut self, now: Moment) -> Option<ClockFault> {
        if self.settled {
            let drift = drift(self.base, now);
            if !agree(self.base, now) {
                return Some(ClockFault::Jumped(drift));
            }
            self.know(now);
            return None;
        }
        let least = later(self.record.last_known, now.monotonic.saturating_sub(self.known_at));
        let ahead = micros_between(least, now.wall);
        if ahead > micros(AHEAD_MAX) {
            return Some(ClockFault::Ahead(ahead));
        }
        if ahead < -micros(TOLERANCE) {
            return Some(ClockFault::Behind(ahead));
        }
        if !agree(self.base, now) {
            self.base = now;
        } else if now.monotonic.saturating_sub(self.base.monotonic) >= SETTLING {
            self.settled = true;
            self.know(now);
        }
        None
    }

    fn know(&mut self, now: Moment) {
        self.record.last_known = self.record.last_known.max(now.wall);
        self.known_at = now.monotonic;
    }
}

/// Says whether both clocks went the same way between two moments.
fn agree(from: Moment, to: Moment) -> bool {
    let passed = to.monotonic.saturating_sub(from.monotonic);
    drift(from, to).saturating_abs() <= micros(TOLERANCE + passed / DRIFT_PARTS)
}

/// Returns how much further the wall clock went than the other, in microseconds.
fn drift(from: Moment, to: Moment) -> i64 {
    let passed = to.monotonic.saturating_sub(from.monotonic);
    micros_between(from.wall, to.wall).saturating_sub(micros(passed))
}

fn later(time: Timestamp, by: Duration) -> Timestamp {
    Timestamp::from_micros(time.as_micros().saturating_add(micros(by)))
}

fn micros_between(from: Timestamp, to: Timestamp) -> i64 {
    to.as_micros().saturating_sub(from.as_micros())
}

fn micros(span: Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
