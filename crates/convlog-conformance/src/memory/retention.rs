//! Deleting what is old, and what the audit says of it.

use std::time::Duration;

use async_trait::async_trait;
use convlog_core::Timestamp;
use convlog_core::record::Body;
use convlog_store::append::Item;
use convlog_store::control_store::ControlStore;
use convlog_store::documents::Documents;
use convlog_store::error::Result;
use convlog_store::records::{Deletion, Part, ProjectRef};
use convlog_store::retention::{HISTORY, History, Removal, RemovalKind};

use super::{MemoryStore, Rows};

#[async_trait]
impl ControlStore for MemoryStore {
    fn documents(&self) -> &dyn Documents {
        self
    }

    async fn begin_removals(&self, removals: Vec<Removal>) -> Result<Vec<i64>> {
        let held = &mut self.lock().removals;
        let numbers = removals.iter().zip(held.len() as i64..).map(|(_, number)| number).collect();
        held.extend(removals.into_iter().map(Some));
        Ok(numbers)
    }

    async fn end_removals(&self, ended: Vec<(i64, u64, u64)>) -> Result<()> {
        let held = &mut self.lock().removals;
        for (number, count, confirmed) in ended {
            let Some(removal) = held.get_mut(number as usize) else { continue };
            *removal = removal.take().filter(|_| count > 0).map(|removal| Removal {
                count,
                confirmed,
                ended: true,
                ..removal
            });
        }
        Ok(())
    }

    async fn removal_history(&self, of: &ProjectRef, kind: RemovalKind, uptime: Duration) -> Result<History> {
        let state = self.lock();
        let names = (&of.account, &of.project, kind);
        let same = |removal: &&Removal| (&removal.account, &removal.project, removal.kind) == names;
        let lately = state.removals.iter().flatten().filter(same).filter(|removal| uptime - removal.uptime < HISTORY);
        Ok(History::of(lately.map(|removal| (removal.uptime, removal.count, removal.confirmed)), uptime))
    }

    async fn forget_removals(&self, of: &ProjectRef, before: Timestamp, uptime: Duration) -> Result<()> {
        for held in &mut self.lock().removals {
            held.take_if(|removal| {
                (&removal.account, &removal.project) == (&of.account, &of.project)
                    && removal.time < before
                    && removal.uptime < uptime
            });
        }
        Ok(())
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
        let due = |recorded: &mut convlog_store::Recorded| recorded.access.time < before;
        Ok(kept.records.extract_if(..end, due).map(|recorded| recorded.access.time).collect())
    }
}

impl Rows {
    /// Deletes what nothing has arrived of since; says whether it did.
    pub(super) fn delete(&mut self, deletion: &Deletion) -> bool {
        let Some(items) = self.conversations.get_mut(&deletion.of.id) else { return false };
        if deletion.unless_since.is_some_and(|since| last(items) >= since) {
            return false;
        }
        match deletion.part {
            Part::Whole => {
                items.clear();
                self.retired.conversations += 1;
            }
            Part::Personal => {
                items.retain_mut(|(item, _)| strip(&mut item.body));
                self.retired.personal_parts += 1;
            }
        }
        self.conversations.retain(|_, items| !items.is_empty());
        true
    }
}

/// Takes away what is sealed; says whether anything is left.
fn strip(body: &mut Body) -> bool {
    match body {
        Body::Log(log) => {
            if log.original.take().is_some() {
                log.hints.clear();
            }
            log.open.is_some()
        }
        Body::Fields(fields) => {
            fields.original = None;
            true
        }
    }
}

/// Says when the last record of a conversation arrived.
pub(super) fn last(items: &[(Item, Timestamp)]) -> Timestamp {
    items.iter().map(|(_, heard_at)| *heard_at).max().unwrap_or_default()
}
