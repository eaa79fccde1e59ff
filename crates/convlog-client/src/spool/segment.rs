//! A segment: a header, then frames, the rest zeros.
//!
//! The header is written when the segment is taken into use; a file without one is a spare.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use super::frame::{self, Fields, Kind};
use super::header::{CRC_AT, HEADER, SETTLED_AT, header};
use super::mapping::Mapping;
use super::segment_file::{FileState, SegmentFile};

/// The usual size of a segment; one larger record gets a larger one.
pub(crate) const SEGMENT_BYTES: usize = 1024 * 1024;

/// Tells any two uses of memory as a segment apart within a process, so that a cached offset is never taken for
/// another segment's. 0 is never given.
static GENERATION: AtomicU32 = AtomicU32::new(1);

/// A piece of spool without a role yet, all zeros.
#[derive(Debug)]
pub(crate) struct Spare {
    /// Whether it was made without a file. It may get one later.
    is_memory: bool,
    mapping: Mapping,
    /// Its file; none where there is only memory.
    file: Option<Arc<SegmentFile>>,
}

/// A segment in use.
#[derive(Debug)]
pub(crate) struct Segment {
    is_memory: bool,
    mapping: Mapping,
    file: Option<Arc<SegmentFile>>,
    generation: u32,
    seed: u32,
}

impl Spare {
    pub(crate) fn on_disk(mapping: Mapping, file: SegmentFile) -> Spare {
        Spare { is_memory: false, mapping, file: Some(Arc::new(file)) }
    }

    /// A spare in memory, lost with the process unless its file can be created later.
    pub(crate) fn in_memory(mapping: Mapping, file: Option<SegmentFile>) -> Spare {
        Spare { is_memory: true, mapping, file: file.map(Arc::new) }
    }

    pub(crate) fn len(&self) -> usize {
        self.mapping.len()
    }

    pub(crate) fn is_memory(&self) -> bool {
        self.is_memory
    }

    /// Whether it can be written to as far as is known.
    pub(crate) fn is_lost(&self) -> bool {
        self.mapping.is_lost()
    }

    pub(crate) fn file(&self) -> Option<Arc<SegmentFile>> {
        self.file.clone()
    }

    /// Takes the spare into use. No system call, no allocation beyond the caller's.
    pub(crate) fn activate(self, producer: &[u8; 16], chain: usize, number: u64) -> Segment {
        let header = header(producer, chain as u32, number, self.mapping.len() as u64);
        let seed = frame::u32_at(&header, CRC_AT);
        // SAFETY: a spare is exclusively owned and at least as long as a header.
        unsafe { self.mapping.as_ptr().copy_from_nonoverlapping(header.as_ptr(), header.len()) };
        let generation = GENERATION.fetch_add(1, Ordering::Relaxed).max(1);
        Segment { is_memory: self.is_memory, mapping: self.mapping, file: self.file, generation, seed }
    }

    /// Gives its room back to the disk.
    pub(crate) fn discard(self) {
        if let Some(file) = &self.file {
            file.unlink();
        }
    }
}

impl Segment {
    pub(crate) fn generation(&self) -> u32 {
        self.generation
    }

    pub(crate) fn seed(&self) -> u32 {
        self.seed
    }

    pub(crate) fn len(&self) -> usize {
        self.mapping.len()
    }

    pub(crate) fn is_memory(&self) -> bool {
        self.is_memory
    }

    /// Whether each call has to write its own record out.
    pub(crate) fn is_written(&self) -> bool {
        self.file.as_ref().is_some_and(|file| file.is_written())
    }

    /// Whether it may be wiped and used again: what is stored into its memory gets into its file.
    pub(crate) fn is_reusable(&self) -> bool {
        // Wiping a file that calls write to costs as much as making one.
        !self.is_written() && !self.is_lost() && !self.file.as_ref().is_some_and(|file| file.is_moved())
    }

    /// Whether a page of its file went away under us.
    #[inline]
    pub(crate) fn is_lost(&self) -> bool {
        self.mapping.is_lost()
    }

    /// Lets go of its memory until somebody reads it; only for a segment that is written to the end.
    pub(crate) fn rest(&self) {
        self.mapping.rest();
    }

    /// Looks at what became of its file, which costs a system call.
    pub(crate) fn state(&self) -> FileState {
        self.file.as_ref().map_or(FileState::Intact, |file| file.state())
    }

