//! The control store: what is decided about records and done with them, beside the records themselves.
//!
//! It is small and changes seldom, and it compares before it sets: a [document](crate::documents) is put only where nobody
//! has changed it since it was read.

use async_trait::async_trait;
use convlog_core::Timestamp;

use crate::audit::{Access, AccessPage, AccessQuery};
use crate::documents::Documents;
use crate::error::Result;
use crate::records::ProjectRef;
use crate::retention::{Removal, RemovalQuery};
use crate::security::SecurityEvent;

/// Keeps what the passes go by, as documents, and the audit.
#[async_trait]
pub trait ControlStore: Documents {
    /// Puts events into the security log, where the store has one; when it returns, they are durable. It may wait for the
    /// disk.
    ///
    /// # Errors
    /// They could not be written.
    fn log_security(&self, _events: &[SecurityEvent]) -> Result<()> {
        Ok(())
    }

    /// Adds a record to the audit and numbers it; when it returns, it is durable.
    ///
    /// # Errors
    /// It could not be written.
    async fn put_access(&self, access: Access) -> Result<()>;

    /// Returns a page of the audit's records of a project, the latest first.
    ///
    /// # Errors
    /// The audit cannot be read.
    async fn list_accesses(&self, of: &ProjectRef, query: &AccessQuery) -> Result<AccessPage>;

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

    /// Puts removals into the audit, those with a number in the place of what has that number, all of them or none;
    /// returns their numbers. One that removed nothing is none, and is not there any more.
    ///
    /// # Errors
    /// The audit cannot be written. Then nothing must be removed.
    async fn put_removals(&self, removals: Vec<(Option<i64>, Removal)>) -> Result<Vec<i64>>;

    /// Returns removals from a project with their numbers, the latest first.
    ///
    /// # Errors
    /// The audit cannot be read.
    async fn list_removals(&self, of: &ProjectRef, query: &RemovalQuery) -> Result<Vec<(i64, Removal)>>;
}
