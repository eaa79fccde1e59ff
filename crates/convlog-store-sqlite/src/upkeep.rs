//! What is done over time: one small step of each kind after the other.

use convlog_core::Timestamp;
use convlog_store::error::Result;

use crate::open::SqliteStore;

/// Takes a step of each kind; says whether one of them has more to do now.
pub(crate) async fn step(_store: &SqliteStore, _now: Timestamp) -> Result<bool> {
    Ok(false)
}
