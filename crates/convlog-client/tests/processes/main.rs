//! The producer in processes that fork and die. A binary of its own, and one test at a time: a forked child inherits
//! whatever its whole process holds at that moment.

mod disks;
mod fork;
mod hostile;
mod kill;
mod memory;
mod neighbours;
#[expect(dead_code, reason = "shared with the other test binary, which uses all of it")]
#[path = "../it/server.rs"]
mod server;
#[path = "../it/world.rs"]
mod world;

/// Held by each test for as long as it runs.
static ONE_AT_A_TIME: std::sync::Mutex<()> = std::sync::Mutex::new(());

pub(crate) fn alone() -> std::sync::MutexGuard<'static, ()> {
    ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
