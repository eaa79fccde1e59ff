//! The records of the audit that came first, which are the first to go.

use convlog_core::{AccountId, ProjectId, Timestamp};
use convlog_store::ProjectRef;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::failure::{Failure, Result};

/// Returns the projects that there are records of.
pub(crate) fn projects(connection: &Connection) -> Result<Vec<ProjectRef>> {
    let mut select = connection.prepare_cached("SELECT account, name FROM projects")?;
    let mut rows = select.query([])?;
    let mut projects = Vec::new();
    while let Some(row) = rows.next()? {
        projects.push(ProjectRef {
            account: AccountId::new(row.get::<_, String>(0)?).map_err(|_| Failure::Row("account"))?,
            project: ProjectId::new(row.get::<_, String>(1)?).map_err(|_| Failure::Row("project"))?,
        });
    }
    Ok(projects)
}

fn number(connection: &Connection, of: &ProjectRef) -> Result<Option<i64>> {
    let mut select = connection.prepare_cached("SELECT id FROM projects WHERE account = ?1 AND name = ?2")?;
    Ok(select.query_row([of.account.as_str(), of.project.as_str()], |row| row.get(0)).optional()?)
}

/// Says how many records a project has, from their numbers, because counting them would read all of them; and when those
/// were made that came first.
pub(crate) fn times(connection: &Connection, of: &ProjectRef, limit: u64) -> Result<(u64, Vec<Timestamp>)> {
    let Some(project) = number(connection, of)? else { return Ok((0, Vec::new())) };
    let sql = "SELECT (SELECT max(number) FROM accesses WHERE project = ?1), \
               (SELECT min(number) FROM accesses WHERE project = ?1)";
    let ends = |row: &Row<'_>| Ok(row.get::<_, Option<i64>>(0)?.zip(row.get::<_, Option<i64>>(1)?));
    let ends = connection.prepare_cached(sql)?.query_row([project], ends)?;
    let present = ends.map_or(0, |(last, first)| (last - first + 1).unsigned_abs());
    let sql = "SELECT time FROM accesses WHERE project = ?1 ORDER BY number LIMIT ?2";
    let mut select = connection.prepare_cached(sql)?;
    let times = select.query_map(params![project, i64::try_from(limit).unwrap_or(i64::MAX)], time)?;
    Ok((present, times.collect::<rusqlite::Result<_>>()?))
}

/// Forgets those of before a time among the records that came first.
pub(crate) fn forget(
    connection: &Connection,
    of: &ProjectRef,
    before: Timestamp,
    limit: u64,
) -> Result<Vec<Timestamp>> {
    let Some(project) = number(connection, of)? else { return Ok(Vec::new()) };
    let sql = "DELETE FROM accesses WHERE project = ?1 AND time < ?2 AND number IN \
               (SELECT number FROM accesses WHERE project = ?1 ORDER BY number LIMIT ?3) RETURNING time";
    let mut delete = connection.prepare_cached(sql)?;
    let bounds = params![project, before.as_micros(), i64::try_from(limit).unwrap_or(i64::MAX)];
    let gone = delete.query_map(bounds, time)?;
    Ok(gone.collect::<rusqlite::Result<_>>()?)
}

fn time(row: &Row<'_>) -> rusqlite::Result<Timestamp> {
    row.get(0).map(Timestamp::from_micros)
}
