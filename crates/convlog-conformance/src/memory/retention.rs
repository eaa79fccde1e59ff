//! Deleting what is old.

use convlog_core::Timestamp;
use convlog_core::record::Body;
use convlog_store::append::Item;
use convlog_store::records::{Deletion, DeletionScope};

use super::Rows;
use super::records::original;

impl Rows {
    /// Deletes what nothing has arrived of since; says whether it did.
    pub(super) fn delete(&mut self, deletion: &Deletion) -> bool {
        let Some(items) = self.conversations.get_mut(&deletion.of.id) else { return false };
        if deletion.unless_since.is_some_and(|since| last(items) >= since) {
            return false;
        }
        match deletion.part {
            DeletionScope::Whole => {
                items.clear();
                self.retired.conversations += 1;
            }
            DeletionScope::Personal => {
                items.retain_mut(|(item, _)| strip(&mut item.body));
                self.retired.personal_parts += 1;
            }
        }
        let has_sealed = items.iter().any(|(item, _)| original(&item.body).1.is_some());
        if !has_sealed {
            self.marks.remove(&deletion.of.id);
        }
        self.conversations.retain(|_, items| !items.is_empty());
        true
    }
}

/// Takes away what is sealed; says whether anything is left.
fn strip(body: &mut Body) -> bool {
    match body {
        Body::Log(log) => {
            if log.original.take().is_some() {
                log.hints.clear();
            }
            log.open.is_some()
        }
        Body::Fields(fields) => {
            fields.original = None;
            true
        }
    }
}

/// Says when the last record of a conversation arrived.
pub(super) fn last(items: &[(Item, Timestamp)]) -> Timestamp {
    items.iter().map(|(_, last_contact_at)| *last_contact_at).max().unwrap_or_default()
}
