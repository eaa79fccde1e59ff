//! Two promises that are broken on purpose, from outside of everything that ships: what has to be found out.

use std::sync::Arc;

use async_trait::async_trait;
use convlog_privacy_simulation::intercepted_store::{InterceptedStore, Interceptor};
use convlog_store::error::Result;
use convlog_store::{Batch, Outcome, Store};
use parking_lot::Mutex;

use crate::disk::Disk;

/// A promise that is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrokenPromise {
    /// The disk says that it has synced, and has not.
    NeverSynced,
    /// Whoever sent records is answered before they are stored.
    AnsweredBeforeCommit,
}

impl BrokenPromise {
    /// Both.
    pub const ALL: [BrokenPromise; 2] = [BrokenPromise::NeverSynced, BrokenPromise::AnsweredBeforeCommit];
}

/// Lets a disk report syncs that did not happen, if that is the promise to break.
pub(crate) fn on_disk(broken_promise: Option<BrokenPromise>, disk: &Disk) {
    disk.pretend_to_sync(broken_promise == Some(BrokenPromise::NeverSynced));
}

/// Wraps a store so that it breaks the promise, if it is one of a store.
pub(crate) fn with_broken_promise(broken_promise: Option<BrokenPromise>, store: Arc<dyn Store>) -> Arc<dyn Store> {
    match broken_promise {
        Some(BrokenPromise::AnsweredBeforeCommit) => {
            Arc::new(InterceptedStore::new(store, EarlyAcknowledgement::default()))
        }
        _ => store,
    }
}

/// Answers for a batch at once, and hands it to the store when the next one comes.
#[derive(Default)]
struct EarlyAcknowledgement(Mutex<Option<Batch>>);

#[async_trait]
impl Interceptor for EarlyAcknowledgement {
    async fn append(&self, store: &dyn Store, batch: Batch) -> Result<Vec<Outcome>> {
        let outcomes = vec![Outcome::Stored; batch.items().len()];
        let before = self.0.lock().replace(batch);
        if let Some(before) = before {
            store.append(before).await?;
        }
        Ok(outcomes)
    }
}
