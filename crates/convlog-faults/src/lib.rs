//! What is proved about failing storage, machines and networks, and the tools to prove it with.
//!
//! [`disk`] writes down what SQLite does to its files, lets single calls fail, and rebuilds what a power cut may leave;
//! [`vfs`] is how it comes to know. [`store`] plays records through the real embedded store on top of that and judges what
//! is there afterwards by what was acknowledged. `docs/proofs.md` has the figures.
//!
//! Invariant: nothing ships with this crate, and nothing that ships turns on what it plants.

pub mod campaign;
pub mod disk;
pub mod store;
pub mod vfs;
