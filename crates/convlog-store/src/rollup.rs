//! Rollups: sums over conversations that are kept instead of being counted when asked.
//!
//! What a conversation contributes to a rollup is a function of what is open in it, under a key that is one too: its
//! project, say, or a day with a variant. A change adds the contribution of now and takes away the one that is stored,
//! whatever happened in between and in which order. So a conversation whose variant arrives late moves from one sum to
//! another, one that is erased takes its contribution along, and a sum equals counting again.

use std::collections::BTreeMap;

/// What is summed.
pub trait Sums: Clone + Default + PartialEq {
    /// Adds another.
    fn add(&mut self, other: &Self);

    /// Takes another away.
    fn subtract(&mut self, other: &Self);
}

/// By how much sums have changed, by their keys.
#[derive(Clone, Debug)]
pub struct Changes<K, S>(BTreeMap<K, S>);

impl<K, S> Default for Changes<K, S> {
    fn default() -> Changes<K, S> {
        Changes(BTreeMap::new())
    }
}

impl<K: Ord, S: Sums> Changes<K, S> {
    /// Puts what a conversation contributes now in the place of what it contributed as it is stored; nothing where not
    /// found.
    pub fn replace(&mut self, stored: Option<(K, S)>, now: Option<(K, S)>) {
        if let Some((key, sums)) = stored {
            self.0.entry(key).or_default().subtract(&sums);
        }
        if let Some((key, sums)) = now {
            self.0.entry(key).or_default().add(&sums);
        }
    }

    /// Returns the sums that are others now, each with what is to be added to it.
    pub fn into_changed(self) -> impl Iterator<Item = (K, S)> {
        self.0.into_iter().filter(|(_, sums)| *sums != S::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    impl Sums for i64 {
        fn add(&mut self, other: &i64) {
            *self += other;
        }

        fn subtract(&mut self, other: &i64) {
            *self -= other;
        }
    }

    proptest! {
        /// Whatever conversations become, and however the changes are grouped, sums equal counting again.
        #[test]
        fn sums_equal_counting_again(
            steps in prop::collection::vec((0..5usize, prop::option::of((0..3u8, 0..9i64))), 0..60),
            group in 1..9usize,
        ) {
            let (mut stored, mut sums) = (vec![None; 5], BTreeMap::<u8, i64>::new());
            for steps in steps.chunks(group) {
                let mut changes = Changes::default();
                for (conversation, now) in steps {
                    changes.replace(std::mem::replace(&mut stored[*conversation], *now), *now);
                }
                for (key, change) in changes.into_changed() {
                    *sums.entry(key).or_default() += change;
                }
                let mut counted = BTreeMap::<u8, i64>::new();
                for (key, sum) in stored.iter().flatten() {
                    *counted.entry(*key).or_default() += sum;
                }
                sums.retain(|_, sum| *sum != 0);
                counted.retain(|_, sum| *sum != 0);
                prop_assert_eq!(&sums, &counted);
            }
        }
    }
}
