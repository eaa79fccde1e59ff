//! Bare rusqlite: the rows that the store made, inserted into the same schema with the same durability.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

/// The rows of a store, by the batch that brought them.
pub(crate) struct Rows {
    schema: Vec<String>,
    batches: Vec<Vec<(usize, Vec<Value>)>>,
}

/// Tables whose rows belong to a batch by their ids, and the column of the commit that says from which on.
const BATCHED: [(&str, &str); 3] =
    [("entries", "entries_from"), ("hidden_entries", "hidden_from"), ("records", "records_from")];

/// Tables that have a row for each conversation, producer or batch.
const OTHERS: [&str; 7] =
    ["projects", "producers", "seen", "conversations", "conversation_producers", "conversation_keys", "commits"];

impl Rows {
    /// Reads everything that a store holds.
    pub(crate) fn read(data_dir: &Path) -> Rows {
        let connection = Connection::open(data_dir.join("records.db")).unwrap();
        let schema = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rootpage";
        let mut statement = connection.prepare(schema).unwrap();
        let schema = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let commits: i64 = connection.query_row("SELECT count(*) FROM commits", [], |row| row.get(0)).unwrap();
        let mut batches = vec![Vec::new(); commits as usize];
        for (at, (table, from)) in BATCHED.into_iter().enumerate() {
            let mut bounds = Vec::new();
            let mut select = connection.prepare(&format!("SELECT {from} FROM commits ORDER BY id")).unwrap();
            bounds.extend(select.query_map([], |row| row.get::<_, i64>(0)).unwrap().map(Result::unwrap));
            for row in all(&connection, table) {
                let Value::Integer(id) = row[0] else { panic!("every such table begins with its id") };
                batches[bounds.partition_point(|bound| *bound <= id) - 1].push((at, row));
            }
        }
        // The rest is spread evenly, as it was written.
        for (at, table) in OTHERS.into_iter().enumerate() {
            let rows = all(&connection, table);
            let count = rows.len().max(1);
            for (number, row) in rows.into_iter().enumerate() {
                batches[number * commits as usize / count].push((BATCHED.len() + at, row));
            }
        }
        Rows { schema, batches }
    }

    /// Inserts the rows, `together` batches a transaction; returns how long it took.
    pub(crate) fn insert(&self, path: &Path, together: usize) -> Duration {
        let connection = Connection::open(path).unwrap();
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(())).unwrap();
        connection.pragma_update(None, "synchronous", "FULL").unwrap();
        connection.pragma_update(None, "cache_size", -65536).unwrap();
        connection.execute_batch(&self.schema.join(";")).unwrap();
        let tables: Vec<&str> = BATCHED.iter().map(|(table, _)| *table).chain(OTHERS).collect();
        let mut inserts: Vec<_> = tables.iter().map(|table| prepare(&connection, table)).collect();
        let begin = Instant::now();
        for batches in self.batches.chunks(together) {
            connection.execute_batch("BEGIN IMMEDIATE").unwrap();
            for (table, row) in batches.iter().flatten() {
                inserts[*table].execute(params_from_iter(row)).unwrap();
            }
            connection.execute_batch("COMMIT").unwrap();
        }
        begin.elapsed()
    }
}

fn prepare<'c>(connection: &'c Connection, table: &str) -> rusqlite::Statement<'c> {
    let columns = connection.prepare(&format!("SELECT * FROM {table}")).unwrap().column_count();
    let places: Vec<String> = (1..=columns).map(|at| format!("?{at}")).collect();
    connection.prepare(&format!("INSERT INTO {table} VALUES ({})", places.join(", "))).unwrap()
}

fn all(connection: &Connection, table: &str) -> Vec<Vec<Value>> {
    let mut select = connection.prepare(&format!("SELECT * FROM {table}")).unwrap();
    let columns = select.column_count();
    let rows = select.query_map([], |row| (0..columns).map(|at| row.get(at)).collect()).unwrap();
    rows.map(Result::unwrap).collect()
}
