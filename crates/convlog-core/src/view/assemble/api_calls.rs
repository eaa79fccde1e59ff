//! Which function events called APIs that failed.

use std::collections::BTreeMap;

use super::MergedSubject;
use crate::limits::DEPTH_MAX;
use crate::outcome::is_failed_api_call;

/// Counts the failed API calls of each function event: spans that it is the parent of, directly or through other spans.
pub(super) fn failed_api_calls(spans: &[MergedSubject]) -> BTreeMap<String, u64> {
    let parent = |span: &MergedSubject| span.values.text("parent_id");
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let failed: Vec<&MergedSubject> = spans.iter().filter(|span| is_failed_api_call(&span.values)).collect();
    if failed.is_empty() {
        return counts;
    }
    let parents: BTreeMap<&str, Option<String>> =
        spans.iter().map(|span| (span.subject.as_str(), parent(span))).collect();
    for span in failed {
        let mut above = parent(span);
        // Senders may write anything: spans that claim each other as parents have no function above them.
        let mut steps_left = DEPTH_MAX;
        while let Some(next) = above.as_deref().and_then(|id| parents.get(id)).filter(|_| steps_left > 0) {
            above.clone_from(next);
            steps_left -= 1;
        }
        if let Some(event) = above.filter(|id| !parents.contains_key(id.as_str())) {
            *counts.entry(event).or_default() += 1;
        }
    }
    counts
}
