//! The generated pages of `docs/reference`, each made from the one place that knows.

mod cli;
mod config;
mod fields;

pub use cli::cli;
pub use config::config;
pub use fields::fields;

/// Returns a text as one cell of a Markdown table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
