//! How much room there is for records: on the file system, and on pages of `records.db` that are free.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use convlog_core::{AccountId, ProjectId};
use convlog_store::{DiskSpace, ProjectRef};
use rusqlite::Connection;

use crate::connection::open_reader;
use crate::failure::{self, Failure};
use crate::files::RECORDS_FILE;
use crate::open_error::OpenError;
use crate::schema::{self, is_current};

const CACHE_BYTES: usize = 1024 * 1024;

/// The bytes of free pages, as the writer last saw them.
#[derive(Clone, Debug, Default)]
pub(crate) struct FreePages(Arc<AtomicU64>);

impl FreePages {
    /// Takes note of how many there are now.
    pub(crate) fn note(&self, connection: &Connection) -> failure::Result<()> {
        let number = |sql| connection.prepare_cached(sql)?.query_row([], |row| row.get::<_, i64>(0));
        let bytes = number("PRAGMA freelist_count")? * number("PRAGMA page_size")?;
        self.0.store(bytes.unsigned_abs(), Ordering::Relaxed);
        Ok(())
    }

    fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Where a data directory lies.
#[derive(Debug)]
pub(crate) struct Disk {
    data_dir: PathBuf,
    free_pages: FreePages,
}

impl Disk {
    pub(crate) fn new(data_dir: &Path, free_pages: FreePages) -> Disk {
        Disk { data_dir: data_dir.to_owned(), free_pages }
    }

    /// Returns how much room there is; nothing where the system does not say.
    pub(crate) fn room(&self) -> Option<DiskSpace> {
        measured(&self.data_dir, self.free_pages.bytes())
    }
}

fn measured(data_dir: &Path, reusable: u64) -> Option<DiskSpace> {
    let found = rustix::fs::statvfs(data_dir).ok()?;
    let of_blocks = |blocks: u64| blocks.saturating_mul(found.f_frsize);
    Some(DiskSpace { total: of_blocks(found.f_blocks), free: of_blocks(found.f_bavail), reusable })
}

/// How much of a data directory's room is used, and by whom: for whoever has its files, beside a running server or without
/// one.
#[derive(Clone, Debug)]
pub struct Usage {
    /// The room for records; nothing where the system does not say.
    pub room: Option<DiskSpace>,
    /// The bytes that the records of each project take. Nothing where another version of convlog was the last to use the
    /// directory, or none.
    pub stored: Option<Vec<(ProjectRef, u64)>>,
}

impl Usage {
    /// Looks at a data directory.
    ///
    /// # Errors
    /// The database is there, and cannot be read.
    pub fn of(data_dir: &Path) -> Result<Usage, OpenError> {
        let path = data_dir.join(RECORDS_FILE);
        if !path.exists() {
            return Ok(Usage { room: measured(data_dir, 0), stored: None });
        }
        let connection = open_reader(&path, CACHE_BYTES)?;
        let failed = |failure| OpenError::of(&path, failure);
        let free_pages = FreePages::default();
        free_pages.note(&connection).map_err(failed)?;
        let stored = stored_by_all(&connection).map_err(failed)?;
        Ok(Usage { room: measured(data_dir, free_pages.bytes()), stored })
    }
}

fn stored_by_all(connection: &Connection) -> failure::Result<Option<Vec<(ProjectRef, u64)>>> {
    if !is_current(connection, schema::RECORDS)? {
        return Ok(None);
    }
    let mut select = connection.prepare("SELECT account, name, bytes FROM projects")?;
    let rows = select.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get(2)?)))?;
    let stored = rows.map(|row| {
        let (account, project, bytes) = row?;
        let account = AccountId::new(account).map_err(|_| Failure::Row("account"))?;
        Ok((ProjectRef { account, project: project_id(project)? }, unsigned(bytes)))
    });
    stored.collect::<failure::Result<_>>().map(Some)
}

fn project_id(name: String) -> failure::Result<ProjectId> {
    ProjectId::new(name).map_err(|_| Failure::Row("project"))
}

fn unsigned(bytes: i64) -> u64 {
    u64::try_from(bytes).unwrap_or(0)
}

/// Returns the bytes of each project of an account.
pub(crate) fn stored_bytes(connection: &Connection, account: &AccountId) -> failure::Result<Vec<(ProjectId, u64)>> {
    let mut select = connection.prepare_cached("SELECT name, bytes FROM projects WHERE account = ?1")?;
    let rows = select.query_map([account.as_str()], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
    rows.map(|row| {
        let (name, bytes) = row?;
        Ok((project_id(name)?, unsigned(bytes)))
    })
    .collect()
}
