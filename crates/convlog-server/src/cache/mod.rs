//! What was asked of the store within the last half second: keys and projects.
//!
//! Both change beside a running server, and a change has to be in effect within a second. So nothing is believed for
//! longer than [`FRESH_FOR`], and that something does *not* exist is never believed: a key works at once when made.

use std::time::Duration;

mod keys;
mod projects;

pub(crate) use keys::KeyCache;
pub(crate) use projects::{ProjectCache, Projects};

/// How long an answer of the store is believed.
const FRESH_FOR: Duration = Duration::from_millis(500);
