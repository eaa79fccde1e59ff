//! Directories and files that are for one user alone: a data directory, a spool.
//!
//! Another user of the machine may have prepared what stands under a name: a directory of his own, a link, a FIFO, a file
//! with a second name elsewhere. So nothing here is believed of a name. Each directory on the way is opened and asked who
//! owns it and who may write to it; the last one is kept open, and everything in it is opened relative to that handle,
//! without following links, and asked again.
//!
//! What is refused says why and which command mends it ([`Refusal`]). It knows no crate of ours.

mod dir;
mod private_group;
mod refusal;
mod rules;
mod walk;

pub use dir::{PrivateDir, may_be_this_long};
pub use refusal::Refusal;
