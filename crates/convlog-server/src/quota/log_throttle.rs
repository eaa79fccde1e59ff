//! Who is at a limit, told to the log now and then: whoever sends too much sends often.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use convlog_core::{AccountId, ProjectId};

/// How long the log is not told of the same again.
const QUIET: Duration = Duration::from_secs(3600);

/// Which quota of whom.
type Reached = (AccountId, Option<ProjectId>, &'static str);

/// When the log was last told of whom.
#[derive(Debug, Default)]
pub(super) struct LogThrottle(Mutex<HashMap<Reached, Duration>>);

impl LogThrottle {
    /// Tells the log that a quota refuses what an account, or a project of it, sends.
    pub(super) fn tell(
        &self,
        (account, project): (&AccountId, Option<&ProjectId>),
        quota: &'static str,
        limit: u64,
        now: Duration,
    ) {
        if self.is_news((account.clone(), project.cloned(), quota), now) {
            let project = project.map_or("", ProjectId::as_str);
            tracing::warn!(
                %account,
                project,
                quota,
                limit,
                "a quota is reached: records are rejected, and wait with their senders"
            );
        }
    }

    fn is_news(&self, reached: Reached, now: Duration) -> bool {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.retain(|_, at| now.saturating_sub(*at) < QUIET);
        let is_news = !told.contains_key(&reached);
        told.entry(reached).or_insert(now);
        is_news
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_is_told_of_each_quota_once_in_an_hour() {
        let told = LogThrottle::default();
        let account = |name| AccountId::new(name).unwrap();
        let minutes = |minutes: u64| Duration::from_secs(minutes * 60);
        let project = ProjectId::new("front-desk").unwrap();
        for other in
            [(account("acme"), None, "bytes"), (account("acme"), None, "entries"), (account("other"), None, "bytes")]
        {
            assert!(told.is_news(other, minutes(1)));
        }
        assert!(told.is_news((account("acme"), Some(project), "bytes"), minutes(1)));
        assert!(!told.is_news((account("acme"), None, "bytes"), minutes(60)));
        assert!(told.is_news((account("acme"), None, "bytes"), minutes(61)));
    }
}
