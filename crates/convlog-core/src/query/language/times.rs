//! Times as people write them, in the time zone of whoever asks.
//!
//! A time that names no instant stands for all of what it names: `2026-11-30` for that day, `14:00` for a minute.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan, Zoned};

use crate::timestamp::Timestamp;

/// When and where something is asked: what `yesterday` and `14:00` are relative to.
#[derive(Clone, Debug)]
pub struct Asked {
    /// When.
    pub now: Timestamp,
    /// In which time zone.
    pub zone: TimeZone,
}

/// A stretch of time, its end not in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
}

/// What is wrong with a time that cannot be read.
pub(super) const FORMS: &str = "give a time, such as 2026-11-30, 2026-11-30T14:00, 14:00, today, yesterday, thursday, \
                                \"thursday 14:00\", \"last week\" or -2h";

impl Asked {
    /// Asks in UTC.
    #[must_use]
    pub fn in_utc(now: Timestamp) -> Asked {
        Asked { now, zone: TimeZone::UTC }
    }

    /// Reads a time.
    pub(super) fn read(&self, text: &str) -> Option<Stretch> {
        let text = text.trim().to_ascii_lowercase();
        if let Some(instant) = self.ago(&text) {
            return Some(Stretch { from: instant, until: instant });
        }
        if let Some(instant) = Timestamp::parse(&text.to_ascii_uppercase()) {
            let granule = if text.contains('.') { 1 } else { 1_000_000 };
            return Some(Stretch { from: instant, until: Timestamp::from_micros(instant.as_micros() + granule) });
        }
        let split = text.split_once(' ').or_else(|| text.get(..10).zip(text.get(10..)?.strip_prefix('t')));
        let (day, time) = match split {
            Some((day, time)) if self.day(day).is_some() => (day, Some(time)),
            _ => (text.as_str(), None),
        };
        match time {
            Some(time) => self.at(self.day(day)?, time, is_weekday(day)),
            None => self.days(day).or_else(|| self.latest(day)),
        }
    }

    /// Says whether a text is a time so many hours ago, which a condition takes as "since then".
    pub(super) fn is_ago(&self, text: &str) -> bool {
        self.ago(&text.trim().to_ascii_lowercase()).is_some()
    }

    fn ago(&self, text: &str) -> Option<Timestamp> {
        if text == "now" {
            return Some(self.now);
        }
        let text = text.strip_suffix(" ago").unwrap_or(text);
        let text = text.strip_prefix('-').unwrap_or(text);
        let digits = text.find(|sign: char| !sign.is_ascii_digit())?;
        let (count, unit) = text.split_at(digits);
        let count: i64 = count.parse().ok().filter(|count| *count < 100_000)?;
        let seconds = match unit.trim() {
            "s" => 1,
            "m" | "min" => 60,
            "h" => 3600,
            "d" => 86_400,
            "w" => 7 * 86_400,
            _ => return None,
        };
        Some(Timestamp::from_micros(self.now.as_micros().saturating_sub(count * seconds * 1_000_000)))
    }

    /// Reads what names one day or more.
    fn days(&self, text: &str) -> Option<Stretch> {
        let today = self.today()?.date();
        let monday = today.checked_sub(i64::from(today.weekday().to_monday_zero_offset()).days()).ok()?;
        let first = today.first_of_month();
        let (from, length) = match text {
            "this week" => (monday, 1.week()),
            "last week" => (monday.checked_sub(1.week()).ok()?, 1.week()),
            "this month" => (first, 1.month()),
            "last month" => (first.checked_sub(1.month()).ok()?, 1.month()),
            _ => self.month(text).or_else(|| Some((self.day(text)?, 1.day())))?,
        };
        self.stretch(from, length)
    }

    fn month(&self, text: &str) -> Option<(Date, Span)> {
        let (year, month) = text.split_once('-').map_or((text, None), |(year, month)| (year, Some(month)));
        if year.len() != 4 || month.is_some_and(|month| month.len() != 2) {
            return None;
        }
        let length = if month.is_some() { 1.month() } else { 1.year() };
        Date::new(year.parse().ok()?, month.map_or(Some(1), |month| month.parse().ok())?, 1)
            .ok()
            .map(|day| (day, length))
    }

    fn day(&self, text: &str) -> Option<Date> {
        let today = self.today()?.date();
        match text {
            "today" => Some(today),
            "yesterday" => today.yesterday().ok(),
            _ => match weekday(text) {
                Some(wanted) => today.checked_sub(i64::from(today.weekday().since(wanted)).days()).ok(),
                None if text.len() == 10 => text.parse().ok(),
                None => None,
            },
        }
    }

    /// Reads a time of day without a day: the latest such time.
    fn latest(&self, time: &str) -> Option<Stretch> {
        self.at(self.today()?.date(), time, false).and_then(|stretch| {
            if stretch.from <= self.now {
                Some(stretch)
            } else {
                self.at(self.today()?.date().yesterday().ok()?, time, false)
            }
        })
    }

    /// Returns a time of a day; that of a weekday is the latest that has been.
    fn at(&self, day: Date, time: &str, is_weekday: bool) -> Option<Stretch> {
        let (time, length) = time_of_day(time)?;
        let from = day.to_datetime(time).to_zoned(self.zone.clone()).ok()?;
        if is_weekday && moment(&from) > self.now {
            return self.at(day.checked_sub(1.week()).ok()?, &time.to_string(), false).map(|stretch| {
                let until = Timestamp::from_micros(stretch.from.as_micros() + length);
                Stretch { until, ..stretch }
            });
        }
        let from = moment(&from);
        Some(Stretch { from, until: Timestamp::from_micros(from.as_micros() + length) })
    }

