//! How far the guard has come over what is stored.

use convlog_core::Timestamp;
use convlog_store::{KnownWork, Rescanned};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a rescan is to do.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RescanBody {
    /// Only count what would change.
    pub(crate) dry_run: bool,
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
}

/// How far a rescan has come.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RescanProgress {
    /// The policy it goes by: `off`, `warn` or `redact`.
    policy: &'static str,
    /// The version of the guard's rules that it goes by.
    version: u32,
    /// Whether it only counts.
    dry_run: bool,
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    /// When it was done; `null` while it is under way.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    finished_at: Option<Timestamp>,
    /// How many conversations there are to look at.
    conversations: u64,
    /// How many were looked at.
    conversations_done: u64,
    /// How many records and entries were read again: those stored under another policy or by other rules.
    rows_read: u64,
    /// In how many of them something was hidden or shown, or with `dry_run` would be.
    rows_changed: u64,
}

/// What was done with known values since the server started.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KnownProgress {
    /// How often a conversation was looked at.
    conversations: u64,
    /// In how many records and entries something was hidden.
    rows_hidden: u64,
    /// When it was last looked.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    last_at: Option<Timestamp>,
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
