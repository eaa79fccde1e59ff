//! The background threads: started, restarted after a panic, told to end, waited for.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::Engine;

/// The pause before a thread that panicked goes on.
const RESTART_PAUSE: Duration = Duration::from_millis(200);

impl Engine {
    pub(crate) fn stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// Tells both threads to end.
    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
        self.ship_signal.notify();
        self.maintenance_signal.notify();
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

    /// Runs a duty on a thread of its own, again after each panic.
    pub(crate) fn spawn(self: &Arc<Engine>, name: &str, duty: fn(&Engine)) -> bool {
        let engine = Arc::clone(self);
        engine.threads.fetch_add(1, Ordering::AcqRel);
        let supervise = move || {
            while let Err(_panic) = catch_unwind(AssertUnwindSafe(|| duty(&engine))) {
                engine.counters.restarts.add(1);
                engine.counters.problem("panic");
                std::thread::park_timeout(RESTART_PAUSE);
            }
            engine.threads.fetch_sub(1, Ordering::AcqRel);
            engine.threads_changed.notify();
        };
        let spawned = std::thread::Builder::new().name(name.to_owned()).spawn(supervise).is_ok();
        if !spawned {
            self.threads.fetch_sub(1, Ordering::AcqRel);
            self.counters.problem("no_thread");
        }
        spawned
    }

    /// Says that there is a shipper.
    pub(crate) fn shipper_started(&self) {
        self.shipper_running.store(true, Ordering::Release);
    }

    /// Says that the shipper has ended for good, so that nobody waits for it.
    pub(crate) fn shipper_ended(&self) {
        self.shipper_running.store(false, Ordering::Release);
        self.settled_changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU32;

    use super::*;
    use crate::projects::Projects;

    #[test]
    fn a_thread_that_panics_goes_on_and_is_counted() {
        static RUNS: AtomicU32 = AtomicU32::new(0);
        fn duty(_: &Engine) {
            let run = RUNS.fetch_add(1, Ordering::SeqCst);
            assert!(run > 1, "run {run} fails");
        }
        let engine = Arc::new(Engine::new(Arc::default(), Projects::default(), false));
        assert!(engine.spawn("panics", duty));
        engine.stop();
        engine.wait_for_threads(Instant::now() + Duration::from_secs(30));
        assert_eq!((RUNS.load(Ordering::SeqCst), engine.stats().restarts), (3, 2));
    }
}
