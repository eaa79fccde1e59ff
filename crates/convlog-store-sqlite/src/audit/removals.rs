//! What was removed by age, as rows of `audit.db`.

use std::time::Duration;

use convlog_core::{AccountId, ProjectId, Timestamp};
use convlog_store::{ProjectRef, Removal, RemovalKind, RemovalQuery};
use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};

use crate::failure::{Failure, Result};

/// Puts a removal, in the place of the one with its number where it has one; returns its number. One that removed nothing
/// is none.
pub(crate) fn put(connection: &Connection, (number, removal): &(Option<i64>, Removal)) -> Result<i64> {
    let Some(number) = number else { return insert(connection, removal) };
    if removal.count == 0 {
        connection.prepare_cached("DELETE FROM removals WHERE id = ?1")?.execute([number])?;
        return Ok(*number);
    }
    let update = "UPDATE removals SET count = ?2, confirmed = ?3, ended = ?4 WHERE id = ?1";
    let row = params![number, removal.count as i64, removal.confirmed as i64, removal.ended];
    connection.prepare_cached(update)?.execute(row)?;
    Ok(*number)
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

/// Returns removals from one project or from all with their numbers, the latest first.
pub(crate) fn list(
    connection: &Connection,
    of: Option<&ProjectRef>,
    query: &RemovalQuery,
) -> Result<Vec<(i64, Removal)>> {
    // Only what is asked for is a condition, so that the index is used.
    let mut sql = "SELECT account, name, kind, time, uptime, days, count, confirmed, ended, removals.id \
                   FROM removals JOIN projects ON projects.id = project WHERE 1"
        .to_owned();
    let mut bounds = Vec::new();
    let mut only = |condition: &str, bound: Value| {
        sql.push_str(condition);
        bounds.push(bound);
    };
    if let Some(of) = of {
        only(" AND account = ?", of.account.as_str().to_owned().into());
        only(" AND name = ?", of.project.as_str().to_owned().into());
    }
    if let Some(kind) = query.kind {
        only(" AND kind = ?", kind.as_str().to_owned().into());
    }
    if let Some(since) = query.since {
        only(" AND uptime > ?", micros(since).into());
    }
    if let Some((time, uptime)) = query.before {
        only(" AND time < ?", time.as_micros().into());
        only(" AND uptime < ?", micros(uptime).into());
    }
    only(" ORDER BY removals.id DESC LIMIT ?", i64::from(query.limit).into());
    let mut select = connection.prepare_cached(&sql)?;
    let mut rows = select.query(params_from_iter(bounds))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let count = |at| row.get::<_, i64>(at).map(i64::unsigned_abs);
        let removal = Removal {
            account: AccountId::new(row.get::<_, String>(0)?).map_err(|_| Failure::Row("account"))?,
            project: ProjectId::new(row.get::<_, String>(1)?).map_err(|_| Failure::Row("project"))?,
            kind: RemovalKind::parse(row.get_ref(2)?.as_str()?).ok_or(Failure::Row("kind"))?,
            time: Timestamp::from_micros(row.get(3)?),
            uptime: Duration::from_micros(count(4)?),
            days: row.get(5)?,
            count: count(6)?,
            confirmed: count(7)?,
            ended: row.get(8)?,
        };
        found.push((row.get(9)?, removal));
    }
    Ok(found)
}

fn micros(span: Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}
