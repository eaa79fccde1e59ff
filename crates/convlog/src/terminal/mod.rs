//! What reaches a terminal: cleaned text, widths, colours and tables. What is shown is decided elsewhere.

mod count;
mod flow;
mod paint;
mod progress;
mod question;
mod table;
mod width;
mod write;

pub(crate) use convlog_core::terminal::clean;
pub(crate) use count::counted;
pub(crate) use flow::Flow;
pub(crate) use paint::{ColorChoice, Paint, Style};
pub(crate) use progress::Progress;
pub(crate) use question::confirmed_at_terminal;
pub(crate) use table::Table;
pub(crate) use width::{clip, columns, width};
pub(crate) use write::{JsonPrinter, print, print_json, print_line};
