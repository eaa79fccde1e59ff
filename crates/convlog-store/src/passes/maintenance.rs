//! What is done over time: one small step of each kind after the other.

use async_trait::async_trait;
use convlog_core::{Moment, Timestamp};

use super::{Backend, erase, known, mark, rescan, retention, rotation};
use crate::error::Result;
use crate::maintenance::Maintenance;
use crate::retention::RetentionStep;

#[async_trait]
impl<S: Backend> Maintenance for S {
    /// Takes a step of each kind. One that fails does not keep the others from theirs.
    async fn maintain(&self, now: Timestamp) -> Result<bool> {
        let steps = [
            mark::step(self).await,
            erase::step(self, now).await,
            self.purge(now).await,
            rotation::step(self).await,
            known::step(self, now).await,
            rescan::step(self, now).await,
        ];
        steps.into_iter().try_fold(false, |more, step| Ok(more | step?))
    }

    async fn retain(&self, now: Moment) -> Result<RetentionStep> {
        retention::logged(self, retention::step(self, now).await?, now)
    }

    async fn forget_accesses(&self, days: u32, now: Moment) -> Result<RetentionStep> {
        retention::logged(self, retention::forget::step(self, days, now).await?, now)
    }
}
