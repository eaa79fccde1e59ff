//! Finding entries, from scratch each time: all that a reader sees are put in order, and each is asked in turn.

use std::cmp::Reverse;

use async_trait::async_trait;
use convlog_core::Timestamp;
use convlog_core::query::Subject;
use convlog_core::view::Conversation;
use convlog_store::error::Result;
use convlog_store::find::{EntryPage, EntryPosition, EntryQuery, Find, FoundEntry};
use convlog_store::records::ProjectRef;
use convlog_store::visibility::Visibility;

use super::MemoryStore;

#[async_trait]
impl Find for MemoryStore {
    async fn find_entries(&self, visibility: &Visibility, query: &EntryQuery, now: Timestamp) -> Result<EntryPage> {
        let state = self.lock();
        let rows = state
            .rows
            .get(&ProjectRef { account: visibility.account().clone(), project: visibility.project().clone() });
        let ids = rows.into_iter().flat_map(|rows| rows.conversations.keys().map(move |id| (rows, id)));
        let views: Vec<Conversation> =
            ids.filter_map(|(rows, id)| rows.view(id, visibility.sees_personal(), now)).collect();
        let placed = views.iter().flat_map(Subject::entries);
        let placed = placed.filter_map(|subject| Some((EntryPosition::of(subject.entry()?), subject)));
        let mut placed: Vec<_> = placed.filter(|(position, _)| query.reaches(*position)).collect();
        placed.sort_by_key(|(position, _)| Reverse(*position));
        let mut page = EntryPage::default();
        let (mut last, mut bytes) = (None, 0);
        for (looks, (position, subject)) in placed.into_iter().enumerate() {
            let is_full = query.is_full(page.entries.len(), bytes);
            if is_full && page.next.is_none() {
                page.next = last;
            }
            if looks == query.looked_at_max() {
                page.looked_until = last;
                page.next = page.next.or(last);
                break;
            }
            last = Some(position);
            if query.predicate().holds(&subject) {
                page.count(&subject, visibility);
                if let Some(found) = FoundEntry::of(&subject).filter(|_| !is_full) {
                    bytes += found.bytes();
                    page.entries.push(found);
                }
            }
        }
        Ok(page)
    }
}
