//! Reading again what was stored under another policy or by older rules of the guard, and what the store does by itself
//! with values that have become known.

use async_trait::async_trait;
use convlog_core::{GuardPolicy, Timestamp};

use crate::admin_grant::AdminGrant;
use crate::error::Result;

/// Applies the guard to what is stored.
#[async_trait]
pub trait Rescan {
    /// Begins to read a project's rows again under its policy of now, in place of a rescan that is under way. It is
    /// done in small steps by [`maintain`](crate::Maintenance::upkeep), and goes on after a restart; a policy that changes
    /// meanwhile begins it anew.
    ///
    /// What was flagged, what is personal by its class and what the project raised stays hidden; what the guard finds
    /// is found anew, both ways. With `dry_run` nothing is changed and only counted.
    ///
    /// # Errors
    /// The store cannot be written.
    async fn rescan(&self, administration: &AdminGrant, dry_run: bool, now: Timestamp) -> Result<Rescanned>;

    /// Returns how far the last rescan of a project has come; `None` where there was none.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn rescanned(&self, administration: &AdminGrant) -> Result<Option<Rescanned>>;

    /// Returns what was hidden in a project since the start because it had become known.
    fn known_work(&self, administration: &AdminGrant) -> KnownWork;
}

/// How far a rescan has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rescanned {
    /// The policy it goes by.
    pub policy: GuardPolicy,
    /// The version of the guard's rules that it goes by.
    pub version: u32,
    /// Whether it only counts.
    pub dry_run: bool,
    /// When it was asked for.
    pub started_at: Timestamp,
    /// When it was done.
    pub finished_at: Option<Timestamp>,
    /// How many conversations there are to look at.
    pub conversations: u64,
    /// How many were looked at.
    pub conversations_done: u64,
    /// How many rows were read again: those that were stored under another policy or by other rules.
    pub rows_read: u64,
    /// In how many of them something was hidden or shown, or would be.
    pub rows_changed: u64,
}

/// What was done with known values since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KnownWork {
    /// How often a conversation was looked at.
    pub conversations: u64,
    /// In how many rows something was hidden.
    pub hidden_rows: u64,
    /// When it was last looked.
    pub last_at: Option<Timestamp>,
}
