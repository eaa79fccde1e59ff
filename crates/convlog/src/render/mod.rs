//! How a conversation looks on a terminal, made from the answer of the agents API. Asking for it belongs to the
//! command.

mod answer;
mod conversation;
mod entry;
mod event;
mod time;
mod value;

pub(crate) use answer::{Conversation, Summary};
pub(crate) use conversation::conversation;
pub(crate) use time::{day_and_time, span_of_seconds};
