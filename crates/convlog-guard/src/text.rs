//! One text: which rules read it, and which of their findings stands where two overlap.

use crate::Match;
use crate::key::Context;
use crate::rules;

/// Returns what is personal in a text, in order and not overlapping.
pub(crate) fn scan(text: &str, context: Context) -> Vec<Match> {
    if let Some(rule) = context.whole.filter(|_| !text.trim().is_empty()) {
        return vec![Match { range: 0..text.len(), rule }];
    }
    let mut found = Vec::new();
    rules::email::find(text, &mut found);
    found
}
