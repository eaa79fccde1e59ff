//! Memory that a segment lives in: a shared mapping of a file, or anonymous memory where there is no file.
//!
//! INVARIANT: a file is mapped only after its blocks were allocated, so that a full disk is an error while a segment is
//! being made and not a fault inside a store. All pages are written to once before the mapping is handed out, so that
//! the first fault of a page does not happen inside a log call. What goes away under us later is the business of
//! [`fault`](super::fault).

use std::fs::File;
use std::io;
use std::ptr::{NonNull, null_mut};

use rustix::io::Errno;
use rustix::mm::{Advice, MapFlags, ProtFlags, madvise, mmap, mmap_anonymous, munmap};

use super::fault::Watch;

const PAGE: usize = 4096;

/// A readable and writable piece of memory.
#[derive(Debug)]
pub(crate) struct Mapping {
    start: NonNull<u8>,
    len: usize,
    /// Only a file can go away.
    watch: Option<Watch>,
}

// SAFETY: the memory belongs to the mapping alone; who writes where and when is the recorder's lock's business.
unsafe impl Send for Mapping {}
// SAFETY: as above; shared access only reads what was published before.
unsafe impl Sync for Mapping {}

impl Mapping {
    /// Maps the `len` bytes of a file whose blocks were allocated, pages present and writable.
    pub(crate) fn of_file(file: &File, len: usize, dont_fork: bool) -> io::Result<Mapping> {
        // SAFETY: a fresh mapping at an address the kernel chooses; the file is ours, allocated, and never truncated
        // by us while it is mapped.
        let start = unsafe { mmap(null_mut(), len, ProtFlags::READ | ProtFlags::WRITE, MapFlags::SHARED, file, 0)? };
        let mut mapping = Mapping::new(start.cast(), len)?;
        mapping.watch = Some(Watch::begin(mapping.as_ptr(), len).ok_or(Errno::OPNOTSUPP)?);
        mapping.prepare(dont_fork)?;
        Ok(mapping)
    }

    /// Maps `len` bytes of memory that dies with the process.
    pub(crate) fn anonymous(len: usize, dont_fork: bool) -> io::Result<Mapping> {
        // SAFETY: a fresh mapping at an address the kernel chooses.
        let start = unsafe { mmap_anonymous(null_mut(), len, ProtFlags::READ | ProtFlags::WRITE, MapFlags::PRIVATE)? };
        let mapping = Mapping::new(start.cast(), len)?;
        mapping.prepare(dont_fork)?;
        Ok(mapping)
    }

    fn new(start: *mut u8, len: usize) -> io::Result<Mapping> {
        let Some(start) = NonNull::new(start) else { return Err(Errno::NOMEM.into()) };
        Ok(Mapping { start, len, watch: None })
    }

    fn prepare(&self, dont_fork: bool) -> io::Result<()> {
        let (start, len) = (self.start, self.len);
        if dont_fork {
            // SAFETY: the range is exactly this mapping. A child never uses its parent's segments (`fork`), so it need
            // not have them; a failure costs it address space only.
            let _ = unsafe { madvise(start.as_ptr().cast(), len, Advice::LinuxDontFork) };
        }
        // SAFETY: the range is exactly this mapping; populating changes no content.
        match unsafe { madvise(start.as_ptr().cast(), len, Advice::LinuxPopulateWrite) } {
            Ok(()) => {}
            // Kernels before 5.14 do not know the advice: write to each page ourselves.
            Err(Errno::INVAL) => self.touch(),
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    /// Reads from each page, so that the ones that went away are replaced: the kernel, asked to copy them, would
    /// refuse.
    pub(crate) fn look_at_every_page(&self) {
        for at in (0..self.len).step_by(PAGE) {
            // SAFETY: within the mapping; the byte may be changed meanwhile and means nothing to us.
            let _ = unsafe { self.start.add(at).read_volatile() };
        }
    }

    /// Lets go of the memory of a file that nobody will touch for a while: what was stored is the kernel's, which keeps
    /// it in its cache or on disk and brings it back to whoever reads it.
    ///
    /// Only for what is not written to any more. Memory that no file stands behind is left as it is, and so is a
    /// mapping of which a page went away, because the page in its place is the only one that has what was stored since.
    pub(crate) fn rest(&self) {
        if self.watch.as_ref().is_some_and(|watch| !watch.is_lost()) {
            // SAFETY: the range is exactly this mapping, which is shared and of a file, so no content is lost. A
            // failure costs memory only.
            let _ = unsafe { madvise(self.start.as_ptr().cast(), self.len, Advice::LinuxDontNeed) };
        }
    }

    /// Whether a page of its file went away; what is stored in it from there on dies with the process.
    #[inline]
    pub(crate) fn is_lost(&self) -> bool {
        self.watch.as_ref().is_some_and(Watch::is_lost)
    }

    fn touch(&self) {
        for at in (0..self.len).step_by(PAGE) {
            // SAFETY: within the mapping, which nobody else has yet; its bytes are zero.
            unsafe { self.start.add(at).write_volatile(0) };
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn as_ptr(&self) -> *mut u8 {
        self.start.as_ptr()
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // First, because the addresses are anybody's as soon as they are given back.
        drop(self.watch.take());
        // SAFETY: the range is exactly this mapping, and nothing refers to it any more.
        let _ = unsafe { munmap(self.start.as_ptr().cast(), self.len) };
    }
}
