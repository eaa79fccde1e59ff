//! How many log entries were written when, by level.

use convlog_core::query::TimeRange;
use convlog_core::{Level, Timestamp};
use convlog_store::EntryPage;
use jiff::tz::TimeZone;
use serde::Serialize;
use utoipa::ToSchema;

/// The most bars, which a page of 390 pixels can still tell apart.
const BARS_MAX: i64 = 60;

const SECOND: i64 = 1_000_000;
const DAY: i64 = 24 * 3600 * SECOND;

/// The widths of bars up to a day, in seconds: those that clocks and calendars have marks for.
const WIDTHS: [i64; 18] =
    [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

/// The log entries that meet the query, counted by time and level. Of those that the reader sees, the newest 10,000 within
/// the query's times are looked at.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Histogram {
    /// The width of a bar in seconds.
    seconds: i64,
    /// One after another without a gap, the oldest first; at most 62.
    bars: Vec<Bar>,
    /// Whether all entries within the query's times were looked at.
    is_complete: bool,
}

/// The log entries of a stretch of time.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HistogramBar)]
struct Bar {
    #[schema(value_type = String, format = DateTime)]
    start: Timestamp,
    info: u32,
    warning: u32,
    error: u32,
}

impl Histogram {
    /// Counts what a page looked at, over the times that were asked for; those of the entries where the query says none.
    /// Hours and days begin where they do in `zone`. `None` where no entry was found.
    pub(crate) fn of(page: &EntryPage, asked: TimeRange, zone: &TimeZone, now: Timestamp) -> Option<Histogram> {
        let times = page.matches.iter().map(|(time, _)| time.as_micros());
        let (oldest, newest) = (times.clone().min()?, times.max()?);
        let first = match page.looked_until {
            Some(last) => last.time.as_micros(),
            None if asked.first > TimeRange::ALL.first => asked.first.as_micros(),
            None => oldest,
        };
        let last = match (asked.first > TimeRange::ALL.first, asked.last < TimeRange::ALL.last) {
            (_, true) => asked.last.as_micros().min(now.as_micros()),
            (true, false) => now.as_micros(),
            (false, false) => newest,
        };
        let (first, last) = (first.min(oldest), last.max(newest));
        let width = width(last.saturating_sub(first));
        let start = start_of(first, width, zone);
        let count = (last - start) / width + 1;
        let mut bars: Vec<Bar> = (0..count).map(|bar| Bar::at(start + bar * width)).collect();
        for (time, level) in &page.matches {
            let bar = usize::try_from((time.as_micros() - start) / width).unwrap_or_default();
            if let Some(bar) = bars.get_mut(bar) {
                bar.add(*level);
            }
        }
        Some(Histogram { seconds: width / SECOND, bars, is_complete: page.looked_until.is_none() })
    }
}

impl Bar {
    fn at(start: i64) -> Bar {
        Bar { start: Timestamp::from_micros(start), info: 0, warning: 0, error: 0 }
    }

    fn add(&mut self, level: Level) {
        *match level {
            Level::Info => &mut self.info,
            Level::Warning => &mut self.warning,
            Level::Error => &mut self.error,
        } += 1;
    }
}

/// Returns the width of bars over a span, both in microseconds.
fn width(span: i64) -> i64 {
    let narrowest = WIDTHS.iter().map(|seconds| seconds * SECOND).find(|width| span / width < BARS_MAX);
    narrowest.unwrap_or_else(|| (span / BARS_MAX / DAY + 1) * DAY)
}

