//! What the logs say of those who were refused: the first of a sort at once, the others as a number every minute.
//!
//! So a flood makes no more lines than this allows, and none of it goes uncounted.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use convlog_core::Timestamp;
use convlog_store::{EventKind, KeyId, Network, SecurityEvent};

use super::{DoorName, Reason};

/// How long what is alike is counted before it is said again.
const WINDOW: Duration = Duration::from_mins(1);
/// So many sorts are told apart in that time; the rest is one number.
const SORTS_MAX: usize = 32;

/// Refusals that are told as one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Sort {
    pub(super) network: Network,
    pub(super) door: DoorName,
    pub(super) reason: Reason,
    /// The key, where it is one that was made here.
    pub(super) key: Option<KeyId>,
}

/// What is to be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Report {
    /// Nothing where there were too many sorts.
    sort: Option<Sort>,
    count: u64,
}

/// What was counted and not said yet.
#[derive(Debug)]
pub(super) struct Reports {
    began_at: Instant,
    unsaid: HashMap<Sort, u64>,
    others: u64,
}

impl Reports {
    pub(super) fn new(now: Instant) -> Reports {
        Reports { began_at: now, unsaid: HashMap::new(), others: 0 }
    }

    /// Counts one, and returns what is to be said now.
    pub(super) fn add(&mut self, sort: Sort, now: Instant) -> Vec<Report> {
        let mut due = self.due(now, false);
        if let Some(count) = self.unsaid.get_mut(&sort) {
            *count += 1;
        } else if self.unsaid.len() < SORTS_MAX {
            self.unsaid.insert(sort.clone(), 0);
            due.push(Report { sort: Some(sort), count: 1 });
        } else {
            self.others += 1;
        }
        due
    }

    /// Returns what was counted, once the time is over or when it is the last time that anybody asks.
    pub(super) fn due(&mut self, now: Instant, is_last: bool) -> Vec<Report> {
        if !is_last && now.saturating_duration_since(self.began_at) < WINDOW {
            return Vec::new();
        }
        self.began_at = now;
        let said = self.unsaid.drain().map(|(sort, count)| Report { sort: Some(sort), count });
        let others = Report { sort: None, count: std::mem::take(&mut self.others) };
        said.chain([others]).filter(|report| report.count > 0).collect()
    }
}

impl Report {
    /// Says it in the server's log, and returns what the security log is to say.
    pub(super) fn say(self, now: Timestamp) -> SecurityEvent {
        let mut event = SecurityEvent::new(EventKind::AuthenticationFailed, now);
        match self.sort {
            Some(Sort { network, door, reason, key }) => {
                let (door, reason) = (door.as_str(), reason.as_str());
                let key_id = key.as_ref().map(|key| key.0.as_str());
                tracing::warn!(door, reason, %network, key = key_id, count = self.count, "authentication failed");
                event = event.word("door", door).word("reason", reason).network(&network);
                event = key.iter().fold(event, SecurityEvent::key);
            }
            None => tracing::warn!(count = self.count, "authentication failed, from many networks"),
        }
        event.count("count", self.count)
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn sort(number: u32) -> Sort {
        let network = Network::neighbourhood(Ipv4Addr::from_bits(number << 8).into());
        Sort { network, door: DoorName::Key, reason: Reason::Unknown, key: None }
    }

    fn total(reports: &[Report]) -> u64 {
        reports.iter().map(|report| report.count).sum()
    }

    #[test]
    fn the_first_is_said_at_once_and_the_others_as_a_number() {
        let now = Instant::now();
        let mut reports = Reports::new(now);
        assert_eq!(reports.add(sort(1), now), [Report { sort: Some(sort(1)), count: 1 }]);
        (0..7).for_each(|_| assert_eq!(reports.add(sort(1), now), []));
        assert_eq!(reports.due(now, false), []);
        assert_eq!(reports.due(now + WINDOW, false), [Report { sort: Some(sort(1)), count: 7 }]);
        assert_eq!(reports.add(sort(1), now + WINDOW), [Report { sort: Some(sort(1)), count: 1 }]);
    }

    #[test]
    fn a_flood_from_everywhere_makes_few_lines_and_none_goes_uncounted() {
        let now = Instant::now();
        let mut reports = Reports::new(now);
        let mut said: Vec<Report> = (0..10_000).flat_map(|number| reports.add(sort(number % 500), now)).collect();
        assert_eq!(said.len(), SORTS_MAX);
        said.extend(reports.due(now, true));
        assert!(said.len() <= 2 * SORTS_MAX + 1);
        assert_eq!(total(&said), 10_000);
        assert_eq!(reports.due(now, true), []);
    }
}
