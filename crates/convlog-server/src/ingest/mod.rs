//! From the bytes of a request to a batch for the store, and back to an answer line by line.
//!
//! [`receive`] reads and unpacks within bounds, [`cut`] makes parts of them and
//! [`intake`] reads the lines of each, [`Report`] is the answer, [`Warnings`] counts
//! what was only warned of. Nothing here knows a route or a store.

mod budget;
mod functions;
mod identity;
mod intake;
mod receive;
mod report;
mod unpack;
mod warnings;

pub(crate) use budget::{BodyBudget, Share};
pub(crate) use functions::{Waiting, resolve};
pub(crate) use identity::{Derivation, IDEMPOTENCY_KEY_BYTES_MAX};
pub(crate) use intake::{Intake, Part, cut, intake};
pub(crate) use receive::{Received, discard, receive};
pub(crate) use report::Report;
pub(crate) use warnings::{Tally, Uncounted, Warnings};
