//! Erasures as rows.

use convlog_core::{AccountId, ProjectId, Timestamp};
use convlog_store::erasures::{ErasureFilter, Progress};
use convlog_store::{ErasedBy, Erasure, ErasureState, KeyId, ProjectRef, Receipt, ReceiptId};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

use super::sweep::{At, TABLES};
use crate::failure::{Failure, Result};
use crate::rows;

/// The place behind the last table.
const DONE: i64 = TABLES as i64 + 1;

const SELECT: &str = "SELECT erasures.name, by_value, target, key, asked_at, erased_at, purged_at, \
    erasures.conversations, at_table, at_row, conversations_to, entries_to, hidden_to, records_to, sought, \
    projects.account, projects.name FROM erasures JOIN projects ON projects.id = erasures.project";

/// Puts an erasure, or how far it has come; returns its number.
pub(super) fn put(connection: &Connection, erasure: &Erasure, project: i64) -> Result<i64> {
    let receipt = &erasure.receipt;
    let at = match &erasure.at {
        Progress::Sweep(None) => [1, 0],
        Progress::Sweep(Some(cursor)) => {
            let At { table, row } = At::read(cursor)?;
            [table as i64 + 1, row]
        }
        Progress::Done => [DONE, 0],
    };
    let erased_at = receipt.erased_at.map(Timestamp::as_micros);
    let select = "SELECT id FROM erasures WHERE name = ?1";
    let known = connection.prepare_cached(select)?.query_row([&receipt.id.0], |row| row.get(0)).optional()?;
    if let Some(number) = known {
        let sql = "UPDATE erasures SET at_table = ?2, at_row = ?3, erased_at = ?4, sought = ?5 WHERE id = ?1";
        connection.prepare_cached(sql)?.execute(params![number, at[0], at[1], erased_at, erasure.sought])?;
        return Ok(number);
    }
    let to = if erasure.at == Progress::Done { [0; TABLES] } else { rows::numbers(&erasure.to)? };
    let sql = "INSERT INTO erasures (name, project, by_value, target, key, asked_at, erased_at, conversations, sought, \
               at_table, at_row, conversations_to, entries_to, hidden_to, records_to) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
    Ok(connection.prepare_cached(sql)?.insert(params![
        receipt.id.0,
        project,
        receipt.by == ErasedBy::Value,
        receipt.target,
        receipt.key.0,
        receipt.asked_at.as_micros(),
        erased_at,
        erasure.sought,
        at[0],
        at[1],
        to[0],
        to[1],
        to[2],
        to[3],
    ])?)
}

/// Counts more conversations on an erasure.
pub(super) fn count(connection: &Connection, erasure: i64, more: u64) -> Result<()> {
    let update = "UPDATE erasures SET conversations = conversations + ?2 WHERE id = ?1";
    connection.prepare_cached(update)?.execute(params![erasure, more as i64])?;
    Ok(())
}

/// Returns the erasure of a number.
pub(super) fn one(connection: &Connection, erasure: i64) -> Result<Erasure> {
    let sql = format!("{SELECT} WHERE erasures.id = ?1");
    connection.prepare_cached(&sql)?.query_row([erasure], |row| Ok(erasure_of(row)))?
}

/// Returns erasures.
pub(super) fn list(connection: &Connection, which: ErasureFilter<'_>, limit: u32) -> Result<Vec<Erasure>> {
    let (condition, order, names) = match which {
        ErasureFilter::Of(of) => {
            ("projects.account = ?2 AND projects.name = ?3", "DESC", vec![of.account.as_str(), of.project.as_str()])
        }
        ErasureFilter::Named(of, name) => (
            "projects.account = ?2 AND projects.name = ?3 AND erasures.name = ?4",
            "DESC",
            vec![of.account.as_str(), of.project.as_str(), &name.0],
        ),
        ErasureFilter::Looking => ("purged_at IS NULL AND erased_at IS NULL", "ASC", Vec::new()),
    };
    let sql = format!("{SELECT} WHERE {condition} ORDER BY erasures.id {order} LIMIT ?1");
    let mut select = connection.prepare_cached(&sql)?;
    let names = names.into_iter().map(|name| Value::from(name.to_owned()));
    let mut rows = select.query(params_from_iter([Value::from(limit)].into_iter().chain(names)))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(erasure_of(row)?);
    }
    Ok(found)
}

fn erasure_of(row: &Row<'_>) -> Result<Erasure> {
    let (at_table, at_row): (i64, i64) = (row.get(8)?, row.get(9)?);
    let mut to = [0i64; TABLES];
    for (at, last) in to.iter_mut().enumerate() {
        *last = row.get(10 + at)?;
    }
    // An earlier version began before the first table.
    let table = usize::try_from(at_table - 1).unwrap_or_default();
    let passed = table.min(TABLES);
    let scanned = to[..passed].iter().sum::<i64>() + if at_table < DONE { at_row } else { 0 };
    let at = match table {
        TABLES.. => Progress::Done,
        table => Progress::Sweep(Some(At { table, row: at_row }.cursor())),
    };
    Ok(Erasure {
        of: ProjectRef {
            account: AccountId::new(row.get::<_, String>(15)?).map_err(|_| Failure::Row("account"))?,
            project: ProjectId::new(row.get::<_, String>(16)?).map_err(|_| Failure::Row("project"))?,
        },
        receipt: receipt(row, scanned, to.iter().sum())?,
        sought: row.get(14)?,
        at,
        to: rows::cursor(to),
    })
}

fn receipt(row: &Row<'_>, scanned: i64, to_scan: i64) -> Result<Receipt> {
    let time = |at: usize| row.get::<_, Option<i64>>(at).map(|time| time.map(Timestamp::from_micros));
    let (erased_at, purged_at) = (time(5)?, time(6)?);
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
        to_scan: to_scan.unsigned_abs(),
        key: KeyId(row.get(3)?),
    })
}
