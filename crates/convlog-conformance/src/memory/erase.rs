//! Erasures. Here nothing takes time but the last step, so that both states can be seen.

use std::collections::BTreeSet;

use async_trait::async_trait;
use convlog_core::Timestamp;
use convlog_core::record::Body;
use convlog_store::append::Item;
use convlog_store::erase::{ErasedBy, ErasureState};
use convlog_store::erasure_value::{NormalizedValue, personal_values};
use convlog_store::erasures::{Erasure, ErasureFilter, Erasures, SweepPage};
use convlog_store::error::Result;
use convlog_store::records::{ConversationRef, Cursor, ProjectRef};

use super::{MemoryStore, State, records};

#[async_trait]
impl Erasures for MemoryStore {
    async fn put_erasure(&self, erasure: &Erasure, found: Vec<ConversationRef>) -> Result<Erasure> {
        let mut state = self.lock();
        let State { rows, erasures, data_keys, .. } = &mut *state;
        let rows = rows.entry(erasure.of.clone()).or_default();
        let first = found.first().and_then(|of| rows.erased.get(&of.id));
        if let Some(first) = first.filter(|_| erasure.receipt.by == ErasedBy::Conversation).cloned()
            && let Some(first) = erasures.iter().find(|held| held.receipt.id == first)
        {
            return Ok(first.clone());
        }
        let mut erasure = erasure.clone();
        for of in found {
            data_keys.remove(&of);
            rows.marks.remove(&of.id);
            erasure.receipt.conversations += u64::from(rows.conversations.remove(&of.id).is_some());
            rows.erased.insert(of.id, erasure.receipt.id.clone());
        }
        match erasures.iter_mut().find(|held| held.receipt.id == erasure.receipt.id) {
            Some(held) => *held = erasure.clone(),
            None => erasures.push(erasure.clone()),
        }
        Ok(erasure)
    }

    async fn erasures(&self, which: ErasureFilter<'_>, limit: u32) -> Result<Vec<Erasure>> {
        let mut found = self.lock().erasures.clone();
        found.retain(|erasure| match which {
            ErasureFilter::Of(of) => erasure.of == *of,
            ErasureFilter::Named(of, id) => erasure.of == *of && erasure.receipt.id == *id,
            ErasureFilter::Looking => erasure.receipt.erased_at.is_none(),
        });
        if which != ErasureFilter::Looking {
            found.reverse();
        }
        found.truncate(limit as usize);
        Ok(found)
    }

    async fn looked_up(&self, of: &ProjectRef, hashes: &[[u8; 32]], limit: usize) -> Result<Vec<ConversationRef>> {
        let state = self.lock();
        let mut found = BTreeSet::new();
        for (id, items) in state.rows.get(of).into_iter().flat_map(|rows| &rows.conversations) {
            let values = items.iter().filter_map(|(item, _)| {
                Some(personal_values(records::original(&item.body).1?, records::open(&item.body).as_deref()))
            });
            let hash = |value: NormalizedValue| {
                self.keys.lookup().hash(&of.account, &of.project, value.kind().as_str(), value.reveal())
            };
            if values.flatten().any(|value| hashes.contains(&hash(value))) {
                found.insert(ConversationRef { of: of.clone(), id: id.clone() });
            }
        }
        Ok(found.into_iter().take(limit).collect())
    }

    async fn sweep(&self, of: &ProjectRef, _after: Option<&Cursor>, to: &Cursor) -> Result<SweepPage> {
        let state = self.lock();
        let mut rows: Vec<(ConversationRef, Option<Body>)> = Vec::new();
        let Some(own) = state.rows.get(of) else { return Ok(SweepPage::default()) };
        for (id, items) in &own.conversations {
            let of = ConversationRef { of: of.clone(), id: id.clone() };
            let was_stored = |item: &Item| {
                let arrived = own.identities.get(&item.identity).copied().unwrap_or_default();
                arrived.to_be_bytes().as_slice() <= to.0.as_slice()
            };
            let stored = items.iter().filter(|(item, _)| was_stored(item));
            rows.extend(stored.map(|(item, _)| (of.clone(), Some(item.body.clone()))));
            rows.extend(items.iter().any(|(item, _)| was_stored(item)).then_some((of, None)));
        }
        Ok(SweepPage { rows, passed: 0, next: None })
    }

    async fn purge(&self, now: Timestamp) -> Result<bool> {
        for erasure in &mut self.lock().erasures {
            if erasure.receipt.erased_at.is_some() {
                erasure.receipt.state = ErasureState::Purged;
                erasure.receipt.purged_at.get_or_insert(now);
            }
        }
        Ok(false)
    }
}
