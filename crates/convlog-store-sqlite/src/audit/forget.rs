//! Removing records of the audit whose time is over, under the rules for all that is removed by age.

use std::collections::HashMap;
use std::time::Duration;

use convlog_core::{AccountId, Moment, ProjectId, Timestamp, TrustedTime};
use convlog_store::error::Result;
use convlog_store::retention::{HISTORY, Stock, decide};
use convlog_store::{Removal, RemovalKind, Report, Step, Waiting};
use rusqlite::{Connection, Row, params};

use super::removals::{self, micros};
use crate::failure::{self, Failure};
use crate::open::SqliteStore;

/// How many records are looked at in a project in one step.
const STEP_ROWS: u64 = 500;

const FORGET: &str = "forget old records of the audit";

/// What a step goes by.
struct Forgetting {
    days: u32,
    time: TrustedTime,
    uptime: Duration,
    /// Before when records have to have been made to be confirmed.
    confirmed: HashMap<(AccountId, ProjectId), Timestamp>,
}

/// What a step did in one project.
struct Forgot {
    /// What is due and may not go.
    waiting: Option<Waiting>,
    removal: Option<Removal>,
    more: bool,
}

/// Takes a step in every project.
pub(super) async fn step(store: &SqliteStore, days: u32, now: Moment) -> Result<Step> {
    let observed = store.clock.observe(&store.control, now).await?;
    if !observed.reports.is_empty() {
        return Ok(Step { more: true, reports: observed.reports });
    }
    let Some(time) = observed.trusted else { return Ok(Step::default()) };
    let mut step = Step::default();
    let uptime = observed.uptime;
    store.control.keep_audit_days(days).await?;
    let confirmed = store.control.removal_confirmations().await?.into_iter();
    let confirmed = confirmed.filter(|given| given.kind == RemovalKind::AuditRecords);
    let confirmed = confirmed.map(|given| {
        let before = given.before(uptime);
        ((given.account, given.project), before)
    });
    let forgetting = Forgetting { days, time, uptime, confirmed: confirmed.collect() };
    let forgot = store.audit.writer.work(FORGET, move |connection| forgetting.forget(connection)).await?;
    for (account, project, Forgot { waiting, removal, more }) in forgot {
        step.more |= more;
        step.reports.extend(removal.map(Report::Removed));
        match waiting {
            None => store.clock.waits_no_more(&account, &project, RemovalKind::AuditRecords),
            Some(waiting) if store.clock.reports(&waiting, uptime) => step.reports.push(Report::Waits(waiting)),
            Some(_) => {}
        }
    }
    Ok(step)
}

impl Forgetting {
    fn forget(&self, connection: &Connection) -> failure::Result<Vec<(AccountId, ProjectId, Forgot)>> {
        let mut select = connection.prepare_cached("SELECT id, account, name FROM projects")?;
        let mut rows = select.query([])?;
        let mut forgot = Vec::new();
        while let Some(row) = rows.next()? {
            let account = AccountId::new(row.get::<_, String>(1)?).map_err(|_| Failure::Row("account"))?;
            let project = ProjectId::new(row.get::<_, String>(2)?).map_err(|_| Failure::Row("project"))?;
            let names = (account, project);
            let here = self.forget_of(connection, row.get(0)?, &names)?;
            forgot.push((names.0, names.1, here));
        }
        Ok(forgot)
    }

