//! A page of a spool file that went away under us must not kill the host.
//!
//! Whoever may write to our files may truncate them; the next access to a page behind the new end raises SIGBUS, which
//! kills a process that does nothing about it. The handler here acts for addresses inside our own mapped segments only:
//! it puts a page of anonymous memory in the place of the one that is gone, marks the segment as lost and lets the
//! access go on. Every other SIGBUS is passed on to whoever was there before.
//!
//! INVARIANT: the handler takes no lock, allocates nothing and touches no `errno`; it reads atomics and makes system
//! calls directly.

use std::mem::zeroed;
use std::ptr::null_mut;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU32, AtomicU64, AtomicUsize, Ordering};

use libc::{SA_NODEFER, SA_ONSTACK, SA_SIGINFO, SIG_DFL, SIG_IGN, SIGBUS, c_int, c_void, sigaction, siginfo_t};
use rustix::mm::{Advice, MapFlags, ProtFlags, madvise, mmap_anonymous};

/// The most segments that are watched at once; further ones are not mapped.
const SLOTS: usize = 4096;
const FREE: u32 = 0;
const TAKEN: u32 = 1;

/// One mapped segment. A free slot has no start.
struct Slot {
    state: AtomicU32,
    /// Whose mapping it is: a forked child has the table of its parent, but not its segments.
    pid: AtomicU32,
    start: AtomicUsize,
    len: AtomicUsize,
    /// How many of its pages were replaced.
    replaced: AtomicU32,
}

static TABLE: [Slot; SLOTS] = [const {
    Slot {
        state: AtomicU32::new(FREE),
        pid: AtomicU32::new(0),
        start: AtomicUsize::new(0),
        len: AtomicUsize::new(0),
        replaced: AtomicU32::new(0),
    }
}; SLOTS];

/// Slots at and behind this one were never used.
static USED: AtomicUsize = AtomicUsize::new(0);
static FAULTS: AtomicU64 = AtomicU64::new(0);
static INSTALL: Once = Once::new();
static INSTALLED: AtomicBool = AtomicBool::new(false);
/// What SIGBUS did before us.
static PREVIOUS_HANDLER: AtomicUsize = AtomicUsize::new(SIG_DFL);
static PREVIOUS_FLAGS: AtomicI32 = AtomicI32::new(0);

/// Returns how many pages were replaced in this process; one load, for the path of a log call.
#[inline]
pub(crate) fn count() -> u64 {
    FAULTS.load(Ordering::Acquire)
}

/// Keeps a mapping watched for as long as it lives.
#[derive(Debug)]
pub(crate) struct Watch(usize);

impl Watch {
    /// Begins to watch a mapping; `None` when the handler could not be installed or the table is full.
    pub(crate) fn begin(start: *mut u8, len: usize) -> Option<Watch> {
        INSTALL.call_once(|| INSTALLED.store(install(), Ordering::Release));
        if !INSTALLED.load(Ordering::Acquire) {
            return None;
        }
        let free = |slot: &&Slot| slot.state.compare_exchange(FREE, TAKEN, Ordering::AcqRel, Ordering::Relaxed).is_ok();
        let (index, slot) = TABLE.iter().enumerate().find(|(_, slot)| free(slot))?;
        slot.replaced.store(0, Ordering::Relaxed);
        slot.pid.store(std::process::id(), Ordering::Relaxed);
        slot.len.store(len, Ordering::Relaxed);
        slot.start.store(start as usize, Ordering::Release);
        USED.fetch_max(index + 1, Ordering::AcqRel);
        Some(Watch(index))
    }

    /// Whether a page of it was replaced: from there on nothing in it outlives the process.
    #[inline]
    pub(crate) fn is_lost(&self) -> bool {
        TABLE[self.0].replaced.load(Ordering::Acquire) > 0
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        release(&TABLE[self.0]);
    }
}

fn release(slot: &Slot) {
    slot.start.store(0, Ordering::Release);
    slot.state.store(FREE, Ordering::Release);
}

/// Forgets what a forked child inherited; the engines that watch those mappings are leaked there.
pub(crate) fn forget_inherited() {
    let pid = std::process::id();
    let used = &TABLE[..USED.load(Ordering::Acquire)];
    let inherited = |slot: &&Slot| slot.start.load(Ordering::Acquire) != 0 && slot.pid.load(Ordering::Relaxed) != pid;
    used.iter().filter(inherited).for_each(release);
}

/// Takes our place again when somebody who was there before us put back what he had found: without this the default,
/// which kills, would be in force. A handler that somebody installed after us is left alone, because to lay ours over
/// it would make each of the two pass on to the other.
pub(crate) fn stay_installed() {
    // SAFETY: a zeroed `sigaction` is a valid one to be written to; only asks.
    let now = unsafe {
        let mut now: sigaction = zeroed();
        (sigaction(SIGBUS, std::ptr::null(), &raw mut now) == 0).then_some(now)
    };
    if INSTALLED.load(Ordering::Acquire) && now.is_some_and(|now| now.sa_sigaction == SIG_DFL) {
        install();
    }
}

