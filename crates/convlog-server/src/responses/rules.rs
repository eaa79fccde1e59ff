//! What the guard would hide, and what a project says is not personal.

use convlog_core::trial::Trial;
use convlog_core::{GuardPolicy, Timestamp};
use convlog_store::{AddedRule, RuleEstimate};
use serde::Serialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use crate::declared::{Declared, Text, command};

const NAME: Text = Text { from: 1, to: 255 };

/// What to try.
pub(crate) struct TrialBody;

impl TrialBody {
    pub(crate) const TEXT: Declared<Text> =
        Declared::new("text", Text { from: 0, to: 256 * 1024 }, "A text, or JSON whose keys are read as well");
    pub(crate) const NAME: Declared<Text> = Declared::new("name", NAME, "The name of the key it stands under");
    pub(crate) const FUNCTION: Declared<Text> = Declared::new("function", NAME, "The function that logs it");
}

impl ToSchema for TrialBody {}

impl PartialSchema for TrialBody {
    fn schema() -> RefOr<Schema> {
        let body = TrialBody::TEXT.needed_field(command("What to try"));
        TrialBody::FUNCTION.field(TrialBody::NAME.field(body)).into()
    }
}

/// A rule that is to be added.
pub(crate) struct RuleBody;

impl RuleBody {
    pub(crate) const KEY: Declared<Text> = Declared::new("key", NAME, "The name of the key, as functions write it");
    pub(crate) const FUNCTION: Declared<Text> =
        Declared::new("function", NAME, "The function in whose events and lines it holds; everywhere without one");
}

impl ToSchema for RuleBody {}

impl PartialSchema for RuleBody {
    fn schema() -> RefOr<Schema> {
        RuleBody::FUNCTION.field(RuleBody::KEY.needed_field(command("A key whose values are not personal"))).into()
    }
}

/// What the guard would hide.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TrialShape {
    /// The project's policy: `off`, `warn` or `redact`; under the first two it stays open.
    policy: &'static str,
    /// What every reader would see under `redact`.
    open: String,
    /// What was found, in order.
    findings: Vec<FindingShape>,
}

/// What was found at a place.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GuardFinding)]
struct FindingShape {
    /// A JSON pointer into what was tried; empty for all of it.
    pointer: String,
    /// `whole`, `key`, or `part`.
    part: &'static str,
    /// The bytes from and to of the decoded text that are meant, of a part.
    #[schema(required)]
    bytes: Option<[usize; 2]>,
    /// The rule that found it.
    rule: &'static str,
    /// What completes a sentence that begins "It is".
    reason: &'static str,
    /// The project's rule because of which it stays open; null where it is hidden.
    #[schema(required)]
    lifted_by: Option<u32>,
}

impl TrialShape {
    pub(crate) fn of(trial: Trial, policy: GuardPolicy, rules: &[AddedRule], function: Option<&str>) -> TrialShape {
        let lifted_by = |pointer: &str| {
            let holds = |added: &&AddedRule| {
                let of = added.rule.function.as_deref();
                added.rule.is_about(pointer) && (of.is_none() || of == function)
            };
            rules.iter().find(holds).map(|added| added.id.0)
        };
        let finding = |found: convlog_core::trial::ExplainedJsonSpan| {
            let (part, bytes) = match found.place.part {
                convlog_core::trial::Part::Whole => ("whole", None),
                convlog_core::trial::Part::Key => ("key", None),
                convlog_core::trial::Part::Within(range) => ("part", Some([range.start, range.end])),
            };
            let lifted_by = found.is_lifted.then(|| lifted_by(&found.place.pointer)).flatten();
            let (pointer, rule) = (found.place.pointer, found.place.rule.as_str());
            FindingShape { pointer, part, bytes, rule, reason: found.reason, lifted_by }
        };
        let findings = trial.found.into_iter().map(finding).collect();
        TrialShape { policy: policy.as_str(), open: trial.open, findings }
    }
}

/// What a project says is not personal.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NotPersonalRules)]
pub(crate) struct RulesShape {
    pub(crate) rules: Vec<RuleShape>,
}

/// That what stands directly under a key is not personal.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NotPersonalRule)]
pub(crate) struct RuleShape {
    /// Its name.
    id: u32,
    /// The name of the key.
    key: String,
    /// The function in whose events and lines it holds; null for everywhere.
    #[schema(required)]
    function: Option<String>,
    /// The key that added it.
    added_by: String,
    #[schema(value_type = String, format = DateTime)]
    added_at: Timestamp,
    /// What it was expected to show then; null without `pii`, for it tells what is hidden.
    #[schema(required)]
    expected: Option<ExpectedShape>,
}

/// What a rule was expected to show.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExpectedToShow)]
struct ExpectedShape {
    /// In how many records and entries.
    records: u64,
    /// Of how many conversations.
    conversations: u64,
    /// Whether everything that was stored was looked at; where not, it may be more.
    is_whole: bool,
}

impl RuleShape {
    pub(crate) fn of(added: AddedRule, sees_personal: bool) -> RuleShape {
        let (records, conversations, is_whole) = (added.shows_rows, added.shows_conversations, added.is_whole);
        RuleShape {
            id: added.id.0,
            key: added.rule.key,
            function: added.rule.function,
            added_by: added.added_by.0,
            added_at: added.added_at,
            expected: sees_personal.then_some(ExpectedShape { records, conversations, is_whole }),
        }
    }
}

/// What a rule would show.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RuleEstimate)]
pub(crate) struct EstimateShape {
    /// Of how many conversations.
    conversations: u64,
    /// In how many records and entries.
    records: u64,
    /// How many values.
    values: u64,
    /// Some of the conversations, those that began last first.
    conversation_ids: Vec<String>,
    /// In how many conversations it was looked.
    conversations_looked_at: u64,
    /// How many there are.
    conversations_stored: u64,
    /// Whether everything that is stored was looked at; where not, it may be more.
    is_whole: bool,
}

impl From<RuleEstimate> for EstimateShape {
    fn from(estimate: RuleEstimate) -> EstimateShape {
        EstimateShape {
            conversations: estimate.conversations,
            records: estimate.rows,
            values: estimate.values,
            conversation_ids: estimate.named.iter().map(ToString::to_string).collect(),
            conversations_looked_at: estimate.conversations_looked_at,
            conversations_stored: estimate.conversations_stored,
            is_whole: estimate.is_whole,
        }
    }
}
