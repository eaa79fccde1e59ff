//! A map that forgets what was not used lately.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;

use foldhash::quality::RandomState;

/// Two generations: whatever is used moves to the young one, and when that is full, the old one is forgotten.
///
/// Nothing is forgotten except in [`settle`](Recent::settle), so what a transaction has changed is safe until it ends.
pub(super) struct Recent<K, V> {
    young: HashMap<K, V, RandomState>,
    old: HashMap<K, V, RandomState>,
    young_max: usize,
}

impl<K: Hash + Eq, V> Recent<K, V> {
    pub(super) fn new(young_max: usize) -> Recent<K, V> {
        Recent { young: HashMap::default(), old: HashMap::default(), young_max }
    }

    pub(super) fn get_mut<Q: Hash + Eq + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        if !self.old.is_empty()
            && let Some((key, value)) = self.old.remove_entry(key)
        {
            self.young.insert(key, value);
        }
        self.young.get_mut(key)
    }

    /// Takes something out, to be inserted again.
    pub(super) fn take<Q: Hash + Eq + ?Sized>(&mut self, key: &Q) -> Option<(K, V)>
    where
        K: Borrow<Q>,
    {
        self.young.remove_entry(key).or_else(|| self.old.remove_entry(key))
    }

    pub(super) fn insert(&mut self, key: K, value: V) -> &mut V {
        self.young.entry(key).insert_entry(value).into_mut()
    }

    pub(super) fn remove<Q: Hash + Eq + ?Sized>(&mut self, key: &Q)
    where
        K: Borrow<Q>,
    {
        self.young.remove(key);
        self.old.remove(key);
    }

    /// Forgets, between transactions.
    pub(super) fn settle(&mut self) {
        if self.young.len() > self.young_max {
            self.old = std::mem::take(&mut self.young);
        }
    }

    /// Forgets everything, after a transaction was undone.
    pub(super) fn clear(&mut self) {
        self.young.clear();
        self.old.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_is_used_and_forgets_the_rest_between_transactions() {
        let mut recent = Recent::new(2);
        for key in 0..3 {
            recent.insert(key, key);
        }
        assert!((0..3).all(|key| recent.get_mut(&key).is_some()), "nothing goes inside a transaction");
        recent.settle();
        assert!(recent.get_mut(&1).is_some());
        for key in 3..6 {
            recent.insert(key, key);
        }
        recent.settle();
        assert!(recent.get_mut(&1).is_some() && recent.get_mut(&0).is_none());
    }
}
