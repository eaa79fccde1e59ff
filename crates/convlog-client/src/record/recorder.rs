//! What the one short lock protects: clock, sequence, the two chains of segments and their spares.
//!
//! Nothing in here makes a system call or touches a file's metadata; what needs that (making, wiping, removing
//! segments) is done outside the lock by whoever is told to.

use std::collections::VecDeque;
use std::sync::Arc;

use super::clock::Clock;
use crate::spool::fault;
use crate::spool::frame::{self, Fields};
use crate::spool::header::HEADER;
use crate::spool::segment::{self, Segment, Spare};

use growth::Growth;
pub(crate) use terms::{FollowUp, Full, INFO, Outgoing, REST, SegmentRequest, Stretch, Totals, Unread, UnreadStretch};

/// Spares kept ready at first, and at most after bursts showed that this is too few.
const SPARES: std::ops::RangeInclusive<usize> = 2..=16;
/// The part of the spool that spares may take.
const SPARES_SHARE: usize = 4;

/// A segment in a chain and what is known about it.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) segment: Arc<Segment>,
    /// Where the next frame goes; everything before is published.
    pub(crate) written: usize,
    /// Whether nothing more will be written to it.
    sealed: bool,
    /// Whether its memory was let go of, because its turn is far away.
    rests: bool,
    /// Whether each call has to write its own record out.
    is_written: bool,
    /// Whether it was counted among those whose file went away.
    was_lost: bool,
    /// Everything before was taken into a batch by the shipper.
    pub(crate) read: usize,
    /// How many records there are behind that.
    records_unread: u64,
    settled: usize,
    records_left: u64,
    bytes_left: u64,
    growth: Growth,
}

/// The most segments of a chain that the shipper looks at in one go.
const WINDOW: usize = 4;

/// The recorder's state.
#[derive(Debug)]
pub(crate) struct Recorder {
    producer: [u8; 16],
    pub(crate) clock: Clock,
    pub(crate) totals: Totals,
    chains: [VecDeque<Link>; 2],
    spares: Vec<Spare>,
    spares_wanted: usize,
    spares_max: usize,
    segments: u64,
    /// Segments that are settled and wait to be wiped or removed.
    freed: Vec<Arc<Segment>>,
    /// Bytes of all segments: in chains, spare, freed, and promised to somebody who makes one.
    bytes: u64,
    bytes_max: u64,
    /// Whether the shipper sleeps until somebody wakes it.
    shipper_sleeps: bool,
    /// How many faults were looked into.
    faults_seen: u64,
}

impl Recorder {
    pub(crate) fn new(producer: [u8; 16], bytes_max: u64) -> Recorder {
        let segments_max = usize::try_from(bytes_max).unwrap_or(usize::MAX) / segment::SEGMENT_BYTES + 1;
        Recorder {
            producer,
            clock: Clock::start(),
            totals: Totals::default(),
            // Room for everything from the start: a chain never grows inside a call.
            chains: [VecDeque::with_capacity(segments_max.min(4096)), VecDeque::with_capacity(segments_max.min(4096))],
            spares: Vec::with_capacity(2 * *SPARES.end()),
            spares_wanted: (segments_max / SPARES_SHARE).clamp(1, *SPARES.start()),
            spares_max: (segments_max / SPARES_SHARE).clamp(1, *SPARES.end()),
            segments: 0,
            freed: Vec::with_capacity(segments_max.min(4096)),
            bytes: 0,
            bytes_max,
            shipper_sleeps: false,
            faults_seen: fault::count(),
        }
    }

    /// Writes a record: sequence number, timestamp and place in the chain all at once.
    #[inline]
    pub(crate) fn append(&mut self, out: &Outgoing<'_>) -> Result<FollowUp, Full> {
        let follow_up = self.place(out)?;
        if fault::count() == self.faults_seen { Ok(follow_up) } else { self.place_again(out, follow_up) }
    }

