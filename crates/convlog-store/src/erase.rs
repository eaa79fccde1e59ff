//! Erasing: conversations that are to be gone, by their id or by a value that stands in them.
//!
//! What is erased is invisible to the next read, its late records are refused, and its data key is destroyed. Its rows
//! are purged after that, in small steps. A receipt tells how far that has come.

use std::fmt;

use async_trait::async_trait;
use convlog_core::{ConversationId, Timestamp};
use data_encoding::HEXLOWER;
use serde::Serialize;

use crate::admin_grant::AdminGrant;
use crate::erasure_value::ErasureValue;
use crate::error::Result;
use crate::key::KeyId;

/// Erases.
#[async_trait]
pub trait Erase {
    /// Erases a conversation, or every conversation in which a value stands, and returns the receipt.
    ///
    /// By id everything is erased when it returns, whether such a conversation existed or not: from then on nothing of
    /// it is taken in. Erased again, the first receipt is returned. By value everything is erased when it returns that
    /// is found by the look-up of personal values; the rest is looked for over time, among what was stored when it was
    /// asked for.
    ///
    /// # Errors
    /// `Unavailable` when the store cannot write.
    async fn erase(&self, administration: &AdminGrant, target: &Target, now: Timestamp) -> Result<Receipt>;

    /// Says how many conversations would be erased, and erases none.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn estimate(&self, administration: &AdminGrant, target: &Target) -> Result<Estimate>;

    /// Returns the receipts of a project, the latest first, at most so many.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn receipts(&self, administration: &AdminGrant, limit: u32) -> Result<Vec<Receipt>>;

    /// Returns one receipt of a project.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn receipt(&self, administration: &AdminGrant, id: &ReceiptId) -> Result<Option<Receipt>>;

    /// Says what retention has removed from a project so far.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn retired(&self, administration: &AdminGrant) -> Result<Retired>;
}

/// What is to be erased.
#[derive(Clone, Debug)]
pub enum Target {
    /// One conversation.
    Conversation(ConversationId),
    /// Every conversation that contains a value.
    Value(ErasureValue),
}

/// The name of a receipt: random, so that it tells nothing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ReceiptId(pub String);

impl ReceiptId {
    /// Draws a new name.
    ///
    /// # Errors
    /// The operating system has no randomness.
    pub fn generate() -> std::result::Result<ReceiptId, getrandom::Error> {
        let mut bits = [0u8; 16];
        getrandom::fill(&mut bits)?;
        Ok(ReceiptId(format!("erasure_{}", HEXLOWER.encode(&bits))))
    }
}

impl fmt::Display for ReceiptId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// By what conversations were chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ErasedBy {
    /// By the id of one.
    Conversation,
    /// By a value.
    Value,
}

impl ErasedBy {
    /// Returns the name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            ErasedBy::Conversation => "conversation",
            ErasedBy::Value => "value",
        }
    }
}

/// How far an erasure has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ErasureState {
    /// What was found so far is erased, and the rest is being looked for.
    Scanning,
    /// Everything is invisible, its data keys are destroyed and its late records are refused.
    Erased,
    /// Nothing of it is left in the store's files.
    Purged,
}

/// What became of an erasure. It holds neither an id nor a value, only a keyed hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Its name.
    pub id: ReceiptId,
    /// By what conversations were chosen.
    pub by: ErasedBy,
    /// The keyed hash of the id or of the normal form of the value.
    pub target: [u8; 32],
    /// The progress.
    pub state: ErasureState,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// When everything was erased.
    pub erased_at: Option<Timestamp>,
    /// When everything was purged.
    pub purged_at: Option<Timestamp>,
    /// How many conversations were found and erased.
    pub conversations: u64,
    /// How many stored rows were looked through.
    pub scanned: u64,
    /// How many there are to be looked through.
    pub to_scan: u64,
    /// The key that asked for it.
    pub key: KeyId,
}

impl Receipt {
    /// Returns the keyed hash as text.
    #[must_use]
    pub fn target_text(&self) -> String {
        HEXLOWER.encode(&self.target)
    }
}

/// How many conversations an erasure would find.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Estimate {
    /// So many were found.
    pub conversations: u64,
    /// Whether everything was looked through; otherwise there may be more.
    pub complete: bool,
}

/// What retention has removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Retired {
    /// Whole conversations.
    pub conversations: u64,
    /// Conversations of which the personal parts were removed.
    pub personal_parts: u64,
}
