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
    "records in a producer's spool that are not delivered yet: they are rejected on arrival, and the producer \
    deletes them",
    "backups of the data directory, and copies of the disk",
    "exports and copies made by readers",
    "traces that the file system and the disk keep of released or overwritten blocks",
];

/// What is to be erased: one of `conversation_id` and `value`.
pub(crate) struct ErasureBody;

impl ErasureBody {
    pub(crate) const CONVERSATION_ID: Declared<Id> = Declared::new("conversation_id", Id, "One conversation");
    pub(crate) const VALUE: Declared<SoughtValue> = Declared::new(
        "value",
        SoughtValue,
        "Every conversation that contains this value: a telephone number in any notation, an e-mail address, a name",
    );
    pub(crate) const DRY_RUN: Declared<Flag> =
        Declared::new("dry_run", Flag, "Only count the conversations; needs `pii`");
}

impl ToSchema for ErasureBody {}

impl PartialSchema for ErasureBody {
    fn schema() -> RefOr<Schema> {
        let by_id = ErasureBody::CONVERSATION_ID.needed_field(command("One conversation"));
        let by_value = ErasureBody::VALUE.needed_field(command("Every conversation that contains a value"));
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

/// The state of an erasure. It contains neither the id nor the value.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErasureReceipt {
    /// The receipt's id.
    id: String,
    /// How the conversations were selected: `conversation` or `value`.
    #[schema(value_type = String)]
    by: ErasedBy,
    /// The keyed hash of the id or the value: equal for equal values, and useless without the store's key.
    target_hash: String,
    /// `scanning` while the value is being searched for, `erased` when everything found is invisible and its keys are
    /// destroyed, `purged` when nothing of it is left in the store's files.
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
    /// The number of conversations found and erased; null without `pii`, because it reveals whether a value is stored.
    #[schema(required)]
    conversations: Option<u64>,
    /// The number of stored rows searched for a value.
    scanned: u64,
    /// The number of rows to search.
    to_scan: u64,
    /// The key that asked for it.
    key_id: String,
    /// What this server cannot erase.
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
    /// The number of conversations found.
    conversations: u64,
    /// Whether everything was searched; otherwise there may be more.
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
    /// The receipts, newest first.
    pub(crate) erasures: Vec<ErasureReceipt>,
    /// What retention has removed.
    pub(crate) retention: RetentionCounts,
}

/// What retention has removed from a project so far.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RetentionCounts {
    /// Whole conversations.
    conversations: u64,
    /// Conversations whose personal data was removed.
    personal_parts: u64,
}

impl From<Retired> for RetentionCounts {
    fn from(retired: Retired) -> RetentionCounts {
        RetentionCounts { conversations: retired.conversations, personal_parts: retired.personal_parts }
    }
}