    #[inline]
    fn place(&mut self, out: &Outgoing<'_>) -> Result<FollowUp, Full> {
        let payload = out.parts[0].len() + out.parts[1].len();
        let context_size = frame::size(out.context.members().len());
        let size = frame::size(payload);
        let mut follow_up =
            FollowUp { shipper: std::mem::take(&mut self.shipper_sleeps), maintenance: false, write: None };
        let fits = self.chains[out.chain].back().is_some_and(|link| {
            let known = out.context.offset_in(out.chain, link.segment.generation()).is_some();
            !link.sealed && link.written + size + if known { 0 } else { context_size } <= link.segment.len()
        });
        if !fits {
            let bytes = HEADER + context_size + size;
            if !self.rotate(out.chain, bytes) {
                self.shipper_sleeps = follow_up.shipper;
                return Err(Full { bytes });
            }
            follow_up.maintenance = true;
        }
        let Some(link) = self.chains[out.chain].back_mut() else { return Err(Full { bytes: 0 }) };
        let generation = link.segment.generation();
        let context = match out.context.offset_in(out.chain, generation) {
            Some(offset) => offset,
            None => {
                let offset = link.written as u32;
                // SAFETY: the lock makes us the only writer, `written` is the first byte nobody was told of, and room
                // for this frame and the record's was checked above.
                unsafe {
                    link.segment.publish(link.written, segment::context_fields(), [out.context.members(), b""], None);
                }
                link.written += context_size;
                out.context.remember(out.chain, generation, offset);
                offset
            }
        };
        self.totals.recorded += 1;
        let time = self.clock.now();
        let fields = Fields { kind: out.kind, seq: self.totals.recorded, context, micros: time.as_micros() };
        let stamp = Some((out.stamp_at, &self.clock.text(time)[..]));
        // SAFETY: as above.
        unsafe { link.segment.publish(link.written, fields, out.parts, stamp) };
        link.written += size;
        link.records_left += 1;
        link.records_unread += 1;
        link.bytes_left += size as u64;
        if link.is_written {
            follow_up.write = Some((Arc::clone(&link.segment), link.written));
        }
        self.totals.recorded_bytes += size as u64;
        self.totals.cut += u64::from(out.cut);
        Ok(follow_up)
    }

    /// Goes on in a spare of at least `bytes`; false when there is none.
    #[cold]
    fn rotate(&mut self, chain: usize, bytes: usize) -> bool {
        // The smallest that fits, so that a large one stays for the large record it was made for.
        let fits = |spare: &Spare| spare.len() >= bytes && !spare.is_lost();
        let fitting = self.spares.iter().enumerate().filter(|(_, spare)| fits(spare));
        let Some((at, _)) = fitting.min_by_key(|(_, spare)| spare.len()) else {
            self.spares_wanted = (self.spares_wanted * 2).min(self.spares_max);
            return false;
        };
        let spare = self.spares.swap_remove(at);
        if self.spares.is_empty() {
            self.spares_wanted = (self.spares_wanted * 2).min(self.spares_max);
        }
        if let Some(link) = self.chains[chain].back_mut() {
            link.sealed = true;
        }
        self.release_settled(chain);
        self.segments += 1;
        let segment = Arc::new(spare.activate(&self.producer, chain, self.segments));
        self.chains[chain].push_back(Link {
            is_written: segment.is_written(),
            segment,
            written: HEADER,
            sealed: false,
            rests: false,
            was_lost: false,
            read: HEADER,
            records_unread: 0,
            settled: HEADER,
            records_left: 0,
            bytes_left: 0,
            growth: Growth::begin(HEADER),
        });
        true
    }

    /// Counts a record that found no room at all. It keeps its sequence number: the gap shows.
    pub(crate) fn drop_record(&mut self, bytes: usize) {
        self.totals.recorded += 1;
        self.totals.recorded_bytes += bytes as u64;
        self.totals.dropped += 1;
        self.totals.dropped_bytes += bytes as u64;
    }

    /// How many more spares the maintenance thread should make.
    pub(crate) fn spares_missing(&self) -> usize {
        self.spares_wanted.saturating_sub(self.spares.len())
    }

    /// Whether a spare of this length is there already.
    pub(crate) fn has_spare(&self, bytes: usize) -> bool {
        self.spares.iter().any(|spare| spare.len() >= bytes && !spare.is_lost())
    }

    pub(crate) fn add_spare(&mut self, spare: Spare) {
        self.spares.push(spare);
    }

    pub(crate) fn take_spares(&mut self) -> Vec<Spare> {
        let spares = std::mem::take(&mut self.spares);
        self.bytes -= spares.iter().map(|spare| spare.len() as u64).sum::<u64>();
        spares
    }

    /// Promises `bytes` of spool to the caller, who makes a segment outside the lock; false when the spool is full.
    pub(crate) fn reserve(&mut self, bytes: usize) -> bool {
        let fits = self.bytes + bytes as u64 <= self.bytes_max;
        if fits {
            self.bytes += bytes as u64;
        }
        fits
    }

    /// Whether a segment of `bytes` fits the spool beside one of each chain.
    pub(crate) fn can_ever_hold(&self, bytes: usize) -> bool {
        bytes as u64 + 2 * segment::SEGMENT_BYTES as u64 <= self.bytes_max
    }

    /// Gives back what was promised or removed.
    pub(crate) fn release(&mut self, bytes: usize) {
        self.bytes -= bytes as u64;
    }

    /// Displaces the oldest segment of the info chain and counts what it still held; where there is none, only a record
    /// of the other chain displaces one of its own.
    ///
    /// Its bytes stay reserved; they are the caller's.
    pub(crate) fn evict(&mut self, need: SegmentRequest) -> Option<Arc<Segment>> {
        let oldest = |chain: usize, may_be_written: bool| {
            self.chains[chain].front().is_some_and(|link| link.sealed || may_be_written).then_some(chain)
        };
        let chain = match need {
            // What only lies ready is not worth the segment that is being written.
            SegmentRequest::Spare => oldest(INFO, false),
            SegmentRequest::Record(INFO) => oldest(INFO, true),
            SegmentRequest::Record(_) => oldest(INFO, true).or_else(|| oldest(REST, false)),
        }?;
        let link = self.chains[chain].pop_front()?;
        self.totals.dropped += link.records_left;
        self.totals.dropped_bytes += link.bytes_left;
        Some(link.segment)
    }

