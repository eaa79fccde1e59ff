//! Time that never runs backwards within a process: the wall clock at the start plus the monotonic clock.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use convlog_core::Timestamp;
use convlog_core::timestamp::RFC3339_LEN;

const MICROS_PER_SECOND: i64 = 1_000_000;

/// The difference from the wall clock that is worth a jump; below it the monotonic clock is the better one.
const DRIFT: i64 = 5_000;

/// A clock whose readings never decrease.
#[derive(Debug)]
pub(crate) struct Clock {
    started: Instant,
    wall_at_start: i64,
    last: i64,
    /// The second whose text is in `text`.
    second: i64,
    text: [u8; RFC3339_LEN],
}

impl Clock {
    pub(crate) fn start() -> Clock {
        Clock::starting_at(wall())
    }

    fn starting_at(wall: i64) -> Clock {
        Clock { started: Instant::now(), wall_at_start: wall, last: wall, second: i64::MIN, text: [b'0'; RFC3339_LEN] }
    }

    /// Returns now, never less than any earlier reading.
    #[inline]
    pub(crate) fn now(&mut self) -> Timestamp {
        let now = self.wall_at_start + self.started.elapsed().as_micros() as i64;
        self.last = self.last.max(now);
        Timestamp::from_micros(self.last)
    }

    /// Returns the canonical text of a reading; only the digits below the second are rendered anew within a second.
    #[inline]
    pub(crate) fn text(&mut self, time: Timestamp) -> &[u8; RFC3339_LEN] {
        let micros = time.as_micros();
        let second = micros.div_euclid(MICROS_PER_SECOND);
        if second != self.second {
            self.second = second;
            self.text = time.to_rfc3339();
        } else {
            let mut rest = (micros - second * MICROS_PER_SECOND) as u32;
            for digit in self.text[20..26].iter_mut().rev() {
                *digit = b'0' + (rest % 10) as u8;
                rest /= 10;
            }
        }
        &self.text
    }

    /// Follows the wall clock where it went ahead (a suspended machine, a corrected clock); never back.
    pub(crate) fn follow_wall(&mut self) {
        self.follow(wall());
    }

    fn follow(&mut self, wall: i64) {
        let ahead = wall - self.now().as_micros();
        if ahead > DRIFT {
            self.wall_at_start += ahead;
        }
    }
}

fn wall() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_micros() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_wall_clock_forwards_only() {
        let mut clock = Clock::starting_at(1_000_000_000);
        let before = clock.now();
        clock.follow(500_000_000);
        let after_setback = clock.now();
        assert!(after_setback >= before && after_setback.as_micros() < 1_001_000_000);
        clock.follow(2_000_000_000);
        assert!(clock.now().as_micros() >= 2_000_000_000);
    }

    #[test]
    fn the_cached_text_is_the_text() {
        let mut clock = Clock::start();
        for micros in [0, 1, 999_999, 1_000_000, 1_000_001, 1_735_725_600_123_456, 1_735_725_600_999_999] {
            let time = Timestamp::from_micros(micros);
            assert_eq!(clock.text(time), &time.to_rfc3339());
        }
    }
}
