//! The filters of the web app's lists.

use convlog_core::Timestamp;
use convlog_core::limits::ID_BYTES_MAX;
use convlog_store::{ContentFilter, Filter, Permission, Search, Visibility};

use crate::declared::{Choice, Digits, Flag, Moment, Number, Text, parameter_set};
use crate::error::ApiError;

/// A deep search looks at no more conversations than this for one page.
pub(super) const LOOKS_MAX: u32 = 2000;

/// A year, which no call lasts.
const DURATION_MS_MAX: u64 = 366 * 24 * 3600 * 1000;
const DURATION: Number = Number { from: 0, to: DURATION_MS_MAX, default: None };

/// A name or a text that is looked for.
const SOUGHT: Text = Text { from: 1, to: ID_BYTES_MAX };

parameter_set! {
    /// Which conversations a list or a file shows.
    pub(crate) struct Filters {
        /// `live`, `pre-release`, `sandbox`, `draft`, or whatever else was sent; may be repeated
        environment: Vec<String> = SOUGHT,
        /// `VOICE-SIP`, `WEBCHAT`, …; may be repeated
        channel: Vec<String> = SOUGHT,
        /// Its id or its name; may be repeated
        variant: Vec<String> = SOUGHT,
        /// They began at this time or later (ISO 8601)
        started_from: Option<Timestamp> = Moment,
        /// They began before this time (ISO 8601)
        started_before: Option<Timestamp> = Moment,
        /// `errors` (an error entry, or a function that raised or never finished) or `warnings`; may be repeated
        has: Vec<&'static str> = Choice(&["errors", "warnings"]),
        /// The caller was handed over to a person, or was not; without it, all
        handoff: Option<bool> = Flag,
        /// They go on, or do not; without it, all
        in_progress: Option<bool> = Flag,
        /// They ended after so many milliseconds or longer
        duration_min_ms: Option<u64> = DURATION,
        /// They ended after so many milliseconds or sooner
        duration_max_ms: Option<u64> = DURATION,
        /// A function of exactly this name was called
        function: Option<String> = SOUGHT,
        /// This was said or logged, in whatever case
        text: Option<String> = SOUGHT,
        /// The contact is exactly this; needs `pii`
        contact: Option<String> = SOUGHT,
        /// The contact's last four digits; needs `pii`
        contact_last4: Option<String> = Digits(4),
    }
}

impl Filters {
    /// Makes a search of them, all but the place and the size of the page.
    pub(super) fn search(self, visibility: &Visibility) -> Result<Search, ApiError> {
        let deep = ContentFilter {
            function: self.function,
            text: self.text,
            contact: self.contact,
            contact_ends: self.contact_last4,
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
        Ok(Search { filter, content: deep, scan_limit: LOOKS_MAX, ..Search::default() })
    }
}
