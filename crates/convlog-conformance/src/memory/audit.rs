//! The audit, in a list.

use async_trait::async_trait;
use convlog_core::{AccountId, ProjectId, Timestamp};
use convlog_store::administration::Administration;
use convlog_store::audit::{Access, AccessPage, AccessQuery, Audit, Recorded};
use convlog_store::error::Result;

use super::MemoryStore;

/// The records of one project, the earliest first.
#[derive(Debug, Default)]
pub(super) struct Kept {
    records: Vec<Recorded>,
    last: u64,
}

#[async_trait]
impl Audit for MemoryStore {
    async fn record(&self, access: Access) -> Result<()> {
        let mut state = self.lock();
        let kept = state.accesses.entry((access.account.clone(), access.project.clone())).or_default();
        kept.last += 1;
        kept.records.push(Recorded { number: kept.last, access });
        Ok(())
    }

    async fn accesses(&self, administration: &Administration, query: &AccessQuery) -> Result<AccessPage> {
        let state = self.lock();
        let place = (administration.account().clone(), administration.project().clone());
        let records = state.accesses.get(&place).map(|kept| kept.records.as_slice()).unwrap_or_default();
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

    async fn forget_accesses(&self, before: Timestamp) -> Result<bool> {
        for kept in self.lock().accesses.values_mut() {
            kept.records.retain(|recorded| recorded.access.time >= before);
        }
        Ok(false)
    }

    fn searched_hash(&self, account: &AccountId, project: &ProjectId, kind: &str, value: &str) -> [u8; 32] {
        self.lock().lookup.hash(account, project, &format!("audit {kind}"), value)
    }
}
