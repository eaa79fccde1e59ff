//! The control store: what is decided about records and done with them, beside the records themselves.
//!
//! It is small and changes seldom, and it compares before it sets: a [document](crate::documents) is put only where nobody
//! has changed it since it was read.

use std::time::Duration;

use async_trait::async_trait;
use convlog_core::Timestamp;

use crate::audit::Audit;
use crate::control::Control;
use crate::documents::Documents;
use crate::error::Result;
use crate::records::ProjectRef;
use crate::retention::{History, Removal, RemovalKind};
use crate::security::SecurityEvent;

/// Keeps what the passes go by.
#[async_trait]
pub trait ControlStore: Control + Audit {
    /// Returns the store's documents.
    fn documents(&self) -> &dyn Documents;

    /// Puts events into the security log, where the store has one; when it returns, they are durable. It may wait for the
    /// disk.
    ///
    /// # Errors
    /// They could not be written.
    fn log_security(&self, _events: &[SecurityEvent]) -> Result<()> {
        Ok(())
    }

    /// Puts removals on record that are about to begin, in the audit; returns their numbers.
    ///
    /// # Errors
    /// The audit cannot be written. Then nothing must be removed.
    async fn begin_removals(&self, removals: Vec<Removal>) -> Result<Vec<i64>>;

    /// Says how many were removed, in all and by somebody's word, each by its number. One that removed nothing was none.
    ///
    /// # Errors
    /// The audit cannot be written.
    async fn end_removals(&self, ended: Vec<(i64, u64, u64)>) -> Result<()>;

    /// Returns what was removed lately of a kind from a project.
    ///
    /// # Errors
    /// The audit cannot be read.
    async fn removal_history(&self, of: &ProjectRef, kind: RemovalKind, uptime: Duration) -> Result<History>;

    /// Forgets removals from a project that began before a time, and before so long a time of running.
    ///
    /// # Errors
    /// The audit cannot be written.
    async fn forget_removals(&self, of: &ProjectRef, before: Timestamp, uptime: Duration) -> Result<()>;

    /// Returns the projects that the audit has records of.
    ///
    /// # Errors
    /// The audit cannot be read.
    async fn audited_projects(&self) -> Result<Vec<ProjectRef>>;

    /// Returns how many records the audit has of a project, and the times of at most so many that came first.
    ///
    /// # Errors
    /// The audit cannot be read.
    async fn earliest_accesses(&self, of: &ProjectRef, limit: u64) -> Result<(u64, Vec<Timestamp>)>;

    /// Forgets, among at most so many records of a project that came first, those of before a time; returns the times of
    /// what it forgot.
    ///
    /// # Errors
    /// The audit cannot be written.
    async fn forget_earliest(&self, of: &ProjectRef, before: Timestamp, limit: u64) -> Result<Vec<Timestamp>>;
}
