//! Which of two records has the word.

use crate::ids::{Identity, ProducerId};
use crate::timestamp::Timestamp;

/// Whose value wins: the greatest (time, producer, seq).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// When the record was written.
    pub time: Timestamp,
    /// By whom, which decides between equal times.
    pub identity: Identity,
}

impl Version {
    /// The least version.
    pub const FIRST: Version = Version {
        time: Timestamp::from_micros(i64::MIN),
        identity: Identity { producer: ProducerId::from_bytes([0; 16]), seq: 0 },
    };
}
