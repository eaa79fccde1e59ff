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
    Administration, Append, Batch, EntryWindow, Found, Headline, MarkedEntries, Outcome, Page, Query, Read, Removal,
    Search, Size, Store, Visibility, Window, Windows, Within, forward,
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
    /// The outline of a conversation.
    Outline,
    /// A window of its entries.
    Window,
}

impl Reading {
    /// Every way.
    pub const ALL: [Reading; 5] =
        [Reading::Conversation, Reading::List, Reading::Search, Reading::Outline, Reading::Window];
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
impl<M: Meddler> Windows for Between<M> {
    async fn outline(&self, visibility: &Visibility, id: &ConversationId, now: Timestamp) -> Result<Option<Outline>> {
        let sight = self.meddler.sight(Reading::Outline, visibility);
        self.store.outline(&sight, id, now).await
    }

    async fn window(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        window: &Window,
    ) -> Result<Option<EntryWindow>> {
        let sight = self.meddler.sight(Reading::Window, visibility);
        self.store.window(&sight, id, window).await
    }

    async fn conversation_within(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        most: Size,
        now: Timestamp,
    ) -> Result<Within> {
        let sight = self.meddler.sight(Reading::Conversation, visibility);
        self.store.conversation_within(&sight, id, most, now).await
    }

    async fn size(&self, visibility: &Visibility, id: &ConversationId) -> Result<Option<Size>> {
        let sight = self.meddler.sight(Reading::Outline, visibility);
        self.store.size(&sight, id).await
    }

    async fn headline(&self, visibility: &Visibility, id: &ConversationId, now: Timestamp) -> Result<Option<Headline>> {
        let sight = self.meddler.sight(Reading::List, visibility);
        self.store.headline(&sight, id, now).await
    }

    async fn edition(&self, visibility: &Visibility, id: &ConversationId, now: Timestamp) -> Result<Option<u64>> {
        let sight = self.meddler.sight(Reading::Outline, visibility);
        self.store.edition(&sight, id, now).await
    }

    async fn marked_entries(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        marks: &[EntryMark],
    ) -> Result<Option<MarkedEntries>> {
        let sight = self.meddler.sight(Reading::Window, visibility);
        self.store.marked_entries(&sight, id, marks).await
    }
}

// No answer of the service is made of what `Find` returns yet, so there is nothing to meddle with.
forward!([M: Meddler] Between<M>, this => &*this.store; Instance, Find, Control, Sessions, Erase, Rescan, Rules, Marking, Upkeep);

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
