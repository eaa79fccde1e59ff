//! The record store: what a store keeps of records, for the [passes](crate::passes) that work on what is stored.
//!
//! It asks for nothing that an append-only column store cannot do. A row is never changed in place: a newer version of it
//! is [put](RecordStore::replace) and shown from then on. A row has no number that only one writer could give: what a
//! pass goes on from is a [`Cursor`], which is the store's own affair.
//! `docs/adr/0023-store-contract.md` says, method by method, how two quite different stores keep it.

use std::sync::Arc;

use async_trait::async_trait;
use convlog_core::known::Spelling;
use convlog_core::record::Body;
use convlog_core::{AccountId, ConversationId, GuardPolicy, KnownPolicy, ProducerId, ProjectId, RecordType, Timestamp};
use serde::{Deserialize, Serialize};

use crate::append::{Append, Item, KnownScope};
use crate::erase::Retired;
use crate::error::Result;
use crate::key::KeyId;
use crate::mark::{KeptMark, MarkId};
use crate::read::Read;
use crate::seal::SealContext;

/// Keeps records.
#[async_trait]
pub trait RecordStore: Append + Read {
    /// Returns conversations behind a cursor, of one project or of all, in an order of the store's own.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn stored(
        &self,
        of: Option<&ProjectRef>,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Vec<StoredConversation>>;

    /// Returns how much of a project is stored at this moment: everything that was stored before lies before its ends.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn extent(&self, of: &ProjectRef) -> Result<Extent>;

    /// Returns the newest versions of rows of a conversation, in an order of the store's own. One whose sealed part is
    /// asked for and does not open any more is left out.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn rows(&self, of: &ConversationRef, query: &RowQuery) -> Result<RowPage>;

    /// Puts a newer version of each row in the place of the one that was read; returns of how many. One that is not
    /// there any more stays away, and so does a version that was made from another than the newest. An entry may lose its
    /// open part by that, or have it again: for readers of what is open it is then as if it had arrived so.
    ///
    /// # Errors
    /// The store cannot be written.
    async fn replace(&self, of: &ConversationRef, rows: Vec<NewVersion>) -> Result<u64>;

    /// Deletes conversations, of which nobody sees anything any more when it returns, or has their personal parts removed
    /// in the steps of [`purge`](crate::Erasures::purge); says of which it did.
    ///
    /// # Errors
    /// The store cannot be written.
    async fn delete(&self, deletions: Vec<Deletion>) -> Result<Vec<bool>>;

    /// Returns what is known to be personal in a conversation.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn known_values(&self, of: &ConversationRef) -> Result<Vec<KnownValue>>;

    /// Returns conversations in whose earlier rows a value is yet to be looked for that has become known, those first
    /// that have waited longest.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn known_news(&self, limit: usize) -> Result<Vec<KnownNews>>;

    /// Forgets news that were followed; what has become known since stays.
    ///
    /// # Errors
    /// The store cannot be written.
    async fn forget_known_news(&self, followed: Vec<KnownNews>) -> Result<()>;

    /// Returns the marks of a conversation. What arrives is stored with what they hide hidden.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn marks(&self, of: &ConversationRef) -> Result<Vec<KeptMark>>;

    /// Puts a mark, or what it says now, which is not settled yet; says whether the conversation is there. It goes with
    /// the conversation, or with the last of what is personal in it.
    ///
    /// # Errors
    /// The store cannot be written.
    async fn put_mark(&self, of: &ConversationRef, id: &MarkId, body: String) -> Result<bool>;

    /// Settles the version of a mark that was read, or removes it; another that was put since stays.
    ///
    /// # Errors
    /// The store cannot be written.
    async fn settle_mark(&self, of: &ConversationRef, mark: &KeptMark, remove: bool) -> Result<()>;

    /// Returns conversations with marks that are not settled.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn unsettled_marks(&self, limit: usize) -> Result<Vec<ConversationRef>>;
}

/// A tenant and a project of it: what leads every key of a store.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProjectRef {
    /// The tenant.
    pub account: AccountId,
    /// The project.
    pub project: ProjectId,
}

impl ProjectRef {
    /// Returns the name of the project's document of a kind. Neither id can hold a slash.
    #[must_use]
    pub fn document_name(&self) -> String {
        format!("{}/{}", self.account, self.project)
    }
}

/// A conversation with its project.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConversationRef {
    /// Its project.
    pub of: ProjectRef,
    /// Its id.
    pub id: ConversationId,
}

impl ConversationRef {
    /// Returns what its sealed parts are bound to.
    #[must_use]
    pub fn seal_context(&self) -> SealContext<'_> {
        SealContext { account: &self.of.account, project: &self.of.project, conversation: &self.id }
    }
}

/// A place in an order of a store's own. It holds nothing that erasing has to remove, because it is kept elsewhere; it is
/// ordered by its bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub Vec<u8>);

