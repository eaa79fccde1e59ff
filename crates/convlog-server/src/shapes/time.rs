//! The three ways in which existing clients expect a point in time.

use std::fmt;

use convlog_core::Timestamp;
use serde::{Serialize, Serializer};

/// `2026-06-03T14:00:38.580000+00:00`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WithOffset(pub(crate) Timestamp);

/// `2026-06-03T13:19:19.757917`: UTC, without saying so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Naive(pub(crate) Timestamp);

/// `Wed, 03 Jun 2026 13:18:09 GMT` (RFC 9110, section 5.6.7).
#[derive(Clone, Copy, Debug)]
pub(crate) struct HttpDate(pub(crate) Timestamp);

impl Serialize for WithOffset {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}+00:00", Naive(self.0)))
    }
}

impl Serialize for Naive {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for Naive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.to_rfc3339();
        f.write_str(std::str::from_utf8(&text[..26]).map_err(|_| fmt::Error)?)
    }
}

impl Serialize for HttpDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for HttpDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
        const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        const MICROS_PER_DAY: i64 = 86_400 * 1_000_000;
        let text = self.0.to_rfc3339();
        let text = std::str::from_utf8(&text).map_err(|_| fmt::Error)?;
        let weekday = self.0.as_micros().div_euclid(MICROS_PER_DAY).rem_euclid(7);
        let month = text[5..7].parse::<usize>().map_err(|_| fmt::Error)?;
        let (day, year, time) = (&text[8..10], &text[0..4], &text[11..19]);
        write!(f, "{}, {day} {} {year} {time} GMT", DAYS[weekday as usize], MONTHS[month - 1])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_is_as_recorded() {
        let time = Timestamp::parse("2026-06-03T13:18:09.757917Z").unwrap();
        assert_eq!(serde_json::to_string(&WithOffset(time)).unwrap(), "\"2026-06-03T13:18:09.757917+00:00\"");
        assert_eq!(serde_json::to_string(&Naive(time)).unwrap(), "\"2026-06-03T13:18:09.757917\"");
        assert_eq!(HttpDate(time).to_string(), "Wed, 03 Jun 2026 13:18:09 GMT");
        assert_eq!(HttpDate(Timestamp::from_micros(-1)).to_string(), "Wed, 31 Dec 1969 23:59:59 GMT");
    }
}
