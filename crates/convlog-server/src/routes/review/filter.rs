//! The filters of the web app's lists.

use convlog_core::Timestamp;
use convlog_core::limits::ID_BYTES_MAX;
use convlog_core::query::{Asked, Predicate};
use convlog_store::{ContentFilter, Filter, Permission, Search, Visibility};

use jiff::tz::TimeZone;

use crate::declared::{Choice, Digits, Flag, Moment, Name, Number, Text, Zone, parameter_set};
use crate::error::ApiError;

/// A deep search looks at no more conversations than this for one page.
pub(super) const LOOKS_MAX: u32 = 2000;

/// A year, which no call lasts.
const DURATION_MS_MAX: u64 = 366 * 24 * 3600 * 1000;
const DURATION: Number = Number { from: 0, to: DURATION_MS_MAX, default: None };

/// A query as it is written.
pub(super) const QUERY: Text = Text { from: 0, to: 4096 };

/// A name or a text that is looked for.
const SOUGHT: Text = Text { from: 1, to: ID_BYTES_MAX };
const NAME: Name = Name { to: ID_BYTES_MAX };

parameter_set! {
    /// Which conversations a list or a file shows.
    pub(crate) struct Filters {
        /// `live`, `pre-release`, `sandbox`, `draft`, or whatever else was sent; may be repeated
        environment: Vec<String> = NAME,
        /// `VOICE-SIP`, `WEBCHAT`, …; may be repeated
        channel: Vec<String> = NAME,
        /// Its id or its name; may be repeated
        variant: Vec<String> = NAME,
        /// Started at this time or later (ISO 8601)
        started_from: Option<Timestamp> = Moment,
        /// Started before this time (ISO 8601)
        started_before: Option<Timestamp> = Moment,
        /// `errors` (an error entry, or a function that raised or never finished) or `warnings`; may be repeated
        has: Vec<&'static str> = Choice(&["errors", "warnings"]),
        /// Handed over to a person (`true`) or not (`false`); all by default
        handoff: Option<bool> = Flag,
        /// In progress (`true`) or ended (`false`); all by default
        in_progress: Option<bool> = Flag,
        /// Duration of at least this many milliseconds
        duration_min_ms: Option<u64> = DURATION,
        /// Duration of at most this many milliseconds
        duration_max_ms: Option<u64> = DURATION,
        /// A function of exactly this name was called
        function: Option<String> = NAME,
        /// Contains this text in what was said or logged, ignoring case
        text: Option<String> = SOUGHT,
        /// A record in it meets this query, such as `level:error function:crm_upsert "rate limit"`: see the guide to queries
        query: Option<String> = QUERY,
        /// The time zone in which the query means `yesterday` and `14:00`; UTC by default
        time_zone: Option<TimeZone> = Zone,
        /// The contact is exactly this; needs `pii`
        contact: Option<String> = NAME,
        /// The contact's last four digits; needs `pii`
        contact_last4: Option<String> = Digits(4),
    }
}

impl Filters {
    /// Makes a search of them, all but the place and the size of the page.
    pub(super) fn search(self, visibility: &Visibility, now: Timestamp) -> Result<Search, ApiError> {
        let query = self.query.as_deref().filter(|text| !text.trim().is_empty());
        let query = query.map(|text| read_query(text, self.time_zone, now)).transpose()?;
        let deep = ContentFilter {
            function: self.function,
            text: self.text,
            contact: self.contact,
            contact_ends: self.contact_last4,
            query,
        };
        if deep.is_personal() && !visibility.sees_personal() {
            return Err(ApiError::permission(Permission::Pii));
        }
        let filter = Filter {
            environments: self.environment,
            channels: self.channel,
            variants: self.variant,
            started_from: self.started_from,
            started_before: self.started_before,
            in_progress: self.in_progress,
            handoff: self.handoff,
            duration_ms_from: self.duration_min_ms,
            duration_ms_to: self.duration_max_ms,
            has_errors: self.has.contains(&"errors"),
            has_warnings: self.has.contains(&"warnings"),
            ..Filter::default()
        };
        let filter = match &deep.query {
            Some(query) => filter.narrowed(query),
            None => filter,
        };
        Ok(Search { filter, content: deep, scan_limit: LOOKS_MAX, ..Search::default() })
    }
}

/// Reads a query, in the time zone of whoever asks.
pub(super) fn read_query(text: &str, zone: Option<TimeZone>, now: Timestamp) -> Result<Predicate, ApiError> {
    let asked = Asked { now, zone: zone.unwrap_or(TimeZone::UTC) };
    Predicate::read(text, &asked).map_err(|error| ApiError::query(&error))
}
