//! The audit, in a database of its own: what it costs to make a record durable depends on nobody else's writes.

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use convlog_core::{AccountId, ProjectId};
use convlog_store::error::Result;
use convlog_store::{Access, AccessPage, AccessQuery, Administration, Audit, Removal};
use rusqlite::Connection;

use crate::connection::{open_reader, open_writer};
use crate::directory;
use crate::files::AUDIT_FILE;
use crate::open::SqliteStore;
use crate::open_error::OpenError;
use crate::pool::Pool;
use crate::schema;

pub(crate) mod file;
pub(crate) mod oldest;
pub(crate) mod removals;
mod rows;
mod writer;

use file::{CACHE_BYTES, WAITING_MAX};

#[async_trait]
impl Audit for SqliteStore {
    async fn record(&self, mut access: Access) -> Result<()> {
        access.time = self.passes.stamp(access.time);
        self.audit.writer.record(access).await
    }

    async fn accesses(&self, administration: &Administration, query: &AccessQuery) -> Result<AccessPage> {
        read(&self.audit.reader, administration.account(), administration.project(), query).await
    }

    async fn removals(&self, administration: &Administration, limit: u32) -> Result<Vec<Removal>> {
        let (account, project) = (administration.account().clone(), administration.project().clone());
        let list = move |connection: &Connection| removals::list(connection, Some((&account, &project)), limit);
        self.audit.reader.run("read removals", list).await
    }

    fn searched_hash(&self, account: &AccountId, project: &ProjectId, kind: &str, value: &str) -> [u8; 32] {
        self.keys.lookup().hash(account, project, &format!("audit {kind}"), value)
    }
}

async fn read(reader: &Pool, account: &AccountId, project: &ProjectId, query: &AccessQuery) -> Result<AccessPage> {
    let (account, project, query) = (account.clone(), project.clone(), query.clone());
    reader.run("read the audit", move |connection| rows::page(connection, &account, &project, &query)).await
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
        read(&self.reader, account, project, query).await
    }
}
