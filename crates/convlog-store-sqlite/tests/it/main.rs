//! What holds for the SQLite store beside the conformance suite: its files, its keys, its limits, its schema.

mod audit;
mod bytes;
mod control;
mod finding;
mod leftovers;
mod opening;
mod overload;
mod retention;
mod rotation;
mod sealing;
mod searching;
mod versions;

use std::path::Path;

use convlog_store_sqlite::{OpenError, SqliteConfig, SqliteStore};

/// Opens a store as a first start without a key would.
fn open(data_dir: &Path) -> Result<SqliteStore, OpenError> {
    SqliteStore::open(SqliteConfig::new(data_dir), None)
}

/// Opens a database beside the store that has it.
fn beside(data_dir: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open(data_dir.join("records.db")).unwrap()
}
