//! What the web app reads, over real sockets and on the real store.

mod deep;
mod export;
mod list;
mod marks;
mod note;
mod one;
mod parts;
mod pieces;
mod query;
pub(super) mod stage;
mod whole;
