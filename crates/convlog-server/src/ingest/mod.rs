//! From the bytes of a request to a batch for the store, and back to an answer line by line.
//!
//! [`receive`] reads and unpacks within bounds, [`intake`] reads the lines, [`Report`] is the answer, [`Warnings`] counts
//! what was only warned of. Nothing here knows a route or a store.

mod budget;
mod identity;
mod intake;
mod receive;
mod report;
mod unpack;
mod warnings;

pub(crate) use budget::BodyBudget;
pub(crate) use identity::Derivation;
pub(crate) use intake::{Intake, intake};
pub(crate) use receive::{Received, receive};
pub(crate) use report::Report;
pub(crate) use warnings::{LeftOpen, Uncounted, Warnings};
