//! Which key has lately opened something from where.
//!
//! Such a key is looked at even where others have guessed from the same address: behind one address there may be many,
//! and none of them is to shut the others out. Nobody can make use of that for a key that is not in use there.

use std::collections::HashSet;

use convlog_store::{KeyHash, Network};

/// So many are remembered at least, once there were as many, and at most twice as many.
const KNOWN_MAX: usize = 2048;

/// In two halves: when the younger is full it becomes the older one, and what was in that is forgotten unless it was used
/// again.
#[derive(Debug, Default)]
pub(super) struct RecentKeys {
    younger: HashSet<(Network, KeyHash)>,
    older: HashSet<(Network, KeyHash)>,
}

impl RecentKeys {
    pub(super) fn has(&mut self, known: &(Network, KeyHash)) -> bool {
        if self.younger.contains(known) {
            return true;
        }
        let is_older = self.older.contains(known);
        if is_older {
            self.add(*known);
        }
        is_older
    }

    pub(super) fn add(&mut self, known: (Network, KeyHash)) {
        if self.younger.len() >= KNOWN_MAX {
            self.older = std::mem::take(&mut self.younger);
        }
        self.younger.insert(known);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(number: usize) -> (Network, KeyHash) {
        let mut hash = [0; 32];
        hash[..8].copy_from_slice(&number.to_le_bytes());
        (Network::of_visitor([127, 0, 0, 1].into()), KeyHash(hash))
    }

    #[test]
    fn what_is_used_stays_known_and_the_memory_stays_bounded() {
        let mut standing = RecentKeys::default();
        standing.add(known(0));
        for number in 1..10 * KNOWN_MAX {
            standing.add(known(number));
            assert!(number % 1000 != 0 || standing.has(&known(0)), "{number}");
            assert!(standing.younger.len() + standing.older.len() <= 2 * KNOWN_MAX);
        }
        assert!(standing.has(&known(0)) && !standing.has(&known(1)));
    }
}
