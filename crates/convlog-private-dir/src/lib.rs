//! Directories and files with access for one user only: a data directory, a spool.
//!
//! Another user of the machine may have prepared a path: a directory of their own, a symbolic link, a FIFO, a hard
//! link. So paths are not trusted. Each directory on the path is opened and its owner and permissions are checked; the
//! last one is kept open, and everything in it is opened relative to that handle, without following links, and checked
//! again.
//!
//! An error says what is wrong and which command corrects it ([`Refusal`]). This crate depends on no other crate of
//! convlog.

mod dir;
mod private_group;
mod refusal;
mod rules;
mod walk;

pub use dir::{PrivateDir, may_be_this_long};
pub use refusal::Refusal;
