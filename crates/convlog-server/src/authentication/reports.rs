//! What the logs say of those who were refused: the first of a sort at once, the others as a number every minute.
//!
//! So a flood makes no more lines than this allows, and none of it goes uncounted.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use convlog_core::Timestamp;
use convlog_store::{EventKind, KeyId, Network, SecurityEvent};

use super::{EntryPoint, Reason};

/// How long what is alike is counted before it is said again.
const WINDOW: Duration = Duration::from_mins(1);
/// So many sorts are told apart in that time; the rest is one number.
const SORTS_MAX: usize = 32;

/// More than this is not kept for whoever says it: it is counted.
const DUE_MAX: usize = 256;

/// Refusals that are told as one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct RefusalKind {
    pub(super) network: Network,
    pub(super) door: EntryPoint,
    pub(super) reason: Reason,
    /// The key, where it is one that was made here.
    pub(super) key: Option<KeyId>,
}

/// What is to be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Report {
    /// Nothing where there were too many sorts.
    sort: Option<RefusalKind>,
    count: u64,
}

/// What was counted and not said yet.
#[derive(Debug)]
pub(super) struct Reports {
    began_at: Instant,
    /// How many more of each sort came since its first was said.
    unsaid: HashMap<RefusalKind, u64>,
    others: u64,
    due: Vec<Report>,
}

impl Reports {
    pub(super) fn new(now: Instant) -> Reports {
        Reports { began_at: now, unsaid: HashMap::new(), others: 0, due: Vec::new() }
    }

    /// Counts one.
    pub(super) fn add(&mut self, sort: RefusalKind, now: Instant) {
        if now.saturating_duration_since(self.began_at) >= WINDOW {
            self.close(now, false);
        }
        if let Some(count) = self.unsaid.get_mut(&sort) {
            *count += 1;
        } else if self.unsaid.len() < SORTS_MAX && self.due.len() < DUE_MAX {
            self.unsaid.insert(sort.clone(), 0);
            self.due.push(Report { sort: Some(sort), count: 1 });
        } else {
            self.others += 1;
        }
    }

    /// Returns what is to be said now; everything when it is the last time that anybody asks.
    pub(super) fn take(&mut self, now: Instant, is_last: bool) -> Vec<Report> {
        if is_last || now.saturating_duration_since(self.began_at) >= WINDOW {
            self.close(now, is_last);
        }
        std::mem::take(&mut self.due)
    }

    fn close(&mut self, now: Instant, is_last: bool) {
        self.began_at = now;
        for (sort, count) in self.unsaid.drain().filter(|(_, count)| *count > 0) {
            if self.due.len() < DUE_MAX {
                self.due.push(Report { sort: Some(sort), count });
            } else {
                self.others += count;
            }
        }
        if self.others > 0 && (self.due.len() < DUE_MAX || is_last) {
            self.due.push(Report { sort: None, count: std::mem::take(&mut self.others) });
        }
    }
}

impl Report {
    /// Says it in the server's log, and returns what the security log is to say.
    pub(super) fn say(self, now: Timestamp) -> SecurityEvent {
        let mut event = SecurityEvent::new(EventKind::AuthenticationFailed, now);
        match self.sort {
            Some(RefusalKind { network, door, reason, key }) => {
                let (door, reason) = (door.as_str(), reason.as_str());
                let key_id = key.as_ref().map(|key| key.0.as_str());
                tracing::warn!(door, reason, %network, key = key_id, count = self.count, "authentication failed");
                event = event.word("door", door).word("reason", reason).network(&network);
                event = key.iter().fold(event, SecurityEvent::key);
            }
            None => tracing::warn!(count = self.count, "authentication failed from many networks"),
        }
        event.count("count", self.count)
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn sort(number: u32) -> RefusalKind {
        let network = Network::neighbourhood(Ipv4Addr::from_bits(number << 8).into());
        RefusalKind { network, door: EntryPoint::Key, reason: Reason::Unknown, key: None }
    }

    fn total(reports: &[Report]) -> u64 {
        reports.iter().map(|report| report.count).sum()
    }

    #[test]
    fn the_first_is_said_at_once_and_the_others_as_a_number() {
        let now = Instant::now();
        let mut reports = Reports::new(now);
        let one = |count| vec![Report { sort: Some(sort(1)), count }];
        (0..8).for_each(|_| reports.add(sort(1), now));
        assert_eq!(reports.take(now, false), one(1));
        assert_eq!(reports.take(now, false), []);
        assert_eq!(reports.take(now + WINDOW, false), one(7));
        reports.add(sort(1), now + WINDOW);
        assert_eq!(reports.take(now + WINDOW, false), one(1));
    }

    #[test]
    fn a_flood_from_everywhere_makes_few_lines_and_none_goes_uncounted() {
        let now = Instant::now();
        let mut reports = Reports::new(now);
        (0..10_000).for_each(|number| reports.add(sort(number % 500), now));
        let said = reports.take(now, false);
        assert_eq!(said.len(), SORTS_MAX);
        let rest = reports.take(now, true);
        assert_eq!(rest.len(), SORTS_MAX + 1);
        assert_eq!(total(&said) + total(&rest), 10_000);
        assert_eq!(reports.take(now, true), []);
    }

    #[test]
    fn what_nobody_takes_stays_bounded_and_counted() {
        let now = Instant::now();
        let mut reports = Reports::new(now);
        for minute in 0..1000 {
            (0..50).for_each(|number| reports.add(sort(number), now + minute * WINDOW));
        }
        let said = reports.take(now, true);
        assert!(said.len() <= DUE_MAX + 1, "{}", said.len());
        assert_eq!(total(&said), 50_000);
    }
}
