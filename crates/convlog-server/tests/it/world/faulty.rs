//! A store that fails when told to.

use std::sync::Mutex;

use async_trait::async_trait;
use convlog_conformance::memory::MemoryStore;
use convlog_core::merge::Values;
use convlog_core::view::Conversation;
use convlog_core::{AccountId, ConversationId, ProjectId, Timestamp};
use convlog_store::error::Result;
use convlog_store::{
    Access, AccessPage, AccessQuery, AdminGrant, Append, Audit, Batch, DiskSpace, EntryPage, EntryQuery, Error,
    ErrorKind, Find, Instance, Outcome, Page, Query, Read, Removal, Search, SearchPage, Visibility, forward,
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
    room: Mutex<Option<DiskSpace>>,
    pub(crate) release: Semaphore,
    /// Has a permit for each append that began.
    pub(crate) began: Semaphore,
}

impl FaultyStore {
    pub(crate) fn new() -> FaultyStore {
        FaultyStore {
            inner: MemoryStore::default(),
            fault: Mutex::new(Fault::None),
            room: Mutex::default(),
            release: Semaphore::new(0),
            began: Semaphore::new(0),
        }
    }

    pub(crate) fn set(&self, fault: Fault) {
        *self.fault.lock().unwrap() = fault;
    }

    /// Says how much room there is.
    pub(crate) fn set_room(&self, room: DiskSpace) {
        *self.room.lock().unwrap() = Some(room);
    }

    fn check(&self) -> Result<Fault> {
        match *self.fault.lock().unwrap() {
            Fault::Fails(kind) => Err(Error::because(kind, "do that", "the disk at secret-place is full")),
            other => Ok(other),
        }
    }
}

impl FaultyStore {
    fn checked(&self) -> Result<&MemoryStore> {
        self.check().map(|_| &self.inner)
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

    async fn search(&self, visibility: &Visibility, search: &Search, now: Timestamp) -> Result<SearchPage> {
        self.check()?;
        self.inner.search(visibility, search, now).await
    }

    async fn producers(&self, visibility: &Visibility, id: &ConversationId) -> Result<Vec<Values>> {
        self.check()?;
        self.inner.producers(visibility, id).await
    }
}

#[async_trait]
impl Find for FaultyStore {
    async fn find_entries(&self, visibility: &Visibility, query: &EntryQuery, now: Timestamp) -> Result<EntryPage> {
        self.check()?;
        self.inner.find_entries(visibility, query, now).await
    }
}

#[async_trait]
impl Instance for FaultyStore {
    async fn ready(&self) -> Result<()> {
        self.check().map(drop)
    }

    async fn stored_bytes(&self, account: &AccountId) -> Result<Vec<(ProjectId, u64)>> {
        self.checked()?.stored_bytes(account).await
    }

    fn room(&self) -> Option<DiskSpace> {
        *self.room.lock().unwrap()
    }
}

// Whoever has a key still has one, and what follows says what is wrong.
forward!([] FaultyStore, this => &this.inner; Control);
forward!([] FaultyStore, this => this.checked()?, or &this.inner; Windows, Sessions, Erase, Rescan, Rules, Marking, Maintenance);

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

    async fn accesses(&self, administration: &AdminGrant, query: &AccessQuery) -> Result<AccessPage> {
        self.inner.accesses(administration, query).await
    }

    async fn removals(&self, administration: &AdminGrant, limit: u32) -> Result<Vec<Removal>> {
        self.inner.removals(administration, limit).await
    }

    fn searched_hash(&self, account: &AccountId, project: &ProjectId, kind: &str, value: &str) -> [u8; 32] {
        self.inner.searched_hash(account, project, kind, value)
    }
}
