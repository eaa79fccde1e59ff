//! What a store does over time and not when asked: in small steps, so that nobody waits for it.

use async_trait::async_trait;
use convlog_core::{Moment, Timestamp};

use crate::error::Result;
use crate::retention::RetentionStep;

/// Does what has to be done over time.
///
/// A step is short, some ten milliseconds at most, and what it has done is durable when it returns: whoever calls
/// pauses between two, and may stop after any.
#[async_trait]
pub trait Maintenance {
    /// Takes the next small step of what is to be done; says whether there is more to do now.
    ///
    /// # Errors
    /// The store cannot be read or written. Calling again later is safe.
    async fn maintain(&self, now: Timestamp) -> Result<bool>;

    /// Takes the next small step of removing what its project keeps no longer: whole conversations, or their personal
    /// parts.
    ///
    /// It removes only while a [`ClockMonitor`](convlog_core::ClockMonitor) trusts these moments, and no more in a day than
    /// [`decide`](crate::retention::decide) lets go.
    ///
    /// # Errors
    /// The store cannot be read or written. Calling again later is safe.
    async fn retain(&self, now: Moment) -> Result<RetentionStep>;

    /// Removes some of the records of the audit that are older than so many days, under the same rules.
    ///
    /// # Errors
    /// The store cannot be read or written. Calling again later is safe.
    async fn forget_accesses(&self, days: u32, now: Moment) -> Result<RetentionStep>;
}
