//! A store with something between it and whoever uses it: how a fault is brought in from outside.
//!
//! What shows that a check finds a fault needs a store that has it. No store of ours can be told to have one, so it is
//! made here, around a real store, through the same traits that everybody uses.

use std::sync::Arc;

use async_trait::async_trait;
use convlog_core::merge::Values;
use convlog_core::view::Conversation;
use convlog_core::{AccountId, ConversationId, Moment, ProjectId, Timestamp};
use convlog_store::audit::{Access, AccessPage, AccessQuery, Audit};
use convlog_store::erase::{Erase, Estimate, Receipt, ReceiptId, Retired, Target};
use convlog_store::error::Result;
use convlog_store::rescan::{KnownWork, Rescan, Rescanned};
use convlog_store::seal::PurposeKey;
use convlog_store::{
    Administration, Append, Batch, Confirmation, Control, Found, KeyHash, KeyId, KeyRecord, NewKey, Outcome, Page,
    Project, ProjectSettings, Query, Read, Removal, Search, Session, SessionId, Step, Store, Upkeep, Visibility,
};

/// One of the ways to read what may be hidden. What producers say of themselves is the same for everybody who is given
/// the conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// One conversation.
    Conversation,
    /// A page of a list.
    List,
    /// A search.
    Search,
}

impl Reading {
    /// Every way.
    pub const ALL: [Reading; 3] = [Reading::Conversation, Reading::List, Reading::Search];
}

/// What is done otherwise than the store does it.
#[async_trait]
pub trait Meddler: Send + Sync + 'static {
    /// Takes records in.
    ///
    /// # Errors
    /// As the store's.
    async fn append(&self, store: &dyn Store, batch: Batch) -> Result<Vec<Outcome>> {
        store.append(batch).await
    }

    /// Keeps account of what was read.
    ///
    /// # Errors
    /// As the store's.
    async fn record(&self, store: &dyn Store, access: Access) -> Result<()> {
        store.record(access).await
    }

    /// Returns what a reader is taken to see.
    fn sight(&self, _reading: Reading, visibility: &Visibility) -> Visibility {
        visibility.clone()
    }
}

/// A store that somebody meddles with.
#[expect(missing_debug_implementations, reason = "a store need not print")]
pub struct Between<M> {
    store: Arc<dyn Store>,
    meddler: M,
}

impl<M: Meddler> Between<M> {
    /// Stands between a store and its users.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, meddler: M) -> Between<M> {
        Between { store, meddler }
    }
}

#[async_trait]
impl<M: Meddler> Append for Between<M> {
    async fn append(&self, batch: Batch) -> Result<Vec<Outcome>> {
        self.meddler.append(&*self.store, batch).await
    }
}

#[async_trait]
impl<M: Meddler> Read for Between<M> {
    async fn conversation(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        now: Timestamp,
    ) -> Result<Option<Conversation>> {
        let sight = self.meddler.sight(Reading::Conversation, visibility);
        self.store.conversation(&sight, id, now).await
    }

    async fn conversations(&self, visibility: &Visibility, query: &Query, now: Timestamp) -> Result<Page> {
        let sight = self.meddler.sight(Reading::List, visibility);
        self.store.conversations(&sight, query, now).await
    }

    async fn search(&self, visibility: &Visibility, search: &Search, now: Timestamp) -> Result<Found> {
        let sight = self.meddler.sight(Reading::Search, visibility);
        self.store.search(&sight, search, now).await
    }

    async fn producers(&self, visibility: &Visibility, id: &ConversationId) -> Result<Vec<Values>> {
        self.store.producers(visibility, id).await
    }
}

#[async_trait]
impl<M: Meddler> Control for Between<M> {
    async fn find_key(&self, hash: &KeyHash) -> Result<Option<KeyRecord>> {
        self.store.find_key(hash).await
    }

    async fn create_key(&self, key: NewKey) -> Result<KeyRecord> {
        self.store.create_key(key).await
    }

