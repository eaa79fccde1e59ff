//! What may stand in a query: fields that exist, comparisons that fit their types, and no more than the limits.

use std::borrow::Cow;
use std::fmt;

use super::condition::{Comparison, Condition, Leaf, Literal};
use super::field::{Scope, Type};
use crate::level::Level;
use crate::limits::{DEPTH_MAX, ID_BYTES_MAX, QUERY_DEPTH_MAX, QUERY_PARTS_MAX, QUERY_TEXT_BYTES_MAX};
use crate::outcome::Outcome;
use crate::pointer::Pointer;
use crate::view::Status;

/// A condition that can be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Predicate(Condition);

/// Why something cannot be asked. Never repeats a value or a made-up name of the asker's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// Where in the query, as a JSON pointer into its JSON.
    pub at: String,
    /// The field it is about, where it is about one.
    pub field: Option<String>,
    /// A sentence for people: what is wrong and what to do.
    pub reason: Cow<'static, str>,
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = if self.at.is_empty() { "the query" } else { &self.at };
        match &self.field {
            Some(field) => write!(f, "{at}: {field}: {}", self.reason),
            None => write!(f, "{at}: {}", self.reason),
        }
    }
}

impl std::error::Error for QueryError {}

impl QueryError {
    pub(super) fn new(at: &Pointer, reason: impl Into<Cow<'static, str>>) -> QueryError {
        QueryError { at: at.as_str().to_owned(), field: None, reason: reason.into() }
    }
}

impl Predicate {
    /// Takes a condition that can be asked.
    ///
    /// # Errors
    /// A field does not exist, a comparison does not fit its type, or the condition is too large.
    pub fn new(condition: Condition) -> Result<Predicate, QueryError> {
        let mut check = Check { parts_left: QUERY_PARTS_MAX };
        check.condition(&condition, &Pointer::root(), 1)?;
        Ok(Predicate(condition))
    }

    /// Returns the condition that everything meets.
    #[must_use]
    pub fn everything() -> Predicate {
        Predicate(Condition::All(Vec::new()))
    }

    /// Returns the condition.
    #[must_use]
    pub fn condition(&self) -> &Condition {
        &self.0
    }

    /// Returns every field that is asked for, with its comparisons.
    #[must_use]
    pub fn leaves(&self) -> Vec<&Leaf> {
        let mut leaves = Vec::new();
        gather(&self.0, &mut leaves);
        leaves
    }
}

fn gather<'a>(condition: &'a Condition, leaves: &mut Vec<&'a Leaf>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| gather(part, leaves)),
        Condition::Not(part) => gather(part, leaves),
        Condition::Leaf(leaf) => leaves.push(leaf),
    }
}

struct Check {
    parts_left: usize,
}

impl Check {
    fn condition(&mut self, condition: &Condition, at: &Pointer, depth: usize) -> Result<(), QueryError> {
        if depth > QUERY_DEPTH_MAX {
            return Err(QueryError::new(at, format!("nest conditions at most {QUERY_DEPTH_MAX} deep")));
        }
        self.count(1, at)?;
        let mut each = |name: &str, parts: &[Condition]| {
            let at = at.child(name);
            let mut parts = parts.iter().enumerate();
            parts.try_for_each(|(index, part)| self.condition(part, &at.child(&index.to_string()), depth + 1))
        };
        match condition {
            Condition::All(parts) => each("all", parts),
            Condition::Any(parts) if parts.is_empty() => {
                Err(QueryError::new(at, "the list of conditions is empty; give at least one"))
            }
            Condition::Any(parts) => each("any", parts),
            Condition::Not(part) => self.condition(part, &at.child("not"), depth + 1),
            Condition::Leaf(leaf) => self.leaf(leaf, at),
        }
    }

    fn leaf(&mut self, leaf: &Leaf, at: &Pointer) -> Result<(), QueryError> {
        let refuse = |reason: Cow<'static, str>| {
            let field = Some(leaf.field.shown());
            Err(QueryError { at: at.as_str().to_owned(), field, reason })
        };
        let names = std::iter::once(&leaf.field.name).chain(&leaf.field.inside);
        if leaf.field.inside.len() >= DEPTH_MAX || names.clone().any(|name| name.len() > ID_BYTES_MAX) {
            let reason = format!("a path has at most {DEPTH_MAX} names of at most {ID_BYTES_MAX} bytes");
            return refuse(reason.into());
        }
        let value_type = match (leaf.field.value_type(), leaf.field.outside_type()) {
            (Some(value_type), _) => value_type,
            (None, Some(_)) => return refuse("this field has no inner fields; use the field itself".into()),
            (None, None) => return refuse("unknown field; docs/reference/fields.md lists the fields".into()),
        };
        if leaf.comparisons.is_empty() {
            return refuse("give a comparison: equals, contains, exists, …".into());
        }
        for (index, comparison) in leaf.comparisons.iter().enumerate() {
            self.count(1, at)?;
            if leaf.comparisons[..index].iter().any(|earlier| earlier.name() == comparison.name()) {
                return refuse(format!("\"{}\" stands twice; put the second under \"all\"", comparison.name()).into());
            }
            if let Comparison::In(literals) = comparison {
                self.count(literals.len(), at)?;
            }
            if let Err(reason) = fits(leaf.field.scope, value_type, comparison) {
                return refuse(reason);
            }
        }
        Ok(())
    }

    fn count(&mut self, parts: usize, at: &Pointer) -> Result<(), QueryError> {
        self.parts_left = self.parts_left.checked_sub(parts).ok_or_else(|| {
            let reason = format!("a query may have at most {QUERY_PARTS_MAX} conditions, comparisons and values");
            QueryError::new(at, reason)
        })?;
        Ok(())
    }
}

