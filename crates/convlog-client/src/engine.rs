//! One producer's engine: what its log calls and its background threads share, from its start or fork to its end.
//!
//! It knows no thread's duty: [`crate::threads`] starts those that work on it.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use convlog_core::Timestamp;
use data_encoding::HEXLOWER;

use crate::config::Config;
use crate::counters::Counters;
use crate::projects::Projects;
use crate::random::random;
use crate::record::{FollowUp, Outgoing, Recorder, SegmentRequest};
use crate::signal::Signal;
use crate::spool::directory::Directory;
use crate::spool::root::Root;
use crate::spool::segment::SEGMENT_BYTES;
use crate::spool::{fault, frame};
use crate::stats::{Pending, SpoolKind, Stats};

mod inspection;
mod problem;
mod supply;
mod threads;

/// How often a record is tried again after its call made a segment that somebody else took.
const SUPPLY_ATTEMPTS: usize = 8;

/// Everything one producer consists of.
#[derive(Debug)]
pub(crate) struct Engine {
    pub(crate) config: Arc<Config>,
    pub(crate) producer: String,
    pub(crate) pid: u32,
    pub(crate) started: Timestamp,
    pub(crate) counters: Arc<Counters>,
    pub(crate) projects: Projects,
    pub(crate) open: AtomicI64,
    pub(crate) ship_signal: Signal,
    pub(crate) maintenance_signal: Signal,
    /// How many callers wait in `flush`.
    pub(crate) flushers: AtomicU32,
    recorder: Mutex<Recorder>,
    pub(crate) root: Option<Arc<Root>>,
    directory: Option<Directory>,
    spool_problem: Option<String>,
    /// The sequence number up to which everything was settled or displaced.
    settled: Mutex<u64>,
    settled_changed: Condvar,
    stopping: AtomicBool,
    /// Until when the end of the process may take.
    ends_by: OnceLock<Instant>,
    /// Whether this process has forked.
    has_forked: AtomicBool,
    threads: AtomicU32,
    threads_changed: Signal,
    shipper_running: AtomicBool,
    memory_bytes: AtomicI64,
    /// Whether it is time for the shipper to remove what is too old.
    expiry_due: AtomicBool,
}

impl Engine {
    /// Makes an engine, ready to be written to; what fails is done without.
    pub(crate) fn new(config: Arc<Config>, projects: Projects, dont_fork: bool) -> Engine {
        let mut spool_problem = None;
        let root = config.spool_dir.as_deref().map(|path| Arc::new(Root::at(path)));
        let made = root.as_ref().and_then(|root| match Directory::create(root, config.plain_writes, dont_fork) {
            Ok(made) => Some(made),
            Err(error) => {
                spool_problem = Some(root.problem(&error));
                None
            }
        });
        if let Some(problem) = &spool_problem {
            problem::say_once(problem);
        }
        let on_disk = made.is_some();
        let bytes_max = if on_disk { config.spool_bytes_max } else { config.memory_bytes_max };
        let (producer, directory, spare) = match made {
            Some((producer, directory, spare)) => (producer, Some(directory), spare),
            None => (random(), None, None),
        };
        let mut recorder = Recorder::new(producer, bytes_max);
        if let Some(spare) = spare
            && recorder.reserve(spare.len())
        {
            recorder.add_spare(spare);
        }
        let engine = Engine {
            producer: HEXLOWER.encode(&producer),
            pid: std::process::id(),
            started: recorder.clock.now(),
            counters: Arc::default(),
            projects,
            open: AtomicI64::new(0),
            ship_signal: Signal::default(),
            maintenance_signal: Signal::default(),
            flushers: AtomicU32::new(0),
            recorder: Mutex::new(recorder),
            root,
            directory,
            spool_problem,
            settled: Mutex::new(0),
            settled_changed: Condvar::new(),
            stopping: AtomicBool::new(false),
            ends_by: OnceLock::new(),
            has_forked: AtomicBool::new(false),
            threads: AtomicU32::new(0),
            threads_changed: Signal::default(),
            shipper_running: AtomicBool::new(false),
            memory_bytes: AtomicI64::new(0),
            expiry_due: AtomicBool::new(false),
            config,
        };
        // One spare of each chain is there before the first call.
        engine.supply(SEGMENT_BYTES, SegmentRequest::Spare);
        if engine.directory.is_none() {
            engine.supply(SEGMENT_BYTES, SegmentRequest::Spare);
        }
        engine
    }

