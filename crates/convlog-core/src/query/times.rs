//! Between which times an entry must have been written for a query to hold of it: a necessary condition, so that a store
//! need not look outside.

use super::check::Predicate;
use super::condition::{Comparison, Condition, Leaf, Literal};
use super::field::{FieldPath, Scope, TIME};
use crate::timestamp::Timestamp;

/// A range of times, both ends in it; empty where the first is later than the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeRange {
    /// The earliest.
    pub first: Timestamp,
    /// The latest.
    pub last: Timestamp,
}

impl TimeRange {
    /// All times.
    pub const ALL: TimeRange =
        TimeRange { first: Timestamp::from_micros(i64::MIN), last: Timestamp::from_micros(i64::MAX) };
    const NONE: TimeRange = TimeRange { first: TimeRange::ALL.last, last: TimeRange::ALL.first };

    /// Says whether a time is in it.
    #[must_use]
    pub fn holds(&self, time: Timestamp) -> bool {
        self.first <= time && time <= self.last
    }

    fn and(self, other: TimeRange) -> TimeRange {
        TimeRange { first: self.first.max(other.first), last: self.last.min(other.last) }
    }

    fn or(self, other: TimeRange) -> TimeRange {
        match (self.first > self.last, other.first > other.last) {
            (true, _) => other,
            (_, true) => self,
            _ => TimeRange { first: self.first.min(other.first), last: self.last.max(other.last) },
        }
    }
}

impl Predicate {
    /// Returns the times outside of which it holds of no entry.
    #[must_use]
    pub fn entry_times(&self) -> TimeRange {
        times(self.condition())
    }
}

fn times(condition: &Condition) -> TimeRange {
    match condition {
        Condition::All(parts) => parts.iter().map(times).fold(TimeRange::ALL, TimeRange::and),
        Condition::Any(parts) => parts.iter().map(times).fold(TimeRange::NONE, TimeRange::or),
        Condition::Leaf(Leaf { field, comparisons }) if is_time_of_entry(field) => {
            comparisons.iter().map(of_comparison).fold(TimeRange::ALL, TimeRange::and)
        }
        Condition::Not(_) | Condition::Leaf(_) => TimeRange::ALL,
    }
}

fn is_time_of_entry(field: &FieldPath) -> bool {
    matches!((field.scope, field.name.as_str()), (Scope::Entry, "timestamp") | (Scope::Record, TIME))
}

fn of_comparison(comparison: &Comparison) -> TimeRange {
    let at = |literal: &Literal, range: &dyn Fn(Timestamp) -> TimeRange| match literal {
        Literal::Time(time) => range(*time),
        _ => TimeRange::ALL,
    };
    let only = |time| TimeRange { first: time, last: time };
    let moved = |time: Timestamp, by| Timestamp::from_micros(time.as_micros().saturating_add(by));
    match comparison {
        Comparison::Equals(literal) => at(literal, &only),
        Comparison::In(literals) => {
            literals.iter().map(|literal| at(literal, &only)).fold(TimeRange::NONE, TimeRange::or)
        }
        Comparison::LessThan(literal) => at(literal, &|time| TimeRange { last: moved(time, -1), ..TimeRange::ALL }),
        Comparison::AtMost(literal) => at(literal, &|time| TimeRange { last: time, ..TimeRange::ALL }),
        Comparison::GreaterThan(literal) => at(literal, &|time| TimeRange { first: moved(time, 1), ..TimeRange::ALL }),
        Comparison::AtLeast(literal) => at(literal, &|time| TimeRange { first: time, ..TimeRange::ALL }),
        Comparison::Exists | Comparison::Contains(_) | Comparison::StartsWith(_) | Comparison::Words(_) => {
            TimeRange::ALL
        }
    }
}
