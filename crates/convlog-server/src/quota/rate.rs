//! Entries a minute, as a bucket of tokens for each account and project that has a limit.
//!
//! A bucket holds a minute's worth. Whoever finds a token in it may send a whole batch, whose lines may then be missing in
//! it: so a batch with more lines than a minute has arrives too, and the average holds all the same.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use convlog_core::{AccountId, ProjectId};

/// An account, or a project of one.
type Owner<'a> = (&'a AccountId, Option<&'a ProjectId>);

/// The buckets in use.
#[derive(Debug, Default)]
pub(super) struct Rates(Mutex<HashMap<AccountId, HashMap<Option<ProjectId>, Bucket>>>);

#[derive(Clone, Copy, Debug)]
struct Bucket {
    tokens: f64,
    /// When that was so, by the clock that nobody sets.
    at: Duration,
}

impl Rates {
    /// Returns how long the owner has to wait until it may send; nothing where it may now.
    pub(super) fn wait(&self, owner: Owner<'_>, limit: u64, now: Duration) -> Option<Duration> {
        self.with(owner, limit, now, |bucket| bucket.wait(limit))
    }

    /// Takes a token for each line.
    pub(super) fn take(&self, owner: Owner<'_>, limit: u64, now: Duration, lines: usize) {
        self.with(owner, limit, now, |bucket| bucket.tokens -= lines as f64);
    }

    fn with<T>(
        &self,
        (account, project): Owner<'_>,
        limit: u64,
        now: Duration,
        with: impl FnOnce(&mut Bucket) -> T,
    ) -> T {
        let mut accounts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !accounts.contains_key(account) {
            accounts.insert(account.clone(), HashMap::new());
        }
        let buckets = accounts.entry(account.clone()).or_default();
        let bucket = buckets.entry(project.cloned()).or_insert(Bucket { tokens: limit as f64, at: now });
        bucket.fill(limit, now);
        with(bucket)
    }
}

impl Bucket {
    fn fill(&mut self, limit: u64, now: Duration) {
        let seconds = now.saturating_sub(self.at).as_secs_f64();
        self.tokens = (self.tokens + seconds * per_second(limit)).min(limit as f64);
        self.at = now;
    }

    fn wait(&self, limit: u64) -> Option<Duration> {
        let missing = 1.0 - self.tokens;
        (missing > 0.0).then(|| Duration::from_secs_f64(missing / per_second(limit)))
    }
}

fn per_second(limit: u64) -> f64 {
    limit as f64 / 60.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_minutes_worth_may_come_at_once_and_then_as_much_as_comes_in_a_minute() {
        let (rates, account) = (Rates::default(), AccountId::new("acme").unwrap());
        let owner = (&account, None);
        for _ in 0..60 {
            assert_eq!(rates.wait(owner, 60, seconds(9)), None);
            rates.take(owner, 60, seconds(9), 1);
        }
        assert_eq!(rates.wait(owner, 60, seconds(9)), Some(seconds(1)));
        assert_eq!(rates.wait(owner, 60, seconds(10)), None);
        rates.take(owner, 60, seconds(10), 1);
        assert!(rates.wait(owner, 60, seconds(10)).is_some());
        assert_eq!(rates.wait(owner, 60, seconds(1000)), None);
        // It holds no more than a minute's worth, however long nobody came.
        rates.take(owner, 60, seconds(1000), 60);
        assert!(rates.wait(owner, 60, seconds(1000)).is_some());
    }

    #[test]
    fn a_batch_of_more_than_a_minutes_lines_is_taken_and_waited_for() {
        let (rates, account) = (Rates::default(), AccountId::new("acme").unwrap());
        let owner = (&account, None);
        assert_eq!(rates.wait(owner, 60, seconds(0)), None);
        rates.take(owner, 60, seconds(0), 600);
        assert_eq!(rates.wait(owner, 60, seconds(0)), Some(seconds(541)));
        assert_eq!(rates.wait(owner, 60, seconds(540)), Some(seconds(1)));
        assert_eq!(rates.wait(owner, 60, seconds(541)), None);
        assert_eq!(rates.wait(owner, 600_000, seconds(541)), None, "a limit that was raised holds at once");
    }

    #[test]
    fn owners_are_apart() {
        let (rates, acme, other) =
            (Rates::default(), AccountId::new("acme").unwrap(), AccountId::new("other").unwrap());
        let (one, two) = (ProjectId::new("one").unwrap(), ProjectId::new("two").unwrap());
        rates.take((&acme, Some(&one)), 60, seconds(0), 600);
        assert!(rates.wait((&acme, Some(&one)), 60, seconds(0)).is_some());
        for owner in [(&acme, None), (&acme, Some(&two)), (&other, Some(&one)), (&other, None)] {
            assert_eq!(rates.wait(owner, 60, seconds(0)), None);
        }
    }
}
