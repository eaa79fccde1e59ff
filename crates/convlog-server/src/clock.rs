//! The clocks of the machine, and reading them. This is the edge: everything else is passed times.

use std::sync::Arc;
use std::time::Duration;

use convlog_core::{Moment, Timestamp};
use rustix::time::{ClockId, clock_gettime};

/// A clock, passed in so that tests have one of their own.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// A clock that nobody can set, passed in for the same reason.
pub type MonotonicClock = Arc<dyn Fn() -> Duration + Send + Sync>;

/// How far apart the readings of a moment may be: the process may be stopped between two of them.
const APART_MAX: Duration = Duration::from_secs(1);
/// How often it is read at most.
const READINGS_MAX: usize = 10;

/// Returns the clock of the machine.
#[must_use]
pub fn system_clock() -> Clock {
    Arc::new(|| {
        let since = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
        Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    })
}

/// Returns the clock that counts from when the machine was started and goes on while it sleeps.
#[must_use]
pub fn boot_clock() -> MonotonicClock {
    // Elsewhere the monotonic clock is the one that goes on.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let clock = ClockId::Boottime;
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let clock = ClockId::Monotonic;
    Arc::new(move || {
        let time = clock_gettime(clock);
        Duration::new(u64::try_from(time.tv_sec).unwrap_or_default(), u32::try_from(time.tv_nsec).unwrap_or_default())
    })
}

/// Reads two clocks at the same moment.
#[must_use]
pub fn moment(clock: &Clock, monotonic: &MonotonicClock) -> Moment {
    let read = || {
        let (before, wall) = (monotonic(), clock());
        (Moment { wall, monotonic: before }, monotonic().saturating_sub(before))
    };
    let mut readings = std::iter::repeat_with(read).take(READINGS_MAX);
    let first = readings.find(|(_, apart)| *apart < APART_MAX);
    first.map_or_else(|| read().0, |(moment, _)| moment)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};

    #[test]
    fn the_clock_that_nobody_sets_goes_on() {
        let clock = boot_clock();
        let before = clock();
        std::thread::sleep(Duration::from_millis(20));
        assert!(clock() >= before + Duration::from_millis(20) && before > Duration::ZERO);
    }

    #[test]
    fn a_moment_is_read_again_when_the_process_stood_still_meanwhile() {
        // The second reading comes an hour after the first; then all goes on by the millisecond.
        let readings = Arc::new(AtomicU64::new(0));
        let monotonic: MonotonicClock = Arc::new(move || {
            let reading = readings.fetch_add(1, Ordering::Relaxed);
            Duration::from_millis(reading + if reading > 0 { 3_600_000 } else { 0 })
        });
        let clock: Clock = Arc::new(|| Timestamp::from_micros(7));
        let read = moment(&clock, &monotonic);
        assert_eq!((read.wall.as_micros(), read.monotonic), (7, Duration::from_millis(3_600_002)));
    }
}
