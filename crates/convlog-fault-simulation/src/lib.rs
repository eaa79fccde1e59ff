//! Tests of failing storage, machines and networks, with simulated faults.
//!
//! [`disk`] records what SQLite does to its files, makes single calls fail, and reconstructs the files that a power cut
//! can leave; [`vfs`] is the SQLite VFS that feeds it. [`store`] writes records through the real embedded store on such
//! a disk and compares the result with what was acknowledged; [`spool`] does the same for a producer's spool.
//! [`network`] runs producers and a server over a faulty network. [`broken_promise`] breaks promises on purpose, to
//! check that the tests notice. `docs/proofs.md` has the figures.
//!
//! Invariant: this crate does not ship, and no shipping crate depends on it.

pub mod broken_promise;
pub mod campaign;
pub mod disk;
pub mod message;
pub mod network;
pub mod plan;
pub mod spool;
pub mod store;
pub mod system;
pub mod vfs;

/// Returns a folder in memory, where there is one: nothing here needs a real disk, and many files are written.
fn memory() -> std::path::PathBuf {
    let shared = std::path::Path::new("/dev/shm");
    if shared.is_dir() { shared.to_owned() } else { std::env::temp_dir() }
}
