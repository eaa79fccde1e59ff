//! How long to wait before the same request is made again.

use std::time::Duration;

const FIRST: Duration = Duration::from_millis(100);
const MAX: Duration = Duration::from_secs(10);
/// Where waiting cannot help and somebody has to change something: a refused key, a wrong address.
const REFUSED: Duration = Duration::from_secs(30);
/// The longest a server may make us wait.
const RETRY_AFTER_MAX: Duration = Duration::from_secs(300);

/// Exponential backoff with jitter.
#[derive(Debug)]
pub(super) struct Backoff {
    failures: u32,
    random: u64,
}

impl Backoff {
    pub(super) fn new(seed: u64) -> Backoff {
        Backoff { failures: 0, random: seed | 1 }
    }

    pub(super) fn succeeded(&mut self) {
        self.failures = 0;
    }

    /// Returns the next pause: doubling from 100 ms to 10 s, between half and all of it, at least what the server asks.
    pub(super) fn failed(&mut self, retry_after: Option<Duration>) -> Duration {
        let full = FIRST.saturating_mul(1 << self.failures.min(10)).min(MAX);
        self.failures = self.failures.saturating_add(1);
        let pause = full.mul_f64(0.5 + 0.5 * self.fraction());
        pause.max(retry_after.unwrap_or_default().min(RETRY_AFTER_MAX))
    }

    /// Returns the pause after a refusal, at least what the server asks.
    pub(super) fn refused(&mut self, retry_after: Option<Duration>) -> Duration {
        let pause = REFUSED.mul_f64(0.8 + 0.2 * self.fraction());
        pause.max(retry_after.unwrap_or_default().min(RETRY_AFTER_MAX))
    }

    /// A number from 0 to 1 (xorshift; only has to spread processes out).
    fn fraction(&mut self) -> f64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random >> 11) as f64 / (1u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_up_to_the_cap_and_honours_the_server() {
        let mut backoff = Backoff::new(7);
        let pauses: Vec<_> = (0..12).map(|_| backoff.failed(None)).collect();
        assert!(pauses[0] >= FIRST / 2 && pauses[0] <= FIRST);
        assert!(pauses.iter().all(|pause| *pause <= MAX));
        assert!(pauses[11] >= MAX / 2);
        assert!(backoff.failed(Some(Duration::from_secs(20))) >= Duration::from_secs(20));
        assert!(backoff.failed(Some(Duration::from_secs(9999))) <= RETRY_AFTER_MAX);
        backoff.succeeded();
        assert!(backoff.failed(None) <= FIRST);
    }
}
