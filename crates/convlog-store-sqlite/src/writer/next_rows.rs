//! Which ids the next rows get.

use rusqlite::Connection;

use crate::failure::Result;

/// Returns the id of a table's next row: behind every row that it has or had.
pub(super) fn next_row(connection: &Connection, table: &str) -> Result<i64> {
    let sql = format!(
        "SELECT max((SELECT coalesce(max(id), 0) + 1 FROM {table}), \
         coalesce((SELECT id FROM next_rows WHERE name = ?1), 1))"
    );
    Ok(connection.query_row(&sql, [table], |row| row.get(0))?)
}
