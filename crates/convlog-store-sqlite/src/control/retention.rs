//! What is known of time, and what somebody has confirmed, as rows of `control.db`.

use std::time::Duration;

use convlog_core::{AccountId, ClockConfirmation, ClockFault, ClockRecord, Moment, ProjectId, Timestamp};
use convlog_store::error::Result;
use convlog_store::{Confirmation, RemovalConfirmation, RemovalKind};
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};

use super::SqliteControl;
use crate::failure::{self, Failure};

/// What a data directory knows of time, and of the audit's retention, since its server last ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownClock {
    /// What is known of time.
    pub record: ClockRecord,
    /// For how many days the server keeps records of the audit.
    pub audit_days: Option<u32>,
}

impl SqliteControl {
    /// Returns what is known of time; nothing where no server has run that keeps it.
    ///
    /// # Errors
    /// The file cannot be read.
    pub async fn known_clock(&self) -> Result<Option<KnownClock>> {
        self.threads.run("read what is known of time", known_clock).await
    }

    /// Returns what somebody has confirmed may be removed.
    ///
    /// # Errors
    /// The file cannot be read.
    pub async fn removal_confirmations(&self) -> Result<Vec<RemovalConfirmation>> {
        self.threads.run("read confirmations", removal_confirmations).await
    }

    pub(crate) async fn keep_clock(&self, record: ClockRecord) -> Result<()> {
        self.threads.run("keep the time", move |connection| keep_clock(connection, &record)).await
    }

    pub(crate) async fn keep_audit_days(&self, days: u32) -> Result<()> {
        let update = move |connection: &Connection| {
            connection.execute("UPDATE clock SET audit_days = ?1 WHERE audit_days IS NOT ?1", [days])?;
            Ok(())
        };
        self.threads.run("keep the audit's retention", update).await
    }

    pub(crate) async fn clock_confirmation(&self) -> Result<Option<ClockConfirmation>> {
        self.threads.run("read the confirmation of the time", clock_confirmation).await
    }

    /// Returns the number of the last confirmation of anything.
    pub(crate) async fn last_confirmation(&self) -> Result<i64> {
        self.threads.run("look for confirmations", last_confirmation).await
    }
}

fn known_clock(connection: &Connection) -> failure::Result<Option<KnownClock>> {
    let sql = "SELECT last_known, uptime, fault, fault_offset, confirmation, audit_days FROM clock";
    let read = |row: &Row<'_>| {
        let fault: Option<(String, i64)> = row.get::<_, Option<String>>(2)?.zip(row.get(3)?);
        Ok((row.get(0)?, row.get(1)?, fault, row.get::<_, i64>(4)?, row.get(5)?))
    };
    let found = connection.prepare_cached(sql)?.query_row([], read).optional()?;
    let Some((last_known, uptime, fault, confirmation, audit_days)) = found else { return Ok(None) };
    // What a newer convlog calls a fault must not be read as none.
    let fault =
        fault.map(|(name, offset)| ClockFault::parse(&name, offset).ok_or(Failure::Row("fault"))).transpose()?;
    let record = ClockRecord {
        last_known: Timestamp::from_micros(last_known),
        uptime: span(uptime),
        fault,
        confirmation: confirmation.unsigned_abs(),
    };
    Ok(Some(KnownClock { record, audit_days }))
}

fn keep_clock(connection: &Connection, record: &ClockRecord) -> failure::Result<()> {
    let sql = "INSERT INTO clock (one, last_known, uptime, fault, fault_offset, confirmation) VALUES (1, ?1, ?2, ?3, ?4, ?5) \
               ON CONFLICT DO UPDATE SET last_known = excluded.last_known, uptime = excluded.uptime, \
               fault = excluded.fault, fault_offset = excluded.fault_offset, confirmation = excluded.confirmation";
    connection.prepare_cached(sql)?.execute(params![
        record.last_known.as_micros(),
        micros(record.uptime),
        record.fault.map(ClockFault::as_str),
        record.fault.map(ClockFault::offset_micros),
        record.confirmation as i64,
    ])?;
    Ok(())
}

fn clock_confirmation(connection: &Connection) -> failure::Result<Option<ClockConfirmation>> {
    let read = |row: &Row<'_>| {
        let at = Moment { wall: Timestamp::from_micros(row.get(1)?), monotonic: span(row.get(2)?) };
        Ok(ClockConfirmation { number: row.get::<_, i64>(0)?.unsigned_abs(), at })
    };
    let sql = "SELECT number, wall, monotonic FROM clock_confirmations";
    Ok(connection.prepare_cached(sql)?.query_row([], read).optional()?)
}

fn removal_confirmations(connection: &Connection) -> failure::Result<Vec<RemovalConfirmation>> {
    let sql = "SELECT account, project, kind, before, uptime, days FROM removal_confirmations";
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(RemovalConfirmation {
            account: AccountId::new(row.get::<_, String>(0)?).map_err(|_| Failure::Row("account"))?,
            project: ProjectId::new(row.get::<_, String>(1)?).map_err(|_| Failure::Row("project"))?,
            kind: RemovalKind::parse(row.get_ref(2)?.as_str()?).ok_or(Failure::Row("kind"))?,
            before: Timestamp::from_micros(row.get(3)?),
            uptime: span(row.get(4)?),
            days: row.get(5)?,
        });
    }
    Ok(found)
}

fn last_confirmation(connection: &Connection) -> failure::Result<i64> {
    let sql = "SELECT max(coalesce((SELECT number FROM clock_confirmations), 0), \
               coalesce((SELECT max(number) FROM removal_confirmations), 0))";
    Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// Keeps all of a confirmation or nothing.
pub(super) fn confirm(connection: &Connection, confirmation: &Confirmation) -> failure::Result<()> {
    let transaction = rusqlite::Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
    let number = last_confirmation(&transaction)? + 1;
    if let Some(at) = confirmation.clock {
        let sql = "INSERT OR REPLACE INTO clock_confirmations (one, number, wall, monotonic) VALUES (1, ?1, ?2, ?3)";
        transaction.execute(sql, params![number, at.wall.as_micros(), micros(at.monotonic)])?;
    }
    let sql = "INSERT OR REPLACE INTO removal_confirmations (account, project, kind, number, before, uptime, days) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    for given in &confirmation.removals {
        transaction.execute(
            sql,
            params![
                given.account.as_str(),
                given.project.as_str(),
                given.kind.as_str(),
                number,
                given.before.as_micros(),
                micros(given.uptime),
                given.days,
            ],
        )?;
    }
    Ok(transaction.commit()?)
}

fn span(micros: i64) -> Duration {
    Duration::from_micros(micros.unsigned_abs())
}

fn micros(span: Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}
