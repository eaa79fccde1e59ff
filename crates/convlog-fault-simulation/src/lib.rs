//! What is proved about failing storage, machines and networks, and the tools to prove it with.
//!
//! [`disk`] writes down what SQLite does to its files, lets single calls fail, and rebuilds what a power cut may leave;
//! [`vfs`] is how it comes to know. [`store`] plays records through the real embedded store on top of that and judges
//! what is there afterwards by what was acknowledged; [`spool`] does the same for what a producer leaves. [`network`]
//! lets producers and a server work together over a network that fails. [`broken_promise`] breaks promises, to see that it is
//! found out. `docs/proofs.md` has the figures.
//!
//! Invariant: nothing ships with this crate, and nothing that ships knows of it.

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
