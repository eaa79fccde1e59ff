//! The hot path: what happens between the host's call and the moment its record outlives the process.
//!
//! The laws of this room. Whoever changes it keeps them or writes an ADR:
//!
//! 1. No network, and no lock that anyone holds while waiting for a disk or the network.
//! 2. No system call in the common case. A clock read through the vDSO is none; waking a sleeping shipper is one, and
//!    happens once for a burst. Only when a burst outruns the spares does a call make its own segment (counted).
//! 3. No allocation once a [`Draft`] has grown to its working size.
//! 4. Bounded memory: whatever does not fit the spool displaces the oldest info records, counted.
//! 5. No `Result` for the caller and no panic into it. What goes wrong increments a counter in `stats()`.
//! 6. Sequence number and timestamp are given under one short lock together with the copy into the segment, so call
//!    order, sequence order and time order are the same order.
//!
//! Files, mappings and their life cycle are `spool`'s; HTTP is `ship`'s.

use convlog_core::RecordType;

mod clock;
mod context;
mod draft;
mod json;
mod recorder;

pub use context::{Context, Ids};
pub use draft::{Draft, LOGGER};
pub use json::{Json, Mark};
pub(crate) use recorder::{FollowUp, INFO, Outgoing, REST, Recorder, SegmentRequest, Stretch, Unread, UnreadStretch};

/// The kinds of structural records a host writes; log entries go through [`crate::Client::log`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordKind {
    /// One call or chat.
    Conversation,
    /// One exchange.
    Turn,
    /// One call of one function.
    FunctionEvent,
    /// Something else that took time in a turn.
    Span,
    /// One named value.
    Metric,
}

impl RecordKind {
    /// Returns the type of record, by which the schema tells its fields.
    #[must_use]
    pub const fn record_type(self) -> RecordType {
        match self {
            RecordKind::Conversation => RecordType::Conversation,
            RecordKind::Turn => RecordType::Turn,
            RecordKind::FunctionEvent => RecordType::FunctionEvent,
            RecordKind::Span => RecordType::Span,
            RecordKind::Metric => RecordType::Metric,
        }
    }
}
