//! What was removed by age, as rows of `audit.db`.

use std::time::Duration;

use convlog_core::{AccountId, ProjectId, Timestamp};
use convlog_store::retention::{HISTORY, History};
use convlog_store::{ProjectRef, Removal, RemovalKind};
use rusqlite::{Connection, Row, params};

use crate::failure::{Failure, Result};

/// Adds removals that are about to begin; returns their numbers.
pub(crate) fn begin(connection: &Connection, removals: &[Removal]) -> Result<Vec<i64>> {
    removals.iter().map(|removal| insert(connection, removal)).collect()
}

/// Adds a removal; returns its number.
fn insert(connection: &Connection, removal: &Removal) -> Result<i64> {
    let known = "INSERT INTO projects (account, name, last) VALUES (?1, ?2, 0) \
                 ON CONFLICT (account, name) DO UPDATE SET last = last RETURNING id";
    let names = params![removal.account.as_str(), removal.project.as_str()];
    let project: i64 = connection.prepare_cached(known)?.query_row(names, |row| row.get(0))?;
    let insert = "INSERT INTO removals (project, kind, time, uptime, days, count, confirmed, ended) \
                  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    Ok(connection.prepare_cached(insert)?.insert(params![
        project,
        removal.kind.as_str(),
        removal.time.as_micros(),
        micros(removal.uptime),
        removal.days,
        removal.count as i64,
        removal.confirmed as i64,
        removal.ended,
    ])?)
}

/// Says what became of removals; one that removed nothing was none.
pub(crate) fn end(connection: &Connection, ended: &[(i64, u64, u64)]) -> Result<()> {
    let mut update =
        connection.prepare_cached("UPDATE removals SET count = ?2, confirmed = ?3, ended = 1 WHERE id = ?1")?;
    let mut delete = connection.prepare_cached("DELETE FROM removals WHERE id = ?1")?;
    for (number, count, confirmed) in ended {
        match count {
            0 => delete.execute([number])?,
            _ => update.execute(params![number, *count as i64, *confirmed as i64])?,
        };
    }
    Ok(())
}

/// Returns what was removed lately of a kind from a project.
pub(crate) fn history(
    connection: &Connection,
    account: &AccountId,
    project: &ProjectId,
    kind: RemovalKind,
    uptime: Duration,
) -> Result<History> {
    let sql = "SELECT uptime, count, confirmed FROM removals JOIN projects ON projects.id = project \
               WHERE account = ?1 AND name = ?2 AND kind = ?3 AND uptime > ?4";
    let since = micros(uptime.saturating_sub(HISTORY));
    let mut select = connection.prepare_cached(sql)?;
    let read = |row: &Row<'_>| {
        let count = |at| row.get::<_, i64>(at).map(i64::unsigned_abs);
        Ok((Duration::from_micros(count(0)?), count(1)?, count(2)?))
    };
    let found = select.query_map(params![account.as_str(), project.as_str(), kind.as_str(), since], read)?;
    Ok(History::of(found.collect::<rusqlite::Result<Vec<_>>>()?, uptime))
}

/// Forgets removals that began before a time, and before so long a time of running.
pub(crate) fn forget(connection: &Connection, of: &ProjectRef, before: Timestamp, uptime: Duration) -> Result<()> {
    let sql = "DELETE FROM removals WHERE time < ?3 AND uptime < ?4 AND project = \
               (SELECT id FROM projects WHERE account = ?1 AND name = ?2)";
    let (account, project) = (of.account.as_str(), of.project.as_str());
    connection.prepare_cached(sql)?.execute(params![account, project, before.as_micros(), micros(uptime)])?;
    Ok(())
}

/// Returns removals from one project or from all, the latest first.
pub(crate) fn list(connection: &Connection, of: Option<(&AccountId, &ProjectId)>, limit: u32) -> Result<Vec<Removal>> {
    let sql = "SELECT account, name, kind, time, uptime, days, count, confirmed, ended \
               FROM removals JOIN projects ON projects.id = project \
               WHERE ?1 IS NULL OR (account = ?1 AND name = ?2) ORDER BY removals.id DESC LIMIT ?3";
    let (account, project) = (of.map(|(account, _)| account.as_str()), of.map(|(_, project)| project.as_str()));
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query(params![account, project, limit])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let count = |at| row.get::<_, i64>(at).map(i64::unsigned_abs);
        found.push(Removal {
            account: AccountId::new(row.get::<_, String>(0)?).map_err(|_| Failure::Row("account"))?,
            project: ProjectId::new(row.get::<_, String>(1)?).map_err(|_| Failure::Row("project"))?,
            kind: RemovalKind::parse(row.get_ref(2)?.as_str()?).ok_or(Failure::Row("kind"))?,
            time: Timestamp::from_micros(row.get(3)?),
            uptime: Duration::from_micros(count(4)?),
            days: row.get(5)?,
            count: count(6)?,
            confirmed: count(7)?,
            ended: row.get(8)?,
        });
    }
    Ok(found)
}

fn micros(span: Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}
