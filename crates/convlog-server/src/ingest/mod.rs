//! From the bytes of a request to a batch for the store, and back to an answer line by line.
//!
//! [`receive`] reads and unpacks within bounds, [`cut`] makes parts of them and
//! [`intake`] reads the lines of each, [`Report`] is the answer, [`Warnings`] counts
//! what was only warned of. Nothing here knows a route or a store.

mod budget;
mod functions;
mod identity;
mod parse;
mod receive;
mod report;
mod unpack;
mod warnings;

pub(crate) use budget::{BodyBudget, BodyShare};
pub(crate) use functions::{Waiting, resolve};
pub(crate) use identity::{Derivation, IDEMPOTENCY_KEY_BYTES_MAX};
pub(crate) use parse::{BodyPart, ParsedBatch, cut, intake};
pub(crate) use receive::{Received, discard, receive};
pub(crate) use report::Report;
pub(crate) use warnings::{Tally, Uncounted, Warnings};
