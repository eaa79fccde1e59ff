//! What the passes go by beside documents: the audit, and the security log.

use async_trait::async_trait;
use convlog_core::Timestamp;
use convlog_store::error::Result;
use convlog_store::security::{SecurityEvent, SecurityLog};
use convlog_store::{Access, AccessPage, AccessQuery, ControlStore, ProjectRef, Removal, RemovalQuery};
use rusqlite::Connection;

use crate::audit::{self, oldest, removals};
use crate::open::SqliteStore;
use crate::reader::aside;

const REMOVALS: &str = "record removals";
const FORGET: &str = "remove old records of the audit";

#[async_trait]
impl ControlStore for SqliteStore {
    fn log_security(&self, events: &[SecurityEvent]) -> Result<()> {
        aside(|| events.iter().try_for_each(|event| self.security.append(event)))
    }

    async fn put_access(&self, access: Access) -> Result<()> {
        self.audit.writer.record(access).await
    }

    async fn list_accesses(&self, of: &ProjectRef, query: &AccessQuery) -> Result<AccessPage> {
        audit::read(&self.audit.reader, of, query).await
    }

    async fn put_removals(&self, removals: Vec<(Option<i64>, Removal)>) -> Result<Vec<i64>> {
        let put = move |connection: &Connection| removals.iter().map(|it| removals::put(connection, it)).collect();
        self.audit.writer.work(REMOVALS, put).await
    }

    async fn list_removals(&self, of: &ProjectRef, query: &RemovalQuery) -> Result<Vec<(i64, Removal)>> {
        let (of, query) = (of.clone(), query.clone());
        let list = move |connection: &Connection| removals::list(connection, Some(&of), &query);
        self.audit.reader.run("read removals", list).await
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
