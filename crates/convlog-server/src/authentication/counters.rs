//! How many were refused since the start.

use std::sync::atomic::{AtomicU64, Ordering};

use super::{EntryPoint, Reason};

/// By door and reason.
#[derive(Debug, Default)]
pub(crate) struct Counters([[AtomicU64; Reason::ALL.len()]; EntryPoint::ALL.len()]);

impl Counters {
    pub(super) fn count(&self, door: EntryPoint, reason: Reason) {
        self.0[door as usize][reason as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// Returns every count, with the names of its door and its reason.
    pub(crate) fn all(&self) -> impl Iterator<Item = (EntryPoint, Reason, u64)> {
        EntryPoint::ALL.into_iter().flat_map(move |door| {
            Reason::ALL.map(|reason| (door, reason, self.0[door as usize][reason as usize].load(Ordering::Relaxed)))
        })
    }
}
