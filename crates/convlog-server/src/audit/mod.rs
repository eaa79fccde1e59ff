//! Keeping account of answers with personal data: no byte of one leaves before the record of it is durable.
//!
//! The outermost layer opens a [`Ledger`] for each request. Whoever reads is admitted to it, and what is read with the
//! sight so given is noted in it by the store itself. The layer settles it before the answer leaves, and a body that is
//! sent while it is read settles it before each part.

mod audited_stream;
mod ledger;
mod reader_lease;

pub(crate) use audited_stream::{AuditedStream, flow};
pub(crate) use ledger::Ledger;
pub(crate) use reader_lease::ReaderLease;
