//! The real spool of a producer: filmed while it works, and recovered from what a power cut may leave of it.

pub mod calls;
pub mod logging_client;
pub mod recovery;
pub mod sink;
pub mod write_trace;
