//! One producer's engine: recorder, spool and background threads, from its start or fork to its end.
//!
//! The two threads have one duty each. The *shipper* talks to the server and may wait for it for seconds; the *keeper*
//! makes spares ready, so that a slow server never leaves a log call without a segment.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use convlog_core::Timestamp;

use crate::config::Config;
use crate::counters::Counters;
use crate::liveness::Projects;
use crate::record::{Outgoing, Recorder};
use crate::scope::{hex, random};
use crate::spool::directory::Directory;
use crate::spool::frame;
use crate::spool::mapping::Mapping;
use crate::spool::segment::{SEGMENT_BYTES, Segment, Spare};
use crate::stats::{Left, SpoolKind, Stats};
use crate::wake::Bell;
use crate::{keeper, ship};

/// How often a record is tried again after its call made a segment that somebody else took.
const SUPPLY_ATTEMPTS: usize = 8;
/// The pause before a thread that panicked goes on.
const RESTART_PAUSE: Duration = Duration::from_millis(200);

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
    pub(crate) ship_bell: Bell,
    pub(crate) keep_bell: Bell,
    /// How many callers wait in `flush`.
    pub(crate) flushers: AtomicU32,
    recorder: Mutex<Recorder>,
    directory: Option<Directory>,
    spool_problem: Option<String>,
    /// The sequence number up to which everything was settled or displaced.
    settled: Mutex<u64>,
    settled_changed: Condvar,
    stopping: AtomicBool,
    threads: AtomicU32,
    threads_changed: Bell,
    shipper_running: AtomicBool,
    memory_bytes: AtomicI64,
}

impl Engine {
    /// Starts an engine and its threads; what fails is done without.
    pub(crate) fn start(config: Arc<Config>, projects: Projects, open: i64, dont_fork: bool) -> Arc<Engine> {
        let mut spool_problem = None;
        let made = config.spool_dir.as_deref().and_then(|dir| match Directory::create(dir, dont_fork) {
            Ok(made) => Some(made),
            Err(error) => {
                spool_problem = Some(error.to_string());
                None
            }
        });
        let on_disk = made.is_some();
        let bytes_max = if on_disk { config.spool_bytes_max } else { config.memory_bytes_max };
        let (producer, directory, spare) = match made {
            Some((producer, directory, spare)) => (producer, Some(directory), Some(spare)),
            None => (random(), None, None),
        };
        let mut recorder = Recorder::new(producer, bytes_max);
        if let Some(spare) = spare
            && recorder.reserve(spare.len())
        {
            recorder.add_spare(spare);
        }
        let engine = Arc::new(Engine {
            producer: hex(&producer),
            pid: std::process::id(),
            started: recorder.clock.now(),
            counters: Arc::default(),
            projects,
            open: AtomicI64::new(open),
            ship_bell: Bell::default(),
            keep_bell: Bell::default(),
            flushers: AtomicU32::new(0),
            recorder: Mutex::new(recorder),
            directory,
            spool_problem,
            settled: Mutex::new(0),
            settled_changed: Condvar::new(),
            stopping: AtomicBool::new(false),
            threads: AtomicU32::new(0),
            threads_changed: Bell::default(),
            shipper_running: AtomicBool::new(false),
            memory_bytes: AtomicI64::new(0),
            config,
        });
        // One spare of each chain is there before the first call.
        engine.supply(SEGMENT_BYTES, true);
        if engine.directory.is_none() {
            engine.supply(SEGMENT_BYTES, true);
        }
        engine.spawn("convlog-keep", keeper::run);
        if engine.config.url.is_some() {
            let running = engine.spawn("convlog-ship", ship::run);
            engine.shipper_running.store(running, Ordering::Release);
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
            Ok(wanted) => {
                if wanted.shipper {
                    self.ship_bell.ring();
                }
                if wanted.keeper {
                    self.keep_bell.ring();
                }
            }
            Err(full) => self.write_after_supply(out, full.bytes),
        }
    }

