//! Deleting the rows of what was taken out of sight, a few at a time; then the pages are cleaned, and it is called purged.

use convlog_core::Timestamp;
use convlog_store::error::Result;
use rusqlite::{Connection, OptionalExtension, params};

use super::cleaning::{PAGES_MAX, begin, clean_pages, write_clean};
use super::personal;
use crate::failure;
use crate::open::SqliteStore;
use crate::writer::Apply;

/// How many rows a step deletes at most: some milliseconds' worth.
const ROWS_MAX: usize = 300;

const PURGE: &str = "purge erased rows";

/// Takes a step; says whether there is more to do now.
pub(crate) async fn step(store: &SqliteStore, now: Timestamp) -> Result<bool> {
    let waits = "SELECT EXISTS (SELECT 1 FROM purges)";
    if store.reader.read(PURGE, |connection| exists(connection, waits)).await? {
        store.writer.work(PURGE, purge).await?;
        return Ok(true);
    }
    finish(store, now).await
}

fn exists(connection: &Connection, sql: &str) -> failure::Result<bool> {
    Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// What one row of `purges` says.
struct Purge {
    conversation: i64,
    only_personal: bool,
    /// The last rows that it is about, where it is not about all.
    to: [i64; 3],
}

const TABLES: [&str; 3] = ["entries", "hidden_entries", "records"];

fn purge(connection: &Connection, apply: &mut Apply<'_>) -> failure::Result<()> {
    let select = "SELECT conversation, only_personal, entries_to, hidden_to, records_to FROM purges LIMIT 1";
    let found = connection.prepare_cached(select)?.query_row([], |row| {
        Ok(Purge { conversation: row.get(0)?, only_personal: row.get(1)?, to: [row.get(2)?, row.get(3)?, row.get(4)?] })
    });
    let Some(purge) = found.optional()? else { return Ok(()) };
    apply.keep_next_rows()?;
    let is_done = if purge.only_personal {
        personal::purge(connection, apply, purge.conversation, purge.to, ROWS_MAX)?
    } else {
        purge_rows(connection, purge.conversation)?
    };
    if is_done {
        connection
            .prepare_cached("DELETE FROM purges WHERE conversation = ?1 AND only_personal = ?2")?
            .execute(params![purge.conversation, purge.only_personal])?;
    }
    Ok(())
}

/// Deletes some rows of a conversation; says whether none is left.
fn purge_rows(connection: &Connection, conversation: i64) -> failure::Result<bool> {
    let mut left = ROWS_MAX;
    for table in TABLES {
        let sql = format!("DELETE FROM {table} WHERE id IN (SELECT id FROM {table} WHERE conversation = ?1 LIMIT ?2)");
        left -= connection.prepare_cached(&sql)?.execute(params![conversation, left as i64])?.min(left);
        if left == 0 {
            return Ok(false);
        }
    }
    let lookups = "DELETE FROM lookups WHERE conversation = ?1 AND hash IN \
                   (SELECT hash FROM lookups WHERE conversation = ?1 LIMIT ?2)";
    left -= connection.prepare_cached(lookups)?.execute(params![conversation, left as i64])?.min(left);
    if left == 0 {
        return Ok(false);
    }
    for table in ["conversation_producers", "known_values", "known_news", "marks"] {
        let sql = format!("DELETE FROM {table} WHERE conversation = ?1");
        connection.prepare_cached(&sql)?.execute([conversation])?;
    }
    Ok(true)
}

/// Calls purged what has no row left, once the files hold nothing of it either.
async fn finish(store: &SqliteStore, now: Timestamp) -> Result<bool> {
    let pass = store.cleaning.pass.lock().clone();
    let Some(mut pass) = pass else {
        let pass = store.reader.read(PURGE, begin).await?;
        let begins = pass.is_some();
        *store.cleaning.pass.lock() = pass;
        return Ok(begins);
    };
    if pass.at < pass.to {
        let end = pass.to.min(pass.at + PAGES_MAX);
        let at = pass.at;
        let dirty = store.reader.read(PURGE, move |connection| clean_pages(connection, at + 1..=end)).await?;
        if !dirty.is_empty() {
            let numbers = dirty.into_iter().map(|(number, _)| number).collect();
            store.writer.work(PURGE, move |connection, _| write_clean(connection, numbers)).await?;
        }
        pass.at = end;
        *store.cleaning.pass.lock() = Some(pass);
        return Ok(true);
    }
    // What pages held before is in the log, until it is folded in and cut.
    if !store.writer.truncate_wal().await? {
        return Ok(true);
    }
    let work = move |connection: &Connection, _: &mut Apply<'_>| {
        let mut update = connection.prepare_cached("UPDATE erasures SET purged_at = ?1 WHERE id = ?2")?;
        pass.erasures.iter().try_for_each(|id| update.execute(params![now.as_micros(), id]).map(drop))?;
        Ok(())
    };
    store.writer.work(PURGE, work).await?;
    *store.cleaning.pass.lock() = None;
    Ok(true)
}
