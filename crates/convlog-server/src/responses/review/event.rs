//! A function event, a span and a log entry under review.

use convlog_core::merge::Values;
use convlog_core::view::{FunctionEvent, LogEntry, Span, Status};
use convlog_core::{Hint, Outcome, Pointer, Timestamp};
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::mark::{Mark, of_entry, of_fields};

/// Whether something is in progress, has ended, or has lost contact.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ReviewStatus)]
pub(crate) enum StatusShape {
    /// It goes on, in whatever environment.
    Live,
    /// Something of it is open, and its producer has been silent for a while.
    LostContact,
    /// It has not ended and nobody is there to end it.
    Unfinished,
    /// It has ended.
    Ended,
}

impl From<Status> for StatusShape {
    fn from(status: Status) -> StatusShape {
        match status {
            Status::Live => StatusShape::Live,
            Status::LostContact => StatusShape::LostContact,
            Status::Unfinished => StatusShape::Unfinished,
            Status::Ended => StatusShape::Ended,
        }
    }
}

/// The outcome of a function, from what the reader can see.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ReviewOutcome)]
pub(crate) enum OutcomeShape {
    /// It returned, and nothing tells of trouble.
    Ok,
    /// It returned, and logged an error.
    LoggedError,
    /// It returned, and logged no error of its own, but an API that it called failed.
    ApiFailed,
    /// It raised an exception.
    Raised,
    /// Somebody ended it before it was done: a task was cancelled, a generator closed, the process exited.
    Cancelled,
    /// It has not ended, and nobody is there to end it.
    Unfinished,
}

impl From<Outcome> for OutcomeShape {
    fn from(outcome: Outcome) -> OutcomeShape {
        match outcome {
            Outcome::Ok => OutcomeShape::Ok,
            Outcome::LoggedError => OutcomeShape::LoggedError,
            Outcome::ApiFailed => OutcomeShape::ApiFailed,
            Outcome::Raised => OutcomeShape::Raised,
            Outcome::Cancelled => OutcomeShape::Cancelled,
            Outcome::Unfinished => OutcomeShape::Unfinished,
        }
    }
}

/// One call of one function; the one without an id contains the entries outside any function.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewEvent)]
pub(crate) struct EventShape<'a> {
    #[serde(flatten)]
    own: EventOwn<'a>,
    entries: Vec<EntryShape<'a>>,
}

/// The function event itself.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewEventOwn)]
pub(crate) struct EventOwn<'a> {
    #[schema(required)]
    id: Option<&'a str>,
    status: StatusShape,
    /// Null while it goes on, and where nothing is known of it but its entries.
    #[schema(required)]
    outcome: Option<OutcomeShape>,
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    /// When it ended: the `ended_at` field, or else its start plus its duration.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    ended_at: Option<Timestamp>,
    #[schema(required)]
    duration_ms: Option<f64>,
    /// The merged fields of the function event; see `docs/reference/fields.md`.
    #[schema(value_type = std::collections::HashMap<String, serde_json::Value>)]
    fields: &'a Values,
    /// JSON pointers into `fields` of shortened values.
    #[schema(value_type = Vec<String>)]
    cut: &'a [Pointer],
    /// JSON pointers into `fields`; only for readers with `pii`.
    #[serde(rename = "_pii", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<Mark<'a>>, required = false)]
    pii: Option<Vec<Mark<'a>>>,
}

/// One log entry.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewEntry)]
pub(crate) struct EntryShape<'a> {
    /// The entry's id, 32 hex digits, for links.
    id: String,
    /// The entry as it is stored: `level`, `content`, `is_pii`, `timestamp`, `logger`, then the fields given by the
    /// caller.
    #[schema(value_type = std::collections::HashMap<String, serde_json::Value>)]
    entry: Box<RawValue>,
    /// Advice about the calling line; absent if there is none, or if the reader does not see all lines it is derived
    /// from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    hints: Vec<HintShape<'a>>,
    /// JSON pointers into `entry`; only for readers with `pii`.
    #[serde(rename = "_pii", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<Mark<'a>>, required = false)]
    pii: Option<Vec<Mark<'a>>>,
}

