//! Hints that were made from several entries, for a reader who may not see all of them.

use std::collections::HashMap;

use super::StoredEntry;
use crate::ids::ProducerId;

/// Where an entry was written, and by whom.
type HintKey<'a> = (ProducerId, Option<&'a str>, Option<&'a str>);

/// Takes away each hint that was made from more entries of its place than this reader sees up to it: that there is one
/// would tell of those that are not there. The entries are in their order.
pub(super) fn retain_supported(entries: &mut [StoredEntry]) {
    if entries.iter().all(|stored| stored.hints.is_empty()) {
        return;
    }
    let mut seen: HashMap<HintKey<'_>, u32> = HashMap::new();
    let up_to_each = entries.iter().map(|stored| {
        let place = (stored.identity.producer, stored.turn.as_deref(), stored.event.as_deref());
        let lines = seen.entry(place).or_default();
        *lines += 1;
        *lines
    });
    let up_to_each: Vec<u32> = up_to_each.collect();
    for (stored, lines) in entries.iter_mut().zip(up_to_each) {
        stored.hints.retain(|hint| hint.lines <= lines);
    }
}
