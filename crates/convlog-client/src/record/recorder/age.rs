//! What this process itself recorded so long ago that it goes although nobody has taken it.

use std::sync::Arc;
use std::time::Duration;

use super::{INFO, REST, Recorder};
use crate::spool::segment::Segment;

impl Recorder {
    /// Takes out the oldest segments to which nothing was written for so long, and counts what nobody took of them.
    ///
    /// Their bytes stay reserved; they are the caller's.
    pub(crate) fn expire(&mut self, age_max: Duration) -> Vec<Arc<Segment>> {
        let mut expired = Vec::new();
        for chain in [INFO, REST] {
            // All of them: whoever is not looked at does not seem to grow.
            let old: Vec<bool> =
                self.chains[chain].iter_mut().map(|link| link.growth.idle(link.written) > age_max).collect();
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
