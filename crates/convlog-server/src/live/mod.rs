//! Watching a conversation as it happens: a stream of server-sent events for one reader.
//!
//! The conversation is looked at again and again as its reader may see it, and what has become another is said, node by
//! node. What the reader may not see cannot make an event, because nothing else is looked at. A stream holds a hash of each
//! node, and an outline only while it looks, in the room that answers have; whether there is anything to look at it asks
//! first.

mod follow;
mod snapshot;

pub(crate) use follow::{Subscription, begin};
