//! A store as a whole: whether it works, and the keys of its own.

use async_trait::async_trait;

use crate::error::Result;
use crate::seal::PurposeKey;

/// What a server asks of a store as a whole.
#[async_trait]
pub trait Instance {
    /// Says whether the store can take records and give them back at this moment.
    ///
    /// # Errors
    /// Says why it cannot.
    async fn ready(&self) -> Result<()>;

    /// Returns a key made for a purpose from the store's own: the same after a restart, and for every server of the
    /// store. `None` when the store has no key of its own.
    fn purpose_key(&self, _purpose: &str) -> Option<PurposeKey> {
        None
    }
}
