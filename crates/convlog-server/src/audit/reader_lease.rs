//! What somebody may see who has been reading for a while.

use convlog_core::{ProjectId, Timestamp};
use convlog_store::{KeyHash, Session, Visibility};

use super::Ledger;
use crate::error::ApiError;
use crate::extract::{Caller, Reader};
use crate::state::AppState;

/// A reader of a project whose answer goes on: the key is asked for again each time.
#[derive(Clone, Debug)]
pub(crate) struct ReaderLease {
    project: ProjectId,
    key: KeyHash,
    /// The session behind the request, if there is one.
    session: Option<Session>,
    pub(crate) ledger: Ledger,
}

impl ReaderLease {
    pub(crate) fn of(caller: &Caller, reader: &Reader) -> ReaderLease {
        let project = reader.visibility.project().clone();
        ReaderLease { project, key: caller.hash, session: caller.session, ledger: reader.ledger.clone() }
    }

    /// Returns what the key may see as it is now; nothing when it may read no more.
    pub(crate) async fn visibility(&self, state: &AppState, now: Timestamp) -> Result<Option<Visibility>, ApiError> {
        if let Some(session) = &self.session
            && (session.until <= now || !state.sessions.is_under_way(state, &session.id).await?)
        {
            return Ok(None);
        }
        let key = state.keys.verify_hash(state, self.key).await?.ok();
        Ok(self.ledger.sight(key.and_then(|key| key.visibility_for(&self.project))))
    }
}
