//! Two clients of the agents API as they exist: one that demands every key and type, one that takes what it finds and
//! shows it in a terminal.

mod lenient;
mod strict;

pub(crate) use lenient::terminal_view;
pub(crate) use strict::{Detail, List};
