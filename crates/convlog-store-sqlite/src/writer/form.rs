//! How entries and their hints are written in columns.

use convlog_core::{Entry, EntryText, Hint};

use crate::failure::{Failure, Result};

/// The form of an entry whose JSON is stored whole.
pub(crate) const VERBATIM: u8 = 1;

/// Returns form, content and extras of an entry; no extras are stored as nothing at all.
pub(crate) fn parts(entry: &Entry) -> (u8, &str, Option<&str>) {
    match &entry.text {
        EntryText::Parts { content, extras } => (0, content, (!extras.is_empty()).then_some(extras)),
        EntryText::Verbatim(text) => (VERBATIM, text, None),
    }
}

/// Returns hints as they are stored; none at all are stored as nothing.
pub(super) fn hints(hints: &[Hint]) -> Result<Option<String>> {
    let json = (!hints.is_empty()).then(|| serde_json::to_string(hints));
    json.transpose().map_err(|_| Failure::Row("hints"))
}
