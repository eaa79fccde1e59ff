//! What would be removed from a data directory now: for whoever has its files, beside a running server or without one.

use std::path::{Path, PathBuf};
use std::time::Duration;

use convlog_core::clock::days_before;
use convlog_core::{AccountId, ClockFault, ClockMonitor, ClockStatus, Moment, ProjectId, Timestamp};
use convlog_store::passes::retention::count::{self, KINDS, Stocks};
use convlog_store::retention::{Decision, History, Stock, decide};
use convlog_store::{KnownClock, Project, ProjectRef, Removal, RemovalConfirmation, RemovalKind, RemovalQuery};
use rusqlite::{Connection, params};
use serde::Serialize;

use crate::audit::{SqliteAudit, removals};
use crate::connection::open_reader;
use crate::failure::Result;
use crate::files::RECORDS_FILE;
use crate::open_error::OpenError;
use crate::records;
use crate::rows;
use crate::schema::{self, is_current};

const CACHE_BYTES: usize = 4 * 1024 * 1024;
/// How many conversations are looked at in one go.
const STORED_MAX: usize = 1000;

/// What is known before anything is counted.
#[derive(Clone, Debug)]
pub struct Survey {
    /// Both clocks of this machine.
    pub now: Moment,
    /// What the directory knows of time.
    pub known: Option<KnownClock>,
    /// The projects with the policies to go by.
    pub projects: Vec<Project>,
    /// What somebody has confirmed.
    pub confirmations: Vec<RemovalConfirmation>,
}

/// What there is of a kind in a project, and whether what is due would be removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Surveyed {
    /// The tenant.
    pub account: AccountId,
    /// The project.
    pub project: ProjectId,
    /// What it is.
    pub kind: RemovalKind,
    /// For how many days it is kept.
    pub days: u32,
    /// How much there is, and how much of it is due.
    #[serde(flatten)]
    pub stock: Stock,
    /// Whether it may go.
    #[serde(flatten)]
    pub decision: Decision,
}

impl Survey {
    /// Returns what is wrong with the clock, as far as a look from outside tells.
    #[must_use]
    pub fn fault(&self) -> Option<ClockFault> {
        let known = self.known?;
        match ClockMonitor::new(Some(known.record), self.now).observe(self.now, None) {
            ClockStatus::Suspect(fault) => Some(fault),
            _ => None,
        }
    }

    /// Returns how long the store has been running, over all starts.
    #[must_use]
    pub fn uptime(&self) -> Duration {
        self.known.map_or(Duration::ZERO, |known| known.record.uptime)
    }

    /// Returns before when something has to have arrived to be older than so many days.
    #[must_use]
    pub fn cutoff(&self, days: u32) -> Timestamp {
        days_before(self.now.wall, days)
    }

    /// Counts what is due in each project, of what is not kept for ever. It reads all conversations; nothing is said where
    /// another version of convlog was the last to use the directory.
    ///
    /// # Errors
    /// A database cannot be read.
    pub fn count(&self, data_dir: &Path) -> std::result::Result<Option<Vec<Surveyed>>, OpenError> {
        let limits = count::limits(self.projects.clone(), &self.confirmations, self.uptime(), |days| self.cutoff(days));
        let audit = Audit::open(data_dir)?;
        let mut stocks = Stocks::new();
        let path = data_dir.join(RECORDS_FILE);
        if !limits.is_empty() && path.exists() {
            let connection = open_reader(&path, CACHE_BYTES)?;
            let mut counted = || -> Result<bool> {
                if !is_current(&connection, schema::RECORDS)? {
                    return Ok(false);
                }
                let mut after = 0;
                loop {
                    let found = records::stored(&connection, None, after, STORED_MAX)?;
                    found.iter().for_each(|found| count::count(found, &limits, &mut stocks));
                    let Some(last) = found.last() else { return Ok(true) };
                    after = rows::number(Some(&last.cursor))?;
                }
            };
            if !counted().map_err(|failure| OpenError::of(&path, failure))? {
                return Ok(None);
            }
        }
        let mut surveyed = Vec::new();
        for Project { account, id, .. } in &self.projects {
            let of = ProjectRef { account: account.clone(), project: id.clone() };
            let Some(limits) = limits.get(&of) else { continue };
            let stocks = stocks.get(&of).copied().unwrap_or_default();
            for ((kind, limit), stock) in KINDS.into_iter().zip(limits).zip(stocks) {
                let Some(limit) = limit else { continue };
                surveyed.push(self.judged((account, id), kind, limit.days, stock, &audit)?);
            }
        }
        surveyed.extend(self.audit_records(&audit)?);
        Ok(Some(surveyed))
    }

