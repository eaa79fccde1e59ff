//! What a recorder is told, and what it answers.

use std::sync::Arc;

use super::super::context::Context;
use crate::spool::frame::Kind;
use crate::spool::segment::Segment;

/// The chain of info entries: the first to go when the spool is full.
pub(crate) const INFO: usize = 0;
/// The chain of everything else.
pub(crate) const REST: usize = 1;

/// A record on its way into a segment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outgoing<'a> {
    pub(crate) kind: Kind,
    pub(crate) chain: usize,
    pub(crate) context: &'a Context,
    /// The payload, in two parts so that a prefix needs no copy of the rest.
    pub(crate) parts: [&'a [u8]; 2],
    /// Where in the payload the timestamp goes.
    pub(crate) stamp_at: usize,
    pub(crate) cut: bool,
}

/// No room: a spare of at least this many bytes is needed first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Full {
    pub(crate) bytes: usize,
}

/// What has to be done after a record was written, without the lock.
#[derive(Debug, Default)]
pub(crate) struct FollowUp {
    /// Wake the shipper.
    pub(crate) shipper: bool,
    /// Wake the maintenance thread.
    pub(crate) maintenance: bool,
    /// Write this segment out up to here.
    pub(crate) write: Option<(Arc<Segment>, usize)>,
}

/// A stretch of one segment that was settled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) chain: usize,
    pub(crate) generation: u32,
    pub(crate) end: usize,
    pub(crate) records: u64,
    pub(crate) bytes: u64,
}

/// What of a chain was not yet taken into a batch.
#[derive(Debug)]
pub(crate) struct Unread {
    pub(crate) stretches: Vec<UnreadStretch>,
    /// Whether there are further segments behind these.
    pub(crate) more: bool,
}

/// A stretch of one segment that is to be read.
#[derive(Clone, Debug)]
pub(crate) struct UnreadStretch {
    pub(crate) segment: Arc<Segment>,
    pub(crate) from: usize,
    pub(crate) end: usize,
    /// How many records were written there.
    pub(crate) records: u64,
}

/// What the recorder counts, read under the lock.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Totals {
    pub(crate) recorded: u64,
    pub(crate) recorded_bytes: u64,
    /// Those of the settled ones that the server has.
    pub(crate) taken: u64,
    pub(crate) settled: u64,
    pub(crate) settled_bytes: u64,
    pub(crate) dropped: u64,
    pub(crate) dropped_bytes: u64,
    /// Those of the dropped ones that had become too old.
    pub(crate) expired: u64,
    /// Records that somebody took away with their file before they were shipped.
    pub(crate) lost: u64,
    pub(crate) cut: u64,
    /// Segments whose file was cut or removed by somebody else.
    pub(crate) segments_lost: u64,
}

/// What a segment is requested for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SegmentRequest {
    /// To lie ready.
    Spare,
    /// For a record of this chain, which waits for it.
    Record(usize),
}
