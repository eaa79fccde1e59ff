//! The guard over what is stored: known values and rescans, done whole whenever there is time.

use std::collections::BTreeMap;

use async_trait::async_trait;
use convlog_core::record::Body;
use convlog_core::{ConversationId, GuardPolicy, KnownPii, KnownPolicy, RecordType, Timestamp, guard, reread};
use convlog_store::administration::Administration;
use convlog_store::append::{Item, KnownScope};
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
            let (policy, known_policy) = (project.settings.guard, project.settings.known);
            if let Some(rescan) = self.rescans.get_mut(place).filter(|rescan| rescan.finished_at.is_none()) {
                rows.reread(policy, known_policy, rescan);
                (rescan.policy, rescan.finished_at) = (policy, Some(now));
            }
            if policy == GuardPolicy::Redact && known_policy != KnownPolicy::Off {
                let known = self.known.entry(place.clone()).or_default();
                known.conversations += rows.conversations.len() as u64;
                known.hidden_rows += rows.hide_known(known_policy);
                known.last_at = Some(now);
            }
        }
    }
}

impl Rows {
    fn hide_known(&mut self, policy: KnownPolicy) -> u64 {
        let mut count = 0;
        for items in self.conversations.values_mut() {
            let known = known_in(items.iter().map(|(item, _)| item), |_| policy);
            for (item, _) in items {
                count += u64::from(hide_known_in(item, policy, &known));
            }
        }
        count
    }

    /// Hides in the records of a conversation from a place on, before anybody sees them.
    pub(super) fn hide_known_from(&mut self, id: &ConversationId, from: usize) {
        let Some(items) = self.conversations.get_mut(id) else { return };
        let known = known_in(items.iter().map(|(item, _)| item), |item| item.known);
        for (item, _) in items.iter_mut().skip(from).filter(|(item, _)| is_redacted(&item.body)) {
            hide_known_in(item, item.known, &known);
        }
    }

    fn reread(&mut self, policy: GuardPolicy, known_policy: KnownPolicy, rescan: &mut Rescanned) {
        for items in self.conversations.values_mut() {
            rescan.conversations_done += 1;
            let known_policy = if policy == GuardPolicy::Redact { known_policy } else { KnownPolicy::Off };
            let known = known_in(items.iter().map(|(item, _)| item), |_| known_policy);
            let nothing = KnownPii::default();
            for (item, _) in items.iter_mut().filter(|(item, _)| is_stale(&item.body, policy)) {
                rescan.rows_read += 1;
                let mut body = item.body.clone();
                rescan.rows_changed +=
                    u64::from(read_again(&mut body, policy, known_to(item, known_policy, &known).unwrap_or(&nothing)));
                if !rescan.dry_run {
                    item.body = body;
                }
            }
        }
    }
}

type KnownByScope = BTreeMap<KnownScope, KnownPii>;

fn known_in<'a>(items: impl Iterator<Item = &'a Item>, policy: impl Fn(&Item) -> KnownPolicy) -> KnownByScope {
    let mut known = KnownByScope::new();
    for item in items {
        let Some(scope) = item.known_scope(policy(item)) else { continue };
        let (kind, original) = match &item.body {
            Body::Log(log) => (RecordType::Log, &log.original),
            Body::Fields(fields) => (fields.kind, &fields.original),
        };
        if let Some(original) = original {
            known.entry(scope).or_default().learn(kind, original);
        }
    }
    known
}

fn known_to<'a>(item: &Item, policy: KnownPolicy, known: &'a KnownByScope) -> Option<&'a KnownPii> {
    known.get(&item.known_scope(policy)?)
}

fn hide_known_in(item: &mut Item, policy: KnownPolicy, known: &KnownByScope) -> bool {
    known_to(item, policy, known).is_some_and(|known| hide(&mut item.body, known))
}

/// Says whether the guard hid in a record when it arrived.
fn is_redacted(body: &Body) -> bool {
    let version = match body {
        Body::Log(log) => log.guard,
        Body::Fields(fields) => fields.guard,
    };
    version == GuardPolicy::Redact.version()
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
fn hide(body: &mut Body, known: &KnownPii) -> bool {
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
fn read_again(body: &mut Body, policy: GuardPolicy, known: &KnownPii) -> bool {
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
