//! Counting what is due: by project, of whole conversations and of personal parts.

use std::collections::HashMap;
use std::time::Duration;

use convlog_core::Timestamp;

use crate::control::Project;
use crate::records::{ProjectRef, StoredConversation};
use crate::retention::{RemovalConfirmation, RemovalKind, Stock};

/// The kinds that conversations are looked through for.
pub const KINDS: [RemovalKind; 2] = [RemovalKind::Conversations, RemovalKind::PersonalParts];

/// What a project keeps of one kind.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// For how many days.
    pub days: u32,
    /// What arrived before is due.
    pub cutoff: Timestamp,
    /// What arrived before is confirmed as well.
    pub confirmed: Timestamp,
}

/// What a project keeps of each kind.
pub type Limits = [Option<Limit>; KINDS.len()];

/// Returns what the projects keep that do not keep everything for ever.
#[must_use]
pub fn limits(
    projects: Vec<Project>,
    confirmations: &[RemovalConfirmation],
    uptime: Duration,
    cutoff: impl Fn(u32) -> Timestamp,
) -> HashMap<ProjectRef, Limits> {
    let mut limits = HashMap::new();
    for Project { account, id, settings, .. } in projects {
        let of = ProjectRef { account, project: id };
        let limit = |kind: RemovalKind, days: Option<u32>| {
            days.map(|days| Limit {
                days,
                cutoff: cutoff(days),
                confirmed: confirmed(confirmations, &of, kind, uptime),
            })
        };
        let here = [limit(KINDS[0], settings.retention_days), limit(KINDS[1], settings.pii_retention_days)];
        if here.iter().any(Option::is_some) {
            limits.insert(of, here);
        }
    }
    limits
}

/// Returns before when something of a kind has to have arrived to be confirmed.
#[must_use]
pub fn confirmed(
    confirmations: &[RemovalConfirmation],
    of: &ProjectRef,
    kind: RemovalKind,
    uptime: Duration,
) -> Timestamp {
    let names = (&of.account, &of.project, kind);
    let given = confirmations.iter().find(|given| (&given.account, &given.project, given.kind) == names);
    given.map_or(Timestamp::from_micros(i64::MIN), |given| given.before(uptime))
}

/// What there is of each kind in each project that keeps not everything for ever.
pub type Stocks = HashMap<ProjectRef, [Stock; KINDS.len()]>;

impl StoredConversation {
    /// Says whether there is anything of a kind in it.
    pub(super) fn has(&self, kind: RemovalKind) -> bool {
        kind == RemovalKind::Conversations || self.has_personal
    }
}

/// Counts a conversation.
pub fn count(found: &StoredConversation, limits: &HashMap<ProjectRef, Limits>, stocks: &mut Stocks) {
    let Some(limits) = limits.get(&found.of.of) else { return };
    let stocks = stocks.entry(found.of.of.clone()).or_default();
    for ((kind, limit), stock) in KINDS.iter().zip(limits).zip(stocks) {
        let Some(limit) = limit.filter(|_| found.has(*kind)) else { continue };
        stock.present += 1;
        if found.received_at < limit.cutoff {
            stock.count_due(found.received_at, found.received_at < limit.confirmed);
        }
    }
}
