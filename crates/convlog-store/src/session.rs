//! Sessions of people with a browser, as a store keeps them: which are under way. What a session allows is what its key
//! does; nothing of that is kept here.

use async_trait::async_trait;
use convlog_core::Timestamp;
use sha2::{Digest, Sha256};

use crate::error::Result;
use crate::key::KeyHash;

/// More sessions of one key than this are not under way at once: the one that would end first ends for a new one.
pub const SESSIONS_OF_KEY_MAX: usize = 256;

/// Keeps sessions. Changes are in effect for every server of the store within a second.
#[async_trait]
pub trait Sessions {
    /// Keeps a session that begins, and forgets those whose time is over. Where its key has
    /// [`SESSIONS_OF_KEY_MAX`] already, the one that would end first ends now.
    ///
    /// # Errors
    /// The store cannot be written.
    async fn begin_session(&self, session: Session, now: Timestamp) -> Result<()>;

    /// Says whether a session is under way.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn has_session(&self, id: &SessionId, now: Timestamp) -> Result<bool>;

    /// Ends a session, for good and for every server of the store.
    ///
    /// # Errors
    /// The store cannot be written.
    async fn end_session(&self, id: &SessionId) -> Result<()>;
}

/// What is stored of a session in place of what its holder has: a hash that leads to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub [u8; 32]);

impl SessionId {
    /// Returns the name of the session whose holder has this.
    #[must_use]
    pub fn of(shown: &[u8]) -> SessionId {
        SessionId(Sha256::digest(shown).into())
    }
}

/// A session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its name.
    pub id: SessionId,
    /// The key that it stands for.
    pub key: KeyHash,
    /// When it ends by itself.
    pub until: Timestamp,
}