    /// Takes a segment that is settled and waits for another use.
    pub(crate) fn take_freed(&mut self) -> Option<Arc<Segment>> {
        self.freed.pop()
    }

    /// The segments with something unread, and how far each is published.
    ///
    /// At most [`WINDOW`] of them, which says `more` if there are others.
    pub(crate) fn unread(&self, chain: usize) -> Unread {
        let mut unread = self.chains[chain].iter().filter(|link| link.read < link.written);
        let stretches = unread.by_ref().take(WINDOW).map(|link| UnreadStretch {
            segment: Arc::clone(&link.segment),
            from: link.read,
            end: link.written,
            records: link.records_unread,
        });
        Unread { stretches: stretches.collect(), more: unread.next().is_some() }
    }

    /// Returns the segments that are written to the end and not soon to be read, each once; with a server that is away
    /// they would otherwise stay in the process's memory, all of the spool in the end.
    pub(crate) fn take_resting(&mut self) -> Vec<Arc<Segment>> {
        let mut resting = Vec::new();
        for chain in &mut self.chains {
            let waiting = chain.iter_mut().skip(WINDOW).rev().skip_while(|link| !link.sealed);
            for link in waiting.take_while(|link| !link.rests) {
                link.rests = true;
                resting.push(Arc::clone(&link.segment));
            }
        }
        resting
    }

    /// Puts the shipper to sleep if there is nothing for it; the next record then wakes it.
    pub(crate) fn fall_asleep(&mut self) -> bool {
        self.shipper_sleeps = !self.chains.iter().flatten().any(|link| link.read < link.written);
        self.shipper_sleeps
    }

    /// Remembers how far the shipper took a segment into a batch, and how many records that was.
    pub(crate) fn advance_read(&mut self, chain: usize, generation: u32, end: usize, records: u64) {
        if let Some(link) = self.chains[chain].iter_mut().find(|link| link.segment.generation() == generation) {
            link.read = end;
            link.records_unread = link.records_unread.saturating_sub(records);
        }
    }

    /// Makes everything that is not settled unread again, after a batch was lost with the thread that held it.
    pub(crate) fn rewind(&mut self) {
        for link in self.chains.iter_mut().flatten() {
            link.read = link.settled;
            link.records_unread = link.records_left;
        }
    }

    /// Notes that a stretch was settled, and frees the segment once all of it is.
    pub(crate) fn settle(&mut self, stretch: Stretch) {
        self.totals.settled += stretch.records;
        self.totals.settled_bytes += stretch.bytes;
        let chain = &mut self.chains[stretch.chain];
        let Some(link) = chain.iter_mut().find(|link| link.segment.generation() == stretch.generation) else {
            // It was displaced while its batch was under way and counted as dropped; it arrived after all.
            self.totals.dropped = self.totals.dropped.saturating_sub(stretch.records);
            self.totals.dropped_bytes = self.totals.dropped_bytes.saturating_sub(stretch.bytes);
            return;
        };
        link.settled = stretch.end;
        link.records_left = link.records_left.saturating_sub(stretch.records);
        link.bytes_left = link.bytes_left.saturating_sub(stretch.bytes);
        link.segment.settle(stretch.end);
        self.release_settled(stretch.chain);
    }

    fn release_settled(&mut self, chain: usize) {
        while let Some(link) = self.chains[chain].front()
            && link.sealed
            && link.settled >= link.written
        {
            if let Some(link) = self.chains[chain].pop_front() {
                // The shipper may have been the first to come upon it, and the last.
                self.totals.segments_lost += u64::from(!link.was_lost && link.segment.is_lost());
                // All that could be read is settled: what is left was damaged, and nobody else counts it any more.
                self.totals.lost += link.records_left;
                self.totals.dropped_bytes += link.bytes_left;
                self.freed.push(link.segment);
            }
        }
    }

    /// Closes the current segments, so that they are freed once settled; the next record begins new ones.
    pub(crate) fn seal(&mut self) {
        for chain in [INFO, REST] {
            if let Some(link) = self.chains[chain].back_mut() {
                link.sealed = true;
            }
            self.release_settled(chain);
        }
    }

    /// What is recorded, not settled and not dropped.
    pub(crate) fn left(&self) -> crate::stats::Pending {
        let t = &self.totals;
        crate::stats::Pending {
            records: t.recorded.saturating_sub(t.settled + t.dropped + t.lost),
            bytes: t.recorded_bytes.saturating_sub(t.settled_bytes + t.dropped_bytes),
        }
    }
}

mod age;
mod growth;
mod loss;
mod terms;
#[cfg(test)]
mod tests;
