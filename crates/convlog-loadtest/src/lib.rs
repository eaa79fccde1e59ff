//! Shared code of the benchmarks of the whole server: seeded traffic, a small HTTP client, the server as a process,
//! tables.
//!
//! Nothing here is part of the product. The server is always the real binary with a real data directory, and all
//! requests go to loopback.

pub mod http;
pub mod server;
pub mod table;
pub mod traffic;

/// Says how thorough a bench may be: `CONVLOG_BENCH=full` for one that was asked for by name, else the short form.
#[must_use]
pub fn is_full() -> bool {
    std::env::var("CONVLOG_BENCH").is_ok_and(|form| form == "full")
}
