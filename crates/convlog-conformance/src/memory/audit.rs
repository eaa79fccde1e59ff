//! The audit, in lists.

use async_trait::async_trait;
use convlog_core::Timestamp;
use convlog_store::audit::{Access, AccessPage, AccessQuery, Recorded};
use convlog_store::control_store::ControlStore;
use convlog_store::error::Result;
use convlog_store::records::ProjectRef;
use convlog_store::retention::{Removal, RemovalQuery};

use super::MemoryStore;

/// The records of one project, the earliest first.
#[derive(Debug, Default)]
pub(super) struct Kept {
    records: Vec<Recorded>,
    last: u64,
}

#[async_trait]
impl ControlStore for MemoryStore {
    async fn put_access(&self, access: Access) -> Result<()> {
        let mut state = self.lock();
        let place = ProjectRef { account: access.account.clone(), project: access.project.clone() };
        let kept = state.accesses.entry(place).or_default();
        kept.last += 1;
        kept.records.push(Recorded { number: kept.last, access });
        Ok(())
    }

    async fn list_accesses(&self, of: &ProjectRef, query: &AccessQuery) -> Result<AccessPage> {
        let state = self.lock();
        let records = state.accesses.get(of).map(|kept| kept.records.as_slice()).unwrap_or_default();
        let behind = |recorded: &&Recorded| query.after.is_none_or(|after| recorded.number < after);
        let (mut page, mut looks, mut last) = (AccessPage::default(), 0, None);
        for recorded in records.iter().rev().filter(behind) {
            if page.accesses.len() == query.limit as usize || looks == query.scan_limit {
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

    async fn audited_projects(&self) -> Result<Vec<ProjectRef>> {
        Ok(self.lock().accesses.keys().cloned().collect())
    }

    async fn earliest_accesses(&self, of: &ProjectRef, limit: u64) -> Result<(u64, Vec<Timestamp>)> {
        let state = self.lock();
        let records = state.accesses.get(of).map(|kept| kept.records.as_slice()).unwrap_or_default();
        let earliest = records.iter().take(limit as usize).map(|recorded| recorded.access.time);
        Ok((records.len() as u64, earliest.collect()))
    }

    async fn forget_earliest(&self, of: &ProjectRef, before: Timestamp, limit: u64) -> Result<Vec<Timestamp>> {
        let mut state = self.lock();
        let Some(kept) = state.accesses.get_mut(of) else { return Ok(Vec::new()) };
        let end = kept.records.len().min(limit as usize);
        let due = |recorded: &mut Recorded| recorded.access.time < before;
        Ok(kept.records.extract_if(..end, due).map(|recorded| recorded.access.time).collect())
    }

    async fn put_removals(&self, removals: Vec<(Option<i64>, Removal)>) -> Result<Vec<i64>> {
        let held = &mut self.lock().removals;
        let mut numbers = Vec::new();
        for (number, removal) in removals {
            let next = held.last_key_value().map_or(0, |(last, _)| last + 1);
            numbers.push(number.unwrap_or(next));
            match number {
                Some(number) if removal.count == 0 => held.remove(&number),
                _ => held.insert(number.unwrap_or(next), removal),
            };
        }
        Ok(numbers)
    }

    async fn list_removals(&self, of: &ProjectRef, query: &RemovalQuery) -> Result<Vec<(i64, Removal)>> {
        let state = self.lock();
        let own = |removal: &Removal| (&removal.account, &removal.project) == (&of.account, &of.project);
        let found = state.removals.iter().rev().filter(|(_, removal)| own(removal) && query.lets_through(removal));
        Ok(found.take(query.limit as usize).map(|(number, removal)| (*number, removal.clone())).collect())
    }
}
