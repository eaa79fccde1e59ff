//! Keys, projects and what else is a document, in a database of their own that several processes may change.

use std::path::Path;

use convlog_store::error::Result;
use rusqlite::{Connection, OptionalExtension};

use crate::directory;
use crate::examined::open_examined;
use crate::files::{is_empty, was_in_use};
use crate::notice::Notice;
use crate::open_error::OpenError;
use crate::pool::Pool;
use crate::schema;

pub(crate) mod documents;

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

    /// Says whether keys can be read.
    pub(crate) async fn ready(&self) -> Result<()> {
        let check = |connection: &Connection| {
            Ok(connection.query_row("SELECT 1 FROM documents LIMIT 1", [], |_| Ok(())).optional()?)
        };
        self.threads.run("read keys", check).await.map(drop)
    }
}
