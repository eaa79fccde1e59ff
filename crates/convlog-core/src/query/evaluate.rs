//! Whether a condition holds. Written to be read: what a store answers in another way is compared with this.

use std::cmp::Ordering;

use serde_json::Value;

use super::check::Predicate;
use super::condition::{Comparison, Condition, Leaf, Literal};
use super::decimal;
use super::subject::{Operand, Subject};
use crate::level::Level;
use crate::timestamp::Timestamp;
use crate::view::Conversation;

impl Predicate {
    /// Says whether it holds of a record.
    #[must_use]
    pub fn holds(&self, subject: &Subject<'_>) -> bool {
        holds(self.condition(), subject) == Some(true)
    }

    /// Says whether there is one record in a conversation, be it an entry, a function event, a span, a turn or the
    /// conversation itself, of which it holds.
    #[must_use]
    pub fn holds_in(&self, conversation: &Conversation) -> bool {
        Subject::all(conversation).any(|subject| self.holds(&subject))
    }
}

/// Says whether a condition holds; `None` where it is about something inside the subject.
fn holds(condition: &Condition, subject: &Subject<'_>) -> Option<bool> {
    match condition {
        Condition::All(parts) => decide(parts, subject, false),
        Condition::Any(parts) => decide(parts, subject, true),
        Condition::Not(part) => holds(part, subject).map(|holds| !holds),
        Condition::Leaf(leaf) => leaf.field.scope.is_around(subject.scope).then(|| meets(leaf, subject)),
    }
}

/// Returns `decisive` where one of the conditions gives it, or else nothing where one gives nothing.
fn decide(parts: &[Condition], subject: &Subject<'_>, decisive: bool) -> Option<bool> {
    let mut otherwise = Some(!decisive);
    for part in parts {
        match holds(part, subject) {
            Some(held) if held == decisive => return Some(decisive),
            Some(_) => {}
            None => otherwise = None,
        }
    }
    otherwise
}

fn meets(leaf: &Leaf, subject: &Subject<'_>) -> bool {
    let all = |is_met: &dyn Fn(&Comparison) -> bool| leaf.comparisons.iter().all(is_met);
    match subject.value(&leaf.field) {
        None => false,
        Some(Operand::Words) => all(&|comparison| match comparison {
            Comparison::Words(phrase) => subject.shows(phrase),
            _ => false,
        }),
        Some(Operand::Level(level)) => all(&|comparison| {
            compares(comparison, |literal| match literal {
                Literal::Text(name) => Level::parse(name).map(|literal| level.cmp(&literal)),
                _ => None,
            })
        }),
        Some(Operand::Time(time)) => all(&|comparison| {
            compares(comparison, |literal| match literal {
                Literal::Time(literal) => Some(time.cmp(literal)),
                _ => None,
            })
        }),
        Some(Operand::Json(value)) => any_at(&value, &leaf.field.inside, &|value| {
            all(&|comparison| match (comparison, value) {
                (Comparison::Contains(sought), Value::String(text)) => sought.is_in(text),
                (Comparison::StartsWith(sought), Value::String(text)) => sought.begins(text),
                _ => compares(comparison, |literal| compare(value, literal)),
            })
        }),
    }
}

/// Says whether there is a value at the end of a path that is like this; each item of a list is a value by itself.
fn any_at(value: &Value, path: &[String], is_like: &dyn Fn(&Value) -> bool) -> bool {
    match (value, path) {
        (value, []) if is_like(value) => true,
        (Value::Array(items), path) => items.iter().any(|item| any_at(item, path, is_like)),
        (Value::Object(members), [name, rest @ ..]) => {
            members.get(name).is_some_and(|member| any_at(member, rest, is_like))
        }
        _ => false,
    }
}

/// Says whether a value compares as it has to, by a function that compares it with others where they are of one type.
fn compares(comparison: &Comparison, with: impl Fn(&Literal) -> Option<Ordering>) -> bool {
    match comparison {
        Comparison::Exists => true,
        Comparison::Equals(literal) => with(literal) == Some(Ordering::Equal),
        Comparison::In(literals) => literals.iter().any(|literal| with(literal) == Some(Ordering::Equal)),
        Comparison::LessThan(literal) => with(literal).is_some_and(Ordering::is_lt),
        Comparison::AtMost(literal) => with(literal).is_some_and(Ordering::is_le),
        Comparison::GreaterThan(literal) => with(literal).is_some_and(Ordering::is_gt),
        Comparison::AtLeast(literal) => with(literal).is_some_and(Ordering::is_ge),
        Comparison::Contains(_) | Comparison::StartsWith(_) | Comparison::Words(_) => false,
    }
}

fn compare(value: &Value, literal: &Literal) -> Option<Ordering> {
    match (value, literal) {
        (Value::Null, Literal::Null) => Some(Ordering::Equal),
        (Value::Bool(flag), Literal::Flag(other)) => Some(flag.cmp(other)),
        (Value::Number(number), Literal::Number(other)) => decimal::compare(&number.to_string(), &other.to_string()),
        (Value::String(text), Literal::Text(other)) => Some(text.as_str().cmp(other)),
        (Value::String(text), Literal::Time(other)) => Timestamp::parse(text).map(|time| time.cmp(other)),
        _ => None,
    }
}
