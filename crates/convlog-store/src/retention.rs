//! Removal by age: how much may go without anybody's word, what somebody has confirmed, and what is reported.
//!
//! Every store removes by these rules. When something is old enough, a [`TrustedTime`](convlog_core::TrustedTime) says;
//! whether so much of it may go is [`decide`]d here. Erasing on request is no removal by age.

use std::collections::HashMap;
use std::time::Duration;

use convlog_core::{AccountId, ClockFault, Moment, ProjectId, Timestamp};
use serde::Serialize;

/// The share of a project's things that may go in a day without confirmation: one in so many.
pub const SHARE: u64 = 5;
/// How many may go in a day however few there are, so that small projects keep what they keep and no longer.
pub const FLOOR: u64 = 3;
/// How many times the usual number of a day may go.
const USUAL_FACTOR: u64 = 2;
/// How many days tell what is usual.
const USUAL_DAYS: usize = 7;

/// A day of the store's running: what the wall clock calls a day is not to be trusted with this.
pub const DAY: Duration = Duration::from_hours(24);
/// How far back removals decide about others.
pub const HISTORY: Duration = Duration::from_hours(24 * (1 + USUAL_DAYS as u64));

/// What is removed by its age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RemovalKind {
    /// Whole conversations.
    Conversations,
    /// The personal parts of conversations, counted by conversation.
    PersonalParts,
    /// Records of who was given personal data.
    AuditRecords,
}

impl RemovalKind {
    /// Every kind.
    pub const ALL: [RemovalKind; 3] =
        [RemovalKind::Conversations, RemovalKind::PersonalParts, RemovalKind::AuditRecords];

    /// Returns the kind's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            RemovalKind::Conversations => "conversations",
            RemovalKind::PersonalParts => "personal_parts",
            RemovalKind::AuditRecords => "audit_records",
        }
    }

    /// Returns the kind with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<RemovalKind> {
        RemovalKind::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// What there is of a kind in a project.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stock {
    /// How many there are.
    pub present: u64,
    /// How many are old enough to go and nobody has confirmed.
    pub due: u64,
    /// How many are old enough to go and somebody has.
    pub confirmed: u64,
    /// When the last record of the oldest that is to go arrived.
    pub oldest: Option<Timestamp>,
    /// The same of the newest.
    pub newest: Option<Timestamp>,
}

impl Stock {
    /// Counts one that is old enough to go.
    pub fn count_due(&mut self, received_at: Timestamp, is_confirmed: bool) {
        *(if is_confirmed { &mut self.confirmed } else { &mut self.due }) += 1;
        self.oldest = Some(self.oldest.map_or(received_at, |oldest| oldest.min(received_at)));
        self.newest = Some(self.newest.map_or(received_at, |newest| newest.max(received_at)));
    }
}

/// One removal: of a kind, from a project, in one pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Removal {
    /// The tenant.
    pub account: AccountId,
    /// The project.
    pub project: ProjectId,
    /// What was removed.
    pub kind: RemovalKind,
    /// When the pass began.
    pub time: Timestamp,
    /// How long the store had been running then, over all starts.
    #[serde(skip)]
    pub uptime: Duration,
    /// For how many days the project kept it.
    pub days: u32,
    /// How many were removed.
    pub count: u64,
    /// How many of them somebody had confirmed.
    pub confirmed: u64,
    /// Whether it came to its end; otherwise no more were removed than it says.
    pub ended: bool,
}

/// Which removals from a project, how many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovalQuery {
    /// Of this kind; without it, of all.
    pub kind: Option<RemovalKind>,
    /// That began behind so long a time of running.
    pub since: Option<Duration>,
    /// That began before a time, and before so long a time of running.
    pub before: Option<(Timestamp, Duration)>,
    /// Maximum number.
    pub limit: u32,
}

impl RemovalQuery {
    /// Asks for the latest.
    #[must_use]
    pub fn latest(limit: u32) -> RemovalQuery {
        RemovalQuery { kind: None, since: None, before: None, limit }
    }

    /// Asks for those that decide about others of a kind.
    #[must_use]
    pub fn deciding(kind: RemovalKind, uptime: Duration) -> RemovalQuery {
        let since = uptime.checked_sub(HISTORY);
        RemovalQuery { kind: Some(kind), since, before: None, limit: u32::MAX }
    }

    /// Says whether it lets a removal through.
    #[must_use]
    pub fn lets_through(&self, removal: &Removal) -> bool {
        self.kind.is_none_or(|kind| kind == removal.kind)
            && self.since.is_none_or(|since| removal.uptime > since)
            && self.before.is_none_or(|(time, uptime)| removal.time < time && removal.uptime < uptime)
    }
}

/// What was removed lately of a kind from a project.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// How many within a day, without anybody's word.
    pub last_day: u64,
    /// How many on each of the days before.
    pub days: [u64; USUAL_DAYS],
}