    fn stretch(&self, from: Date, length: Span) -> Option<Stretch> {
        let until = from.checked_add(length).ok()?;
        let start = |day: Date| day.to_zoned(self.zone.clone()).ok().map(|zoned| moment(&zoned));
        Some(Stretch { from: start(from)?, until: start(until)? })
    }

    fn today(&self) -> Option<Zoned> {
        let now = jiff::Timestamp::from_microsecond(self.now.as_micros()).ok()?;
        Some(now.to_zoned(self.zone.clone()))
    }
}

fn moment(zoned: &Zoned) -> Timestamp {
    Timestamp::from_micros(zoned.timestamp().as_microsecond())
}

/// Reads a time of day, and how many microseconds long what it names is.
fn time_of_day(text: &str) -> Option<(Time, i64)> {
    let parts: Vec<&str> = text.split(':').collect();
    let number = |at: usize| parts.get(at).map_or(Some(0), |part| part.parse::<i8>().ok());
    let length = match parts.as_slice() {
        [hour] if hour.len() == 2 => 3_600_000_000,
        [_, minute] if minute.len() == 2 => 60_000_000,
        [_, _, second] if second.len() == 2 => 1_000_000,
        _ => return None,
    };
    Time::new(number(0)?, number(1)?, number(2)?, 0).ok().map(|time| (time, length))
}

fn is_weekday(text: &str) -> bool {
    weekday(text).is_some()
}

fn weekday(text: &str) -> Option<Weekday> {
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let at = days.iter().position(|day| *day == text || (text.len() == 3 && day.starts_with(text)))?;
    Weekday::from_monday_zero_offset(i8::try_from(at).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_stands_for_all_of_what_it_names_in_the_zone_of_the_asker() {
        // A Tuesday.
        let now = Timestamp::parse("2026-12-01T09:30:00Z").unwrap();
        let asked = Asked { now, zone: TimeZone::fixed(jiff::tz::offset(2)) };
        for (text, from, until) in [
            ("now", "2026-12-01T09:30:00Z", "2026-12-01T09:30:00Z"),
            ("-2h", "2026-12-01T07:30:00Z", "2026-12-01T07:30:00Z"),
            ("90 min ago", "2026-12-01T08:00:00Z", "2026-12-01T08:00:00Z"),
            ("Today", "2026-11-30T22:00:00Z", "2026-12-01T22:00:00Z"),
            ("yesterday", "2026-11-29T22:00:00Z", "2026-11-30T22:00:00Z"),
            ("2026-11-30", "2026-11-29T22:00:00Z", "2026-11-30T22:00:00Z"),
            ("2026-11", "2026-10-31T22:00:00Z", "2026-11-30T22:00:00Z"),
            ("2026", "2025-12-31T22:00:00Z", "2026-12-31T22:00:00Z"),
            ("2026-11-30T14", "2026-11-30T12:00:00Z", "2026-11-30T13:00:00Z"),
            ("2026-11-30 14:05", "2026-11-30T12:05:00Z", "2026-11-30T12:06:00Z"),
            ("2026-11-30T14:05:06Z", "2026-11-30T14:05:06Z", "2026-11-30T14:05:07Z"),
            ("2026-11-30T14:05:06.5+01:00", "2026-11-30T13:05:06.5Z", "2026-11-30T13:05:06.500001Z"),
            ("11:00", "2026-12-01T09:00:00Z", "2026-12-01T09:01:00Z"),
            ("14:00", "2026-11-30T12:00:00Z", "2026-11-30T12:01:00Z"),
            ("tuesday", "2026-11-30T22:00:00Z", "2026-12-01T22:00:00Z"),
            ("thu", "2026-11-25T22:00:00Z", "2026-11-26T22:00:00Z"),
            ("thursday 14:00", "2026-11-26T12:00:00Z", "2026-11-26T12:01:00Z"),
            ("tuesday 14:00", "2026-11-24T12:00:00Z", "2026-11-24T12:01:00Z"),
            ("last week", "2026-11-22T22:00:00Z", "2026-11-29T22:00:00Z"),
            ("this month", "2026-11-30T22:00:00Z", "2026-12-31T22:00:00Z"),
        ] {
            let time = |text: &str| Timestamp::parse(text).unwrap();
            let expected = Stretch { from: time(from), until: time(until) };
            assert_eq!(asked.read(text), Some(expected), "{text}");
        }
        for text in ["", "soon", "2026-13-01", "25:00", "1e9h", "tomorrow", "2026-11-30T14:99", "-h"] {
            assert_eq!(asked.read(text), None, "{text}");
        }
    }

    #[test]
    fn days_begin_as_the_zone_has_them_when_clocks_change() {
        // Clocks go back by an hour on this day.
        let zone = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
        let asked = Asked { now: Timestamp::parse("2026-10-26T12:00:00Z").unwrap(), zone };
        let stretch = asked.read("yesterday").unwrap();
        assert_eq!(stretch.until.as_micros() - stretch.from.as_micros(), 25 * 3600 * 1_000_000);
    }
}
