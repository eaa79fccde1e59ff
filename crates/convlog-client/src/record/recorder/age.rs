//! What this process itself recorded so long ago that it goes although nobody has taken it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{INFO, Link, REST, Recorder};
use crate::spool::segment::Segment;

/// When a segment was last seen to grow. Looked at now and then, so that a record costs nothing for it; by the clock that
/// nobody sets.
#[derive(Debug)]
pub(super) struct Growth {
    written: usize,
    seen_at: Instant,
}

impl Growth {
    pub(super) fn begin(written: usize) -> Growth {
        Growth { written, seen_at: Instant::now() }
    }
}

impl Link {
    /// How long nothing was written to it, as far as was looked.
    fn idle(&mut self) -> Duration {
        if self.growth.written != self.written {
            self.growth = Growth::begin(self.written);
        }
        self.growth.seen_at.elapsed()
    }
}

impl Recorder {
    /// Takes out the oldest segments to which nothing was written for so long, and counts what nobody took of them.
    ///
    /// Their bytes stay reserved; they are the caller's.
    pub(crate) fn expire(&mut self, age_max: Duration) -> Vec<Arc<Segment>> {
        let mut expired = Vec::new();
        for chain in [INFO, REST] {
            // All of them: whoever is not looked at does not seem to grow.
            let old: Vec<bool> = self.chains[chain].iter_mut().map(|link| link.idle() > age_max).collect();
            for _ in old.iter().take_while(|is_old| **is_old) {
                let Some(link) = self.chains[chain].pop_front() else { break };
                self.totals.dropped += link.records_left;
                self.totals.dropped_bytes += link.bytes_left;
                self.totals.expired += link.records_left;
                expired.push(link.segment);
            }
        }
        expired
    }
}
