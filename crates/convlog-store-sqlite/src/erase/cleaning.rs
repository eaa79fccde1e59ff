//! Overwriting what pages keep of rows that are deleted: `secure_delete` leaves copies of rows that SQLite had moved
//! (docs/adr/0026).

use parking_lot::Mutex;
use rusqlite::{Connection, params};

use super::scrub;
use crate::failure;

/// How many pages a step looks at.
pub(super) const PAGES_MAX: i64 = 256;

/// From so many pages on, a page cannot be told from one of another kind by its first byte, see [`scrub::clean`].
const LARGE_PAGES: i64 = 0x0200_0000;

/// Cleaning the pages of everything whose rows are deleted, before it is called purged.
#[derive(Debug, Default)]
pub(crate) struct Cleaning {
    pub(super) pass: Mutex<Option<Pass>>,
}

#[derive(Clone, Debug)]
pub(super) struct Pass {
    /// The receipts that are purged when it ends: their rows were deleted before it began.
    pub(super) erasures: Vec<i64>,
    /// The last page that was looked at.
    pub(super) at: i64,
    pub(super) to: i64,
}

/// Begins a pass, if there is anything to call purged at its end.
pub(super) fn begin(connection: &Connection) -> failure::Result<Option<Pass>> {
    let sql = "SELECT id FROM erasures WHERE purged_at IS NULL AND erased_at IS NOT NULL \
               AND NOT EXISTS (SELECT 1 FROM purges WHERE purges.erasure = erasures.id) LIMIT 1000";
    let mut select = connection.prepare_cached(sql)?;
    let erasures = select.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    let to = connection.query_row("PRAGMA page_count", [], |row| row.get(0))?;
    Ok((!erasures.is_empty()).then_some(Pass { erasures, at: 0, to }))
}

/// Returns the numbers of those of some pages that are not clean, each with the page as it would be.
pub(super) fn clean_pages(
    connection: &Connection,
    numbers: impl IntoIterator<Item = i64>,
) -> failure::Result<Vec<(i64, Vec<u8>)>> {
    let pages: i64 = connection.query_row("PRAGMA page_count", [], |row| row.get(0))?;
    let mut select = connection.prepare_cached("SELECT data FROM sqlite_dbpage WHERE pgno = ?1")?;
    let mut dirty = Vec::new();
    for number in numbers {
        let mut rows = select.query([number])?;
        let Some(row) = rows.next()? else { continue };
        let page = row.get_ref(0)?.as_blob().map_err(|_| failure::Failure::Row("page"))?;
        if let Some(page) = scrub::clean(number, page, pages >= LARGE_PAGES) {
            dirty.push((number, page));
        }
    }
    Ok(dirty)
}

/// Cleans pages. They are read again, because they may have changed since.
pub(super) fn write_clean(connection: &Connection, numbers: Vec<i64>) -> failure::Result<()> {
    let mut update = connection.prepare_cached("UPDATE sqlite_dbpage SET data = ?2 WHERE pgno = ?1")?;
    for (number, page) in clean_pages(connection, numbers)? {
        update.execute(params![number, page])?;
    }
    Ok(())
}
