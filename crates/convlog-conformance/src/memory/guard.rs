//! The guard over what is stored: known values and rescans, done whole whenever there is time.

use async_trait::async_trait;
use convlog_core::record::Body;
use convlog_core::{GuardPolicy, Known, RecordType, Timestamp, guard, reread};
use convlog_store::administration::Administration;
use convlog_store::append::Item;
use convlog_store::error::Result;
use convlog_store::rescan::{KnownWork, Rescan, Rescanned};

use super::{MemoryStore, Rows, State};

#[async_trait]
impl Rescan for MemoryStore {
    async fn rescan(&self, administration: &Administration, dry_run: bool, now: Timestamp) -> Result<Rescanned> {
        let mut state = self.lock();
        let place = (administration.account().clone(), administration.project().clone());
        let policy = state.projects.get(&place).map(|project| project.settings.guard).unwrap_or_default();
        let conversations = state.rows.get(&place).map_or(0, |rows| rows.conversations.len() as u64);
        let rescanned = Rescanned {
            policy,
            version: guard::VERSION,
            dry_run,
            started_at: now,
            finished_at: None,
            conversations,
            conversations_done: 0,
            rows_read: 0,
            rows_changed: 0,
        };
        state.rescans.insert(place, rescanned);
        Ok(rescanned)
    }

    async fn rescanned(&self, administration: &Administration) -> Result<Option<Rescanned>> {
        let place = (administration.account().clone(), administration.project().clone());
        Ok(self.lock().rescans.get(&place).copied())
    }

    fn known_work(&self, administration: &Administration) -> KnownWork {
        let place = (administration.account().clone(), administration.project().clone());
        self.lock().known.get(&place).copied().unwrap_or_default()
    }
}

impl State {
    /// Does what waits, all of it.
    pub(super) fn guard(&mut self, now: Timestamp) {
        for (place, project) in &self.projects {
            let Some(rows) = self.rows.get_mut(place) else { continue };
            let policy = project.settings.guard;
            if let Some(rescan) = self.rescans.get_mut(place).filter(|rescan| rescan.finished_at.is_none()) {
                rows.reread(policy, rescan);
                (rescan.policy, rescan.finished_at) = (policy, Some(now));
            }
            if policy == GuardPolicy::Redact {
                let known = self.known.entry(place.clone()).or_default();
                known.conversations += rows.conversations.len() as u64;
                known.hidden_rows += rows.hide_known();
                known.last_at = Some(now);
            }
        }
    }
}

impl Rows {
    fn hide_known(&mut self) -> u64 {
        let mut count = 0;
        for items in self.conversations.values_mut() {
            let known = known_in(items.iter().map(|(item, _)| item));
            for (item, _) in items {
                count += u64::from(hide(&mut item.body, &known));
            }
        }
        count
    }

    fn reread(&mut self, policy: GuardPolicy, rescan: &mut Rescanned) {
        for items in self.conversations.values_mut() {
            rescan.conversations_done += 1;
            let is_redacting = policy == GuardPolicy::Redact;
            let known = if is_redacting { known_in(items.iter().map(|(item, _)| item)) } else { Known::default() };
            for (item, _) in items.iter_mut().filter(|(item, _)| is_stale(&item.body, policy)) {
                rescan.rows_read += 1;
                let mut body = item.body.clone();
                rescan.rows_changed += u64::from(read_again(&mut body, policy, &known));
                if !rescan.dry_run {
                    item.body = body;
                }
            }
        }
    }
}

fn known_in<'a>(items: impl Iterator<Item = &'a Item>) -> Known {
    let mut known = Known::default();
    for item in items {
        let (kind, original) = match &item.body {
            Body::Log(log) => (RecordType::Log, &log.original),
            Body::Fields(fields) => (fields.kind, &fields.original),
        };
        if let Some(original) = original {
            known.learn(kind, original);
        }
    }
    known
}

/// Says whether a record was hidden by other rules than those of now. One that is hidden as a whole stays so.
fn is_stale(body: &Body, policy: GuardPolicy) -> bool {
    let (version, has_original) = match body {
        Body::Log(log) if log.open.is_none() => return false,
        Body::Log(log) => (log.guard, log.original.is_some()),
        Body::Fields(fields) => (fields.guard, fields.original.is_some()),
    };
    version != policy.version() || (policy != GuardPolicy::Redact && has_original)
}

/// Hides known values; says whether there were any.
fn hide(body: &mut Body, known: &Known) -> bool {
    match body {
        Body::Log(log) => {
            let again = log.open.as_ref().and_then(|open| reread::known_entry(open, log.original.as_ref(), known));
            let Some(again) = again else { return false };
            (log.open, log.original) = (Some(again.open), again.original);
        }
        Body::Fields(it) => {
            let Some(again) = reread::known_fields(it.kind, &it.open, &it.flags, it.original.as_ref(), known) else {
                return false;
            };
            (it.open, it.original, it.flags) = (again.open, again.original, again.flags);
        }
    }
    true
}

/// Reads a record again; says whether it is another now.
fn read_again(body: &mut Body, policy: GuardPolicy, known: &Known) -> bool {
    match body {
        Body::Log(log) => {
            log.guard = policy.version();
            let again = log.open.as_ref().and_then(|open| reread::entry(open, log.original.as_ref(), policy, known));
            let Some(again) = again else { return false };
            (log.open, log.original) = (Some(again.open), again.original);
        }
        Body::Fields(it) => {
            it.guard = policy.version();
            let Some(again) = reread::fields(it.kind, &it.open, it.original.as_ref(), policy, known) else {
                return false;
            };
            (it.open, it.original, it.flags) = (again.open, again.original, again.flags);
        }
    }
    true
}
