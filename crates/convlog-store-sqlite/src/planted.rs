//! Faults that can be planted, to show that the proofs of durability would find them.
//!
//! Without the feature `planted-faults`, which no binary has and only the crate of those proofs turns on, nothing can
//! be planted and the question is answered `false` while compiling.

/// A duty of the store that can be passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Fault {
    /// Whoever sent records is answered before they are committed.
    AnsweredBeforeCommit = 1,
    /// Nothing waits for the disk.
    NeverSynced,
}

#[cfg(feature = "planted-faults")]
mod plant {
    use std::sync::atomic::{AtomicU8, Ordering};

    use super::Fault;

    static PLANTED: AtomicU8 = AtomicU8::new(0);

    /// Plants a fault in this process, in place of the one before.
    pub fn plant(fault: Option<Fault>) {
        PLANTED.store(fault.map_or(0, |fault| fault as u8), Ordering::SeqCst);
    }

    /// Says whether a fault is planted.
    pub(crate) fn is_planted(fault: Fault) -> bool {
        PLANTED.load(Ordering::Relaxed) == fault as u8
    }
}

#[cfg(not(feature = "planted-faults"))]
mod plant {
    use super::Fault;

    /// Says that no fault is planted.
    pub(crate) const fn is_planted(_: Fault) -> bool {
        false
    }
}

pub(crate) use plant::is_planted;
#[cfg(feature = "planted-faults")]
pub use plant::plant;