/// A conversation as far as its place and its age decide about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredConversation {
    /// Its place among the conversations of the store.
    pub cursor: Cursor,
    /// Which it is.
    pub of: ConversationRef,
    /// When its last record arrived.
    pub received_at: Timestamp,
    /// Whether it has personal parts that nobody has deleted.
    pub has_personal: bool,
}

/// How much of a project is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extent {
    /// How many conversations.
    pub conversations: u64,
    /// The last of them, in the store's own order.
    pub last_conversation: Option<Cursor>,
    /// How many rows there are to be looked through to have seen all of them, those of other projects among them where
    /// they lie between.
    pub rows: u64,
    /// The last of these, in the order in which they are looked through.
    pub last_row: Cursor,
    /// What retention has removed so far.
    pub retired: Retired,
}

/// What is to be deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deletion {
    /// Of which conversation.
    pub of: ConversationRef,
    /// How much of it.
    pub part: DeletionScope,
    /// Unless a record of it arrived at this time or later.
    pub unless_since: Option<Timestamp>,
}

/// How much of a conversation is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeletionScope {
    /// All of it.
    Whole,
    /// What is sealed, and what is personal as a whole.
    Personal,
}

/// Which rows of a conversation, from where on, how many.
#[derive(Clone, Debug)]
pub struct RowQuery {
    /// Which.
    pub only: RowFilter,
    /// Go on behind this one.
    pub after: Option<Cursor>,
    /// Whether their sealed parts are opened. Without them a row tells nothing of what it hides, and no newer version of it
    /// can be put.
    pub sealed: bool,
    /// Maximum number.
    pub limit: usize,
}

/// Which rows of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowFilter {
    /// All of them.
    Any,
    /// Those of which every reader may see something.
    Open,
    /// Those of them that were hidden by other rules than a policy's of now; where that hides nothing, those too that
    /// have a sealed part.
    Stale {
        /// The policy.
        policy: GuardPolicy,
        /// What a record is marked with that is read under it now, see [`Guard::mark`](convlog_core::Guard::mark).
        mark: u32,
    },
    /// Records of a type.
    Kind(RecordType),
    /// These.
    At(Vec<Cursor>),
    /// Those with a sealed part that no key sent: of before senders were kept.
    SealedOfNobody,
}

/// Some rows of a conversation.
#[derive(Clone, Debug, Default)]
pub struct RowPage {
    /// The rows.
    pub rows: Vec<Row>,
    /// Where to go on; `None` behind the last.
    pub next: Option<Cursor>,
}

/// One record as it is stored.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its place in its conversation.
    pub cursor: Cursor,
    /// Which version of it this is.
    pub version: u64,
    /// What it says. Its policy for known values is not kept.
    pub item: Item,
}

/// A newer version of a row.
#[derive(Clone, Debug)]
pub struct NewVersion {
    /// The row as it is to be, with the version that it was made from.
    pub row: Row,
    /// Whether only the version of the guard's rules is another.
    pub only_guard: bool,
    /// Whether readers of what is open are told of it even where they see the same as before: that they do may depend on
    /// what is hidden.
    pub is_told: bool,
}

/// A spelling that is known in a conversation, and who made it known.
#[derive(Clone, Debug)]
pub struct KnownValue {
    /// Who sent it.
    pub sender: Sender,
    /// The spelling.
    pub spelling: Spelling,
}

/// Who sends records.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sender {
    /// With which ingest key.
    pub key: Arc<KeyId>,
    /// What its process was begun by, where it says so.
    pub origin: Option<ProducerId>,
    /// Its process.
    pub producer: ProducerId,
}

impl Sender {
    /// Returns the scope in which its known values are compared under a policy; none where they are not.
    #[must_use]
    pub fn scope(&self, policy: KnownPolicy) -> Option<KnownScope> {
        let key = Arc::clone(&self.key);
        match policy {
            KnownPolicy::Off => None,
            KnownPolicy::IngestKey => Some(KnownScope::IngestKey(key)),
            KnownPolicy::Producer => Some(KnownScope::Producer(key, self.origin.unwrap_or(self.producer))),
        }
    }
}

/// That something became known in a conversation.
#[derive(Clone, Debug)]
pub struct KnownNews {
    /// In which.
    pub of: ConversationRef,
    /// Who made it known.
    pub senders: Vec<Sender>,
    /// The last of the news.
    pub last: Cursor,
}

/// Returns the version of the guard's rules that the open part of a record was made by, and whether it has a sealed part;
/// nothing where it has no open part.
#[must_use]
pub fn guarded_by(body: &Body) -> Option<(u32, bool)> {
    match body {
        Body::Log(log) => log.open.as_ref().map(|_| (log.guard, log.original.is_some())),
        Body::Fields(fields) => Some((fields.guard, fields.original.is_some())),
    }
}
