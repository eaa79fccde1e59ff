//! Memory that a segment lives in: a shared mapping of a file, or anonymous memory where there is no file.
//!
//! INVARIANT: a file is mapped only after its blocks were allocated, because a store into a page that the disk has no
//! room for kills the process. All pages are written to once before the mapping is handed out, so that the first fault
//! of a page does not happen inside a log call.

use std::fs::File;
use std::io;
use std::ptr::{NonNull, null_mut};

use rustix::fs::FallocateFlags;
use rustix::io::Errno;
use rustix::mm::{Advice, MapFlags, ProtFlags, madvise, mmap, mmap_anonymous, munmap};

const PAGE: usize = 4096;

/// A readable and writable piece of memory.
#[derive(Debug)]
pub(crate) struct Mapping {
    start: NonNull<u8>,
    len: usize,
}

// SAFETY: the memory belongs to the mapping alone; who writes where and when is the recorder's lock's business.
unsafe impl Send for Mapping {}
// SAFETY: as above; shared access only reads what was published before.
unsafe impl Sync for Mapping {}

impl Mapping {
    /// Allocates `len` bytes of an empty file and maps them, pages present and writable, the file all zeros.
    pub(crate) fn of_file(file: &File, len: usize, dont_fork: bool) -> io::Result<Mapping> {
        rustix::fs::fallocate(file, FallocateFlags::empty(), 0, len as u64)?;
        // SAFETY: a fresh mapping at an address the kernel chooses; the file is ours, allocated, and never truncated
        // by us while it is mapped.
        let start = unsafe { mmap(null_mut(), len, ProtFlags::READ | ProtFlags::WRITE, MapFlags::SHARED, file, 0)? };
        Mapping::prepared(start.cast(), len, dont_fork)
    }

    /// Maps `len` bytes of memory that dies with the process.
    pub(crate) fn anonymous(len: usize, dont_fork: bool) -> io::Result<Mapping> {
        // SAFETY: a fresh mapping at an address the kernel chooses.
        let start = unsafe { mmap_anonymous(null_mut(), len, ProtFlags::READ | ProtFlags::WRITE, MapFlags::PRIVATE)? };
        Mapping::prepared(start.cast(), len, dont_fork)
    }

    fn prepared(start: *mut u8, len: usize, dont_fork: bool) -> io::Result<Mapping> {
        let Some(start) = NonNull::new(start) else { return Err(Errno::NOMEM.into()) };
        let mapping = Mapping { start, len };
        if dont_fork {
            // SAFETY: the range is exactly this mapping. A child never uses its parent's segments (`fork`), so it need
            // not have them; a failure costs it address space only.
            let _ = unsafe { madvise(start.as_ptr().cast(), len, Advice::LinuxDontFork) };
        }
        // SAFETY: the range is exactly this mapping; populating changes no content.
        match unsafe { madvise(start.as_ptr().cast(), len, Advice::LinuxPopulateWrite) } {
            Ok(()) => {}
            // Kernels before 5.14 do not know the advice: write to each page ourselves.
            Err(Errno::INVAL) => mapping.touch(),
            Err(error) => return Err(error.into()),
        }
        Ok(mapping)
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
        // SAFETY: the range is exactly this mapping, and nothing refers to it any more.
        let _ = unsafe { munmap(self.start.as_ptr().cast(), self.len) };
    }
}
