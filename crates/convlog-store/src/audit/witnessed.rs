//! A store before a witness: the one a server works with, so that no handler can forget to say what it read.

use std::sync::Arc;

use async_trait::async_trait;
use convlog_core::merge::Values;
use convlog_core::view::Conversation;
use convlog_core::{AccountId, ConversationId, Moment, ProjectId, Timestamp};

use super::{Access, AccessPage, AccessQuery, Audit, Searched, Witness};
use crate::Store;
use crate::administration::Administration;
use crate::append::{Append, Batch, Outcome};
use crate::control::{Control, NewKey, Project, ProjectSettings};
use crate::erase::{Erase, Estimate, Receipt, ReceiptId, Retired, Target};
use crate::error::{Error, ErrorKind, Result};
use crate::key::{KeyHash, KeyId, KeyRecord};
use crate::read::{Page, Query, Read};
use crate::rescan::{KnownWork, Rescan, Rescanned};
use crate::retention::{Confirmation, Removal, Step};
use crate::seal::PurposeKey;
use crate::search::{Deep, Found, Search};
use crate::session::{Session, SessionId};
use crate::upkeep::Upkeep;
use crate::visibility::Visibility;

/// A store that gives personal data only where somebody notes it, and is in all else the store it stands before.
#[expect(missing_debug_implementations, reason = "a store need not print")]
pub struct Witnessed(Arc<dyn Store>);

impl Witnessed {
    /// Stands before a store.
    #[must_use]
    pub fn new(store: Arc<dyn Store>) -> Witnessed {
        Witnessed(store)
    }

    /// Notes what a search asks for where it looks into what is personal.
    fn searched(&self, visibility: &Visibility, deep: &Deep) {
        let Some(witness) = visibility.witness().filter(|_| visibility.sees_personal()) else { return };
        let asked = [("contact", &deep.contact), ("contact_last4", &deep.contact_ends), ("text", &deep.text)];
        for (kind, value) in asked {
            if let Some(value) = value {
                let hash = self.0.searched_hash(visibility.account(), visibility.project(), kind, value);
                witness.searched(Searched { kind: kind.to_owned(), hash });
            }
        }
    }
}

/// Says whether somebody notes what is read, and refuses to read personal data where nobody does.
fn ensure_noted(visibility: &Visibility) -> Result<Option<&Witness>> {
    match visibility.witness() {
        None if visibility.sees_personal() => {
            Err(Error::new(ErrorKind::Internal, "read personal data unaccounted for"))
        }
        witness => Ok(witness),
    }
}

#[async_trait]
impl Read for Witnessed {
    async fn conversation(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        now: Timestamp,
    ) -> Result<Option<Conversation>> {
        let witness = ensure_noted(visibility)?;
        let found = self.0.conversation(visibility, id, now).await?;
        if let Some(witness) = witness {
            witness.saw(visibility.sees_personal(), found.iter());
        }
        Ok(found)
    }

    async fn conversations(&self, visibility: &Visibility, query: &Query, now: Timestamp) -> Result<Page> {
        let witness = ensure_noted(visibility)?;
        let page = self.0.conversations(visibility, query, now).await?;
        if let Some(witness) = witness {
            witness.saw(visibility.sees_personal(), page.conversations.iter());
        }
        Ok(page)
    }

    async fn search(&self, visibility: &Visibility, search: &Search, now: Timestamp) -> Result<Found> {
        let witness = ensure_noted(visibility)?;
        self.searched(visibility, &search.deep);
        let found = self.0.search(visibility, search, now).await?;
        if let Some(witness) = witness {
            witness.saw(visibility.sees_personal(), found.rows.iter().map(|row| &row.conversation));
        }
        Ok(found)
    }

    /// What producers say of themselves is open.
    async fn producers(&self, visibility: &Visibility, id: &ConversationId) -> Result<Vec<Values>> {
        self.0.producers(visibility, id).await
    }
}

#[async_trait]
impl Append for Witnessed {
    async fn append(&self, batch: Batch) -> Result<Vec<Outcome>> {
        self.0.append(batch).await
    }
}

#[async_trait]
impl Control for Witnessed {
    async fn find_key(&self, hash: &KeyHash) -> Result<Option<KeyRecord>> {
        self.0.find_key(hash).await
    }

