//! A store that fails when told to.

use std::sync::Mutex;

use async_trait::async_trait;
use convlog_conformance::memory::MemoryStore;
use convlog_core::merge::Values;
use convlog_core::view::Conversation;
use convlog_core::{AccountId, ConversationId, Moment, ProjectId, Timestamp};
use convlog_store::error::Result;
use convlog_store::{
    Access, AccessPage, AccessQuery, Administration, Append, Audit, Batch, Confirmation, Control, Erase, Error,
    ErrorKind, Estimate, Found, KeyHash, KeyId, KeyRecord, KnownWork, NewKey, Outcome, Page, Project, ProjectSettings,
    Query, Read, Receipt, ReceiptId, Removal, Rescan, Rescanned, Retired, Search, Session, SessionId, Step, Target,
    Upkeep, Visibility,
};
use tokio::sync::Semaphore;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    /// Every use fails like this.
    Fails(ErrorKind),
    /// The audit cannot be written.
    Unaudited,
    /// Appending waits until released.
    Hangs,
}

pub(crate) struct FaultyStore {
    inner: MemoryStore,
    fault: Mutex<Fault>,
    pub(crate) release: Semaphore,
    /// Has a permit for each append that began.
    pub(crate) began: Semaphore,
}

impl FaultyStore {
    pub(crate) fn new() -> FaultyStore {
        FaultyStore {
            inner: MemoryStore::default(),
            fault: Mutex::new(Fault::None),
            release: Semaphore::new(0),
            began: Semaphore::new(0),
        }
    }

    pub(crate) fn set(&self, fault: Fault) {
        *self.fault.lock().unwrap() = fault;
    }

    fn check(&self) -> Result<Fault> {
        match *self.fault.lock().unwrap() {
            Fault::Fails(kind) => Err(Error::because(kind, "do that", "the disk at secret-place is full")),
            other => Ok(other),
        }
    }
}

#[async_trait]
impl Append for FaultyStore {
    async fn append(&self, batch: Batch) -> Result<Vec<Outcome>> {
        self.began.add_permits(1);
        if self.check()? == Fault::Hangs {
            self.release.acquire().await.unwrap().forget();
        }
        self.inner.append(batch).await
    }
}

#[async_trait]
impl Read for FaultyStore {
    async fn conversation(&self, v: &Visibility, id: &ConversationId, now: Timestamp) -> Result<Option<Conversation>> {
        self.check()?;
        self.inner.conversation(v, id, now).await
    }

    async fn conversations(&self, visibility: &Visibility, query: &Query, now: Timestamp) -> Result<Page> {
        self.check()?;
        self.inner.conversations(visibility, query, now).await
    }

    async fn search(&self, visibility: &Visibility, search: &Search, now: Timestamp) -> Result<Found> {
        self.check()?;
        self.inner.search(visibility, search, now).await
    }

    async fn producers(&self, visibility: &Visibility, id: &ConversationId) -> Result<Vec<Values>> {
        self.check()?;
        self.inner.producers(visibility, id).await
    }
}

#[async_trait]
impl Control for FaultyStore {
    async fn find_key(&self, hash: &KeyHash) -> Result<Option<KeyRecord>> {
        self.inner.find_key(hash).await
    }

    async fn create_key(&self, key: NewKey) -> Result<KeyRecord> {
        self.inner.create_key(key).await
    }

    async fn keys(&self, account: Option<&AccountId>) -> Result<Vec<KeyRecord>> {
        self.inner.keys(account).await
    }

    async fn revoke_key(&self, id: &KeyId, now: Timestamp) -> Result<Option<KeyRecord>> {
        self.inner.revoke_key(id, now).await
    }

    async fn begin_session(&self, session: Session, now: Timestamp) -> Result<()> {
        self.check()?;
        self.inner.begin_session(session, now).await
    }

    async fn has_session(&self, id: &SessionId, now: Timestamp) -> Result<bool> {
        self.check()?;
        self.inner.has_session(id, now).await
    }

    async fn end_session(&self, id: &SessionId) -> Result<()> {
        self.check()?;
        self.inner.end_session(id).await
    }

    async fn put_project(
        &self,
        account: &AccountId,
        id: &ProjectId,
        settings: ProjectSettings,
        now: Timestamp,
    ) -> Result<Project> {
        self.inner.put_project(account, id, settings, now).await
    }

    async fn projects(&self, account: Option<&AccountId>) -> Result<Vec<Project>> {
        self.inner.projects(account).await
    }

    async fn confirm(&self, confirmation: &Confirmation) -> Result<()> {
        self.check()?;
        self.inner.confirm(confirmation).await
    }

    async fn ready(&self) -> Result<()> {
        self.check().map(drop)
    }
}

#[async_trait]
impl Upkeep for FaultyStore {
    async fn upkeep(&self, now: Timestamp) -> Result<bool> {
        self.check()?;
        self.inner.upkeep(now).await
    }

    async fn retain(&self, now: Moment) -> Result<Step> {
        self.check()?;
        self.inner.retain(now).await
    }

    async fn forget_accesses(&self, days: u32, now: Moment) -> Result<Step> {
        self.inner.forget_accesses(days, now).await
    }
}

#[async_trait]
impl Rescan for FaultyStore {
    async fn rescan(&self, administration: &Administration, dry_run: bool, now: Timestamp) -> Result<Rescanned> {
        self.check()?;
        self.inner.rescan(administration, dry_run, now).await
    }

    async fn rescanned(&self, administration: &Administration) -> Result<Option<Rescanned>> {
        self.check()?;
        self.inner.rescanned(administration).await
    }

    fn known_work(&self, administration: &Administration) -> KnownWork {
        self.inner.known_work(administration)
    }
}

#[async_trait]
impl Erase for FaultyStore {
    async fn erase(&self, administration: &Administration, target: &Target, now: Timestamp) -> Result<Receipt> {
        self.check()?;
        self.inner.erase(administration, target, now).await
    }

    async fn estimate(&self, administration: &Administration, target: &Target) -> Result<Estimate> {
        self.check()?;
        self.inner.estimate(administration, target).await
    }

    async fn receipts(&self, administration: &Administration, limit: u32) -> Result<Vec<Receipt>> {
        self.check()?;
        self.inner.receipts(administration, limit).await
    }

    async fn receipt(&self, administration: &Administration, id: &ReceiptId) -> Result<Option<Receipt>> {
        self.check()?;
        self.inner.receipt(administration, id).await
    }

    async fn retired(&self, administration: &Administration) -> Result<Retired> {
        self.check()?;
        self.inner.retired(administration).await
    }
}

#[async_trait]
impl Audit for FaultyStore {
    async fn record(&self, access: Access) -> Result<()> {
        self.check()?;
        if *self.fault.lock().unwrap() == Fault::Unaudited {
            // As a disk does: not at once.
            tokio::task::yield_now().await;
            return Err(Error::because(ErrorKind::Unavailable, "write the audit", "the disk at secret-place is full"));
        }
        self.inner.record(access).await
    }

    async fn accesses(&self, administration: &Administration, query: &AccessQuery) -> Result<AccessPage> {
        self.inner.accesses(administration, query).await
    }

    async fn removals(&self, administration: &Administration, limit: u32) -> Result<Vec<Removal>> {
        self.inner.removals(administration, limit).await
    }

    fn searched_hash(&self, account: &AccountId, project: &ProjectId, kind: &str, value: &str) -> [u8; 32] {
        self.inner.searched_hash(account, project, kind, value)
    }
}
