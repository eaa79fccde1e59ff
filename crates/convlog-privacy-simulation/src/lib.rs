//! Tests that readers without the permission `pii` learn nothing about personal data.
//!
//! [`campaign`] stores two worlds that differ only in personal data in two services, and compares their answers to
//! everybody without the permission, whatever they send ([`inputs`]). [`canary`] puts a unique value into every
//! position that can contain personal data and searches for it in every byte that a service sends. [`leak`] and
//! [`intercepted_store`] add leaks from outside, to check that the tests find them. `docs/proofs.md` says what is shown
//! by this, and what is not.
//!
//! Invariant: the caller chooses the store, and nothing here knows how access control is implemented.

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
