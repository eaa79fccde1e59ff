//! State that a pass keeps at hand.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A value behind a lock that outlives a panic: what a pass keeps at hand is right after every step that it took.
#[derive(Debug, Default)]
pub(super) struct UnpoisonedMutex<T>(Mutex<T>);

impl<T> UnpoisonedMutex<T> {
    pub(super) fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
