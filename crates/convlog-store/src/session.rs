//! Sessions of people with a browser, as a store keeps them: which are under way. What a session allows is what its key
//! does; nothing of that is kept here.

use async_trait::async_trait;
use convlog_core::Timestamp;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::documents::{self, DocumentKind, Documents};
use crate::error::{Error, ErrorKind, Result};
use crate::key::KeyHash;

const KIND: DocumentKind = DocumentKind::Session;
/// How many sessions whose time is over are forgotten when one begins: more than begin, so that none stays.
const FORGOTTEN_MAX: usize = 16;

/// More sessions of one key than this are not under way at once: the one that would end first ends for a new one.
pub const SESSIONS_OF_KEY_MAX: usize = 256;

/// Keeps sessions. Changes are in effect for every server of the store within a second.
#[async_trait]
pub trait Sessions {
    /// Keeps a session that begins, and forgets some of those whose time is over. Where its key has
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

#[async_trait]
impl<D: Documents + ?Sized> Sessions for D {
    async fn begin_session(&self, session: Session, now: Timestamp) -> Result<()> {
        let own = session.id.name();
        let kept = Kept { key: HEXLOWER.encode(&session.key.0), until: session.until.as_micros() };
        if !documents::put(self, KIND, (&own, 0), &kept).await? {
            return Err(Error::new(ErrorKind::Conflict, KIND.operation()));
        }
        let (mut over, mut of_key) = (Vec::new(), Vec::new());
        for (name, held) in self.list_documents(KIND, "").await? {
            let Kept { key, until } = held.said(KIND)?;
            if until <= now.as_micros() {
                over.push((name, held.version));
            } else if key == kept.key && name != own {
                of_key.push((until, name, held.version));
            }
        }
        of_key.sort_unstable();
        let surplus = (of_key.len() + 1).saturating_sub(SESSIONS_OF_KEY_MAX);
        let surplus = of_key.into_iter().take(surplus).map(|(_, name, version)| (name, version));
        for (name, version) in surplus.chain(over.into_iter().take(FORGOTTEN_MAX)) {
            self.put_document(KIND, &name, version, None).await?;
        }
        Ok(())
    }

    async fn has_session(&self, id: &SessionId, now: Timestamp) -> Result<bool> {
        let (held, _) = documents::read::<Kept>(self, KIND, &id.name()).await?;
        Ok(held.is_some_and(|held| held.until > now.as_micros()))
    }

    async fn end_session(&self, id: &SessionId) -> Result<()> {
        if let Some(held) = self.document(KIND, &id.name()).await? {
            self.put_document(KIND, &id.name(), held.version, None).await?;
        }
        Ok(())
    }
}

/// A session as its document has it.
#[derive(Serialize, Deserialize)]
struct Kept {
    key: String,
    until: i64,
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

    fn name(&self) -> String {
        HEXLOWER.encode(&self.0)
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
