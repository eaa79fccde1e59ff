//! Receipts as rows.

use convlog_core::Timestamp;
use convlog_store::{Administration, ErasedBy, ErasureState, KeyId, Receipt, ReceiptId};
use rusqlite::{Connection, Row, params};

use super::Request;
use super::scan::{DONE, TABLES};
use crate::failure::Result;

const COLUMNS: &str = "erasures.name, by_value, target, key, asked_at, erased_at, purged_at, erasures.conversations, \
    at_table, at_row, conversations_to, entries_to, hidden_to, records_to";

/// Stores a receipt; returns its number. Without something sealed nothing is looked for.
pub(super) fn insert(
    connection: &Connection,
    request: &Request,
    project: i64,
    target: &[u8; 32],
    sought: Option<Vec<u8>>,
    last_rows: [i64; 4],
) -> Result<i64> {
    let sql = "INSERT INTO erasures (name, project, by_value, target, key, asked_at, erased_at, conversations, sought, \
               at_table, at_row, conversations_to, entries_to, hidden_to, records_to) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8, ?9, 0, ?10, ?11, ?12, ?13)";
    let now = request.now.as_micros();
    let (by_value, erased_at, at_table) = if sought.is_some() { (true, None, 0) } else { (false, Some(now), DONE) };
    let [conversations, entries, hidden, records] = if by_value { last_rows } else { [0; 4] };
    Ok(connection.prepare_cached(sql)?.insert(params![
        request.name.0,
        project,
        by_value,
        target,
        request.administration.key().0,
        now,
        erased_at,
        sought,
        at_table,
        conversations,
        entries,
        hidden,
        records,
    ])?)
}

/// Counts more conversations on a receipt.
pub(super) fn count(connection: &Connection, erasure: i64, more: u64) -> Result<()> {
    let update = "UPDATE erasures SET conversations = conversations + ?2 WHERE id = ?1";
    connection.prepare_cached(update)?.execute(params![erasure, more as i64])?;
    Ok(())
}

/// Returns the receipt of a number.
pub(super) fn one(connection: &Connection, erasure: i64) -> Result<Receipt> {
    let sql = format!("SELECT {COLUMNS} FROM erasures WHERE id = ?1");
    Ok(connection.prepare_cached(&sql)?.query_row([erasure], receipt)?)
}

/// Returns the receipts of a project, or the one of a name, the latest first.
pub(super) fn list(
    connection: &Connection,
    administration: &Administration,
    name: Option<&ReceiptId>,
    limit: u32,
) -> Result<Vec<Receipt>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM erasures JOIN projects ON projects.id = erasures.project \
         WHERE projects.account = ?1 AND projects.name = ?2 AND (?3 IS NULL OR erasures.name = ?3) \
         ORDER BY erasures.id DESC LIMIT ?4"
    );
    let (account, project) = (administration.account().as_str(), administration.project().as_str());
    let mut select = connection.prepare_cached(&sql)?;
    let found = select.query_map(params![account, project, name.map(|name| &name.0), limit], receipt)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

fn receipt(row: &Row<'_>) -> rusqlite::Result<Receipt> {
    let time = |at: usize| row.get::<_, Option<i64>>(at).map(|time| time.map(Timestamp::from_micros));
    let (erased_at, purged_at) = (time(5)?, time(6)?);
    let (at_table, at_row): (i64, i64) = (row.get(8)?, row.get(9)?);
    let mut rows = [0i64; TABLES];
    for (at, count) in rows.iter_mut().enumerate() {
        *count = row.get(10 + at)?;
    }
    // Before the first table there is the look-up.
    let passed = usize::try_from(at_table - 1).unwrap_or_default().min(TABLES);
    let scanned = rows[..passed].iter().sum::<i64>() + if at_table < DONE { at_row } else { 0 };
    Ok(Receipt {
        id: ReceiptId(row.get(0)?),
        by: if row.get(1)? { ErasedBy::Value } else { ErasedBy::Conversation },
        target: row.get(2)?,
        state: match (erased_at, purged_at) {
            (_, Some(_)) => ErasureState::Purged,
            (Some(_), None) => ErasureState::Erased,
            (None, None) => ErasureState::Scanning,
        },
        asked_at: Timestamp::from_micros(row.get(4)?),
        erased_at,
        purged_at,
        conversations: row.get::<_, i64>(7)?.unsigned_abs(),
        scanned: scanned.unsigned_abs(),
        to_scan: rows.iter().sum::<i64>().unsigned_abs(),
        key: KeyId(row.get(3)?),
    })
}
