//! Times and lengths of time, as people read them. All times are UTC and say so.

use convlog_core::Timestamp;

/// Returns `2025-01-01 10:00:00`, or the text itself if it is no time.
pub(crate) fn day_and_time(text: &str) -> String {
    match Timestamp::parse(text) {
        Some(time) => time.to_string()[..19].replace('T', " "),
        None => text.to_owned(),
    }
}

/// Returns `10:00:00.123`.
pub(crate) fn time_of_day(time: Timestamp) -> String {
    time.to_string()[11..23].to_owned()
}

/// Reads a time with or without an offset; without one it is UTC.
pub(crate) fn instant(text: &str) -> Option<Timestamp> {
    Timestamp::parse(text).or_else(|| Timestamp::parse(&format!("{text}Z")))
}

/// Returns `45 s`, `2 min 13 s` or `1 h 04 min`.
pub(crate) fn span_of_seconds(seconds: f64) -> String {
    let whole = seconds.max(0.0).round() as u64;
    match whole {
        0..60 => format!("{whole} s"),
        60..3600 => format!("{} min {:02} s", whole / 60, whole % 60),
        _ => format!("{} h {:02} min", whole / 3600, whole / 60 % 60),
    }
}

/// Returns `84 ms`, `2.40 s` or a longer span.
pub(crate) fn span_of_millis(millis: f64) -> String {
    match millis {
        ..1.0 if millis > 0.0 => "<1 ms".to_owned(),
        ..1000.0 => format!("{millis:.0} ms"),
        ..60_000.0 => format!("{:.2} s", millis / 1000.0),
        _ => span_of_seconds(millis / 1000.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_as_exact_as_they_need_to_be() {
        assert_eq!([0.2, 84.0, 2403.0, 64_000.0].map(span_of_millis), ["<1 ms", "84 ms", "2.40 s", "1 min 04 s"]);
        assert_eq!([7.0, 133.0, 3840.0].map(span_of_seconds), ["7 s", "2 min 13 s", "1 h 04 min"]);
    }

    #[test]
    fn a_time_without_an_offset_is_utc() {
        assert_eq!(instant("2026-06-03T13:19:19.757917"), instant("2026-06-03T13:19:19.757917Z"));
        assert_eq!(day_and_time("2026-06-03T14:00:38.580000+00:00"), "2026-06-03 14:00:38");
    }
}
