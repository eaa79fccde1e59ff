//! What of a query can be answered by what a store keeps at hand of each conversation: a necessary condition, so that fewer
//! of them have to be looked into. Whether the query holds is judged by the query alone.

use convlog_core::outcome::Outcome;
use convlog_core::query::{Comparison, Condition, Leaf, Literal, Predicate, Scope, TimeRange};
use convlog_core::{Level, Timestamp};

use crate::read::Filter;

/// How far a producer's clock may be from the server's before its records are marked, in microseconds: a conversation whose
/// last record came before a time has none that was written so much later.
pub const CLOCK_SKEW_MICROS: i64 = 24 * 3600 * 1_000_000;

impl Filter {
    /// Lets through no conversation of which a query cannot hold.
    #[must_use]
    pub fn narrowed(mut self, query: &Predicate) -> Filter {
        let TimeRange { first, last } = query.entry_times();
        if first > TimeRange::ALL.first {
            self.active_from = Some(Timestamp::from_micros(first.as_micros().saturating_sub(CLOCK_SKEW_MICROS)));
        }
        if last < TimeRange::ALL.last {
            self.active_until = Some(last);
        }
        let levels = needed(query.condition());
        if levels != Needed::Anything && !self.has_errors && !self.has_warnings {
            self.has_errors = true;
            self.has_warnings = levels == Needed::WarningOrWorse;
        }
        self
    }
}

/// What a conversation needs to have for a condition to hold of any of its records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Needed {
    Anything,
    WarningOrWorse,
    /// An error entry, or a function that raised or never finished.
    Error,
}

fn needed(condition: &Condition) -> Needed {
    match condition {
        Condition::All(parts) => parts.iter().map(needed).max().unwrap_or(Needed::Anything),
        Condition::Any(parts) => parts.iter().map(needed).min().unwrap_or(Needed::Anything),
        Condition::Not(_) => Needed::Anything,
        Condition::Leaf(leaf) => needed_by(leaf),
    }
}

fn needed_by(Leaf { field, comparisons }: &Leaf) -> Needed {
    match (field.scope, field.name.as_str()) {
        (Scope::Entry, "level") => comparisons.iter().map(by_level).max().unwrap_or(Needed::Anything),
        (Scope::FunctionEvent, "error") => Needed::Error,
        (Scope::FunctionEvent, "outcome") => comparisons.iter().map(by_outcome).max().unwrap_or(Needed::Anything),
        _ => Needed::Anything,
    }
}

fn by_level(comparison: &Comparison) -> Needed {
    let needs = |literal: &Literal| match literal {
        Literal::Text(name) => match Level::parse(name) {
            Some(Level::Error) => Needed::Error,
            Some(Level::Warning) => Needed::WarningOrWorse,
            _ => Needed::Anything,
        },
        _ => Needed::Anything,
    };
    match comparison {
        Comparison::Equals(literal) | Comparison::AtLeast(literal) => needs(literal),
        Comparison::In(literals) => literals.iter().map(needs).min().unwrap_or(Needed::Anything),
        _ => Needed::Anything,
    }
}

fn by_outcome(comparison: &Comparison) -> Needed {
    let needs = |literal: &Literal| match literal {
        Literal::Text(name) => match Outcome::parse(name) {
            Some(outcome) if outcome.is_failure() || outcome == Outcome::LoggedError => Needed::Error,
            _ => Needed::Anything,
        },
        _ => Needed::Anything,
    };
    match comparison {
        Comparison::Equals(literal) => needs(literal),
        Comparison::In(literals) => literals.iter().map(needs).min().unwrap_or(Needed::Anything),
        _ => Needed::Anything,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use convlog_core::query::Asked;

    #[test]
    fn a_query_narrows_a_list_to_what_it_needs() {
        let now = Timestamp::parse("2026-12-01T09:30:00Z").unwrap();
        for (text, errors, warnings) in [
            ("level:error", true, false),
            ("level:>=warning", true, true),
            ("level:info", false, false),
            ("-level:error", false, false),
            ("level:error OR status:409", false, false),
            ("level:error status:409", true, false),
            ("level:(warning, error)", true, true),
            ("raised:KeyError", true, false),
            ("outcome:(raised, unfinished)", true, false),
            ("outcome:(raised, cancelled)", false, false),
            ("outcome:logged_error", true, false),
            ("has:errors x", true, false),
            ("409", false, false),
        ] {
            let query = Predicate::read(text, &Asked::in_utc(now)).unwrap();
            let filter = Filter::default().narrowed(&query);
            assert_eq!((filter.has_errors, filter.has_warnings), (errors, warnings), "{text}");
        }
        let query = Predicate::read("time:yesterday level:error", &Asked::in_utc(now)).unwrap();
        let filter = Filter::default().narrowed(&query);
        let time = |text| Timestamp::parse(text);
        assert_eq!(filter.active_from, time("2026-11-29T00:00:00Z"));
        assert_eq!(filter.active_until, time("2026-11-30T23:59:59.999999Z"));
    }
}
