//! Two promises that are broken on purpose, from outside of everything that ships: what has to be found out.

use std::sync::Arc;

use async_trait::async_trait;
use convlog_proofs::between::{Between, Meddler};
use convlog_store::error::Result;
use convlog_store::{Batch, Outcome, Store};
use parking_lot::Mutex;

use crate::disk::Disk;

/// A promise that is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    /// The disk says that it has synced, and has not.
    NeverSynced,
    /// Whoever sent records is answered before they are stored.
    AnsweredBeforeCommit,
}

impl Lie {
    /// Both.
    pub const ALL: [Lie; 2] = [Lie::NeverSynced, Lie::AnsweredBeforeCommit];
}

/// Lets a disk lie, if that is the lie.
pub(crate) fn on_disk(lie: Option<Lie>, disk: &Disk) {
    disk.pretend_to_sync(lie == Some(Lie::NeverSynced));
}

/// Puts a store behind the lie, if that is the lie.
pub(crate) fn before(lie: Option<Lie>, store: Arc<dyn Store>) -> Arc<dyn Store> {
    match lie {
        Some(Lie::AnsweredBeforeCommit) => Arc::new(Between::new(store, Hasty::default())),
        _ => store,
    }
}

/// Answers for a batch at once, and hands it to the store when the next one comes.
#[derive(Default)]
struct Hasty(Mutex<Option<Batch>>);

#[async_trait]
impl Meddler for Hasty {
    async fn append(&self, store: &dyn Store, batch: Batch) -> Result<Vec<Outcome>> {
        let outcomes = vec![Outcome::Stored; batch.items().len()];
        let before = self.0.lock().replace(batch);
        if let Some(before) = before {
            store.append(before).await?;
        }
        Ok(outcomes)
    }
}