    /// Writes out everything before `end` that is not in the file yet; does nothing where the memory is the file's.
    ///
    /// # Errors
    ///
    /// Whatever the disk says; the bytes stay in memory, and the next call tries them again.
    ///
    /// # Safety
    ///
    /// As for [`Segment::published`].
    pub(crate) unsafe fn write_out(&self, end: usize) -> io::Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        // SAFETY: passed on to the caller.
        file.write_out(unsafe { self.published(end) })
    }

    /// Writes everything before `end` to a new file of this name, after the old one was taken away.
    ///
    /// # Errors
    ///
    /// Whatever the disk says; nothing has changed then.
    ///
    /// # Safety
    ///
    /// As for [`Segment::published`].
    pub(crate) unsafe fn rescue(&self, name: String, end: usize) -> io::Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        self.mapping.look_at_every_page();
        // SAFETY: passed on to the caller.
        file.move_to(name, unsafe { self.published(end) })
    }

    /// Writes one frame at `at` and publishes it: whoever kills the process at whatever instruction leaves either the
    /// whole frame or none.
    ///
    /// `stamp` is laid over the payload at its offset.
    ///
    /// # Safety
    ///
    /// The caller is the only writer, `at` is a multiple of 8 at or after [`HEADER`], the frame fits, and nobody was
    /// told of bytes at or after `at`.
    #[inline]
    pub(crate) unsafe fn publish(&self, at: usize, fields: Fields, parts: [&[u8]; 2], stamp: Option<(usize, &[u8])>) {
        let length = frame::HEADER + parts[0].len() + parts[1].len();
        debug_assert!(at.is_multiple_of(8) && at + length <= self.mapping.len());
        // SAFETY: within the mapping and exclusively the caller's, as promised. The length (the first 4 bytes) is
        // written below, as an atomic; this slice leaves those bytes alone.
        let frame = unsafe { std::slice::from_raw_parts_mut(self.mapping.as_ptr().add(at), length) };
        let payload = &mut frame[frame::HEADER..];
        let (head, tail) = payload.split_at_mut(parts[0].len());
        head.copy_from_slice(parts[0]);
        tail.copy_from_slice(parts[1]);
        if let Some((offset, text)) = stamp {
            payload[offset..offset + text.len()].copy_from_slice(text);
        }
        frame::complete(frame, self.seed, fields);
        // SAFETY: aligned to 8 because segments begin on a page and `at` is a multiple of 8.
        let published = unsafe { AtomicU32::from_ptr(self.mapping.as_ptr().add(at).cast()) };
        // Release: the compiler may not move the stores above past this one, and the processor publishes them first.
        published.store((length as u32).to_le(), Ordering::Release);
    }

    /// Returns the bytes before `end`.
    ///
    /// # Safety
    ///
    /// Everything before `end` was published before the caller learned of `end`, and stays as it is as long as this
    /// segment is (frames are never changed; the header's watermark is not read through this slice).
    pub(crate) unsafe fn published(&self, end: usize) -> &[u8] {
        // SAFETY: within the mapping; not written any more, as promised.
        unsafe { std::slice::from_raw_parts(self.mapping.as_ptr(), end.min(self.mapping.len())) }
    }

    /// Takes back the frame at `at`, which nobody was told of.
    ///
    /// # Safety
    ///
    /// As for [`Segment::publish`].
    pub(crate) unsafe fn withdraw(&self, at: usize) {
        // SAFETY: as in `publish`.
        let published = unsafe { AtomicU32::from_ptr(self.mapping.as_ptr().add(at).cast()) };
        published.store(0, Ordering::Release);
    }

    /// Remembers in the file, where each call writes its own record out, that everything before `end` was settled.
    pub(crate) fn write_settled(&self, end: usize) {
        if let Some(file) = &self.file {
            file.write_settled(end);
        }
    }

    /// Remembers in the segment that everything before `end` was settled.
    pub(crate) fn settle(&self, end: usize) {
        // SAFETY: inside the header, aligned to 8, only ever accessed as an atomic once the segment is in use.
        let settled = unsafe { AtomicU64::from_ptr(self.mapping.as_ptr().add(SETTLED_AT).cast()) };
        settled.store((end as u64).to_le(), Ordering::Release);
    }

    /// Wipes the segment and makes a spare of it.
    pub(crate) fn recycle(self) -> Spare {
        // The header goes first: from then on this is a spare, whenever the process may die.
        // SAFETY: exclusively owned now, and the whole of the mapping.
        unsafe {
            self.mapping.as_ptr().write_bytes(0, HEADER);
            std::sync::atomic::fence(Ordering::Release);
            self.mapping.as_ptr().add(HEADER).write_bytes(0, self.mapping.len() - HEADER);
        }
        Spare { is_memory: self.is_memory, mapping: self.mapping, file: self.file }
    }

    /// Removes the file; the memory stays as long as someone holds the segment.
    pub(crate) fn unlink(&self) {
        if let Some(file) = &self.file {
            file.unlink();
        }
    }
}

/// Returns the fields of a context's frame.
pub(crate) const fn context_fields() -> Fields {
    Fields { kind: Kind::Context, seq: 0, context: 0, micros: 0 }
}
