//! Points in time: microseconds since the Unix epoch, RFC 3339 at the edges.
//!
//! Nothing here reads a clock; whoever has one passes the time in.

use std::fmt;

use jiff::fmt::rfc2822::{DateTimeParser, DateTimePrinter};

/// A point in time with microsecond precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(i64);

/// The length of [`Timestamp::to_rfc3339`] for every year from 0000 to 9999.
pub const RFC3339_LEN: usize = 27;

const MICROS_PER_SECOND: i64 = 1_000_000;
const SECONDS_PER_DAY: i64 = 86_400;
/// The first second of the year 0000.
const YEAR_0: i64 = -62_167_219_200;
const HTTP_DATES: DateTimeParser = DateTimeParser::new();

impl Timestamp {
    /// Makes a point in time from microseconds since the Unix epoch.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Timestamp {
        Timestamp(micros)
    }

    /// Returns the microseconds since the Unix epoch.
    #[must_use]
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// Parses an RFC 3339 date and time with any offset; digits below the microsecond are dropped.
    ///
    /// Returns `None` for anything else, a year outside 0000 to 9999 among it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Timestamp> {
        if let Some(time) = parse_canonical(text.as_bytes()).or_else(|| parse_utc(text)) {
            return Some(time);
        }
        // INVARIANT: jiff also reads forms that are not RFC 3339 (without separators or minutes, with a bracketed
        // zone).
        let separators = [(4, b'-'), (7, b'-'), (13, b':'), (16, b':')];
        let is_separated = separators.iter().all(|(at, byte)| text.as_bytes().get(*at) == Some(byte));
        if text.len() > 40 || text.contains('[') || !is_separated {
            return None;
        }
        let parsed: jiff::Timestamp = text.parse().ok()?;
        let time = Timestamp(parsed.as_microsecond());
        (civil(time.0.div_euclid(MICROS_PER_SECOND * SECONDS_PER_DAY)).0 >= 0).then_some(time)
    }

    /// Parses a time as HTTP's headers carry it, `Wed, 03 Jun 2026 13:18:09 GMT` (RFC 9110, section 5.6.7).
    #[must_use]
    pub fn parse_http_date(text: &str) -> Option<Timestamp> {
        let parsed = text.ends_with(" GMT").then(|| HTTP_DATES.parse_timestamp(text))?.ok()?;
        Some(Timestamp(parsed.as_microsecond()))
    }

    /// Writes the form that [`Timestamp::parse_http_date`] reads; the last day of the year 9999 reads as the one before.
    #[must_use]
    pub fn to_http_date(self) -> String {
        let second = self.0.div_euclid(MICROS_PER_SECOND).clamp(YEAR_0, jiff::Timestamp::MAX.as_second());
        let time = jiff::Timestamp::from_second(second).unwrap_or_default();
        // INVARIANT: every year from 0000 to 9999 has the form.
        DateTimePrinter::new().timestamp_to_rfc9110_string(&time).unwrap_or_default()
    }

    /// Writes the canonical form, `2025-01-01T10:00:00.123456Z`.
    ///
    /// Written by hand because the producer does this once for each log call.
    #[must_use]
    pub fn to_rfc3339(self) -> [u8; RFC3339_LEN] {
        let seconds = self.0.div_euclid(MICROS_PER_SECOND);
        let micros = self.0.rem_euclid(MICROS_PER_SECOND) as u32;
        let (year, month, day) = civil(seconds.div_euclid(SECONDS_PER_DAY));
        let second_of_day = seconds.rem_euclid(SECONDS_PER_DAY) as u32;
        let mut out = *b"0000-00-00T00:00:00.000000Z";
        digits(&mut out[0..4], year.clamp(0, 9999) as u32);
        digits(&mut out[5..7], month);
        digits(&mut out[8..10], day);
        digits(&mut out[11..13], second_of_day / 3600);
        digits(&mut out[14..16], second_of_day / 60 % 60);
        digits(&mut out[17..19], second_of_day % 60);
        digits(&mut out[20..26], micros);
        out
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(std::str::from_utf8(&self.to_rfc3339()).map_err(|_| fmt::Error)?)
    }
}

impl serde::Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Writes `value` right-aligned with leading zeros over the whole of `out`.
fn digits(out: &mut [u8], mut value: u32) {
    for digit in out.iter_mut().rev() {
        *digit = b'0' + (value % 10) as u8;
        value /= 10;
    }
}