/// Says why a comparison does not fit a type.
fn fits(scope: Scope, value_type: Type, comparison: &Comparison) -> Result<(), Cow<'static, str>> {
    if comparison.texts().iter().any(|text| text.len() > QUERY_TEXT_BYTES_MAX) {
        return Err(format!("a value to compare with may have at most {QUERY_TEXT_BYTES_MAX} bytes").into());
    }
    if value_type == Type::Object && *comparison != Comparison::Exists {
        return Err("it is an object: use a field inside it, or \"exists\"".into());
    }
    if (value_type == Type::Words) != matches!(comparison, Comparison::Words(_)) {
        return Err("only \"words\" can be asked of the text of a record, and of nothing else".into());
    }
    match comparison {
        Comparison::Exists => Ok(()),
        Comparison::Words(phrase) if phrase.has_no_words() => {
            Err("there is no word in it: give letters or digits".into())
        }
        Comparison::Words(_) => Ok(()),
        Comparison::In(literals) if literals.is_empty() => Err("the list of values is empty; give at least one".into()),
        Comparison::In(literals) => literals.iter().try_for_each(|literal| is_of(scope, value_type, literal)),
        Comparison::Equals(literal) => is_of(scope, value_type, literal),
        Comparison::LessThan(literal)
        | Comparison::AtMost(literal)
        | Comparison::GreaterThan(literal)
        | Comparison::AtLeast(literal) => {
            is_of(scope, value_type, literal)?;
            let has_order = !matches!(literal, Literal::Null | Literal::Flag(_))
                && !matches!(value_type, Type::Status | Type::Outcome | Type::Kind);
            if has_order { Ok(()) } else { Err("it has no order; use \"equals\"".into()) }
        }
        Comparison::Contains(text) | Comparison::StartsWith(text) => match (value_type, text.as_str().is_empty()) {
            (Type::Text | Type::Any, false) => Ok(()),
            (Type::Text | Type::Any, true) => {
                Err("an empty text is in every text; give a text, or use \"exists\"".into())
            }
            _ => Err("it is not text; use \"equals\", \"in\", or a minimum or maximum".into()),
        },
    }
}

/// Says what a literal would have to be for a type.
fn is_of(scope: Scope, value_type: Type, literal: &Literal) -> Result<(), Cow<'static, str>> {
    let expected = match (value_type, literal) {
        (Type::Any, _)
        | (Type::Text, Literal::Text(_))
        | (Type::Time, Literal::Time(_))
        | (Type::Flag, Literal::Flag(_))
        | (Type::Number, Literal::Number(_)) => return Ok(()),
        (Type::Level, Literal::Text(name)) if Level::parse(name).is_some() => return Ok(()),
        (Type::Status, Literal::Text(name)) if Status::parse(name).is_some() => return Ok(()),
        (Type::Outcome, Literal::Text(name)) if Outcome::parse(name).is_some() => return Ok(()),
        (Type::Kind, Literal::Text(name)) if Scope::parse(name).is_some_and(|scope| scope != Scope::Record) => {
            return Ok(());
        }
        (_, Literal::Null) if scope != Scope::Entry => "null means absent here; use \"exists\" under \"not\"",
        (Type::Text, _) => "it is text; give text",
        (Type::Time, _) => "it is a time; give one, such as {\"time\": \"2025-01-01T10:00:00Z\"}",
        (Type::Flag, _) => "it is true or false; give true or false",
        (Type::Number, _) => "it is a number; give a number",
        (Type::Level, _) => "give one of \"info\", \"warning\", \"error\"",
        (Type::Status, _) => "give one of \"live\", \"lost_contact\", \"unfinished\", \"ended\"",
        (Type::Outcome, _) => {
            "give one of \"ok\", \"logged_error\", \"api_failed\", \"raised\", \"cancelled\", \"unfinished\""
        }
        (Type::Kind, _) => "give one of \"conversation\", \"turn\", \"function_event\", \"span\", \"entry\"",
        (Type::Object | Type::Words, _) => "it is an object; use a field inside it",
    };
    Err(expected.into())
}