/// Returns when the bar begins that a time falls into.
fn start_of(time: i64, width: i64, zone: &TimeZone) -> i64 {
    let at = jiff::Timestamp::from_microsecond(time).unwrap_or_default();
    let offset = i64::from(zone.to_offset(at).seconds()) * SECOND;
    (time + offset).div_euclid(width) * width - offset
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    fn page(times: &[(&str, Level)]) -> EntryPage {
        EntryPage { matches: times.iter().map(|(time, level)| (at(time), *level)).collect(), ..EntryPage::default() }
    }

    fn histogram(page: &EntryPage, first: Option<&str>, last: Option<&str>, zone: &str) -> Option<Histogram> {
        let all = TimeRange::ALL;
        let asked = TimeRange { first: first.map_or(all.first, at), last: last.map_or(all.last, at) };
        Histogram::of(page, asked, &TimeZone::get(zone).unwrap(), at("2026-12-01T12:00:00Z"))
    }

    #[test]
    fn each_entry_is_in_the_bar_of_its_time_and_level() {
        let page = page(&[
            ("2026-12-01T09:59:59.999999Z", Level::Error),
            ("2026-12-01T10:00:00Z", Level::Info),
            ("2026-12-01T10:29:00Z", Level::Warning),
        ]);
        let drawn = histogram(&page, Some("2026-11-30T12:00:00Z"), None, "UTC").unwrap();
        assert_eq!((drawn.seconds, drawn.bars.len(), drawn.is_complete), (1800, 49, true));
        let counts = |start: &str| {
            let bar = drawn.bars.iter().find(|bar| bar.start == at(start)).unwrap();
            (bar.info, bar.warning, bar.error)
        };
        assert_eq!(counts("2026-12-01T09:30:00Z"), (0, 0, 1));
        assert_eq!(counts("2026-12-01T10:00:00Z"), (1, 1, 0));
        assert_eq!(counts("2026-12-01T12:00:00Z"), (0, 0, 0));
    }

    #[test]
    fn days_begin_where_they_do_for_the_reader() {
        let times = ["2026-11-01T20:00:00Z", "2026-11-30T20:00:00Z"].map(|time| (time, Level::Info));
        for (zone, start) in [
            ("UTC", "2026-11-01T12:00:00Z"),
            ("Asia/Tokyo", "2026-11-01T15:00:00Z"),
            ("America/New_York", "2026-11-01T17:00:00Z"),
        ] {
            let drawn = histogram(&page(&times), None, None, zone).unwrap();
            assert_eq!((drawn.seconds, drawn.bars[0].start), (43_200, at(start)), "{zone}");
        }
    }

    #[test]
    fn what_was_not_looked_at_has_no_bar() {
        let mut page = page(&[("2026-12-01T11:59:00Z", Level::Info)]);
        let time = at("2026-12-01T11:58:30Z");
        page.looked_until =
            Some(convlog_store::EntryPosition { time, id: convlog_core::PublicId::parse(&"7".repeat(32)).unwrap() });
        let drawn = histogram(&page, Some("2026-11-30T12:00:00Z"), None, "UTC").unwrap();
        assert_eq!((drawn.bars[0].start, drawn.is_complete), (at("2026-12-01T11:58:30Z"), false));
    }

    #[test]
    fn any_times_fit_into_few_bars() {
        assert!(histogram(&page(&[]), None, None, "UTC").is_none());
        for (first, last) in [
            ("2026-12-01T12:00:00Z", "2026-12-01T12:00:00Z"),
            ("2026-12-01T11:00:00Z", "2026-12-01T12:00:00Z"),
            ("1970-01-01T00:00:00Z", "2026-12-01T12:00:00Z"),
            ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"),
        ] {
            let page = page(&[(first, Level::Info), (last, Level::Error)]);
            for asked in [(None, None), (Some(first), None), (None, Some(last)), (Some(first), Some(last))] {
                let drawn = histogram(&page, asked.0, asked.1, "Pacific/Kiritimati").unwrap();
                assert!(drawn.bars.len() <= 62, "{first} {last} {}", drawn.bars.len());
                let all: u32 = drawn.bars.iter().map(|bar| bar.info + bar.warning + bar.error).sum();
                assert_eq!(all, 2, "{first} {last}");
            }
        }
    }
}
