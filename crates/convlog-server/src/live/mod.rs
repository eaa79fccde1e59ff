//! Watching a conversation as it happens: a stream of server-sent events for one reader.
//!
//! The conversation is read again and again as its reader may see it, and sent when that has changed. What the reader
//! may not see cannot make an event, because nothing else is looked at.

mod follow;

pub(crate) use follow::{Watch, begin};
