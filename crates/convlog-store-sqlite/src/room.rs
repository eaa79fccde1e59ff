//! How much room there is for records: on the file system, and on pages of `records.db` that are free.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use convlog_core::{AccountId, ProjectId};
use convlog_store::Room;
use rusqlite::Connection;

use crate::failure::{self, Failure};

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
    pub(crate) fn room(&self) -> Option<Room> {
        let found = rustix::fs::statvfs(&self.data_dir).ok()?;
        Some(Room {
            total: found.f_blocks.saturating_mul(found.f_frsize),
            free: found.f_bavail.saturating_mul(found.f_frsize),
            reusable: self.free_pages.0.load(Ordering::Relaxed),
        })
    }
}

/// Returns the bytes of each project of an account.
pub(crate) fn stored_bytes(connection: &Connection, account: &AccountId) -> failure::Result<Vec<(ProjectId, u64)>> {
    let mut select = connection.prepare_cached("SELECT name, bytes FROM projects WHERE account = ?1")?;
    let rows = select.query_map([account.as_str()], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
    rows.map(|row| {
        let (name, bytes) = row?;
        Ok((ProjectId::new(name).map_err(|_| Failure::Row("project"))?, u64::try_from(bytes).unwrap_or(0)))
    })
    .collect()
}
