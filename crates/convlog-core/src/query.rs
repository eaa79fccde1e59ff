//! Questions about records: a tree of conditions, what may stand in it, and whether it holds.
//!
//! A [`Predicate`] is such a tree whose fields exist, whose comparisons fit their fields' types, and whose size is bounded.
//! It is asked about a [`Subject`]: an entry, a span, a function event, a turn or a conversation, with what it lies in. How a
//! question is written by people is not the business of this module, and neither is where the records come from.
//!
//! IMPORTANT: a subject is a part of a [view](crate::view), which holds what one reader may see. So what a condition is
//! compared with is what its reader is shown: a hidden value is `[redacted]`, a hidden entry is not there, and no question
//! can tell what either was.
//!
//! # Rules
//! - A comparison holds between values of one type. Anything else is false and never an error: `409` is not `"409"`.
//! - A list stands for each of its items: a condition on it holds if one item meets all of its comparisons.
//! - What is absent meets no comparison, so that `not` of one holds there.
//! - A condition about what lies inside a subject (the entries of a function event, say) is not decided by the subject
//!   itself, nor is its negation; [`Predicate::holds_in`] therefore asks for one record for which everything holds.
//! - Texts are equal and ordered as they are written; `contains` and `starts_with` ignore case.

mod check;
mod condition;
mod decimal;
mod evaluate;
mod field;
mod json;
mod language;
mod subject;
mod text;
mod times;
mod words;

pub use check::{Predicate, QueryError};
pub use condition::{Comparison, Condition, Leaf, Literal};
pub use field::{FieldPath, Scope};
pub use language::{Asked, NAMES, Name, TextError, Values};
pub use subject::Subject;
pub use text::Folded;
pub use times::TimeRange;
pub use words::{Phrase, words};

#[cfg(test)]
mod tests;