/// Reads exactly the form that [`Timestamp::to_rfc3339`] writes, which is what nearly every record carries.
fn parse_canonical(text: &[u8]) -> Option<Timestamp> {
    let text: &[u8; RFC3339_LEN] = text.try_into().ok()?;
    let punctuation = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':'), (19, b'.'), (26, b'Z')];
    if punctuation.iter().any(|&(at, byte)| text[at] != byte) {
        return None;
    }
    let number = |from: usize, to: usize| {
        text[from..to]
            .iter()
            .try_fold(0i64, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0')))
    };
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let days = days_from_civil(year, month, day);
    if civil(days) != (year, month as u32, day as u32) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let seconds = days * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second;
    Some(Timestamp(seconds * MICROS_PER_SECOND + number(20, 26)?))
}

/// Reads a time in UTC with any number of decimals, for jiff ends a day before the year 9999 does.
fn parse_utc(text: &str) -> Option<Timestamp> {
    let (seconds, rest) = text.strip_suffix('Z')?.split_at_checked(19)?;
    let decimals = if rest.is_empty() { "0" } else { rest.strip_prefix('.')? };
    if decimals.is_empty() || !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    parse_canonical(format!("{seconds}.{decimals:0<6.6}Z").as_bytes())
}

/// Returns (year, month, day) of a day counted from 1970-01-01 in the proleptic Gregorian calendar.
///
/// The method is Howard Hinnant's, "chrono-Compatible Low-Level Date Algorithms".
fn civil(days: i64) -> (i64, u32, u32) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u32;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 } as u32;
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// The inverse of [`civil`].
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_canonical_form_survives_a_round_trip(micros in -62_167_219_200_000_000i64..253_402_300_800_000_000) {
            let time = Timestamp::from_micros(micros);
            prop_assert_eq!(Timestamp::parse(&time.to_string()), Some(time));
        }

        #[test]
        fn agrees_with_jiff(micros in -62_000_000_000_000_000i64..253_000_000_000_000_000) {
            let time = Timestamp::from_micros(micros);
            let theirs: jiff::Timestamp = time.to_string().parse().unwrap();
            prop_assert_eq!(theirs.as_microsecond(), micros);
        }
    }

    #[test]
    fn reads_the_forms_that_existing_clients_send() {
        let expected = Timestamp::parse("2025-01-01T10:00:00.000000Z");
        assert!(expected.is_some());
        for text in [
            "2025-01-01T10:00:00Z",
            "2025-01-01T10:00:00+00:00",
            "2025-01-01T12:00:00.000+02:00",
            "2025-01-01T10:00:00.0000009Z",
            "2025-01-01T10:00:00.0Z",
        ] {
            assert_eq!(Timestamp::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn reaches_to_the_end_of_the_year_9999() {
        let last = Timestamp::parse("9999-12-31T23:59:59Z").unwrap();
        assert_eq!(last.to_string(), "9999-12-31T23:59:59.000000Z");
        assert_eq!(Timestamp::parse("9999-12-31T23:59:59.5Z").unwrap().as_micros(), last.as_micros() + 500_000);
    }

    #[test]
    fn reads_and_writes_the_times_of_http() {
        for (text, micros) in [
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777_000_000),
            ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199_000_000),
            ("Wed, 31 Dec 1969 23:59:59 GMT", -1_000_000),
        ] {
            assert_eq!(Timestamp::parse_http_date(text), Some(Timestamp(micros)), "{text}");
            assert_eq!(Timestamp(micros).to_http_date(), text);
        }
        assert_eq!(Timestamp(i64::MIN).to_http_date(), "Sat, 01 Jan 0000 00:00:00 GMT");
        assert_eq!(Timestamp(i64::MAX).to_http_date(), "Thu, 30 Dec 9999 22:00:00 GMT");
        for other in [
            "",
            "5",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 06 Nov 1994 08:49:37 +0100",
            "Sun, 06 anF 1994 08:49:37 GMT",
            "2026-06-03T13:18:09Z",
        ] {
            assert_eq!(Timestamp::parse_http_date(other), None, "{other}");
        }
    }

    #[test]
    fn refuses_what_is_no_point_in_time() {
        for text in [
            "",
            "now",
            "2025-01-01",
            "2025-02-30T00:00:00.000000Z",
            "2025-01-01T10:00:00",
            "12025-01-01T10:00:00Z",
            "1735725600",
            "20250101T100000Z",
            "2025-01-01T10Z",
            "+002025-01-01T10:00:00Z",
            "2025-01-01T10:00:00Z[UTC]",
            "0000-01-01T00:00:00+01:00",
        ] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
    }
}
