//! What is done over time: one small step of each kind after the other.

use convlog_core::Timestamp;
use convlog_store::error::Result;

use crate::erase::{purge, scan};
use crate::known;
use crate::open::SqliteStore;
use crate::{rescan, retention, rotation};

/// Takes a step of each kind; says whether one of them has more to do now.
pub(crate) async fn step(store: &SqliteStore, now: Timestamp) -> Result<bool> {
    let mut more = scan::step(store, now).await?;
    more |= retention::step(store, now).await?;
    more |= purge::step(store, now).await?;
    more |= rotation::step(store).await?;
    more |= known::step(store, now).await?;
    more |= rescan::step(store, now).await?;
    Ok(more)
}
