//! What is proved about the gate, and the tools to prove it with.
//!
//! [`campaign`] gives two worlds that differ only in what is personal to two services and compares what they answer to
//! a reader without the permission. [`canary`] puts a value of its own into every place that can be personal and looks
//! for it in every byte that leaves a service. `docs/proofs.md` says what follows from that, and what does not.
//!
//! Invariant: which store it is, the caller decides; and nothing here knows how the gate is made.

pub mod answer;
pub mod between;
pub mod campaign;
pub mod canary;
mod http;
pub mod question;
pub mod random;
pub mod service;
pub mod shrink;
pub mod surface;
pub mod world;
