//! Receipts of erasures.

use convlog_core::Timestamp;
use convlog_store::{ErasedBy, ErasureState, Estimate, Receipt, Retired};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What an erasure does not reach, whatever its state.
const NOT_REACHED: [&str; 4] = [
    "records that a producer has in its spool and has not delivered: they are refused on arrival, and it forgets them",
    "backups of the data directory, and copies of the disk",
    "exports and copies that readers made",
    "what the file system and the disk keep of blocks that were given back or written over",
];

/// What is to be erased: one of `conversation_id` and `value`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"conversation_id": "CA42"}))]
pub(crate) struct ErasureBody {
    /// One conversation.
    pub(crate) conversation_id: Option<String>,
    /// Every conversation in which this value stands: a telephone number in any notation, an e-mail address, a name.
    pub(crate) value: Option<String>,
    /// Only say how many conversations it would be, which takes `pii`.
    #[serde(default)]
    pub(crate) dry_run: bool,
}

/// What became of an erasure. It holds neither the id nor the value.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErasureReceipt {
    /// The receipt's name.
    id: String,
    /// By what conversations were chosen: `conversation` or `value`.
    #[schema(value_type = String)]
    by: ErasedBy,
    /// The keyed hash of the id or the value: the same for the same, and telling nothing to whoever has not the store's
    /// key.
    target_hash: String,
    /// `scanning` while a value is still looked for, `erased` when everything is invisible and its keys are destroyed,
    /// `purged` when nothing of it is left in the store's files.
    #[schema(value_type = String)]
    state: ErasureState,
    #[schema(value_type = String, format = DateTime)]
    asked_at: Timestamp,
    /// When everything was erased.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    erased_at: Option<Timestamp>,
    /// When everything was purged.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    purged_at: Option<Timestamp>,
    /// How many conversations were found and erased; null without `pii`, for it tells where a value stands.
    #[schema(required)]
    conversations: Option<u64>,
    /// How many stored rows were looked through for a value.
    scanned: u64,
    /// How many there are to be looked through.
    to_scan: u64,
    /// The key that asked for it.
    key_id: String,
    /// What this server cannot reach.
    not_reached: [&'static str; 4],
}

impl ErasureReceipt {
    /// Shows a receipt, with what it counts to those only who may see personal data.
    pub(crate) fn of(receipt: Receipt, sees_personal: bool) -> ErasureReceipt {
        ErasureReceipt {
            target_hash: receipt.target_text(),
            id: receipt.id.0,
            by: receipt.by,
            state: receipt.state,
            asked_at: receipt.asked_at,
            erased_at: receipt.erased_at,
            purged_at: receipt.purged_at,
            conversations: sees_personal.then_some(receipt.conversations),
            scanned: receipt.scanned,
            to_scan: receipt.to_scan,
            key_id: receipt.key.0,
            not_reached: NOT_REACHED,
        }
    }
}

/// How many conversations an erasure would find.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErasureEstimate {
    /// So many were found.
    conversations: u64,
    /// Whether everything was looked through; otherwise there may be more.
    complete: bool,
}

impl From<Estimate> for ErasureEstimate {
    fn from(estimate: Estimate) -> ErasureEstimate {
        ErasureEstimate { conversations: estimate.conversations, complete: estimate.complete }
    }
}

/// The erasures of a project.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErasuresPage {
    /// The receipts, the latest first.
    pub(crate) erasures: Vec<ErasureReceipt>,
    /// What retention has removed beside them.
    pub(crate) retention: RetentionCounts,
}

/// What retention has removed from a project so far.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RetentionCounts {
    /// Whole conversations.
    conversations: u64,
    /// Conversations of which the personal parts were removed.
    personal_parts: u64,
}

impl From<Retired> for RetentionCounts {
    fn from(retired: Retired) -> RetentionCounts {
        RetentionCounts { conversations: retired.conversations, personal_parts: retired.personal_parts }
    }
}
