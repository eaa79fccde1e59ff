//! The producer: record fast, spool, ship, never hurt the host.
//!
//! ```no_run
//! use std::time::Duration;
//! use convlog_client::{Client, Config, Draft, Ids};
//! use convlog_core::Level;
//!
//! let client = Client::start(Config::from_env(|name| std::env::var(name).ok()).config);
//! let place = client.context(&Ids { project_id: Some("front-desk"), conversation_id: Some("CA42"), ..Ids::default() });
//! let mut draft = Draft::new();
//! draft.begin(Level::Error, "CRM upsert failed", false);
//! draft.key("status");
//! draft.int(409);
//! client.log(&place, Level::Error, &mut draft);
//! let left = client.flush(Duration::from_secs(2));
//! assert_eq!(left.records, 0, "still unsent, and safe in the spool");
//! ```
//!
//! The rooms: [`record`] is the hot path and has written laws; `spool` is the files that outlive the process; `ship`
//! is the background thread and HTTP. When a conversation, a turn or a function opens and ends, and how a Python value
//! becomes JSON, belongs to the Python package.

mod client;
mod config;
mod counters;
mod engine;
mod fork;
mod liveness;
mod maintenance;
mod projects;
mod random;
pub mod record;
mod ship;
mod signal;
mod skew;
mod spool;
mod stats;
mod stderr;
mod threads;

pub use client::{Client, ship_directory, ship_directory_with_progress};
pub use config::{Config, ConfigError, SPOOL_BYTES_MIN, Secret, Settings};
pub use random::process_origin;
pub use record::{Context, Draft, Ids, Json, LOGGER, Mark, RecordKind};
pub use stats::{LastError, Pending, Problem, Shipment, SpoolKind, Stats};
