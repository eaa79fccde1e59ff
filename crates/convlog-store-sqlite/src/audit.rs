//! The audit, in a database of its own: what it costs to make a record durable depends on nobody else's writes.

use std::path::{Path, PathBuf};

use convlog_core::{AccountId, ProjectId};
use convlog_store::error::Result;
use convlog_store::{AccessPage, AccessQuery, ProjectRef};

use crate::connection::{open_reader, open_writer};
use crate::directory;
use crate::files::AUDIT_FILE;
use crate::open_error::OpenError;
use crate::pool::Pool;
use crate::schema;

pub(crate) mod file;
pub(crate) mod oldest;
pub(crate) mod removals;
mod rows;
mod writer;

use file::{CACHE_BYTES, WAITING_MAX};

/// Returns a page of the records of a project.
pub(crate) async fn read(reader: &Pool, of: &ProjectRef, query: &AccessQuery) -> Result<AccessPage> {
    let (of, query) = (of.clone(), query.clone());
    reader.run("read the audit", move |connection| rows::page(connection, &of, &query)).await
}

/// The audit of a data directory, for whoever has its files: beside a running server or without one, and only to read.
#[derive(Debug)]
pub struct SqliteAudit {
    reader: Pool,
}

impl SqliteAudit {
    /// Returns the file that the audit is in.
    #[must_use]
    pub fn file(data_dir: &Path) -> PathBuf {
        data_dir.join(AUDIT_FILE)
    }

    /// Opens the audit of a data directory.
    ///
    /// # Errors
    /// Says why it does not open and what to do.
    pub fn open(data_dir: &Path) -> std::result::Result<SqliteAudit, OpenError> {
        directory::check(data_dir)?;
        let path = SqliteAudit::file(data_dir);
        let reader = Pool::start("convlog-audit-reader", vec![open_reader(&path, CACHE_BYTES)?], WAITING_MAX);
        Ok(SqliteAudit { reader: reader.map_err(|error| OpenError::io(&path, error))? })
    }

    /// Says whether a server could write records, by taking the lock that writing takes and giving it back.
    ///
    /// # Errors
    /// Says why it could not.
    pub fn check(data_dir: &Path) -> std::result::Result<(), OpenError> {
        let path = SqliteAudit::file(data_dir);
        let connection = open_writer(&path, schema::AUDIT, CACHE_BYTES)?;
        let lock = connection.execute_batch("BEGIN IMMEDIATE; ROLLBACK");
        lock.map_err(|error| OpenError::database(&path, error))
    }

    /// Returns a page of the records of a project, the latest first. There is no gate: who has the files has the keys.
    ///
    /// # Errors
    /// The audit cannot be read.
    pub async fn accesses(&self, account: &AccountId, project: &ProjectId, query: &AccessQuery) -> Result<AccessPage> {
        let of = ProjectRef { account: account.clone(), project: project.clone() };
        read(&self.reader, &of, query).await
    }
}
