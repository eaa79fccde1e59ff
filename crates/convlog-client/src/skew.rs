//! How far the clock of this process is from the server's: measured once, shown, and never put right.
//!
//! The server tells its time in whole seconds. Each answer gives an interval in which the difference must lie; what all
//! of the first answers allow is far narrower than a second.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use convlog_core::Timestamp;

/// After so many answers the measurement is over.
const ANSWERS: u32 = 10;

/// What is known of the difference, client minus server, in milliseconds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Skew {
    within: Option<(f64, f64)>,
    answers: u32,
}

impl Skew {
    /// Takes in an answer that says it was made in the second that begins at `server`, to a request sent at `sent` and
    /// answered at `received` by our clock.
    pub(crate) fn heard(&mut self, server: Timestamp, sent: SystemTime, received: SystemTime) {
        if self.answers >= ANSWERS {
            return;
        }
        self.answers += 1;
        let server = server.as_micros() as f64 / 1_000.0;
        let (low, high) = (millis(sent) - server - 1_000.0, millis(received) - server);
        let (low, high) = match self.within {
            Some((known_low, known_high)) => (low.max(known_low), high.min(known_high)),
            None => (low, high),
        };
        // Our clock was set meanwhile: what was measured before stands.
        if low <= high {
            self.within = Some((low, high));
        }
    }

    /// Returns our clock minus the server's in milliseconds, once there was an answer.
    pub(crate) fn millis(&self) -> Option<f64> {
        self.within.map(|(low, high)| ((low + high) / 2.0).round())
    }
}

fn millis(time: SystemTime) -> f64 {
    time.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs_f64() * 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_narrow_it_down_and_a_clock_that_is_set_meanwhile_changes_nothing() {
        let second = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000);
        let at = |millis: u64| UNIX_EPOCH + Duration::from_millis(millis);
        let mut skew = Skew::default();
        assert_eq!(skew.millis(), None);
        // Our clock is 7,300 ms ahead; the server's second turns at 1,000.
        skew.heard(second(0), at(8_000), at(8_010));
        assert!((skew.millis().unwrap() - 7_300.0).abs() <= 505.0);
        skew.heard(second(0), at(8_270), at(8_290));
        skew.heard(second(1), at(8_310), at(8_330));
        assert!((skew.millis().unwrap() - 7_300.0).abs() <= 30.0, "{skew:?}");
        let known = skew.millis();
        skew.heard(second(2), at(60_000), at(60_001));
        assert_eq!(skew.millis(), known);
    }
}
