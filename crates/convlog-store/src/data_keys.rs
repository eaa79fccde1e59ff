//! The keys that everything personal is sealed under, as a store keeps them: wrapped under its master key.

use async_trait::async_trait;

use crate::error::Result;
use crate::records::{ConversationRef, Cursor};
use crate::seal::{KeyState, Keys, MasterKey};

/// Keeps data keys, and what is known of the master key.
#[async_trait]
pub trait DataKeys {
    /// Returns the keys at hand.
    fn seal_keys(&self) -> &Keys;

    /// Returns the key that lies ready to take the place of the one in use, where the store has a place for that.
    ///
    /// # Errors
    /// It cannot be read.
    fn next_master_key(&self) -> Result<Option<MasterKey>> {
        Ok(None)
    }

    /// Puts that key in the place of the one before it, which is gone then.
    ///
    /// # Errors
    /// It cannot be written.
    fn promote_master_key(&self) -> Result<()> {
        Ok(())
    }

    /// Keeps another state of the master key in the place of one; says whether it did, which it does not where another is
    /// kept.
    ///
    /// # Errors
    /// The store cannot be written.
    async fn put_key_state(&self, from: &KeyState, to: &KeyState) -> Result<bool>;

    /// Returns data keys behind a cursor that are wrapped under an earlier master key than that of a number, in an order
    /// of the store's own. What was wrapped before it is asked is among them, also where that is just being written.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn wrapped_keys(&self, before: i64, after: Option<&Cursor>, limit: usize) -> Result<Vec<WrappedKey>>;

    /// Puts data keys in the place of what is wrapped under an earlier master key. One that is not there any more stays
    /// away.
    ///
    /// # Errors
    /// The store cannot be written.
    async fn put_wrapped_keys(&self, anew: Vec<WrappedKey>) -> Result<()>;
}

/// A data key as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrappedKey {
    /// Its place among the data keys of the store.
    pub cursor: Cursor,
    /// Of which conversation.
    pub of: ConversationRef,
    /// The number of the master key that it is wrapped under.
    pub generation: i64,
    /// Its wrapped form.
    pub wrapped: Vec<u8>,
}
