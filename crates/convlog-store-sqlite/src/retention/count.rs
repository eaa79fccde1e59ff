//! Counting what is due: by project, of whole conversations and of personal parts.

use std::collections::HashMap;
use std::time::Duration;

use convlog_core::{AccountId, ProjectId, Timestamp};
use convlog_store::retention::Stock;
use convlog_store::{Project, RemovalConfirmation, RemovalKind};
use rusqlite::{Connection, Row};

use crate::failure::{Failure, Result};

/// How many conversations a step looks at.
pub(super) const ROWS_MAX: i64 = 1000;

/// The kinds that conversations are looked through for.
pub(super) const KINDS: [RemovalKind; 2] = [RemovalKind::Conversations, RemovalKind::PersonalParts];

/// A tenant and a project of it.
pub(super) type Names = (String, String);

/// What a project keeps of one kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    pub(super) days: u32,
    /// What arrived before is due.
    pub(super) cutoff: Timestamp,
    /// What arrived before is confirmed as well.
    pub(super) confirmed: Timestamp,
}

/// What a project keeps of each kind.
pub(super) type Limits = [Option<Limit>; KINDS.len()];

/// Returns what the projects keep that do not keep everything for ever.
pub(super) fn limits(
    projects: Vec<Project>,
    confirmations: &[RemovalConfirmation],
    uptime: Duration,
    cutoff: impl Fn(u32) -> Timestamp,
) -> HashMap<Names, Limits> {
    let mut limits = HashMap::new();
    for Project { account, id, settings, .. } in projects {
        let of = |kind: RemovalKind, days: Option<u32>| {
            days.map(|days| Limit {
                days,
                cutoff: cutoff(days),
                confirmed: confirmed(confirmations, (&account, &id), kind, uptime),
            })
        };
        let here = [of(KINDS[0], settings.retention_days), of(KINDS[1], settings.pii_retention_days)];
        if here.iter().any(Option::is_some) {
            limits.insert((account.as_str().to_owned(), id.as_str().to_owned()), here);
        }
    }
    limits
}

/// Returns before when something of a kind has to have arrived to be confirmed.
pub(super) fn confirmed(
    confirmations: &[RemovalConfirmation],
    (account, project): (&AccountId, &ProjectId),
    kind: RemovalKind,
    uptime: Duration,
) -> Timestamp {
    let given =
        confirmations.iter().find(|given| (&given.account, &given.project, given.kind) == (account, project, kind));
    given.map_or(Timestamp::from_micros(i64::MIN), |given| given.before(uptime))
}

/// What there is of each kind in each project that keeps not everything for ever.
pub(super) type Stocks = HashMap<Names, [Stock; KINDS.len()]>;

/// A conversation, as far as its age decides about it.
pub(super) struct Aged {
    pub(super) number: i64,
    pub(super) project: i64,
    pub(super) name: String,
    pub(super) names: Names,
    /// When its last record arrived.
    pub(super) received_at: Timestamp,
    pub(super) has_personal: bool,
}

impl Aged {
    /// Says whether there is anything of a kind in it.
    pub(super) fn has(&self, kind: RemovalKind) -> bool {
        kind == RemovalKind::Conversations || self.has_personal
    }
}

/// Hands over conversations behind one, in their order, until a step's worth was looked at or `take` has enough; returns
/// where to go on.
pub(super) fn each(
    connection: &Connection,
    after: i64,
    mut take: impl FnMut(Aged) -> Result<bool>,
) -> Result<Option<i64>> {
    let sql = "SELECT conversations.id, project, conversations.name, projects.account, projects.name, \
               max(coalesce(last_open_received_at, 0), coalesce(last_hidden_received_at, 0)), \
               EXISTS (SELECT 1 FROM conversation_keys WHERE conversation = conversations.id) \
               AND NOT EXISTS (SELECT 1 FROM purges WHERE conversation = conversations.id) \
               FROM conversations JOIN projects ON projects.id = conversations.project \
               WHERE conversations.id > ?1 ORDER BY conversations.id LIMIT ?2";
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query([after, ROWS_MAX])?;
    let (mut last, mut seen) = (after, 0);
    while let Some(row) = rows.next()? {
        (last, seen) = (row.get(0)?, seen + 1);
        if !take(aged(row)?)? {
            return Ok(Some(last));
        }
    }
    Ok((seen == ROWS_MAX).then_some(last))
}

fn aged(row: &Row<'_>) -> Result<Aged> {
    Ok(Aged {
        number: row.get(0)?,
        project: row.get(1)?,
        name: row.get(2)?,
        names: (row.get(3)?, row.get(4)?),
        received_at: Timestamp::from_micros(row.get(5).map_err(|_| Failure::Row("time of receipt"))?),
        has_personal: row.get(6)?,
    })
}

/// Counts conversations behind one; returns where to go on.
pub(super) fn count(
    connection: &Connection,
    limits: &HashMap<Names, Limits>,
    stocks: &mut Stocks,
    after: i64,
) -> Result<Option<i64>> {
    each(connection, after, |aged| {
        let Some(limits) = limits.get(&aged.names) else { return Ok(true) };
        let stocks = stocks.entry(aged.names.clone()).or_default();
        for ((kind, limit), stock) in KINDS.iter().zip(limits).zip(stocks) {
            let Some(limit) = limit.filter(|_| aged.has(*kind)) else { continue };
            stock.present += 1;
            if aged.received_at < limit.cutoff {
                stock.count_due(aged.received_at, aged.received_at < limit.confirmed);
            }
        }
        Ok(true)
    })
}
