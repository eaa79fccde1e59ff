//! What the passes go by: documents, keys, and what the audit says of removals.

use std::time::Duration;

use async_trait::async_trait;
use convlog_core::Timestamp;
use convlog_store::error::Result;
use convlog_store::retention::History;
use convlog_store::security::{SecurityEvent, SecurityLog};
use convlog_store::{ControlStore, Documents, ProjectRef, Removal, RemovalKind};
use rusqlite::Connection;

use crate::audit::{oldest, removals};
use crate::open::SqliteStore;
use crate::reader::aside;

const REMOVALS: &str = "put removals on record";
const FORGET: &str = "forget old records of the audit";

#[async_trait]
impl ControlStore for SqliteStore {
    fn documents(&self) -> &dyn Documents {
        &self.control
    }

    fn log_security(&self, events: &[SecurityEvent]) -> Result<()> {
        aside(|| events.iter().try_for_each(|event| self.security.append(event)))
    }

    async fn begin_removals(&self, removals: Vec<Removal>) -> Result<Vec<i64>> {
        self.audit.writer.work(REMOVALS, move |connection| removals::begin(connection, &removals)).await
    }

    async fn end_removals(&self, ended: Vec<(i64, u64, u64)>) -> Result<()> {
        self.audit.writer.work(REMOVALS, move |connection| removals::end(connection, &ended)).await
    }

    async fn removal_history(&self, of: &ProjectRef, kind: RemovalKind, uptime: Duration) -> Result<History> {
        let of = of.clone();
        let read = move |connection: &Connection| removals::history(connection, &of.account, &of.project, kind, uptime);
        self.audit.reader.run("read removals", read).await
    }

    async fn forget_removals(&self, of: &ProjectRef, before: Timestamp, uptime: Duration) -> Result<()> {
        let of = of.clone();
        self.audit.writer.work(FORGET, move |connection| removals::forget(connection, &of, before, uptime)).await
    }

    async fn audited_projects(&self) -> Result<Vec<ProjectRef>> {
        self.audit.reader.run(FORGET, oldest::projects).await
    }

    async fn earliest_accesses(&self, of: &ProjectRef, limit: u64) -> Result<(u64, Vec<Timestamp>)> {
        let of = of.clone();
        self.audit.reader.run(FORGET, move |connection| oldest::times(connection, &of, limit)).await
    }

    async fn forget_earliest(&self, of: &ProjectRef, before: Timestamp, limit: u64) -> Result<Vec<Timestamp>> {
        let of = of.clone();
        self.audit.writer.work(FORGET, move |connection| oldest::forget(connection, &of, before, limit)).await
    }
}
