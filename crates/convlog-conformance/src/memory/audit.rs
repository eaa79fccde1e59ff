//! The audit, in a list.

use async_trait::async_trait;
use convlog_core::{AccountId, ProjectId};
use convlog_store::administration::Administration;
use convlog_store::audit::{Access, AccessPage, AccessQuery, Audit, Recorded};
use convlog_store::error::Result;
use convlog_store::passes::Backend;
use convlog_store::records::ProjectRef;
use convlog_store::retention::Removal;

use super::MemoryStore;

/// The records of one project, the earliest first.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub(super) records: Vec<Recorded>,
    last: u64,
}

#[async_trait]
impl Audit for MemoryStore {
    async fn record(&self, mut access: Access) -> Result<()> {
        access.time = self.passes().stamp(access.time);
        let mut state = self.lock();
        let place = ProjectRef { account: access.account.clone(), project: access.project.clone() };
        let kept = state.accesses.entry(place).or_default();
        kept.last += 1;
        kept.records.push(Recorded { number: kept.last, access });
        Ok(())
    }

    async fn accesses(&self, administration: &Administration, query: &AccessQuery) -> Result<AccessPage> {
        let state = self.lock();
        let records =
            state.accesses.get(&administration.place()).map(|kept| kept.records.as_slice()).unwrap_or_default();
        let behind = |recorded: &&Recorded| query.after.is_none_or(|after| recorded.number < after);
        let (mut page, mut looks, mut last) = (AccessPage::default(), 0, None);
        for recorded in records.iter().rev().filter(behind) {
            if page.accesses.len() == query.limit as usize || looks == query.looks_max {
                page.next = last;
                break;
            }
            (looks, last) = (looks + 1, Some(recorded.number));
            if query.lets_through(&recorded.access) {
                page.accesses.push(recorded.clone());
            }
        }
        Ok(page)
    }

    async fn removals(&self, administration: &Administration, limit: u32) -> Result<Vec<Removal>> {
        let state = self.lock();
        let own = |removal: &&Removal| {
            removal.account == *administration.account() && removal.project == *administration.project()
        };
        Ok(state.removals.iter().flatten().rev().filter(own).take(limit as usize).cloned().collect())
    }

    fn searched_hash(&self, account: &AccountId, project: &ProjectId, kind: &str, value: &str) -> [u8; 32] {
        self.keys.lookup().hash(account, project, &format!("audit {kind}"), value)
    }
}