    /// Locks the recorder; a panic under the lock leaves nothing half done that the next record would not mend.
    #[inline]
    pub(crate) fn recorder(&self) -> MutexGuard<'_, Recorder> {
        self.recorder.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes one record into the spool.
    #[inline]
    pub(crate) fn write(&self, out: &Outgoing<'_>) {
        let written = self.recorder().append(out);
        match written {
            Ok(follow_up) => self.run_follow_up(&follow_up),
            Err(full) => self.write_after_supply(out, full.bytes),
        }
    }

    /// Does what a written record asks for.
    #[inline]
    fn run_follow_up(&self, follow_up: &FollowUp) {
        if let Some((segment, end)) = &follow_up.write {
            self.write_out(segment, *end);
        }
        if follow_up.shipper {
            self.ship_signal.notify();
        }
        if follow_up.maintenance {
            self.maintenance_signal.notify();
        }
    }

    /// Writes a record that no spare is ready for: this call makes one, without holding the lock.
    #[cold]
    fn write_after_supply(&self, out: &Outgoing<'_>, mut bytes: usize) {
        self.counters.stalls.add(1);
        self.maintenance_signal.notify();
        for _ in 0..SUPPLY_ATTEMPTS {
            if !self.supply(bytes, SegmentRequest::Record(out.chain)) {
                break;
            }
            let written = self.recorder().append(out);
            match written {
                Ok(follow_up) => return self.run_follow_up(&follow_up),
                Err(full) => bytes = full.bytes,
            }
        }
        self.recorder().drop_record(frame::size(out.parts[0].len() + out.parts[1].len()));
    }

    /// Says that everything up to `seq` is settled.
    pub(crate) fn settled_through(&self, seq: u64) {
        let mut settled = self.settled.lock().unwrap_or_else(PoisonError::into_inner);
        if seq > *settled {
            *settled = seq;
            self.settled_changed.notify_all();
        }
    }

