//! Keys and projects, in a database of their own that several processes may change.

use std::path::Path;

use async_trait::async_trait;
use convlog_core::{AccountId, ProjectId, Timestamp};
use convlog_store::error::Result;
use convlog_store::known_time;
use convlog_store::{
    Confirmation, Control, Error, ErrorKind, KeyHash, KeyId, KeyRecord, KnownClock, NewKey, OutlivesPolicy, Project,
    ProjectSettings, RemovalConfirmation, Scope, Session, SessionId, Sessions,
};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use crate::directory;
use crate::examined::open_examined;
use crate::failure;
use crate::files::{is_empty, was_in_use};
use crate::notice::Notice;
use crate::open_error::OpenError;
use crate::pool::Pool;
use crate::schema;

pub(crate) mod documents;
mod rows;

const CONTROL_FILE: &str = "control.db";
const CACHE_BYTES: usize = 1024 * 1024;
const WAITING_MAX: usize = 4096;

/// How many pages of the log a change may leave before it is folded into the database.
const CHECKPOINT_PAGES: i64 = 64;

/// Keys and projects. Unlike the whole store it opens beside a running server.
#[derive(Debug)]
pub struct SqliteControl {
    threads: Pool,
    notices: Vec<Notice>,
}

impl SqliteControl {
    /// Opens the keys and projects of a data directory, and makes them where the directory was not in use before.
    ///
    /// # Errors
    /// Says why they do not open and what to do.
    pub fn open(data_dir: &Path) -> std::result::Result<SqliteControl, OpenError> {
        let path = data_dir.join(CONTROL_FILE);
        if was_in_use(data_dir) && is_empty(&path) {
            return Err(OpenError::ControlMissing(path));
        }
        SqliteControl::make(data_dir)
    }

    /// Opens the keys and projects of a data directory, and makes them if need be, also where there were others that are
    /// gone.
    ///
    /// # Errors
    /// Says why they do not open and what to do.
    pub fn make(data_dir: &Path) -> std::result::Result<SqliteControl, OpenError> {
        let (_, mut notices) = directory::make(data_dir)?;
        let path = data_dir.join(CONTROL_FILE);
        let (connection, notice) = open_examined(&path, schema::CONTROL, CACHE_BYTES, true)?;
        notices.extend(notice);
        let checkpoint = connection.pragma_update_and_check(None, "wal_autocheckpoint", CHECKPOINT_PAGES, |_| Ok(()));
        checkpoint.map_err(|error| OpenError::database(&path, error))?;
        let threads = Pool::start("convlog-control", vec![connection], WAITING_MAX);
        Ok(SqliteControl { threads: threads.map_err(|error| OpenError::io(&path, error))?, notices })
    }

    /// Returns what was wrong and did not keep it from being opened.
    #[must_use]
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// Returns what is known of time; nothing where no server has run that keeps it.
    ///
    /// # Errors
    /// The file cannot be read.
    pub async fn known_clock(&self) -> Result<Option<KnownClock>> {
        known_time::known(self).await
    }

    /// Returns what somebody has confirmed may be removed.
    ///
    /// # Errors
    /// The file cannot be read.
    pub async fn removal_confirmations(&self) -> Result<Vec<RemovalConfirmation>> {
        Ok(known_time::confirmed(self).await?.removals)
    }
}

#[async_trait]
impl Control for SqliteControl {
    async fn find_key(&self, hash: &KeyHash) -> Result<Option<KeyRecord>> {
        let hash = *hash;
        self.threads.run("look up a key", move |connection| rows::key_by(connection, "hash = ?1", &hash.0)).await
    }

    async fn create_key(&self, key: NewKey) -> Result<KeyRecord> {
        let operation = "store a key";
        let stored = self.threads.run(operation, move |connection| create_key(connection, key)).await?;
        stored.ok_or(Error::new(ErrorKind::Conflict, operation))?.map_err(Error::from)
    }

    async fn keys(&self, account: Option<&AccountId>) -> Result<Vec<KeyRecord>> {
        let account = account.cloned();
        self.threads.run("list keys", move |connection| rows::keys(connection, account.as_ref())).await
    }

    async fn revoke_key(&self, id: &KeyId, now: Timestamp) -> Result<Option<KeyRecord>> {
        let id = id.clone();
        let revoke = "UPDATE keys SET revoked_at = coalesce(revoked_at, ?2) WHERE id = ?1";
        let job = move |connection: &Connection| {
            connection.execute(revoke, params![id.0, now.as_micros()])?;
            rows::key_by(connection, "id = ?1", &id.0)
        };
        self.threads.run("revoke a key", job).await
    }

    async fn put_project(
        &self,
        account: &AccountId,
        id: &ProjectId,
        settings: ProjectSettings,
        now: Timestamp,
    ) -> Result<Project> {
        let project = Project { account: account.clone(), id: id.clone(), created_at: now, settings };
        let job = move |connection: &Connection| {
            let created_at = rows::put_project(connection, &project)?;
            Ok(Project { created_at, ..project })
        };
        self.threads.run("store a project", job).await
    }

    async fn projects(&self, account: Option<&AccountId>) -> Result<Vec<Project>> {
        let account = account.cloned();
        self.threads.run("list projects", move |connection| rows::projects(connection, account.as_ref())).await
    }

    async fn confirm(&self, confirmation: &Confirmation) -> Result<()> {
        known_time::confirm(self, confirmation).await
    }
}

#[async_trait]
impl Sessions for SqliteControl {
    async fn begin_session(&self, session: Session, now: Timestamp) -> Result<()> {
        self.threads.run("begin a session", move |connection| rows::begin_session(connection, &session, now)).await
    }

    async fn has_session(&self, id: &SessionId, now: Timestamp) -> Result<bool> {
        let id = *id;
        self.threads.run("look up a session", move |connection| rows::has_session(connection, &id, now)).await
    }

    async fn end_session(&self, id: &SessionId) -> Result<()> {
        let id = *id;
        self.threads.run("end a session", move |connection| rows::end_session(connection, &id)).await
    }
}

impl SqliteControl {
    /// Says whether keys can be read.
    pub(crate) async fn ready(&self) -> Result<()> {
        let check = |connection: &Connection| {
            Ok(connection.query_row("SELECT 1 FROM keys LIMIT 1", [], |_| Ok(())).optional()?)
        };
        self.threads.run("read keys", check).await.map(drop)
    }
}

/// Stores a key and the projects it names; returns `None` when the key is there already, and the reason when a policy is
/// against it.
fn create_key(
    connection: &Connection,
    mut key: NewKey,
) -> failure::Result<Option<std::result::Result<KeyRecord, OutlivesPolicy>>> {
    let transaction = rusqlite::Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
    if rows::key_by(&transaction, "hash = ?1", &key.hash.0)?.is_some() {
        return Ok(None);
    }
    let projects = rows::projects(&transaction, Some(&key.account))?;
    let reached = projects.iter().filter(|project| key.reaches(project));
    match key.expiry(reached.map(|project| &project.settings)) {
        Ok(expires_at) => key.expires_at = expires_at,
        Err(outlives) => return Ok(Some(Err(outlives))),
    }
    if let Scope::Projects(projects) = &key.scope {
        for id in projects {
            rows::make_project(&transaction, &key.account, id, key.created_at)?;
        }
    }
    let record = rows::insert_key(&transaction, &key)?;
    transaction.commit()?;
    Ok(Some(Ok(record)))
}