    /// Writes a record that no spare is ready for: this call makes one, without holding the lock.
    #[cold]
    fn write_after_supply(&self, out: &Outgoing<'_>, mut bytes: usize) {
        self.counters.stalls.add(1);
        self.keep_bell.ring();
        for _ in 0..SUPPLY_ATTEMPTS {
            if !self.supply(bytes, false) {
                break;
            }
            let written = self.recorder().append(out);
            match written {
                Ok(wanted) => {
                    if wanted.shipper {
                        self.ship_bell.ring();
                    }
                    return;
                }
                Err(full) => bytes = full.bytes,
            }
        }
        self.recorder().drop_record(frame::size(out.parts[0].len() + out.parts[1].len()));
    }

    /// Makes a spare of at least `bytes`: from a settled segment, from free room, or from the oldest unsettled one.
    ///
    /// Returns false when none of them can be had. `another` asks for one more than there are.
    pub(crate) fn supply(&self, bytes: usize, another: bool) -> bool {
        let len = bytes.max(SEGMENT_BYTES).next_multiple_of(4096);
        if !self.recorder().can_ever_hold(len) {
            return false;
        }
        loop {
            let (used, reserved) = {
                let mut recorder = self.recorder();
                if !another && recorder.has_spare(bytes) {
                    return true;
                }
                match recorder.take_freed() {
                    Some(freed) => (Some(freed), false),
                    None if recorder.reserve(len) => (None, true),
                    None => (recorder.evict(), false),
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
            if reserved && !self.displace() {
                return false;
            }
        }
    }

    /// Makes room on a disk that is full although the spool is not; false when there is nothing to displace.
    fn displace(&self) -> bool {
        let Some(segment) = self.recorder().evict() else { return false };
        self.discard(&segment);
        true
    }

    /// Wipes a segment for another use, or removes it if it is of no use.
    fn reuse(&self, segment: Arc<Segment>, len: usize) -> Option<Spare> {
        let wrong_kind = self.directory.is_some() && !segment.is_file();
        if segment.len() != len || wrong_kind {
            self.discard(&segment);
            return None;
        }
        // The shipper may still be reading it: then its memory stays until it is done, and the file goes.
        match Arc::try_unwrap(segment) {
            Ok(segment) => Some(segment.recycle()),
            Err(segment) => {
                self.discard(&segment);
                None
            }
        }
    }

    /// Removes a segment for good.
    pub(crate) fn discard(&self, segment: &Segment) {
        segment.unlink();
        self.recorder().release(segment.len());
        if !segment.is_file() {
            self.memory_bytes.fetch_sub(segment.len() as i64, Ordering::Relaxed);
        }
    }

    fn discard_spares(&self) {
        let spares = self.recorder().take_spares();
        for spare in spares {
            if !spare.is_file() {
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
                Err(error) => {
                    self.counters.problem(if error.kind() == std::io::ErrorKind::StorageFull {
                        "disk_full"
                    } else {
                        "spool"
                    });
                }
            }
        }
        let used = self.memory_bytes.fetch_add(len as i64, Ordering::Relaxed);
        if used + len as i64 <= i64::try_from(self.config.memory_bytes_max).unwrap_or(i64::MAX)
            && let Ok(mapping) = Mapping::anonymous(len, true)
        {
            self.counters.memory_segments.add(1);
            return Some(Spare::new(mapping, None));
        }
        self.memory_bytes.fetch_sub(len as i64, Ordering::Relaxed);
        self.recorder().release(len);
        None
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
    pub(crate) fn flush(&self, timeout: Duration) -> Left {
        let target = self.recorder().totals.recorded;
        if self.shipper_running.load(Ordering::Acquire) {
            let deadline = Instant::now() + timeout.min(Duration::from_secs(24 * 3600));
            self.flushers.fetch_add(1, Ordering::AcqRel);
            self.ship_bell.ring();
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
                // Others may have recorded meanwhile; what was asked for is settled.
                return Left::default();
            }
        }
        self.recorder().left()
    }

    pub(crate) fn stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// Tells both threads to end.
    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
        self.ship_bell.ring();
        self.keep_bell.ring();
    }

    /// Waits until both threads have ended, or the deadline.
    pub(crate) fn wait_for_threads(&self, deadline: Instant) {
        while self.threads.load(Ordering::Acquire) > 0 {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            self.threads_changed.wait(left.min(Duration::from_millis(50)));
        }
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

    /// Runs a duty on a thread of its own, again after each panic.
    fn spawn(self: &Arc<Engine>, name: &str, duty: fn(&Engine)) -> bool {
        let engine = Arc::clone(self);
        engine.threads.fetch_add(1, Ordering::AcqRel);
        let supervise = move || {
            while let Err(_panic) = catch_unwind(AssertUnwindSafe(|| duty(&engine))) {
                engine.counters.restarts.add(1);
                engine.counters.problem("panic");
                std::thread::park_timeout(RESTART_PAUSE);
            }
            engine.threads.fetch_sub(1, Ordering::AcqRel);
            engine.threads_changed.ring();
        };
        let spawned = std::thread::Builder::new().name(name.to_owned()).spawn(supervise).is_ok();
        if !spawned {
            self.threads.fetch_sub(1, Ordering::AcqRel);
            self.counters.problem("no_thread");
        }
        spawned
    }

    /// Says that the shipper has ended for good, so that nobody waits for it.
    pub(crate) fn shipper_ended(&self) {
        self.shipper_running.store(false, Ordering::Release);
        self.settled_changed.notify_all();
    }

    /// Lets go of what a forked child inherited from its parent's engine without disturbing the parent.
    pub(crate) fn abandon_in_child(&self) {
        if let Some(directory) = &self.directory {
            // SAFETY: the caller leaks this engine, so nobody uses or closes the descriptor again. Closing it here does
            // not unlock: the lock belongs to the open file, which the parent holds too. Were it left open, the lock
            // would outlive the parent.
            unsafe { rustix::io::close(directory.lock_fd()) };
        }
    }

    pub(crate) fn stats(&self) -> Stats {
        let (totals, left) = {
            let recorder = self.recorder();
            (recorder.totals, recorder.left())
        };
        let counters = &self.counters;
        Stats {
            spool: if self.directory.is_some() { SpoolKind::Disk } else { SpoolKind::Memory },
            spool_problem: self.spool_problem.clone(),
            spool_dir: self.directory.as_ref().map(|directory| directory.path().to_owned()),
            shipping: self.config.url.is_some(),
            recorded: totals.recorded,
            recorded_bytes: totals.recorded_bytes,
            acknowledged: totals.settled,
            duplicate: counters.duplicate.get(),
            rejected: counters.rejected.get(),
            dropped: totals.dropped,
            cut: totals.cut,
            left,
            dead_letters: counters.dead_letters.get(),
            dead_letters_dropped: counters.dead_letters_dropped.get(),
            adopted: counters.adopted.get(),
            adopted_records: counters.adopted_records.get(),
            corrupt: counters.corrupt.get(),
            torn: counters.torn.get(),
            retries: counters.retries.get(),
            batches: counters.batches.get(),
            notes: counters.notes.get(),
            stalls: counters.stalls.get(),
            memory_segments: counters.memory_segments.get(),
            panics: counters.panics.get(),
            restarts: counters.restarts.get(),
            shipper_running: self.shipper_running.load(Ordering::Acquire),
            open: self.open.load(Ordering::Relaxed),
            last_error: counters.last_error(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_that_panics_goes_on_and_is_counted() {
        static RUNS: AtomicU32 = AtomicU32::new(0);
        fn duty(_: &Engine) {
            let run = RUNS.fetch_add(1, Ordering::SeqCst);
            assert!(run > 1, "run {run} fails");
        }
        let engine = Engine::start(Arc::default(), Projects::default(), 0, false);
        assert!(engine.spawn("panics", duty));
        engine.stop();
        engine.wait_for_threads(Instant::now() + Duration::from_secs(30));
        assert_eq!((RUNS.load(Ordering::SeqCst), engine.stats().restarts), (3, 2));
    }
}
