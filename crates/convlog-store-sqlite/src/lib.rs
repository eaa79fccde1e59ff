//! The embedded store: SQLite in one data directory.
//!
//! `records.db` contains what was logged; one writer thread fills it with group commits, and readers use their own
//! connections. `control.db` contains keys and projects, so that the command line can change them while a server is
//! running; `audit.db` contains who read personal data, with its own durability. The security log is text files next to
//! them. See `docs/adr/0004-sqlite-layout.md`.

mod audit;
mod config;
mod connection;
mod control;
mod control_store;
mod data_keys;
mod directory;
mod disk_space;
mod erase;
mod examined;
mod failure;
mod files;
mod hidden_counts;
mod inspection;
mod key_check;
mod key_file;
mod known;
mod limits;
mod marks;
mod notice;
mod open;
mod open_error;
#[doc(hidden)]
mod pool;
mod reader;
mod records;
mod rows;
mod schema;
mod security;
mod short_id;
mod survey;
mod wal;
mod writer;

pub use audit::SqliteAudit;
pub use config::SqliteConfig;
pub use control::SqliteControl;
pub use disk_space::Usage;
pub use inspection::{Inspected, inspect};
pub use key_file::{is_rotation_pending, request_rotation};
pub use notice::{Notice, set_aside};
pub use open::SqliteStore;
pub use open_error::OpenError;
pub use security::{SecurityEvents, SecurityFiles};
pub use survey::{Survey, Surveyed};
