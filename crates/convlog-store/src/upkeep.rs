//! What a store does over time and not when asked: in small steps, so that nobody waits for it.

use async_trait::async_trait;
use convlog_core::Timestamp;

use crate::error::Result;

/// Does what has to be done over time.
#[async_trait]
pub trait Upkeep {
    /// Takes the next small step of what is to be done; says whether there is more to do now.
    ///
    /// A step is short, some ten milliseconds at most, and what it has done is durable when it returns: whoever calls
    /// pauses between two, and may stop after any.
    ///
    /// # Errors
    /// The store cannot be read or written. Calling again later is safe.
    async fn upkeep(&self, now: Timestamp) -> Result<bool>;
}

/// Returns the time so many days before another.
#[must_use]
pub fn days_before(now: Timestamp, days: u32) -> Timestamp {
    const DAY_MICROS: i64 = 24 * 60 * 60 * 1_000_000;
    Timestamp::from_micros(now.as_micros().saturating_sub(i64::from(days) * DAY_MICROS))
}
