//! The embedded store: SQLite in one data directory.
