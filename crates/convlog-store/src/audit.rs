//! The audit: who was given personal data, of which conversations, by which way, and when.
//!
//! What is noted is decided here, from what a store opened, and not by the route that asked: reads go through
//! [`AuditedStore`], which tells the [`AccessRecorder`] of the request. What becomes of the notes, and that no answer leaves
//! before they are durable, is the server's matter. A record holds no personal value; what was searched for is in it as
//! keyed hashes.

use async_trait::async_trait;
use convlog_core::{AccountId, ConversationId, ProjectId, Timestamp};

use crate::admin_grant::AdminGrant;
use crate::error::Result;
use crate::key::{KeyId, PiiGrant};
use crate::retention::Removal;

mod access_recorder;
mod audited_store;

pub(crate) use access_recorder::shows_personal;
pub use access_recorder::{AccessRecorder, RecordedAccess};
pub use audited_store::AuditedStore;

/// The most conversations that one record names, which no page of a list exceeds; how many there were is always told.
pub const CONVERSATIONS_MAX: usize = 5000;

/// Keeps account of who was given personal data.
#[async_trait]
pub trait Audit {
    /// Stores a record; when this returns, it is durable.
    ///
    /// # Errors
    /// It could not be stored. Then what it tells of must not be given to anybody.
    async fn record(&self, access: Access) -> Result<()>;

    /// Returns a page of the records of a project, the latest first.
    ///
    /// # Errors
    /// The audit cannot be read.
    async fn accesses(&self, administration: &AdminGrant, query: &AccessQuery) -> Result<AccessPage>;

    /// Returns what was removed from a project by age, the latest first, at most so many.
    ///
    /// A removal is on record before it begins, with as many as it may come to.
    ///
    /// # Errors
    /// The audit cannot be read.
    async fn removals(&self, administration: &AdminGrant, limit: u32) -> Result<Vec<Removal>>;

    /// Returns the keyed hash by which the audit names a value that was searched for.
    fn searched_hash(&self, account: &AccountId, project: &ProjectId, kind: &str, value: &str) -> [u8; 32];
}

/// One answer, or one part of a long one, that held personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// When the answer was about to leave, by the server's clock.
    pub time: Timestamp,
    /// The tenant.
    pub account: AccountId,
    /// The project.
    pub project: ProjectId,
    /// Whose key it was.
    pub key: KeyId,
    /// What the key is for, in its maker's words.
    pub key_label: Option<String>,
    /// What let the key read personal data, where that was for a limited time.
    pub grant: Option<PiiGrant>,
    /// Whether the request came with a session instead of the key itself.
    pub by_session: bool,
    /// The method of the request.
    pub method: String,
    /// The template of the route, never the path.
    pub route: String,
    /// The id by which the caller and the server's log speak of the request.
    pub correlation_id: String,
    /// Counts the records of one request from 1: an answer that is sent while it is read has several.
    pub part: u32,
    /// The status of the answer.
    pub status: u16,
    /// What was read, and what for.
    pub notes: RecordedAccess,
}

/// A value that was searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Searched {
    /// Where: `contact`, `contact_last4` or `text`.
    pub kind: String,
    /// Its keyed hash: the same for the same value of a project, and no way back.
    pub hash: [u8; 32],
}

/// Which records, from where on, how many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessQuery {
    /// Of this key.
    pub key: Option<KeyId>,
    /// That name this conversation. One that is not open to every reader of the project is not found.
    pub conversation: Option<ConversationId>,
    /// Made at this time or later.
    pub since: Option<Timestamp>,
    /// Made before this time.
    pub until: Option<Timestamp>,
    /// Go on behind this one.
    pub after: Option<u64>,
    /// Maximum number.
    pub limit: u32,
    /// Look at no more than so many.
    pub scan_limit: u32,
}

impl AccessQuery {
    /// Says whether it lets a record through.
    #[must_use]
    pub fn lets_through(&self, access: &Access) -> bool {
        self.key.as_ref().is_none_or(|key| *key == access.key)
            && self.since.is_none_or(|since| access.time >= since)
            && self.until.is_none_or(|until| access.time < until)
            && self.conversation.as_ref().is_none_or(|id| access.notes.conversations.contains(id))
    }
}

/// A record as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Its number among the records of its project, from 1.
    pub number: u64,
    /// What it says.
    pub access: Access,
}

/// One page of records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessPage {
    /// The records, the latest first.
    pub accesses: Vec<Recorded>,
    /// The number of the last that was looked at; `None` when there are no more.
    pub next: Option<u64>,
}