    async fn create_key(&self, key: NewKey) -> Result<KeyRecord> {
        self.0.create_key(key).await
    }

    async fn keys(&self, account: Option<&AccountId>) -> Result<Vec<KeyRecord>> {
        self.0.keys(account).await
    }

    async fn revoke_key(&self, id: &KeyId, now: Timestamp) -> Result<Option<KeyRecord>> {
        self.0.revoke_key(id, now).await
    }

    async fn begin_session(&self, session: Session, now: Timestamp) -> Result<()> {
        self.0.begin_session(session, now).await
    }

    async fn has_session(&self, id: &SessionId, now: Timestamp) -> Result<bool> {
        self.0.has_session(id, now).await
    }

    async fn end_session(&self, id: &SessionId) -> Result<()> {
        self.0.end_session(id).await
    }

    async fn put_project(
        &self,
        account: &AccountId,
        id: &ProjectId,
        settings: ProjectSettings,
        now: Timestamp,
    ) -> Result<Project> {
        self.0.put_project(account, id, settings, now).await
    }

    async fn projects(&self, account: Option<&AccountId>) -> Result<Vec<Project>> {
        self.0.projects(account).await
    }

    async fn confirm(&self, confirmation: &Confirmation) -> Result<()> {
        self.0.confirm(confirmation).await
    }

    async fn ready(&self) -> Result<()> {
        self.0.ready().await
    }

    fn purpose_key(&self, purpose: &str) -> Option<PurposeKey> {
        self.0.purpose_key(purpose)
    }

    fn lookup_hash(&self, account: &AccountId, project: &ProjectId, kind: &str, value: &str) -> Option<[u8; 32]> {
        self.0.lookup_hash(account, project, kind, value)
    }
}

/// What this returns is receipts and counts, which hold nothing personal.
#[async_trait]
impl Erase for Witnessed {
    async fn erase(&self, administration: &Administration, target: &Target, now: Timestamp) -> Result<Receipt> {
        self.0.erase(administration, target, now).await
    }

    async fn estimate(&self, administration: &Administration, target: &Target) -> Result<Estimate> {
        self.0.estimate(administration, target).await
    }

    async fn receipts(&self, administration: &Administration, limit: u32) -> Result<Vec<Receipt>> {
        self.0.receipts(administration, limit).await
    }

    async fn receipt(&self, administration: &Administration, id: &ReceiptId) -> Result<Option<Receipt>> {
        self.0.receipt(administration, id).await
    }

    async fn retired(&self, administration: &Administration) -> Result<Retired> {
        self.0.retired(administration).await
    }
}

#[async_trait]
impl Rescan for Witnessed {
    async fn rescan(&self, administration: &Administration, dry_run: bool, now: Timestamp) -> Result<Rescanned> {
        self.0.rescan(administration, dry_run, now).await
    }

    async fn rescanned(&self, administration: &Administration) -> Result<Option<Rescanned>> {
        self.0.rescanned(administration).await
    }

    fn known_work(&self, administration: &Administration) -> KnownWork {
        self.0.known_work(administration)
    }
}

#[async_trait]
impl Upkeep for Witnessed {
    async fn upkeep(&self, now: Timestamp) -> Result<bool> {
        self.0.upkeep(now).await
    }

    async fn retain(&self, now: Moment) -> Result<Step> {
        self.0.retain(now).await
    }

    async fn forget_accesses(&self, days: u32, now: Moment) -> Result<Step> {
        self.0.forget_accesses(days, now).await
    }
}

#[async_trait]
impl Audit for Witnessed {
    async fn record(&self, access: Access) -> Result<()> {
        self.0.record(access).await
    }

    async fn accesses(&self, administration: &Administration, query: &AccessQuery) -> Result<AccessPage> {
        self.0.accesses(administration, query).await
    }

    async fn removals(&self, administration: &Administration, limit: u32) -> Result<Vec<Removal>> {
        self.0.removals(administration, limit).await
    }

    fn searched_hash(&self, account: &AccountId, project: &ProjectId, kind: &str, value: &str) -> [u8; 32] {
        self.0.searched_hash(account, project, kind, value)
    }
}
