//! Queries as people write them: `level:error function:crm_upsert status:>=500 "rate limit" -retriable:true`.
//!
//! `parser.rs` has the grammar, `names.rs` the short names of fields, `value.rs` what a value becomes by the type of its
//! field, `times.rs` the times.

mod names;
mod parser;
mod times;
mod value;

use std::borrow::Cow;
use std::fmt;

pub use names::{NAMES, Name, Values};
pub use times::Asked;

use super::check::Predicate;
use crate::limits::QUERY_BYTES_MAX;

/// Why a query cannot be read. Never repeats what stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextError {
    /// The first character that it is about, from 0.
    pub from: usize,
    /// The first that it is not about any more.
    pub to: usize,
    /// A sentence for people: what is wrong and what to do.
    pub reason: Cow<'static, str>,
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at character {}: {}", self.from + 1, self.reason)
    }
}

impl std::error::Error for TextError {}

impl Predicate {
    /// Reads a query as people write it; an empty one holds of everything.
    ///
    /// # Errors
    /// Says which characters are wrong and what to do.
    pub fn read(text: &str, asked: &Asked) -> Result<Predicate, TextError> {
        let whole = |reason: Cow<'static, str>| TextError { from: 0, to: text.chars().count(), reason };
        if text.len() > QUERY_BYTES_MAX {
            return Err(whole(format!("a query is at most {QUERY_BYTES_MAX} bytes long").into()));
        }
        let condition = parser::Parser::new(text, asked).whole()?;
        Predicate::new(condition).map_err(|error| whole(error.reason))
    }
}

#[cfg(test)]
mod tests;