    async fn keys(&self, account: Option<&AccountId>) -> Result<Vec<KeyRecord>> {
        self.store.keys(account).await
    }

    async fn revoke_key(&self, id: &KeyId, now: Timestamp) -> Result<Option<KeyRecord>> {
        self.store.revoke_key(id, now).await
    }

    async fn begin_session(&self, session: Session, now: Timestamp) -> Result<()> {
        self.store.begin_session(session, now).await
    }

    async fn has_session(&self, id: &SessionId, now: Timestamp) -> Result<bool> {
        self.store.has_session(id, now).await
    }

    async fn end_session(&self, id: &SessionId) -> Result<()> {
        self.store.end_session(id).await
    }

    async fn put_project(
        &self,
        account: &AccountId,
        id: &ProjectId,
        settings: ProjectSettings,
        now: Timestamp,
    ) -> Result<Project> {
        self.store.put_project(account, id, settings, now).await
    }

    async fn projects(&self, account: Option<&AccountId>) -> Result<Vec<Project>> {
        self.store.projects(account).await
    }

    async fn confirm(&self, confirmation: &Confirmation) -> Result<()> {
        self.store.confirm(confirmation).await
    }

    async fn ready(&self) -> Result<()> {
        self.store.ready().await
    }

    fn purpose_key(&self, purpose: &str) -> Option<PurposeKey> {
        self.store.purpose_key(purpose)
    }

    fn lookup_hash(&self, account: &AccountId, project: &ProjectId, kind: &str, value: &str) -> Option<[u8; 32]> {
        self.store.lookup_hash(account, project, kind, value)
    }
}

#[async_trait]
impl<M: Meddler> Erase for Between<M> {
    async fn erase(&self, administration: &Administration, target: &Target, now: Timestamp) -> Result<Receipt> {
        self.store.erase(administration, target, now).await
    }

    async fn estimate(&self, administration: &Administration, target: &Target) -> Result<Estimate> {
        self.store.estimate(administration, target).await
    }

    async fn receipts(&self, administration: &Administration, limit: u32) -> Result<Vec<Receipt>> {
        self.store.receipts(administration, limit).await
    }

    async fn receipt(&self, administration: &Administration, id: &ReceiptId) -> Result<Option<Receipt>> {
        self.store.receipt(administration, id).await
    }

    async fn retired(&self, administration: &Administration) -> Result<Retired> {
        self.store.retired(administration).await
    }
}

#[async_trait]
impl<M: Meddler> Rescan for Between<M> {
    async fn rescan(&self, administration: &Administration, dry_run: bool, now: Timestamp) -> Result<Rescanned> {
        self.store.rescan(administration, dry_run, now).await
    }

    async fn rescanned(&self, administration: &Administration) -> Result<Option<Rescanned>> {
        self.store.rescanned(administration).await
    }

    fn known_work(&self, administration: &Administration) -> KnownWork {
        self.store.known_work(administration)
    }
}

#[async_trait]
impl<M: Meddler> Upkeep for Between<M> {
    async fn upkeep(&self, now: Timestamp) -> Result<bool> {
        self.store.upkeep(now).await
    }

    async fn retain(&self, now: Moment) -> Result<Step> {
        self.store.retain(now).await
    }

    async fn forget_accesses(&self, days: u32, now: Moment) -> Result<Step> {
        self.store.forget_accesses(days, now).await
    }
}

#[async_trait]
impl<M: Meddler> Audit for Between<M> {
    async fn record(&self, access: Access) -> Result<()> {
        self.meddler.record(&*self.store, access).await
    }

    async fn accesses(&self, administration: &Administration, query: &AccessQuery) -> Result<AccessPage> {
        self.store.accesses(administration, query).await
    }

    async fn removals(&self, administration: &Administration, limit: u32) -> Result<Vec<Removal>> {
        self.store.removals(administration, limit).await
    }

    fn searched_hash(&self, account: &AccountId, project: &ProjectId, kind: &str, value: &str) -> [u8; 32] {
        self.store.searched_hash(account, project, kind, value)
    }
}