    /// Waits until everything recorded before the call is settled, or the time is over.
    pub(crate) fn flush(&self, timeout: Duration) -> Pending {
        let target = self.recorder().totals.recorded;
        if self.shipper_running.load(Ordering::Acquire) {
            let deadline = Instant::now() + timeout.min(Duration::from_secs(24 * 3600));
            self.flushers.fetch_add(1, Ordering::AcqRel);
            self.ship_signal.notify();
            let mut settled = self.settled.lock().unwrap_or_else(PoisonError::into_inner);
            while *settled < target && self.shipper_running.load(Ordering::Acquire) {
                let left = deadline.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    break;
                }
                // Bounded steps, because the end of the shipper is not announced under this lock.
                let step = left.min(Duration::from_millis(50));
                settled = self.settled_changed.wait_timeout(settled, step).unwrap_or_else(PoisonError::into_inner).0;
            }
            self.flushers.fetch_sub(1, Ordering::AcqRel);
            if *settled >= target {
                // Others may have recorded meanwhile; what was asked for is settled, or kept aside.
                return self.counters.aside();
            }
        }
        self.recorder().left()
    }

    /// Asks the shipper to remove what has lain in the spool for too long, for which it first has to let go of what it is
    /// delivering; false where there is no shipper.
    pub(crate) fn ask_for_expiry(&self) -> bool {
        let is_there = self.shipper_running.load(Ordering::Acquire);
        if is_there {
            self.expiry_due.store(true, Ordering::Release);
            self.ship_signal.notify();
        }
        is_there
    }

    /// Returns the spool in which this process has a directory.
    pub(crate) fn spool(&self) -> Option<&Arc<Root>> {
        self.root.as_ref().filter(|_| self.directory.is_some())
    }

    /// Returns until when the end of the process may take, once that has begun.
    pub(crate) fn ends_by(&self) -> Option<Instant> {
        self.ends_by.get().copied()
    }

    /// Says until when the end of the process may take.
    pub(crate) fn end_by(&self, deadline: Instant) {
        let _ = self.ends_by.set(deadline);
    }

    /// Whether there may be workers of this process.
    pub(crate) fn has_forked(&self) -> bool {
        self.has_forked.load(Ordering::Relaxed)
    }

    /// Says that there are, whose ends are looked for more often from now on.
    pub(crate) fn forked(&self) {
        if !self.has_forked.swap(true, Ordering::Relaxed) {
            self.ship_signal.notify();
        }
    }

    /// Whether the shipper has to let go of what it is delivering.
    pub(crate) fn expiry_due(&self) -> bool {
        self.expiry_due.load(Ordering::Acquire)
    }

    /// Takes what is due upon oneself.
    pub(crate) fn take_expiry(&self) -> bool {
        self.expiry_due.swap(false, Ordering::AcqRel)
    }

    /// Removes what is of no use to anybody once everything is settled.
    pub(crate) fn tidy(&self) {
        self.discard_spares();
        self.recorder().seal();
        loop {
            let Some(freed) = self.recorder().take_freed() else { break };
            self.discard(&freed);
        }
    }

    /// Lets go of what a forked child inherited from its parent's engine without disturbing the parent.
    pub(crate) fn abandon_in_child(&self) {
        fault::forget_inherited();
        let locks = self.directory.iter().flat_map(Directory::lock_fds);
        let descriptors = locks.chain(self.root.iter().map(|root| root.fd()));
        for descriptor in descriptors.filter(|descriptor| *descriptor >= 0) {
            // SAFETY: the caller leaks this engine, so nobody uses or closes the descriptor again. Closing it here does
            // not unlock: the lock belongs to the open file, which the parent holds too. Were it left open, the lock
            // would outlive the parent.
            unsafe { rustix::io::close(descriptor) };
        }
    }

    pub(crate) fn stats(&self) -> Stats {
        let (totals, left) = {
            let recorder = self.recorder();
            (recorder.totals, recorder.left())
        };
        let counters = &self.counters;
        Stats {
            spool: match &self.directory {
                Some(directory) if directory.writes() => SpoolKind::Written,
                Some(_) => SpoolKind::Disk,
                None => SpoolKind::Memory,
            },
            spool_problem: self.spool_problem.clone(),
            spool_dir: self.directory.as_ref().map(|directory| directory.path().to_owned()),
            shipping: self.config.url.is_some(),
            recorded: totals.recorded,
            recorded_bytes: totals.recorded_bytes,
            acknowledged: totals.taken,
            duplicate: counters.duplicate.get(),
            rejected: counters.rejected.get(),
            erased: counters.erased.get(),
            dropped: totals.dropped,
            expired: totals.expired + counters.expired.get(),
            lost: totals.lost,
            cut: totals.cut,
            left,
            dead_letters: counters.dead_letters.get(),
            dead_letters_dropped: counters.dead_letters_dropped.get(),
            dead_letters_expired: counters.dead_letters_expired.get(),
            adopted: counters.adopted.get(),
            adopted_records: counters.adopted_records.get(),
            corrupt: counters.corrupt.get(),
            torn: counters.torn.get(),
            held: counters.held.get(),
            held_released: counters.held_released.get(),
            clock_offset_ms: counters.clock_offset_ms(),
            retries: counters.retries.get(),
            batches: counters.batches.get(),
            notes: counters.notes.get(),
            stalls: counters.stalls.get(),
            memory_segments: counters.memory_segments.get(),
            segments_lost: totals.segments_lost,
            segments_rescued: counters.segments_rescued.get(),
            unwritten: counters.unwritten.get(),
            panics: counters.panics.get(),
            restarts: counters.restarts.get(),
            shipper_running: self.shipper_running.load(Ordering::Acquire),
            open: self.open.load(Ordering::Relaxed),
            last_error: counters.last_error(),
            problems: counters.problems(),
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // Nobody can write any more. What is left stays on disk for the next process.
        let nothing_left = self.recorder().left().records == 0;
        if nothing_left {
            self.tidy();
        } else {
            self.discard_spares();
        }
        if let Some(directory) = &self.directory {
            directory.remove();
        }
    }
}
