//! Where segments come from: settled ones again, new ones while there is room, the oldest unsettled one when there is
//! none. Never under the recorder's lock.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::Engine;
use crate::record::SegmentRequest;
use crate::spool::directory::is_full;
use crate::spool::mapping::Mapping;
use crate::spool::segment::{SEGMENT_BYTES, Segment, Spare};
use crate::spool::segment_file::SegmentFile;

impl Engine {
    /// Makes a spare of at least `bytes`: from a settled segment, from free room, or from the oldest unsettled one.
    ///
    /// Returns false when none of them can be had. A record is content with a spare that is there already.
    pub(crate) fn supply(&self, bytes: usize, need: SegmentRequest) -> bool {
        let len = bytes.max(SEGMENT_BYTES).next_multiple_of(4096);
        if !self.recorder().can_ever_hold(len) {
            return false;
        }
        loop {
            let (used, reserved) = {
                let mut recorder = self.recorder();
                if need != SegmentRequest::Spare && recorder.has_spare(bytes) {
                    return true;
                }
                match recorder.take_freed() {
                    Some(freed) => (Some(freed), false),
                    None if recorder.reserve(len) => (None, true),
                    // Nothing is displaced for a spare that nobody will write to. Asked under the lock: what was
                    // counted after the end stays so.
                    None if need == SegmentRequest::Spare && self.stopping() => (None, false),
                    None => (recorder.evict(need), false),
                }
            };
            let spare = match used {
                Some(segment) => self.reuse(segment, len),
                None if reserved => self.make(len),
                None => return false,
            };
            if let Some(spare) = spare {
                self.recorder().add_spare(spare);
                return true;
            }
            if reserved && !self.displace(need) {
                return false;
            }
        }
    }

    /// Makes room on a disk that is full although the spool is not; false when there is nothing to displace.
    ///
    /// One spare is enough then: how many are wanted goes by what the spool may take, of which the disk has a part.
    fn displace(&self, need: SegmentRequest) -> bool {
        let displaced = {
            let mut recorder = self.recorder();
            if need == SegmentRequest::Spare && recorder.has_spare(0) { None } else { recorder.evict(need) }
        };
        let Some(segment) = displaced else { return false };
        self.discard(&segment);
        true
    }

    /// Wipes a segment for another use, or removes it if it is of no use.
    fn reuse(&self, segment: Arc<Segment>, len: usize) -> Option<Spare> {
        let wrong_kind = self.directory.is_some() && segment.is_memory();
        if segment.len() != len || wrong_kind || !segment.is_reusable() {
            self.discard(&segment);
            return None;
        }
        // The shipper may still be reading it: then its memory stays until it is done, and the file goes.
        match Arc::try_unwrap(segment) {
            Ok(segment) => {
                let spare = segment.recycle();
                if spare.is_lost() {
                    self.recorder().release(spare.len());
                    spare.discard();
                    return None;
                }
                Some(spare)
            }
            Err(segment) => {
                self.discard(&segment);
                None
            }
        }
    }

    /// Notes what went wrong with a file of the spool.
    pub(super) fn spool_problem(&self, error: &std::io::Error) {
        self.counters.problem(if is_full(error) { "disk_full" } else { "spool" });
    }

    /// Removes a segment for good.
    pub(crate) fn discard(&self, segment: &Segment) {
        segment.unlink();
        self.recorder().release(segment.len());
        if segment.is_memory() {
            self.memory_bytes.fetch_sub(segment.len() as i64, Ordering::Relaxed);
        }
    }

    pub(super) fn discard_spares(&self) {
        let spares = self.recorder().take_spares();
        self.discard_all(spares);
    }

    pub(super) fn discard_all(&self, spares: Vec<Spare>) {
        for spare in spares {
            if spare.is_memory() {
                self.memory_bytes.fetch_sub(spare.len() as i64, Ordering::Relaxed);
            }
            spare.discard();
        }
    }

    /// Makes a new piece of spool whose bytes are reserved; gives them back on failure.
    fn make(&self, len: usize) -> Option<Spare> {
        if let Some(directory) = &self.directory {
            match directory.make_segment(len) {
                Ok(spare) => return Some(spare),
                Err(error) => self.spool_problem(&error),
            }
        }
        // What stands in for a disk has a bound of its own; where there is no disk, what was reserved is within it.
        let used = self.memory_bytes.fetch_add(len as i64, Ordering::Relaxed);
        let bound = i64::try_from(self.config.memory_bytes_max).unwrap_or(i64::MAX);
        if (self.directory.is_none() || used + len as i64 <= bound)
            && let Ok(mapping) = Mapping::anonymous(len, true)
        {
            self.counters.memory_segments.add(1);
            let file = self
                .directory
                .as_ref()
                .map(|directory| SegmentFile::not_created(directory.here(), directory.next_name()));
            return Some(Spare::in_memory(mapping, file));
        }
        self.memory_bytes.fetch_sub(len as i64, Ordering::Relaxed);
        self.recorder().release(len);
        None
    }
}