    fn judged(
        &self,
        (account, project): (&AccountId, &ProjectId),
        kind: RemovalKind,
        days: u32,
        stock: Stock,
        audit: &Audit,
    ) -> std::result::Result<Surveyed, OpenError> {
        let history = audit.history(account, project, kind, self.uptime())?;
        let decision = decide(&stock, &history);
        Ok(Surveyed { account: account.clone(), project: project.clone(), kind, days, stock, decision })
    }

    /// Counts records of the audit, of the projects that are there.
    fn audit_records(&self, audit: &Audit) -> std::result::Result<Vec<Surveyed>, OpenError> {
        let Some(days) = self.known.and_then(|known| known.audit_days) else { return Ok(Vec::new()) };
        let kind = RemovalKind::AuditRecords;
        let mut surveyed = Vec::new();
        for Project { account, id, .. } in &self.projects {
            let of = ProjectRef { account: account.clone(), project: id.clone() };
            let confirmed = count::confirmed(&self.confirmations, &of, kind, self.uptime());
            let stock = audit.stock((account, id), self.cutoff(days), confirmed)?;
            if stock.present > 0 {
                surveyed.push(self.judged((account, id), kind, days, stock, audit)?);
            }
        }
        Ok(surveyed)
    }

    /// Returns what was removed by age, the latest first, at most so many.
    ///
    /// # Errors
    /// The audit cannot be read.
    pub fn removals(data_dir: &Path, limit: u32) -> std::result::Result<Vec<Removal>, OpenError> {
        let query = RemovalQuery::latest(limit);
        let found = Audit::open(data_dir)?.ask(|connection| removals::list(connection, None, &query))?;
        Ok(found.into_iter().map(|(_, removal)| removal).collect())
    }
}

/// The audit of the directory, if it is there and of this version.
struct Audit {
    path: PathBuf,
    connection: Option<Connection>,
}

impl Audit {
    fn open(data_dir: &Path) -> std::result::Result<Audit, OpenError> {
        let path = SqliteAudit::file(data_dir);
        let mut connection = None;
        if path.exists() {
            let open = open_reader(&path, CACHE_BYTES)?;
            if is_current(&open, schema::AUDIT).map_err(|failure| OpenError::of(&path, failure.into()))? {
                connection = Some(open);
            }
        }
        Ok(Audit { path, connection })
    }

    fn ask<T: Default>(&self, question: impl FnOnce(&Connection) -> Result<T>) -> std::result::Result<T, OpenError> {
        let answer = self.connection.as_ref().map(question).transpose();
        Ok(answer.map_err(|failure| OpenError::of(&self.path, failure))?.unwrap_or_default())
    }

    fn history(
        &self,
        account: &AccountId,
        project: &ProjectId,
        kind: RemovalKind,
        uptime: Duration,
    ) -> std::result::Result<History, OpenError> {
        let of = ProjectRef { account: account.clone(), project: project.clone() };
        let query = RemovalQuery::deciding(kind, uptime);
        let found = self.ask(|connection| removals::list(connection, Some(&of), &query))?;
        Ok(History::of(found.iter().map(|(_, it)| (it.uptime, it.count, it.confirmed)), uptime))
    }

    fn stock(
        &self,
        (account, project): (&AccountId, &ProjectId),
        cutoff: Timestamp,
        confirmed: Timestamp,
    ) -> std::result::Result<Stock, OpenError> {
        self.ask(|connection| {
            let sql =
                "SELECT time FROM accesses JOIN projects ON projects.id = project WHERE account = ?1 AND name = ?2";
            let mut select = connection.prepare_cached(sql)?;
            let times = select.query_map(params![account.as_str(), project.as_str()], |row| row.get(0))?;
            let mut stock = Stock::default();
            for time in times {
                let time = Timestamp::from_micros(time?);
                stock.present += 1;
                if time < cutoff {
                    stock.count_due(time, time < confirmed);
                }
            }
            Ok(stock)
        })
    }
}