/// Advice about the line that made an entry.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewHint)]
pub(crate) struct HintShape<'a> {
    /// `positional_args`, `pii_alias`, `long_message`, `large_payload` or `loop`; for fields `field_mended` or
    /// `field_left_out`.
    habit: &'static str,
    /// The line, as `file:line`; for a field, its name.
    at: &'a str,
    /// The number of entries it is derived from.
    lines: u32,
}

/// Something else that took time.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewSpan)]
pub(crate) struct SpanShape<'a> {
    id: &'a str,
    status: StatusShape,
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    ended_at: Option<Timestamp>,
    #[schema(required)]
    duration_ms: Option<f64>,
    /// The merged fields of the span.
    #[schema(value_type = std::collections::HashMap<String, serde_json::Value>)]
    fields: &'a Values,
    /// JSON pointers into `fields` of shortened values.
    #[schema(value_type = Vec<String>)]
    cut: &'a [Pointer],
    /// JSON pointers into `fields`; only for readers with `pii`.
    #[serde(rename = "_pii", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<Mark<'a>>, required = false)]
    pii: Option<Vec<Mark<'a>>>,
}

impl<'a> EventShape<'a> {
    pub(super) fn of(event: &'a FunctionEvent, sees_personal: bool) -> EventShape<'a> {
        let entries = event.entries.iter().map(|entry| EntryShape::of(entry, sees_personal)).collect();
        EventShape { own: EventOwn::of(event, sees_personal), entries }
    }

    /// Writes an event without its entries, for which there is room at its end.
    pub(crate) fn without_entries<E>(event: &'a FunctionEvent<E>, sees_personal: bool) -> EventShape<'a> {
        EventShape { own: EventOwn::of(event, sees_personal), entries: Vec::new() }
    }
}

impl<'a> EventOwn<'a> {
    pub(crate) fn of<E>(event: &'a FunctionEvent<E>, sees_personal: bool) -> EventOwn<'a> {
        let fields = &event.fields;
        let (ended_at, duration_ms) = extent(fields, event.started_at);
        EventOwn {
            id: event.id.as_deref(),
            status: event.status.into(),
            outcome: event.outcome.map(OutcomeShape::from),
            started_at: event.started_at,
            ended_at,
            duration_ms,
            fields,
            cut: &fields.cut,
            pii: of_fields(fields, sees_personal),
        }
    }
}

impl<'a> EntryShape<'a> {
    pub(crate) fn of(entry: &'a LogEntry, sees_personal: bool) -> EntryShape<'a> {
        // INVARIANT: what an entry writes is JSON; were it not so, nothing must show.
        let json = RawValue::from_string(entry.entry.to_json()).unwrap_or_else(|_| RawValue::NULL.to_owned());
        let hint = |hint: &'a Hint| HintShape { habit: hint.habit.as_str(), at: &hint.at, lines: hint.lines };
        EntryShape {
            id: entry.id().to_string(),
            entry: json,
            hints: entry.hints.iter().map(hint).collect(),
            pii: of_entry(&entry.findings, sees_personal),
        }
    }
}

impl<'a> SpanShape<'a> {
    pub(crate) fn of(span: &'a Span, sees_personal: bool) -> SpanShape<'a> {
        let fields = &span.fields;
        let (ended_at, duration_ms) = extent(fields, span.started_at);
        SpanShape {
            id: &span.id,
            status: span.status.into(),
            started_at: span.started_at,
            ended_at,
            duration_ms,
            fields,
            cut: &fields.cut,
            pii: of_fields(fields, sees_personal),
        }
    }
}

/// Returns when something ended and how long it took; where one of the two is not said, it follows from the other.
pub(crate) fn extent(fields: &Values, started_at: Timestamp) -> (Option<Timestamp>, Option<f64>) {
    let (ended_at, duration) = (fields.time("ended_at"), fields.number("duration_ms"));
    let after =
        |millis: f64| Timestamp::from_micros(started_at.as_micros().saturating_add((millis * 1000.0).round() as i64));
    let until = |end| millis_between(started_at, end);
    (ended_at.or_else(|| duration.map(after)), duration.or_else(|| ended_at.map(until)))
}

/// Returns the milliseconds from one time to a later one; between clocks that disagree, zero.
pub(super) fn millis_between(start: Timestamp, end: Timestamp) -> f64 {
    end.as_micros().saturating_sub(start.as_micros()).max(0) as f64 / 1000.0
}
