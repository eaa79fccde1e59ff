//! What is done over time: one small step of each kind after the other.

use convlog_core::Timestamp;
use convlog_store::error::Result;
use convlog_store::passes::{known, rescan};

use crate::erase::{purge, scan};
use crate::open::SqliteStore;
use crate::rotation;

/// Takes a step of each kind; says whether one of them has more to do now. One that fails does not keep the others from
/// theirs.
pub(crate) async fn step(store: &SqliteStore, now: Timestamp) -> Result<bool> {
    let steps = [
        scan::step(store, now).await,
        purge::step(store, now).await,
        rotation::step(store).await,
        known::step(store, now).await,
        rescan::step(store, now).await,
    ];
    steps.into_iter().try_fold(false, |more, step| Ok(more | step?))
}
