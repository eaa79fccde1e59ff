//! The real spool of a producer: filmed while it works, and recovered from what a power cut may leave of it.

pub mod calls;
pub mod film;
pub mod recovery;
pub mod sink;
pub mod told;
