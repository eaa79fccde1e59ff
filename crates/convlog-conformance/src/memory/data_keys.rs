//! Data keys, as they would rest: wrapped under a master key that is given, or the store's own.

use async_trait::async_trait;
use convlog_store::data_keys::{DataKeys, WrappedKey};
use convlog_store::error::Result;
use convlog_store::records::{ConversationRef, Cursor};
use convlog_store::seal::{KeyState, Keys};

use super::{MemoryStore, State, records};

#[async_trait]
impl DataKeys for MemoryStore {
    fn seal_keys(&self) -> &Keys {
        &self.keys
    }

    async fn put_key_state(&self, from: &KeyState, to: &KeyState) -> Result<bool> {
        let held = &mut self.lock().key_state;
        let is_kept = held == from;
        if is_kept {
            *held = to.clone();
        }
        Ok(is_kept)
    }

    async fn wrapped_keys(&self, before: i64, after: Option<&Cursor>, limit: usize) -> Result<Vec<WrappedKey>> {
        let state = self.lock();
        let keys = state.data_keys.values();
        let mut found: Vec<WrappedKey> = keys
            .filter(|key| key.generation < before && after.is_none_or(|after| key.cursor > *after))
            .cloned()
            .collect();
        found.sort_by(|one, other| one.cursor.cmp(&other.cursor));
        found.truncate(limit);
        Ok(found)
    }

    async fn put_wrapped_keys(&self, anew: Vec<WrappedKey>) -> Result<()> {
        let held = &mut self.lock().data_keys;
        for key in anew {
            if let Some(held) = held.get_mut(&key.of).filter(|held| held.generation < key.generation) {
                *held = key;
            }
        }
        Ok(())
    }
}

impl State {
    /// Makes the data key of a conversation or destroys it, by whether anything is sealed there.
    pub(super) fn keep_data_key(&mut self, keys: &Keys, of: &ConversationRef) {
        let items = self.rows.get(&of.of).and_then(|rows| rows.conversations.get(&of.id));
        let is_sealed = items.into_iter().flatten().any(|(item, _)| records::original(&item.body).1.is_some());
        if !is_sealed {
            self.data_keys.remove(of);
        } else if !self.data_keys.contains_key(of)
            && let Ok((_, wrapped, generation)) = keys.new_data_key(&of.seal_context())
        {
            let cursor = records::place(of);
            self.data_keys.insert(of.clone(), WrappedKey { cursor, of: of.clone(), generation, wrapped });
        }
    }

    /// Says whether what is sealed in a conversation, if anything is, can be opened.
    pub(super) fn opens(&self, keys: &Keys, of: &ConversationRef) -> bool {
        let key = self.data_keys.get(of);
        key.is_none_or(|key| keys.unwrap_data_key(&of.seal_context(), &key.wrapped, key.generation).is_ok())
    }
}
