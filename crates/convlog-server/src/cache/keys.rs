//! Keys that were verified a moment ago.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use convlog_store::key::Refused;
use convlog_store::{KeyHash, VerifiedKey, verify_hash};

use super::FRESH_FOR;
use crate::error::ApiError;
use crate::state::AppState;

/// More keys than this in use within half a second, and the memory of them starts anew.
const KEYS_MAX: usize = 4096;

/// Verified keys by their hash. The key itself is not kept.
#[derive(Default)]
pub(crate) struct KeyCache(Mutex<HashMap<KeyHash, (Instant, Arc<VerifiedKey>)>>);

impl KeyCache {
    /// Returns the verified key with a hash, or why it opens nothing.
    pub(crate) async fn verify_hash(
        &self,
        state: &AppState,
        hash: KeyHash,
    ) -> Result<Result<Arc<VerifiedKey>, Refused>, ApiError> {
        if let Some(key) = self.fresh(&hash) {
            return Ok(Ok(key));
        }
        let asked_at = Instant::now();
        let key = match verify_hash(state.store.as_ref(), &hash, state.now()).await? {
            Ok(key) => Arc::new(key),
            Err(refused) => return Ok(Err(refused)),
        };
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= KEYS_MAX {
            held.clear();
        }
        held.insert(hash, (asked_at, Arc::clone(&key)));
        Ok(Ok(key))
    }

    fn fresh(&self, hash: &KeyHash) -> Option<Arc<VerifiedKey>> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (asked_at, key) = held.get(hash)?;
        if asked_at.elapsed() < FRESH_FOR {
            return Some(Arc::clone(key));
        }
        held.remove(hash);
        None
    }
}

impl fmt::Debug for KeyCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyCache").finish_non_exhaustive()
    }
}
