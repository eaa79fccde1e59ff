//! What an erasure looks through: the look-up of personal values, and every row, table after table.

use convlog_core::ConversationId;
use convlog_core::record::Body;
use convlog_store::erasures::SweepPage;
use convlog_store::seal::Keys;
use convlog_store::{ConversationRef, Cursor, ProjectRef};
use rusqlite::{Connection, params};

use crate::failure::{Failure, Result};
use crate::rows::{Rows, Table, cursor, numbers};
use crate::writer::short;

/// How many tables are read: that of conversations, for their ids, and those of their rows.
pub(super) const TABLES: usize = 1 + Table::ALL.len();
/// The places of two of them.
const ENTRIES: usize = 1 + Table::Entries as usize;
const HIDDEN: usize = 1 + Table::Hidden as usize;
/// How many rows of a table a step passes.
const ROWS_MAX: i64 = 500;

/// Where a sweep is: in a table, behind a row of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct At {
    pub(super) table: usize,
    pub(super) row: i64,
}

impl At {
    pub(super) fn cursor(self) -> Cursor {
        cursor([self.table as i64, self.row])
    }

    pub(super) fn read(cursor: &Cursor) -> Result<At> {
        let [table, row] = numbers(cursor)?;
        Ok(At { table: usize::try_from(table).map_err(|_| Failure::Row("cursor"))?, row })
    }
}

fn name(table: usize) -> &'static str {
    table.checked_sub(1).map_or("conversations", |table| Table::ALL[table].name())
}

/// Returns the last row of each table as a cursor, and how many rows these are.
pub(crate) fn end(connection: &Connection) -> Result<(Cursor, u64)> {
    let mut last = [0; TABLES];
    for (table, last) in last.iter_mut().enumerate() {
        let sql = format!("SELECT coalesce(max(id), 0) FROM {}", name(table));
        *last = connection.query_row(&sql, [], |row| row.get(0))?;
    }
    Ok((cursor(last), last.iter().sum::<i64>().unsigned_abs()))
}

/// Returns conversations of a project that the look-up has for one of these hashes.
pub(super) fn looked_up(
    connection: &Connection,
    of: &ProjectRef,
    hashes: &[[u8; 32]],
    limit: usize,
) -> Result<Vec<ConversationRef>> {
    // One pass over the look-up takes a fifth of what looking into it for each conversation does.
    let sql = "SELECT DISTINCT conversations.name \
               FROM lookups CROSS JOIN conversations ON conversations.id = lookups.conversation \
               WHERE hash = ?1 AND project = (SELECT id FROM projects WHERE account = ?2 AND name = ?3) LIMIT ?4";
    let mut select = connection.prepare_cached(sql)?;
    let mut found = Vec::new();
    for hash in hashes {
        let names = select
            .query_map(params![short(hash), of.account.as_str(), of.project.as_str(), limit as i64], |row| {
                row.get::<_, String>(0)
            })?;
        for name in names {
            found.push(conversation(of, name?)?);
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

fn conversation(of: &ProjectRef, name: String) -> Result<ConversationRef> {
    let id = ConversationId::new(name).map_err(|_| Failure::Row("conversation"))?;
    Ok(ConversationRef { of: of.clone(), id })
}

/// Returns the next rows, of one table.
pub(super) fn page(
    connection: &Connection,
    keys: &Keys,
    of: &ProjectRef,
    after: Option<&Cursor>,
    to: &Cursor,
) -> Result<SweepPage> {
    let (mut at, to) = (after.map_or(Ok(At::default()), At::read)?, numbers::<TABLES>(to)?);
    while at.table < TABLES && at.row >= to[at.table] {
        at = At { table: at.table + 1, row: 0 };
    }
    let mut project = connection.prepare_cached("SELECT 1 FROM projects WHERE account = ?1 AND name = ?2")?;
    if at.table >= TABLES || !project.exists([of.account.as_str(), of.project.as_str()])? {
        return Ok(SweepPage::default());
    }
    let end = to[at.table].min(at.row.saturating_add(ROWS_MAX));
    let mut rows = Vec::new();
    for of in conversations(connection, of, at, end)? {
        let Some(table) = at.table.checked_sub(1) else {
            rows.push((of, None));
            continue;
        };
        let Some(mut own) = Rows::of(connection, keys, &of)? else { continue };
        for body in own.between(Table::ALL[table], at.row, end)? {
            rows.push((of.clone(), Some(body)));
        }
    }
    // Which of them have moved is read behind them, so none is missed.
    if at.table == ENTRIES && end == to[ENTRIES] {
        rows.extend(moved(connection, keys, of, to)?);
    }
    let mut next = At { row: end, ..at };
    while next.table < TABLES && next.row >= to[next.table] {
        next = At { table: next.table + 1, row: 0 };
    }
    let next = (next.table < TABLES).then(|| next.cursor());
    Ok(SweepPage { rows, passed: (end - at.row).unsigned_abs(), next })
}

/// Returns the entries that were open when the sweep began and have become personal as a whole since.
fn moved(
    connection: &Connection,
    keys: &Keys,
    of: &ProjectRef,
    to: [i64; TABLES],
) -> Result<Vec<(ConversationRef, Option<Body>)>> {
    let sql = "SELECT conversations.name, hidden_entries.id FROM hidden_entries \
               JOIN conversations ON conversations.id = hidden_entries.conversation \
               WHERE entry <= ?1 AND hidden_entries.id > ?2 \
               AND project = (SELECT id FROM projects WHERE account = ?3 AND name = ?4)";
    let mut select = connection.prepare_cached(sql)?;
    let bounds = params![to[ENTRIES], to[HIDDEN], of.account.as_str(), of.project.as_str()];
    let found = select.query_map(bounds, |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
    let mut rows = Vec::new();
    for found in found {
        let (name, row) = found?;
        let of = conversation(of, name)?;
        let Some(mut own) = Rows::of(connection, keys, &of)? else { continue };
        let bodies = own.between(Table::Hidden, row - 1, row)?;
        rows.extend(bodies.into_iter().map(|body| (of.clone(), Some(body))));
    }
    Ok(rows)
}

/// Returns the conversations of a project that have rows of a table behind one up to another.
fn conversations(connection: &Connection, of: &ProjectRef, at: At, end: i64) -> Result<Vec<ConversationRef>> {
    let name = name(at.table);
    let join = match at.table {
        0 => String::new(),
        _ => format!("JOIN {name} ON {name}.conversation = conversations.id"),
    };
    let sql = format!(
        "SELECT DISTINCT conversations.name FROM conversations {join} WHERE {name}.id > ?1 AND {name}.id <= ?2 \
         AND conversations.project = (SELECT id FROM projects WHERE account = ?3 AND name = ?4)"
    );
    let mut select = connection.prepare_cached(&sql)?;
    let bounds = params![at.row, end, of.account.as_str(), of.project.as_str()];
    let names = select.query_map(bounds, |row| row.get::<_, String>(0))?;
    names.map(|name| conversation(of, name?)).collect()
}
