//! How long nothing was written to a segment.

use std::time::{Duration, Instant};

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

    /// How long nothing was written, as far as was looked; `written` is where the next frame goes now.
    pub(super) fn idle(&mut self, written: usize) -> Duration {
        if self.written != written {
            *self = Growth::begin(written);
        }
        self.seen_at.elapsed()
    }
}