fn install() -> bool {
    // Looked up the first time it is asked for, which the handler may not do.
    let _ = rustix::param::page_size();
    // SAFETY: a zeroed `sigaction` is valid; the handler has the signature that SA_SIGINFO promises.
    unsafe {
        let mut ours: sigaction = zeroed();
        let handler: extern "C" fn(c_int, *mut siginfo_t, *mut c_void) = on_bus_error;
        ours.sa_sigaction = handler as usize;
        // On the alternative stack where there is one; and not blocked meanwhile, so that a handler we pass on to may
        // raise the signal itself.
        ours.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
        let mut before: sigaction = zeroed();
        if sigaction(SIGBUS, std::ptr::null(), &raw mut before) != 0 {
            return false;
        }
        // Known before the first signal can need it.
        PREVIOUS_FLAGS.store(before.sa_flags, Ordering::Release);
        PREVIOUS_HANDLER.store(before.sa_sigaction, Ordering::Release);
        sigaction(SIGBUS, &raw const ours, null_mut()) == 0
    }
}

extern "C" fn on_bus_error(signal: c_int, info: *mut siginfo_t, context: *mut c_void) {
    // SAFETY: the kernel hands a valid `siginfo_t` to a handler installed with SA_SIGINFO.
    let (code, address, sender) = unsafe { ((*info).si_code, (*info).si_addr() as usize, (*info).si_pid()) };
    // Positive codes are the kernel's and come with an address; others were sent.
    if code > 0 {
        if let Some(slot) = slot_of(address)
            && replace(slot, address)
        {
            return;
        }
    } else if u32::try_from(sender) == Ok(std::process::id()) && mend() {
        // A handler in front of us (CPython's faulthandler) said its piece and raised the signal again, without the
        // address. What was broken is mended: the access goes on.
        return;
    }
    pass_on(signal, info, context, code);
}

fn slot_of(address: usize) -> Option<&'static Slot> {
    let pid = rustix::process::getpid().as_raw_nonzero().get().cast_unsigned();
    TABLE[..USED.load(Ordering::Acquire)].iter().find(|slot| {
        let start = slot.start.load(Ordering::Acquire);
        let len = slot.len.load(Ordering::Acquire);
        let inside = start != 0 && address >= start && address - start < len;
        // Read again: the slot may have become another mapping's between the two.
        inside && slot.pid.load(Ordering::Acquire) == pid && slot.start.load(Ordering::Acquire) == start
    })
}

/// Puts anonymous memory in the place of the page that holds `address`.
fn replace(slot: &Slot, address: usize) -> bool {
    let page = rustix::param::page_size();
    let at = (address & !(page - 1)) as *mut c_void;
    let flags = MapFlags::PRIVATE | MapFlags::FIXED;
    // SAFETY: the page lies inside a segment of ours, which nobody else relies on; its content is gone already.
    let replaced = unsafe { mmap_anonymous(at, page, ProtFlags::READ | ProtFlags::WRITE, flags) }.is_ok();
    if replaced {
        slot.replaced.fetch_add(1, Ordering::AcqRel);
        FAULTS.fetch_add(1, Ordering::AcqRel);
    }
    replaced
}

/// Replaces every page of our segments that cannot be read; false when all of them can.
fn mend() -> bool {
    let (page, pid) = (rustix::param::page_size(), std::process::id());
    let mut mended = false;
    for slot in &TABLE[..USED.load(Ordering::Acquire)] {
        let (start, len) = (slot.start.load(Ordering::Acquire), slot.len.load(Ordering::Acquire));
        if start == 0 || slot.pid.load(Ordering::Acquire) != pid || is_readable(start, len) {
            continue;
        }
        for at in (start..start + len).step_by(page) {
            mended |= !is_readable(at, page) && replace(slot, at);
        }
    }
    mended
}

/// Asks the kernel to read pages for us: where there is none it says EFAULT instead of raising a signal. Kernels before
/// 5.14 do not know the question; then everything counts as readable and the signal is passed on.
fn is_readable(start: usize, len: usize) -> bool {
    // SAFETY: reading changes nothing, and the range is part of a mapping of ours.
    let read = unsafe { madvise(start as *mut c_void, len, Advice::LinuxPopulateRead) };
    read != Err(rustix::io::Errno::FAULT)
}

/// Does what would have happened without us.
fn pass_on(signal: c_int, info: *mut siginfo_t, context: *mut c_void, code: c_int) {
    let handler = PREVIOUS_HANDLER.load(Ordering::Acquire);
    match handler {
        SIG_IGN if code <= 0 => {}
        SIG_DFL | SIG_IGN => {
            // SAFETY: both calls are allowed in a signal handler; a zeroed `sigaction` is the default.
            unsafe {
                let default: sigaction = zeroed();
                sigaction(signal, &raw const default, null_mut());
                // A fault happens again by itself when we return, at the instruction that a core dump should show.
                if code <= 0 {
                    libc::raise(signal);
                }
            }
        }
        _ if PREVIOUS_FLAGS.load(Ordering::Acquire) & SA_SIGINFO != 0 => {
            // SAFETY: whoever installed it with SA_SIGINFO promised this signature.
            let handler: extern "C" fn(c_int, *mut siginfo_t, *mut c_void) = unsafe { std::mem::transmute(handler) };
            handler(signal, info, context);
        }
        _ => {
            // SAFETY: neither a constant nor a handler with SA_SIGINFO: a function of one argument.
            let handler: extern "C" fn(c_int) = unsafe { std::mem::transmute(handler) };
            handler(signal);
        }
    }
}
