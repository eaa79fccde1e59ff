//! The audit as a server asks it, and what it says of removals.

use std::time::Duration;

use async_trait::async_trait;
use convlog_core::{AccountId, ProjectId};

use super::Backend;
use crate::admin_grant::AdminGrant;
use crate::audit::{Access, AccessPage, AccessQuery, Audit};
use crate::error::Result;
use crate::records::ProjectRef;
use crate::retention::{History, Removal, RemovalKind, RemovalQuery};

/// How many removals are forgotten in one go.
const FORGOTTEN_MAX: u32 = 500;

#[async_trait]
impl<S: Backend> Audit for S {
    async fn record(&self, access: Access) -> Result<()> {
        let time = self.passes().stamp(access.time);
        self.put_access(Access { time, ..access }).await
    }

    async fn accesses(&self, administration: &AdminGrant, query: &AccessQuery) -> Result<AccessPage> {
        self.list_accesses(&administration.place(), query).await
    }

    async fn removals(&self, administration: &AdminGrant, limit: u32) -> Result<Vec<Removal>> {
        let found = self.list_removals(&administration.place(), &RemovalQuery::latest(limit)).await?;
        Ok(found.into_iter().map(|(_, removal)| removal).collect())
    }

    fn searched_hash(&self, account: &AccountId, project: &ProjectId, kind: &str, value: &str) -> [u8; 32] {
        self.seal_keys().lookup().hash(account, project, &format!("audit {kind}"), value)
    }
}

/// Returns what was removed lately of a kind from a project.
pub(super) async fn history(
    store: &(impl Backend + ?Sized),
    of: &ProjectRef,
    kind: RemovalKind,
    uptime: Duration,
) -> Result<History> {
    let found = store.list_removals(of, &RemovalQuery::deciding(kind, uptime)).await?;
    Ok(History::of(found.iter().map(|(_, it)| (it.uptime, it.count, it.confirmed)), uptime))
}

/// Forgets some removals from a project that began before a time, and before so long a time of running.
pub(super) async fn forget_removals(
    store: &(impl Backend + ?Sized),
    of: &ProjectRef,
    before: (convlog_core::Timestamp, Duration),
) -> Result<()> {
    let query = RemovalQuery { before: Some(before), ..RemovalQuery::latest(FORGOTTEN_MAX) };
    let found = store.list_removals(of, &query).await?;
    if !found.is_empty() {
        let none = found.into_iter().map(|(number, removal)| (Some(number), Removal { count: 0, ..removal }));
        store.put_removals(none.collect()).await?;
    }
    Ok(())
}
