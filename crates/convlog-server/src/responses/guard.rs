//! How far the guard has come over what is stored.

use std::borrow::Cow;
use std::collections::BTreeMap;

use convlog_core::Timestamp;
use convlog_store::{KnownWork, Rescanned};
use serde::Serialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use crate::declared::{Declared, Flag, command};
use crate::ingest::Tally;

/// Options of a rescan.
pub(crate) struct RescanBody;

impl RescanBody {
    pub(crate) const DRY_RUN: Declared<Flag> = Declared::new("dry_run", Flag, "Only count what would change");
}

impl ToSchema for RescanBody {}

impl PartialSchema for RescanBody {
    fn schema() -> RefOr<Schema> {
        RescanBody::DRY_RUN.field(command("Options of a rescan")).into()
    }
}

/// The guard of a project.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GuardStatus {
    /// The last rescan, if there was one.
    #[schema(required)]
    pub(crate) rescan: Option<RescanProgress>,
    /// What the server did by itself with values that became known; null without `pii`, for it tells that there are any.
    #[schema(required)]
    pub(crate) known: Option<KnownProgress>,
    /// What the guard found while the policy was `warn`, which stays open; null without `pii`, for it depends on what is
    /// hidden beside it.
    #[schema(required)]
    pub(crate) warned: Option<WarnedProgress>,
    /// Where more was hidden than was known to be personal, because a limit was reached; null without `pii`, for it tells
    /// that something is hidden.
    #[schema(required)]
    pub(crate) limits: Option<LimitsProgress>,
}

/// The progress of a rescan.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RescanProgress {
    /// The policy it applies: `off`, `warn` or `redact`.
    policy: &'static str,
    /// The version of the guard's rules that it applies.
    version: u32,
    /// Whether the rescan only counts.
    dry_run: bool,
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    /// When it finished; `null` while it runs.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    finished_at: Option<Timestamp>,
    /// The number of conversations to check.
    conversations: u64,
    /// The number of conversations checked.
    conversations_done: u64,
    /// The number of records and entries read: those stored under another policy or by other rules.
    rows_read: u64,
    /// The number of records and entries in which something was hidden or shown, or would be with `dry_run`.
    rows_changed: u64,
}

/// What was hidden because of known values, since the server started.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KnownProgress {
    /// How often a conversation was checked.
    conversations: u64,
    /// The number of records and entries in which something was hidden.
    rows_hidden: u64,
    /// The time of the last check.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    last_at: Option<Timestamp>,
}

/// What the guard found and left open since the server started, because the project's policy was `warn`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WarnedProgress {
    /// The number of stored records and entries.
    records: u64,
    /// How many of their values each rule found something in.
    #[schema(value_type = std::collections::BTreeMap<String, u64>)]
    findings: BTreeMap<Cow<'static, str>, u64>,
    /// When something was last left open.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    last_at: Option<Timestamp>,
}

/// Where a limit hid more than the personal data, since the server started.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LimitsProgress {
    /// The number of stored records and entries.
    records: u64,
    /// The number of records by limit: `unclear_flag`, an invalid flag; `cut`, the end of a text that its sender
    /// shortened.
    #[schema(value_type = std::collections::BTreeMap<String, u64>)]
    reached: BTreeMap<Cow<'static, str>, u64>,
    /// When a limit was last reached.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    last_at: Option<Timestamp>,
}

impl From<Tally> for LimitsProgress {
    fn from(Tally { records, by_rule, last_at }: Tally) -> LimitsProgress {
        LimitsProgress { records, reached: by_rule, last_at }
    }
}

impl From<Tally> for WarnedProgress {
    fn from(Tally { records, by_rule, last_at }: Tally) -> WarnedProgress {
        WarnedProgress { records, findings: by_rule, last_at }
    }
}

impl From<Rescanned> for RescanProgress {
    fn from(rescanned: Rescanned) -> RescanProgress {
        RescanProgress {
            policy: rescanned.policy.as_str(),
            version: rescanned.version,
            dry_run: rescanned.dry_run,
            started_at: rescanned.started_at,
            finished_at: rescanned.finished_at,
            conversations: rescanned.conversations,
            conversations_done: rescanned.conversations_done,
            rows_read: rescanned.rows_read,
            rows_changed: rescanned.rows_changed,
        }
    }
}

impl From<KnownWork> for KnownProgress {
    fn from(work: KnownWork) -> KnownProgress {
        KnownProgress { conversations: work.conversations, rows_hidden: work.hidden_rows, last_at: work.last_at }
    }
}
