//! The files that outlive the process: frames in segments, segments in a producer's directory.
//!
//! Belongs here: the format on disk, mappings, directories and their locks, reading what a dead producer left. Does not
//! belong here: what a record means, when something is sent. `docs/adr/0002-spool.md` says why it is built this way.

pub(crate) mod age;
pub(crate) mod directory;
pub(crate) mod fault;
pub(crate) mod frame;
pub(crate) mod header;
pub(crate) mod mapping;
pub(crate) mod root;
pub(crate) mod scan;
pub(crate) mod segment;
pub(crate) mod segment_file;
