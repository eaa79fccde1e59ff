//! The shapes of the conversation APIs, as pure functions from a view to what is written.
//!
//! Two families share the vocabulary: the agents API (camelCase outside, snake_case inside) and the v1 and v3 lists.
//! Values that senders wrote go through as the JSON they sent. Every key is always there.

pub(crate) mod audit;
mod changes;
pub(crate) mod detail;
pub(crate) mod erasure;
pub(crate) mod function_event;
pub(crate) mod guard;
mod number;
pub(crate) mod raw;
pub(crate) mod review;
pub(crate) mod rules;
mod state;
pub(crate) mod summary;
mod time;
pub(crate) mod turn;
pub(crate) mod v1v3;
