//! A store with something between it and whoever uses it: how a fault is brought in from outside.
//!
//! What shows that a check finds a fault needs a store that has it. No store of ours can be told to have one, so it is
//! made here, around a real store, through the same traits that everybody uses.

use std::sync::Arc;

use async_trait::async_trait;
use convlog_core::merge::Values;
use convlog_core::view::{Conversation, EntryMark, Outline};
use convlog_core::{AccountId, ConversationId, ProjectId, Timestamp};
use convlog_store::audit::{Access, AccessPage, AccessQuery, Audit};
use convlog_store::error::Result;
use convlog_store::{
    AdminGrant, Append, Batch, EntryWindow, Headline, MarkedEntries, Outcome, Page, Query, Read, Removal, Search,
    SearchPage, Size, Store, Visibility, Window, Windows, Within, forward,
};

/// One of the ways to read what may be hidden. What producers say of themselves is the same for everybody who is given
/// the conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadOperation {
    /// One conversation.
    Conversation,
    /// A page of a list.
    List,
    /// A search.
    Search,
    /// The outline of a conversation.
    Outline,
    /// A window of its entries.
    Window,
}

impl ReadOperation {
    /// Every way.
    pub const ALL: [ReadOperation; 5] = [
        ReadOperation::Conversation,
        ReadOperation::List,
        ReadOperation::Search,
        ReadOperation::Outline,
        ReadOperation::Window,
    ];
}

/// What is done otherwise than the store does it.
#[async_trait]
pub trait Interceptor: Send + Sync + 'static {
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
    fn sight(&self, _reading: ReadOperation, visibility: &Visibility) -> Visibility {
        visibility.clone()
    }
}

/// A store that somebody meddles with.
#[expect(missing_debug_implementations, reason = "a store need not print")]
pub struct InterceptedStore<M> {
    store: Arc<dyn Store>,
    meddler: M,
}

impl<M: Interceptor> InterceptedStore<M> {
    /// Stands between a store and its users.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, meddler: M) -> InterceptedStore<M> {
        InterceptedStore { store, meddler }
    }
}

#[async_trait]
impl<M: Interceptor> Append for InterceptedStore<M> {
    async fn append(&self, batch: Batch) -> Result<Vec<Outcome>> {
        self.meddler.append(&*self.store, batch).await
    }
}

#[async_trait]
impl<M: Interceptor> Read for InterceptedStore<M> {
    async fn conversation(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        now: Timestamp,
    ) -> Result<Option<Conversation>> {
        let sight = self.meddler.sight(ReadOperation::Conversation, visibility);
        self.store.conversation(&sight, id, now).await
    }

    async fn conversations(&self, visibility: &Visibility, query: &Query, now: Timestamp) -> Result<Page> {
        let sight = self.meddler.sight(ReadOperation::List, visibility);
        self.store.conversations(&sight, query, now).await
    }

    async fn search(&self, visibility: &Visibility, search: &Search, now: Timestamp) -> Result<SearchPage> {
        let sight = self.meddler.sight(ReadOperation::Search, visibility);
        self.store.search(&sight, search, now).await
    }

    async fn producers(&self, visibility: &Visibility, id: &ConversationId) -> Result<Vec<Values>> {
        self.store.producers(visibility, id).await
    }
}

#[async_trait]
impl<M: Interceptor> Windows for InterceptedStore<M> {
    async fn outline(&self, visibility: &Visibility, id: &ConversationId, now: Timestamp) -> Result<Option<Outline>> {
        let sight = self.meddler.sight(ReadOperation::Outline, visibility);
        self.store.outline(&sight, id, now).await
    }

    async fn window(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        window: &Window,
    ) -> Result<Option<EntryWindow>> {
        let sight = self.meddler.sight(ReadOperation::Window, visibility);
        self.store.window(&sight, id, window).await
    }

    async fn conversation_within(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        most: Size,
        now: Timestamp,
    ) -> Result<Within> {
        let sight = self.meddler.sight(ReadOperation::Conversation, visibility);
        self.store.conversation_within(&sight, id, most, now).await
    }

    async fn size(&self, visibility: &Visibility, id: &ConversationId) -> Result<Option<Size>> {
        let sight = self.meddler.sight(ReadOperation::Outline, visibility);
        self.store.size(&sight, id).await
    }

    async fn headline(&self, visibility: &Visibility, id: &ConversationId, now: Timestamp) -> Result<Option<Headline>> {
        let sight = self.meddler.sight(ReadOperation::List, visibility);
        self.store.headline(&sight, id, now).await
    }

    async fn edition(&self, visibility: &Visibility, id: &ConversationId, now: Timestamp) -> Result<Option<u64>> {
        let sight = self.meddler.sight(ReadOperation::Outline, visibility);
        self.store.edition(&sight, id, now).await
    }

    async fn marked_entries(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        marks: &[EntryMark],
    ) -> Result<Option<MarkedEntries>> {
        let sight = self.meddler.sight(ReadOperation::Window, visibility);
        self.store.marked_entries(&sight, id, marks).await
    }
}

// No answer of the service is made of what `Find` returns yet, so there is nothing to meddle with.
forward!([M: Interceptor] InterceptedStore<M>, this => &*this.store; Instance, Find, Control, Sessions, Erase, Rescan, Rules, Marking, Maintenance);

#[async_trait]
impl<M: Interceptor> Audit for InterceptedStore<M> {
    async fn record(&self, access: Access) -> Result<()> {
        self.meddler.record(&*self.store, access).await
    }

    async fn accesses(&self, administration: &AdminGrant, query: &AccessQuery) -> Result<AccessPage> {
        self.store.accesses(administration, query).await
    }

    async fn removals(&self, administration: &AdminGrant, limit: u32) -> Result<Vec<Removal>> {
        self.store.removals(administration, limit).await
    }

    fn searched_hash(&self, account: &AccountId, project: &ProjectId, kind: &str, value: &str) -> [u8; 32] {
        self.store.searched_hash(account, project, kind, value)
    }
}
