//! The filters of the web app's lists: what they are, and how they are read from the query string.

use convlog_core::limits::ID_BYTES_MAX;
use convlog_store::{Deep, Filter, Permission, Search, Visibility};
use utoipa::openapi::path::Parameter;

use crate::declared::{Choice, Cursor, Declared, Digits, Flag, Moment, Number, Text};
use crate::error::ApiError;
use crate::extract::Parameters;

/// A deep search looks at no more conversations than this for one page.
pub(super) const LOOKS_MAX: u32 = 2000;

/// A year, which no call lasts.
const DURATION_MS_MAX: u64 = 366 * 24 * 3600 * 1000;
const DURATION: Number = Number { from: 0, to: DURATION_MS_MAX, default: None };

/// A name or a text that is looked for.
const SOUGHT: Text = Text { from: 1, to: ID_BYTES_MAX };

const ENVIRONMENT: Declared<Text> =
    Declared::new("environment", SOUGHT, "`live`, `pre-release`, `sandbox` or `draft`; may be repeated");
const CHANNEL: Declared<Text> = Declared::new("channel", SOUGHT, "`VOICE-SIP`, `WEBCHAT`, …; may be repeated");
const VARIANT: Declared<Text> = Declared::new("variant", SOUGHT, "Its id or its name; may be repeated");
const STARTED_FROM: Declared<Moment> =
    Declared::new("started_from", Moment, "They began at this time or later (ISO 8601)");
const STARTED_BEFORE: Declared<Moment> =
    Declared::new("started_before", Moment, "They began before this time (ISO 8601)");
const HAS: Declared<Choice> = Declared::new(
    "has",
    Choice(&["errors", "warnings"]),
    "`errors` (an error entry or a failed function) or `warnings`; may be repeated",
);
const HANDOFF: Declared<Flag> =
    Declared::new("handoff", Flag, "The caller was handed over to a person, or was not; without it, all");
const IN_PROGRESS: Declared<Flag> = Declared::new("in_progress", Flag, "They go on, or do not; without it, all");
const DURATION_MIN_MS: Declared<Number> =
    Declared::new("duration_min_ms", DURATION, "They ended after so many milliseconds or longer");
const DURATION_MAX_MS: Declared<Number> =
    Declared::new("duration_max_ms", DURATION, "They ended after so many milliseconds or sooner");
const FUNCTION: Declared<Text> = Declared::new("function", SOUGHT, "A function of exactly this name was called");
const TEXT: Declared<Text> = Declared::new("text", SOUGHT, "This was said or logged, in whatever case");
const CONTACT: Declared<Text> = Declared::new("contact", SOUGHT, "The contact is exactly this; needs `pii`");
const CONTACT_LAST4: Declared<Digits> =
    Declared::new("contact_last4", Digits(4), "The contact's last four digits; needs `pii`");
const CURSOR: Declared<Cursor> = Declared::new("cursor", Cursor, "Where to go on: `next` of the page before");

/// Describes the filters of a list.
pub(super) fn described() -> Vec<Parameter> {
    vec![
        ENVIRONMENT.repeated_in_query(),
        CHANNEL.repeated_in_query(),
        VARIANT.repeated_in_query(),
        STARTED_FROM.in_query(),
        STARTED_BEFORE.in_query(),
        HAS.repeated_in_query(),
        HANDOFF.in_query(),
        IN_PROGRESS.in_query(),
        DURATION_MIN_MS.in_query(),
        DURATION_MAX_MS.in_query(),
        FUNCTION.in_query(),
        TEXT.in_query(),
        CONTACT.in_query(),
        CONTACT_LAST4.in_query(),
    ]
}

/// Describes the parameters that say where a page begins and how long it is.
pub(super) fn described_page(limit: &Declared<Number>) -> Vec<Parameter> {
    vec![limit.in_query(), CURSOR.in_query()]
}

/// Reads the filters of a list, all but the place and the size of the page.
pub(super) fn search(parameters: &mut Parameters, visibility: &Visibility) -> Result<Search, ApiError> {
    let has = parameters.several(&HAS)?;
    let filter = Filter {
        environments: parameters.several(&ENVIRONMENT)?,
        channels: parameters.several(&CHANNEL)?,
        variants: parameters.several(&VARIANT)?,
        started_from: parameters.take(&STARTED_FROM)?,
        started_before: parameters.take(&STARTED_BEFORE)?,
        in_progress: parameters.take(&IN_PROGRESS)?,
        handoff: parameters.take(&HANDOFF)?,
        duration_ms_from: parameters.take(&DURATION_MIN_MS)?,
        duration_ms_to: parameters.take(&DURATION_MAX_MS)?,
        has_errors: has.contains(&"errors"),
        has_warnings: has.contains(&"warnings"),
        ..Filter::default()
    };
    let deep = Deep {
        function: parameters.take(&FUNCTION)?,
        text: parameters.take(&TEXT)?,
        contact: parameters.take(&CONTACT)?,
        contact_ends: parameters.take(&CONTACT_LAST4)?,
    };
    if deep.is_personal() && !visibility.sees_personal() {
        return Err(ApiError::permission(Permission::Pii));
    }
    Ok(Search { filter, deep, looks_max: LOOKS_MAX, ..Search::default() })
}

/// Reads where a page begins and how long it is.
pub(super) fn page(parameters: &mut Parameters, search: &mut Search, limit: &Declared<Number>) -> Result<(), ApiError> {
    search.limit = parameters.number(limit)? as u32;
    search.after = parameters.take(&CURSOR)?.flatten();
    Ok(())
}
