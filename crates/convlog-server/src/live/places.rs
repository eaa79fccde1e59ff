//! How many may watch at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use convlog_store::KeyHash;

use crate::error::ApiError;

/// The most streams of one server.
const STREAMS_MAX: usize = 64;
/// The most streams of one key.
const STREAMS_OF_KEY_MAX: usize = 8;

/// The streams there are, by the key that opened them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places(Arc<Mutex<HashMap<KeyHash, usize>>>);

impl Places {
    /// Takes a place, or refuses where there is none left.
    pub(crate) fn take(&self, key: KeyHash) -> Result<Place, ApiError> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_key = held.get(&key).copied().unwrap_or_default();
        if of_key >= STREAMS_OF_KEY_MAX || held.values().sum::<usize>() >= STREAMS_MAX {
            return Err(ApiError::too_many_streams());
        }
        held.insert(key, of_key + 1);
        Ok(Place { places: self.clone(), key })
    }
}

/// One stream's place; dropping it gives it back.
#[derive(Debug)]
pub(crate) struct Place {
    places: Places,
    key: KeyHash,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut held = self.places.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = held.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                held.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_and_the_server_have_so_many_places_and_get_them_back() {
        let places = Places::default();
        let key = |number: usize| KeyHash([number as u8; 32]);
        let mut taken: Vec<Place> =
            (0..STREAMS_MAX).map(|at| places.take(key(at / STREAMS_OF_KEY_MAX)).unwrap()).collect();
        assert_eq!(places.take(key(99)).unwrap_err().status(), 429);
        taken.pop();
        assert!(places.take(key(0)).is_err());
        drop(places.take(key(99)).unwrap());
        drop(taken);
        assert!(places.0.lock().unwrap().is_empty());
    }
}
