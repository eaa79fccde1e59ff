//! Noticing a fork for the price of one load.
//!
//! The kernel wipes one page in the child of a fork (`MADV_WIPEONFORK`, Linux 4.14). Where it cannot, a fork is noticed
//! only by being told.

use std::ptr::{NonNull, null_mut};
use std::sync::atomic::{AtomicU8, Ordering};

use rustix::mm::{Advice, MapFlags, ProtFlags, madvise, mmap_anonymous, munmap};

const PAGE: usize = 4096;
const WIPED: u8 = 0;
const SAME: u8 = 1;
const REBUILDING: u8 = 2;

/// A page that reads differently in the child of a fork.
#[derive(Debug)]
pub(crate) struct Sentinel {
    page: Option<NonNull<u8>>,
}

// SAFETY: the page is only ever accessed as an atomic.
unsafe impl Send for Sentinel {}
// SAFETY: as above.
unsafe impl Sync for Sentinel {}

impl Sentinel {
    pub(crate) fn new() -> Sentinel {
        let (read_write, private) = (ProtFlags::READ | ProtFlags::WRITE, MapFlags::PRIVATE);
        // SAFETY: a fresh mapping at an address the kernel chooses.
        let Ok(page) = (unsafe { mmap_anonymous(null_mut(), PAGE, read_write, private) }) else {
            return Sentinel { page: None };
        };
        // SAFETY: the range is exactly that mapping.
        if unsafe { madvise(page, PAGE, Advice::LinuxWipeOnFork) }.is_err() {
            // SAFETY: as above, and nobody refers to it.
            let _ = unsafe { munmap(page, PAGE) };
            return Sentinel { page: None };
        }
        let sentinel = Sentinel { page: NonNull::new(page.cast()) };
        if let Some(state) = sentinel.state() {
            state.store(SAME, Ordering::Release);
        }
        sentinel
    }

    /// Whether forks are noticed without being told.
    pub(crate) fn works(&self) -> bool {
        self.page.is_some()
    }

    /// Whether this is a forked child whose rebuilding has not ended.
    #[inline]
    pub(crate) fn forked(&self) -> bool {
        // Acquire: whoever sees the rebuilding's end sees what was rebuilt.
        self.state().is_some_and(|state| state.load(Ordering::Acquire) != SAME)
    }

    /// Runs `rebuild` once for a fork; whoever comes meanwhile waits for its end.
    pub(crate) fn rebuild(&self, rebuild: impl FnOnce()) {
        let Some(state) = self.state() else { return rebuild() };
        match state.compare_exchange(WIPED, REBUILDING, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => {
                rebuild();
                state.store(SAME, Ordering::Release);
            }
            Err(_) => {
                while self.forked() {
                    std::thread::yield_now();
                }
            }
        }
    }

    fn state(&self) -> Option<&AtomicU8> {
        // SAFETY: the page lives as long as the sentinel and is only accessed as this atomic.
        self.page.map(|page| unsafe { AtomicU8::from_ptr(page.as_ptr()) })
    }
}

impl Drop for Sentinel {
    fn drop(&mut self) {
        if let Some(page) = self.page {
            // SAFETY: exactly the mapping made in `new`; `self` was the last to refer to it.
            let _ = unsafe { munmap(page.as_ptr().cast(), PAGE) };
        }
    }
}
