//! Whole numbers, as strictly typed clients want them.

use convlog_core::Timestamp;
use convlog_core::merge::Values;

/// Returns a field as a whole number, rounded, zero or greater.
pub(crate) fn rounded(fields: &Values, name: &str) -> Option<u64> {
    fields.number(name).map(whole)
}

/// Returns a field in milliseconds as the whole seconds in it, as [`seconds_between`] counts them.
pub(crate) fn seconds_of_millis(fields: &Values, name: &str) -> Option<u64> {
    fields.number(name).map(|millis| whole((millis / 1000.0).floor()))
}

/// Returns the milliseconds from one time to a later one.
pub(crate) fn millis_between(start: Timestamp, end: Timestamp) -> u64 {
    (micros_between(start, end) + 500) / 1000
}

/// Returns the whole seconds from one time to a later one.
pub(crate) fn seconds_between(start: Timestamp, end: Timestamp) -> u64 {
    micros_between(start, end) / 1_000_000
}

fn micros_between(start: Timestamp, end: Timestamp) -> u64 {
    u64::try_from(end.as_micros().saturating_sub(start.as_micros())).unwrap_or(0)
}

/// Rounds; what is negative or no number becomes 0, and what is too great the greatest that JSON readers keep exact.
fn whole(number: f64) -> u64 {
    const EXACT_MAX: f64 = 9_007_199_254_740_991.0;
    number.round().clamp(0.0, EXACT_MAX) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_whole_and_never_negative() {
        assert_eq!((whole(2278.6), whole(-3.0), whole(f64::NAN)), (2279, 0, 0));
        assert_eq!(whole(1e300), 9_007_199_254_740_991);
        let (early, late) = (Timestamp::from_micros(1), Timestamp::from_micros(73_999_999));
        assert_eq!((seconds_between(early, late), seconds_between(late, early)), (73, 0));
    }
}
