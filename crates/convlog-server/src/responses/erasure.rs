//! Receipts of erasures.

use convlog_core::Timestamp;
use convlog_store::erasure_value::{VALUE_CHARS_MAX, value_pattern};
use convlog_store::{ErasedBy, ErasureState, ErasureValue, Estimate, Receipt, Retired};
use serde::Serialize;
use serde_json::json;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::declared::{Declared, Flag, Id, ValueType, command};

/// What an erasure does not reach, whatever its state.
const NOT_REACHED: [&str; 4] = [
    "records that a producer has in its spool and has not delivered: they are refused on arrival, and it forgets them",
    "backups of the data directory, and copies of the disk",
    "exports and copies that readers made",
    "what the file system and the disk keep of blocks that were given back or written over",
];

/// What is to be erased: one of `conversation_id` and `value`.
pub(crate) struct ErasureBody;

impl ErasureBody {
    pub(crate) const CONVERSATION_ID: Declared<Id> = Declared::new("conversation_id", Id, "One conversation");
    pub(crate) const VALUE: Declared<SoughtValue> = Declared::new(
        "value",
        SoughtValue,
        "Every conversation in which this value stands: a telephone number in any notation, an e-mail address, a name",
    );
    pub(crate) const DRY_RUN: Declared<Flag> =
        Declared::new("dry_run", Flag, "Only say how many conversations it would be, which takes `pii`");
}

impl ToSchema for ErasureBody {}

impl PartialSchema for ErasureBody {
    fn schema() -> RefOr<Schema> {
        let by_id = ErasureBody::CONVERSATION_ID.needed_field(command("One conversation"));
        let by_value = ErasureBody::VALUE.needed_field(command("Every conversation in which a value stands"));
        let of = |target| ErasureBody::DRY_RUN.field(target);
        let either = OneOfBuilder::new().item(of(by_id)).item(of(by_value));
        either.description(Some("What is to be erased")).examples([json!({"conversation_id": "CA42"})]).into()
    }
}

/// A value by which conversations are found.
#[derive(Debug)]
pub(crate) struct SoughtValue;

impl ValueType for SoughtValue {
    type Value = ErasureValue;

    fn schema(&self) -> ObjectBuilder {
        let text = ObjectBuilder::new().schema_type(Type::String);
        text.max_length(Some(VALUE_CHARS_MAX)).pattern(Some(value_pattern()))
    }

    fn expected(&self) -> String {
        format!("a value with at least four letters or digits and at most {VALUE_CHARS_MAX} characters")
    }

    fn read(&self, text: &str) -> Option<ErasureValue> {
        ErasureValue::new(text)
    }
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
