//! How many may be in at once: of one kind, such as those of one key, and altogether.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

/// The places that are taken, by who took them. Its clones are the same places.
#[derive(Clone, Debug)]
pub(crate) struct Permits<K: Copy + Eq + Hash> {
    taken: Arc<Mutex<InUse<K>>>,
    each_max: usize,
    all_max: usize,
}

#[derive(Debug)]
struct InUse<K> {
    by: HashMap<K, usize>,
    all: usize,
}

impl<K: Copy + Eq + Hash> Permits<K> {
    /// Makes so many places, of which one may take only some.
    pub(crate) fn new(each_max: usize, all_max: usize) -> Permits<K> {
        Permits { taken: Arc::new(Mutex::new(InUse { by: HashMap::new(), all: 0 })), each_max, all_max }
    }

    /// Takes a place; `None` where there is none left.
    pub(crate) fn take(&self, who: K) -> Option<Permit<K>> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.by.get(&who).copied().unwrap_or_default();
        if count >= self.each_max || taken.all >= self.all_max {
            return None;
        }
        taken.by.insert(who, count + 1);
        taken.all += 1;
        Some(Permit { places: self.clone(), who })
    }
}

/// One place; dropping it gives it back.
#[derive(Debug)]
pub(crate) struct Permit<K: Copy + Eq + Hash> {
    places: Permits<K>,
    who: K,
}

impl<K: Copy + Eq + Hash> Drop for Permit<K> {
    fn drop(&mut self) {
        let mut taken = self.places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.all -= 1;
        if let Some(count) = taken.by.get_mut(&self.who) {
            *count -= 1;
            if *count == 0 {
                taken.by.remove(&self.who);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_and_all_have_so_many_places_and_get_them_back() {
        let places = Permits::new(8, 64);
        let mut taken: Vec<Permit<usize>> = (0..64).map(|at| places.take(at / 8).unwrap()).collect();
        assert!(places.take(99).is_none());
        taken.pop();
        assert!(places.take(0).is_none());
        drop(places.take(99).unwrap());
        drop(taken);
        let left = places.taken.lock().unwrap();
        assert!(left.by.is_empty() && left.all == 0);
    }
}