    fn forget_of(
        &self,
        connection: &Connection,
        number: i64,
        names: &(AccountId, ProjectId),
    ) -> failure::Result<Forgot> {
        let kind = RemovalKind::AuditRecords;
        let cutoff = self.time.cutoff(self.days);
        self.forget_removals(connection, number, cutoff)?;
        let confirmed =
            self.confirmed.get(names).map_or(Timestamp::from_micros(i64::MIN), |before| *before.min(&cutoff));
        let history = removals::history(connection, &names.0, &names.1, kind, self.uptime)?;
        let present = present(connection, number)?;
        let limit = decide(&Stock { present, ..Stock::default() }, &history).limit;
        // So many that all that may go is among them, and one more.
        let window = STEP_ROWS.max(limit.saturating_add(1));
        let stock = Stock { present, ..earliest(connection, number, window, confirmed, cutoff)? };
        let decision = decide(&stock, &history);
        let before = if decision.waits { confirmed } else { cutoff };
        let removal = self.remove(connection, number, names, [confirmed, before])?;
        let more = removal.as_ref().is_some_and(|removal| removal.count >= STEP_ROWS);
        let (account, project) = names.clone();
        let waiting = Waiting { account, project, kind, days: self.days, stock, decision };
        Ok(Forgot { waiting: decision.waits.then_some(waiting), removal, more })
    }

    /// Removes what was made before a time among the earliest records, and puts it on record.
    fn remove(
        &self,
        connection: &Connection,
        number: i64,
        (account, project): &(AccountId, ProjectId),
        [confirmed, before]: [Timestamp; 2],
    ) -> failure::Result<Option<Removal>> {
        // A clock may have gone back, so the earliest by number need not be the earliest by time; but near enough.
        let sql = "DELETE FROM accesses WHERE project = ?1 AND time < ?2 AND number IN \
                   (SELECT number FROM accesses WHERE project = ?1 ORDER BY number LIMIT ?3) RETURNING time < ?4";
        let mut delete = connection.prepare_cached(sql)?;
        let bounds = params![number, before.as_micros(), STEP_ROWS as i64, confirmed.as_micros()];
        let gone = delete.query_map(bounds, |row| row.get(0))?.collect::<rusqlite::Result<Vec<bool>>>()?;
        if gone.is_empty() {
            return Ok(None);
        }
        let removal = Removal {
            account: account.clone(),
            project: project.clone(),
            kind: RemovalKind::AuditRecords,
            time: self.time.wall(),
            uptime: self.uptime,
            days: self.days,
            count: gone.len() as u64,
            confirmed: gone.iter().filter(|is_confirmed| **is_confirmed).count() as u64,
            ended: true,
        };
        removals::insert(connection, &removal)?;
        Ok(Some(removal))
    }

    /// Removes what the audit has of removals for as long as of who read what; what still decides about others stays.
    fn forget_removals(&self, connection: &Connection, number: i64, cutoff: Timestamp) -> failure::Result<()> {
        let delete = "DELETE FROM removals WHERE project = ?1 AND time < ?2 AND uptime < ?3";
        let decides_since = micros(self.uptime.saturating_sub(HISTORY));
        connection.prepare_cached(delete)?.execute(params![number, cutoff.as_micros(), decides_since])?;
        Ok(())
    }
}

/// Says how many records a project has, from their numbers: counting them would read all of them.
fn present(connection: &Connection, project: i64) -> failure::Result<u64> {
    let sql = "SELECT (SELECT max(number) FROM accesses WHERE project = ?1), \
               (SELECT min(number) FROM accesses WHERE project = ?1)";
    let ends = |row: &Row<'_>| Ok(row.get::<_, Option<i64>>(0)?.zip(row.get::<_, Option<i64>>(1)?));
    let ends = connection.prepare_cached(sql)?.query_row([project], ends)?;
    Ok(ends.map_or(0, |(last, first)| (last - first + 1).unsigned_abs()))
}

/// Counts what is due among the earliest records of a project.
fn earliest(
    connection: &Connection,
    project: i64,
    window: u64,
    confirmed: Timestamp,
    cutoff: Timestamp,
) -> failure::Result<Stock> {
    let sql = "SELECT time FROM accesses WHERE project = ?1 ORDER BY number LIMIT ?2";
    let mut select = connection.prepare_cached(sql)?;
    let times = select.query_map(params![project, i64::try_from(window).unwrap_or(i64::MAX)], |row| row.get(0))?;
    let mut stock = Stock::default();
    for time in times {
        let time = Timestamp::from_micros(time?);
        if time < cutoff {
            stock.count_due(time, time < confirmed);
        }
    }
    Ok(stock)
}
