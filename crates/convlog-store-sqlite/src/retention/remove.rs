//! Removing what was decided to go.

use std::collections::HashMap;

use convlog_core::{AccountId, ConversationId, ProjectId, Timestamp};
use convlog_store::Removal;
use rusqlite::{Connection, OptionalExtension, params};

use super::count::{Aged, KINDS, Names, each};
use super::personal;
use crate::erase::bury;
use crate::failure::{Failure, Result};
use crate::writer::Apply;

/// How many a step removes at most.
const REMOVED_MAX: usize = 50;

/// What may go of a kind from a project.
#[derive(Clone, Debug)]
pub(super) struct Allowed {
    /// What arrived before.
    pub(super) before: Timestamp,
    /// What arrived before goes by somebody's word.
    pub(super) confirmed: Timestamp,
    /// How many more may go without.
    pub(super) left: u64,
    /// Its number in the audit.
    pub(super) number: i64,
    /// What it came to so far.
    pub(super) removal: Removal,
}

/// What may go of each kind from each project.
pub(super) type Plan = HashMap<Names, [Option<Allowed>; KINDS.len()]>;

/// A conversation of which something is to be removed.
pub(super) struct Due {
    names: Names,
    /// Which of the kinds.
    kind: usize,
    before: Timestamp,
    is_confirmed: bool,
    number: i64,
    project: i64,
    id: ConversationId,
}

/// What became of one.
pub(super) struct Gone {
    names: Names,
    kind: usize,
    is_confirmed: bool,
}

/// Returns some of what may go among the conversations behind one, and where to go on.
pub(super) fn look(connection: &Connection, plan: &mut Plan, after: i64) -> Result<(Vec<Due>, Option<i64>)> {
    let mut due = Vec::new();
    let next = each(connection, after, |aged| {
        if let Some(allowed) = plan.get_mut(&aged.names) {
            due.extend(choose(allowed, aged)?);
        }
        Ok(due.len() < REMOVED_MAX)
    })?;
    Ok((due, next))
}

/// Says what goes of a conversation: all of it, or its personal parts.
fn choose(allowed: &mut [Option<Allowed>; KINDS.len()], aged: Aged) -> Result<Option<Due>> {
    for (at, kind) in KINDS.into_iter().enumerate() {
        let Some(allowed) = allowed[at].as_mut().filter(|_| aged.has(kind)) else { continue };
        if aged.received_at >= allowed.before {
            continue;
        }
        let is_confirmed = aged.received_at < allowed.confirmed;
        if !is_confirmed {
            let Some(left) = allowed.left.checked_sub(1) else { continue };
            allowed.left = left;
        }
        let Aged { number, project, name, names, .. } = aged;
        let id = ConversationId::new(name).map_err(|_| Failure::Row("conversation"))?;
        return Ok(Some(Due { names, kind: at, before: allowed.before, is_confirmed, number, project, id }));
    }
    Ok(None)
}

/// Removes what is due, unless more of it has arrived since.
pub(super) fn remove(connection: &Connection, apply: &mut Apply<'_>, due: Vec<Due>) -> Result<Vec<Gone>> {
    let sql = "SELECT max(coalesce(last_open_received_at, 0), coalesce(last_hidden_received_at, 0)) \
               FROM conversations WHERE id = ?1";
    let mut gone = Vec::new();
    for Due { names, kind, before, is_confirmed, number, project, id } in due {
        let received_at: Option<i64> =
            connection.prepare_cached(sql)?.query_row([number], |row| row.get(0)).optional()?;
        if received_at.is_none_or(|received_at| received_at >= before.as_micros()) {
            continue;
        }
        let count = match kind {
            0 => {
                bury::remove(connection, apply, project, &id, None)?;
                "UPDATE projects SET retired = retired + 1 WHERE id = ?1"
            }
            _ => {
                personal::begin(connection, apply, number)?;
                "UPDATE projects SET retired_personal = retired_personal + 1 WHERE id = ?1"
            }
        };
        connection.prepare_cached(count)?.execute(params![project])?;
        gone.push(Gone { names, kind, is_confirmed });
    }
    Ok(gone)
}

/// Counts what is gone.
pub(super) fn tally(plan: &mut Plan, gone: Vec<Gone>) {
    for Gone { names, kind, is_confirmed } in gone {
        if let Some(allowed) = plan.get_mut(&names).and_then(|allowed| allowed[kind].as_mut()) {
            allowed.removal.count += 1;
            allowed.removal.confirmed += u64::from(is_confirmed);
        }
    }
}

/// Reads the names of a project.
pub(super) fn parse((account, project): &Names) -> Result<(AccountId, ProjectId)> {
    let account = AccountId::new(account.clone()).map_err(|_| Failure::Row("account"))?;
    Ok((account, ProjectId::new(project.clone()).map_err(|_| Failure::Row("project"))?))
}