impl History {
    /// Counts removals of one kind from one project; each is given as the uptime when it began, and how many went in all
    /// and by somebody's word.
    pub fn of(removals: impl IntoIterator<Item = (Duration, u64, u64)>, uptime: Duration) -> History {
        let mut history = History::default();
        for (began, count, confirmed) in removals {
            let age = uptime.saturating_sub(began).as_micros() / DAY.as_micros();
            match usize::try_from(age).unwrap_or(usize::MAX) {
                0 => history.last_day += count.saturating_sub(confirmed),
                day => history.days.get_mut(day - 1).into_iter().for_each(|sum| *sum += count),
            }
        }
        history
    }

    /// Returns what is usually removed in a day: the median, which one great day does not change.
    fn usual(&self) -> u64 {
        let mut days = self.days;
        days.sort_unstable();
        days[USUAL_DAYS / 2]
    }
}

/// Whether what nobody has confirmed may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// How many may go in a day without confirmation.
    pub limit: u64,
    /// How many went within the last day.
    pub gone: u64,
    /// Whether all that is due has to wait, because with it there would be more.
    pub waits: bool,
}

/// Decides whether what is due of a kind in a project may be removed now.
///
/// Either all of it may go or nothing: where there is more than usual something may be wrong, and what is removed does
/// not come back.
#[must_use]
pub fn decide(stock: &Stock, history: &History) -> Decision {
    let share = stock.present.saturating_add(history.last_day) / SHARE;
    let limit = share.max(history.usual().saturating_mul(USUAL_FACTOR)).max(FLOOR);
    let waits = stock.due > 0 && history.last_day.saturating_add(stock.due) > limit;
    Decision { limit, gone: history.last_day, waits }
}

/// Somebody's word that a project's things of a kind may go, up to a time at which they arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovalConfirmation {
    /// The tenant.
    pub account: AccountId,
    /// The project.
    pub project: ProjectId,
    /// What may go.
    pub kind: RemovalKind,
    /// What arrived before may.
    pub before: Timestamp,
    /// How long the store had been running when it was given.
    pub uptime: Duration,
    /// For so many days after, what becomes due may go too.
    pub days: u32,
}

impl RemovalConfirmation {
    /// Returns the time before which something has to have arrived to be confirmed.
    #[must_use]
    pub fn before(&self, uptime: Duration) -> Timestamp {
        let since = uptime.saturating_sub(self.uptime).min(DAY.saturating_mul(self.days));
        let micros = i64::try_from(since.as_micros()).unwrap_or(i64::MAX);
        Timestamp::from_micros(self.before.as_micros().saturating_add(micros))
    }
}

/// What somebody confirms at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confirmation {
    /// That the wall clock is right, as it was at this moment.
    pub clock: Option<Moment>,
    /// What may go.
    pub removals: Vec<RemovalConfirmation>,
}

/// What a step has done that somebody has to know of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// The clock cannot be trusted: retention removes nothing until somebody confirms the time.
    ClockSuspect(ClockFault),
    /// Somebody confirmed the time.
    ClockConfirmed,
    /// Something was removed.
    Removed(Removal),
    /// More is due than may go without confirmation.
    Waits(Waiting),
}

/// Something that waits for confirmation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Waiting {
    /// The tenant.
    pub account: AccountId,
    /// The project.
    pub project: ProjectId,
    /// What is due.
    pub kind: RemovalKind,
    /// For how many days the project keeps it.
    pub days: u32,
    /// How many there are, and how many of them are due.
    pub stock: Stock,
    /// Why they wait.
    pub decision: Decision,
}

/// What came of a step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct RetentionStep {
    /// Whether there is more to do now.
    pub more: bool,
    /// What is to be reported.
    pub reports: Vec<Report>,
}

impl RetentionStep {
    /// Adds what came of another step.
    pub fn join(&mut self, other: RetentionStep) {
        self.more |= other.more;
        self.reports.extend(other.reports);
    }
}

/// What was reported to be waiting, so that it is reported when it begins and then once a day.
#[derive(Clone, Debug, Default)]
pub struct Reported(HashMap<Option<(AccountId, ProjectId, RemovalKind)>, Duration>);

impl Reported {
    /// Says whether it is time to report that something waits: the clock, or a kind of a project.
    pub fn is_due(&mut self, what: Option<(&AccountId, &ProjectId, RemovalKind)>, uptime: Duration) -> bool {
        let what = what.map(|(account, project, kind)| (account.clone(), project.clone(), kind));
        let last = self.0.get(&what);
        let is_due = last.is_none_or(|last| uptime.saturating_sub(*last) >= DAY);
        if is_due {
            self.0.insert(what, uptime);
        }
        is_due
    }

    /// Forgets what does not wait any more.
    pub fn forget(&mut self, what: Option<(&AccountId, &ProjectId, RemovalKind)>) {
        if !self.0.is_empty() {
            self.0.remove(&what.map(|(account, project, kind)| (account.clone(), project.clone(), kind)));
        }
    }

    /// Says whether anything waits.
    #[must_use]
    pub fn is_anything_waiting(&self) -> bool {
        !self.0.is_empty()
    }
}

#[cfg(test)]
mod tests;
