//! How much memory all request bodies together may take.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::ApiError;

/// The budget is given out in pieces of this many bytes.
const PIECE_BYTES: usize = 64 * 1024;

/// The memory that bodies may take. Cloning it shares it.
#[derive(Clone, Debug)]
pub(crate) struct BodyBudget(Arc<Budget>);

#[derive(Debug)]
struct Budget {
    pieces: Arc<Semaphore>,
    /// How many bodies have a share.
    bodies: AtomicUsize,
}

/// One body's share. It is given back when dropped.
#[derive(Debug)]
pub(crate) struct BodyShare {
    budget: Arc<Budget>,
    held: Option<OwnedSemaphorePermit>,
}

impl BodyBudget {
    pub(crate) fn new(bytes_max: usize) -> BodyBudget {
        let pieces = Arc::new(Semaphore::new((bytes_max / PIECE_BYTES).max(1)));
        BodyBudget(Arc::new(Budget { pieces, bodies: AtomicUsize::new(0) }))
    }

    /// Says whether a body is being read or stored at the moment.
    pub(crate) fn is_in_use(&self) -> bool {
        self.0.bodies.load(Ordering::Relaxed) > 0
    }

    pub(crate) fn share(&self) -> BodyShare {
        self.0.bodies.fetch_add(1, Ordering::Relaxed);
        BodyShare { budget: Arc::clone(&self.0), held: None }
    }
}

impl BodyShare {
    /// Grows the share to this many bytes.
    ///
    /// # Errors
    /// The other bodies leave too little. Nobody waits here: waiting bodies are what fills the memory.
    pub(crate) fn grow_to(&mut self, bytes: usize) -> Result<(), ApiError> {
        let held = self.held.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
        let missing = bytes.div_ceil(PIECE_BYTES).saturating_sub(held);
        if missing == 0 {
            return Ok(());
        }
        let more = Arc::clone(&self.budget.pieces).try_acquire_many_owned(u32::try_from(missing).unwrap_or(u32::MAX));
        let more = more.map_err(|_| ApiError::overloaded())?;
        match &mut self.held {
            Some(held) => held.merge(more),
            None => self.held = Some(more),
        }
        Ok(())
    }

    /// Says whether no other body is being read or stored at the moment.
    pub(crate) fn is_only(&self) -> bool {
        self.budget.bodies.load(Ordering::Relaxed) == 1
    }
}

impl Drop for BodyShare {
    fn drop(&mut self) {
        self.budget.bodies.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_out_no_more_than_there_is_and_takes_it_back() {
        let budget = BodyBudget::new(4 * PIECE_BYTES);
        let (mut one, mut other) = (budget.share(), budget.share());
        one.grow_to(1).unwrap();
        one.grow_to(3 * PIECE_BYTES).unwrap();
        assert!(other.grow_to(2 * PIECE_BYTES).is_err());
        other.grow_to(PIECE_BYTES).unwrap();
        assert!(!one.is_only() && !other.is_only() && budget.is_in_use());
        drop(one);
        assert!(other.is_only());
        other.grow_to(4 * PIECE_BYTES).unwrap();
        drop(other);
        assert!(!budget.is_in_use());
    }
}
