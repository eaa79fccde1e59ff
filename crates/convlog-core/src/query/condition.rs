//! The tree: conditions, the comparisons at its leaves, and the values to compare with.

use serde_json::Number;

use super::field::FieldPath;
use super::text::Folded;
use super::words::Phrase;
use crate::timestamp::Timestamp;

/// A condition on a record and on what it lies in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// All of these hold; with none, everything meets it.
    All(Vec<Condition>),
    /// At least one of these holds.
    Any(Vec<Condition>),
    /// This does not hold.
    Not(Box<Condition>),
    /// A field has a value like this.
    Leaf(Leaf),
}

/// A field and what its value has to be like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The field.
    pub field: FieldPath,
    /// What one and the same value of it has to meet, all of it.
    pub comparisons: Vec<Comparison>,
}

/// What a value has to be like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// There is one, `null` among them.
    Exists,
    /// It is this.
    Equals(Literal),
    /// It is one of these.
    In(Vec<Literal>),
    /// It comes before this.
    LessThan(Literal),
    /// It is this or comes before it.
    AtMost(Literal),
    /// It comes after this.
    GreaterThan(Literal),
    /// It is this or comes after it.
    AtLeast(Literal),
    /// It is a text that holds this, in whatever case.
    Contains(Folded),
    /// It is a text that begins with this, in whatever case.
    StartsWith(Folded),
    /// It shows these words, one after the other, in whatever case.
    Words(Phrase),
}

/// A value to compare with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// `null`. A field of a record never is: there it means that the field is absent.
    Null,
    /// True or false.
    Flag(bool),
    /// A number, to the digit.
    Number(Number),
    /// A text.
    Text(String),
    /// A point in time, whatever offset it is written with.
    Time(Timestamp),
}

impl Comparison {
    /// Returns the comparison's name in JSON.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Comparison::Exists => "exists",
            Comparison::Equals(_) => "equals",
            Comparison::In(_) => "in",
            Comparison::LessThan(_) => "less_than",
            Comparison::AtMost(_) => "at_most",
            Comparison::GreaterThan(_) => "greater_than",
            Comparison::AtLeast(_) => "at_least",
            Comparison::Contains(_) => "contains",
            Comparison::StartsWith(_) => "starts_with",
            Comparison::Words(_) => "words",
        }
    }

    /// Returns the values to compare with, as text.
    pub(super) fn texts(&self) -> Vec<String> {
        match self {
            Comparison::Exists => Vec::new(),
            Comparison::Equals(literal)
            | Comparison::LessThan(literal)
            | Comparison::AtMost(literal)
            | Comparison::GreaterThan(literal)
            | Comparison::AtLeast(literal) => vec![literal.text()],
            Comparison::In(literals) => literals.iter().map(Literal::text).collect(),
            Comparison::Contains(text) | Comparison::StartsWith(text) => vec![text.as_str().to_owned()],
            Comparison::Words(phrase) => vec![phrase.as_str().to_owned()],
        }
    }
}

impl Literal {
    fn text(&self) -> String {
        match self {
            Literal::Null => "null".to_owned(),
            Literal::Flag(flag) => flag.to_string(),
            Literal::Number(number) => number.to_string(),
            Literal::Text(text) => text.clone(),
            Literal::Time(time) => time.to_string(),
        }
    }
}

impl Leaf {
    /// Returns the values that are asked for, as text.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        self.comparisons.iter().flat_map(Comparison::texts).collect()
    }
}
