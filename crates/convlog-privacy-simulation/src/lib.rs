//! What is proved about the gate, and the tools to prove it with.
//!
//! [`campaign`] gives two worlds that differ only in what is personal to two services and compares what they answer to
//! everybody without the permission, whatever they may send ([`inputs`]). [`canary`] puts a value of its own into every place that can be personal and looks
//! for it in every byte that leaves a service. [`leak`] and [`between`] bring leaks in from outside, to see them found.
//! `docs/proofs.md` says what follows from that, and what does not.
//!
//! Invariant: which store it is, the caller decides; and nothing here knows how the gate is made.

pub mod answer;
pub mod campaign;
pub mod canary;
pub mod description;
mod http;
pub mod inputs;
pub mod intercepted_store;
pub mod leak;
pub mod question;
pub mod random;
pub mod service;
pub mod shrink;
pub mod world;
