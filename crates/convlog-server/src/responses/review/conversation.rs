//! A conversation under review, with everything that its reader may see of it.

use convlog_core::merge::Values;
use convlog_core::view::{Conversation, Metric, Outline, Turn};
use convlog_core::{Level, Outcome, Pointer, Timestamp};
use convlog_store::{Listed, Visibility};
use serde::Serialize;
use utoipa::ToSchema;

use super::event::{EventShape, SpanShape, StatusShape, millis_between};
use super::mark::{Mark, of_fields};
use super::notice::{self, Notice};
use crate::responses::raw::Raw;

/// One conversation with its turns, function events, spans, log entries and metrics.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Review<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    /// By number; number 0 is what ran before the first turn.
    turns: Vec<TurnShape<'a>>,
}

/// The conversation without its turns.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewHead)]
pub(crate) struct Head<'a> {
    #[serde(flatten)]
    own: HeadOwn<'a>,
    /// In the order in which they were written.
    pub(super) metrics: Vec<MetricShape<'a>>,
}

/// The conversation itself.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewHeadOwn)]
pub(crate) struct HeadOwn<'a> {
    id: &'a str,
    account_id: &'a str,
    project_id: &'a str,
    status: StatusShape,
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    ended_at: Option<Timestamp>,
    #[schema(required)]
    duration_ms: Option<f64>,
    /// The contact, or else the caller's number; `[redacted]` if the reader may not see it.
    #[schema(value_type = Option<String>, required)]
    contact: Option<String>,
    /// The merged fields of the conversation; see `docs/reference/fields.md`.
    #[schema(value_type = std::collections::HashMap<String, serde_json::Value>)]
    fields: &'a Values,
    counts: Counts,
    /// JSON pointers into `fields` of shortened values.
    #[schema(value_type = Vec<String>)]
    cut: &'a [Pointer],
    /// JSON pointers into `fields`; only for readers with `pii`.
    #[serde(rename = "_pii", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<Mark<'a>>, required = false)]
    pii: Option<Vec<Mark<'a>>>,
    /// Notices about missing, shortened or corrected data. Counts of dropped and shortened records are only for `pii`
    /// and `admin`, because they include hidden records; corrected and left-out fields are shown to readers who can see
    /// the whole field.
    notices: Vec<Notice>,
    /// Whether the reader sees personal data.
    sees_personal: bool,
}

/// One exchange.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewTurn)]
pub(crate) struct TurnShape<'a> {
    #[serde(flatten)]
    own: TurnOwn<'a>,
    /// In the order in which they began.
    spans: Vec<SpanShape<'a>>,
    /// In the order in which they began.
    events: Vec<EventShape<'a>>,
}

/// The turn itself.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewTurnOwn)]
pub(crate) struct TurnOwn<'a> {
    number: u32,
    /// Null for turn 0, and for a turn without an id.
    #[schema(required)]
    id: Option<&'a str>,
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    /// The merged fields of the turn.
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

/// One measured or decided value.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewMetric)]
pub(crate) struct MetricShape<'a> {
    name: &'a str,
    #[schema(value_type = String, format = DateTime)]
    time: Timestamp,
    #[schema(value_type = serde_json::Value, required)]
    value: Raw<'a>,
    #[schema(required)]
    turn_id: Option<String>,
    /// JSON pointers into the metric; only for readers with `pii`.
    #[serde(rename = "_pii", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<Mark<'a>>, required = false)]
    pii: Option<Vec<Mark<'a>>>,
}

/// Counts of what the reader can see.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
#[schema(as = ReviewCounts)]
pub(crate) struct Counts {
    /// Turn 0 is not counted.
    turns: u64,
    functions: u64,
    /// Function events that raised or never finished.
    failed_functions: u64,
    entries: u64,
    errors: u64,
    warnings: u64,
}

impl<'a> Review<'a> {
    /// Writes a conversation, with what its producers say of themselves.
    pub(crate) fn of(conversation: &'a Conversation, producers: &[Values], visibility: &'a Visibility) -> Review<'a> {
        let sees_personal = visibility.sees_personal();
        Review {
            head: Head::of(conversation, |logged| logged.entry.level, producers, visibility),
            turns: conversation.turns.iter().map(|turn| TurnShape::of(turn, sees_personal)).collect(),
        }
    }
}

impl<'a> Review<'a> {
    /// Writes a conversation without its turns, for which there is room at its end.
    pub(crate) fn without_turns(outline: &'a Outline, producers: &[Values], visibility: &'a Visibility) -> Review<'a> {
        Review { head: Head::of(outline, |mark| mark.level, producers, visibility), turns: Vec::new() }
    }
}

impl<'a> Head<'a> {
    pub(super) fn of<E>(
        conversation: &'a Conversation<E>,
        level: impl Fn(&E) -> Level,
        producers: &[Values],
        visibility: &'a Visibility,
    ) -> Head<'a> {
        let counts = Counts::of(conversation, level);
        let own = HeadOwn::of(conversation, counts, producers, visibility);
        Head { own, metrics: metrics(conversation, visibility.sees_personal()) }
    }
}

/// Writes the metrics of a conversation.
pub(crate) fn metrics<E>(conversation: &Conversation<E>, sees_personal: bool) -> Vec<MetricShape<'_>> {
    conversation.metrics.iter().map(|metric| MetricShape::of(metric, sees_personal)).collect()
}

impl<'a> HeadOwn<'a> {
    pub(crate) fn of<E>(
        conversation: &'a Conversation<E>,
        counts: Counts,
        producers: &[Values],
        visibility: &'a Visibility,
    ) -> HeadOwn<'a> {
        let (fields, sees_personal) = (&conversation.fields, visibility.sees_personal());
        let ended_at = fields.time("ended_at");
        HeadOwn {
            id: conversation.id.as_str(),
            account_id: visibility.account().as_str(),
            project_id: visibility.project().as_str(),
            status: conversation.status.into(),
            started_at: conversation.started_at,
            ended_at,
            duration_ms: ended_at.map(|end| millis_between(conversation.started_at, end)),
            contact: fields.contact().map(|(_, text)| text),
            fields,
            counts,
            cut: &fields.cut,
            pii: of_fields(fields, sees_personal),
            notices: notice::of_producers(producers).into_iter().chain(notice::of_fields(conversation)).collect(),
            sees_personal,
        }
    }
}

impl<'a> TurnShape<'a> {
    fn of(turn: &'a Turn, sees_personal: bool) -> TurnShape<'a> {
        let events = turn.events.iter().map(|event| EventShape::of(event, sees_personal)).collect();
        TurnShape { own: TurnOwn::of(turn, sees_personal), spans: spans(turn, sees_personal), events }
    }

    /// Writes a turn without its function events, for which there is room at its end.
    pub(crate) fn without_events<E>(turn: &'a Turn<E>, sees_personal: bool) -> TurnShape<'a> {
        let (own, spans) = (TurnOwn::of(turn, sees_personal), spans(turn, sees_personal));
        TurnShape { own, spans, events: Vec::new() }
    }
}

/// Writes the spans of a turn.
fn spans<E>(turn: &Turn<E>, sees_personal: bool) -> Vec<SpanShape<'_>> {
    turn.spans.iter().map(|span| SpanShape::of(span, sees_personal)).collect()
}

impl<'a> TurnOwn<'a> {
    pub(crate) fn of<E>(turn: &'a Turn<E>, sees_personal: bool) -> TurnOwn<'a> {
        TurnOwn {
            number: turn.number,
            id: turn.id.as_deref(),
            started_at: turn.started_at,
            fields: &turn.fields,
            cut: &turn.fields.cut,
            pii: of_fields(&turn.fields, sees_personal),
        }
    }
}

impl<'a> MetricShape<'a> {
    fn of(metric: &'a Metric, sees_personal: bool) -> MetricShape<'a> {
        MetricShape {
            name: &metric.name,
            time: metric.time,
            value: metric.fields.raw("value"),
            turn_id: metric.fields.text("turn_id"),
            pii: of_fields(&metric.fields, sees_personal),
        }
    }
}

impl Counts {
    /// Counts as a list does.
    pub(super) fn listed(listed: &Listed) -> Counts {
        let convlog_store::Counts { turns, functions, failed_functions, entries, errors, warnings } = listed.counts;
        Counts { turns, functions, failed_functions, entries, errors, warnings }
    }

    /// Counts what a view has.
    pub(crate) fn of<E>(conversation: &Conversation<E>, level: impl Fn(&E) -> Level) -> Counts {
        let turns = conversation.turns.iter().filter(|turn| turn.number > 0).count() as u64;
        let mut counts = Counts { turns, ..Counts::default() };
        let events = conversation.turns.iter().flat_map(|turn| &turn.events);
        for event in events.filter(|event| event.id.is_some()) {
            counts.functions += 1;
            counts.failed_functions += u64::from(event.outcome.is_some_and(Outcome::is_failure));
        }
        for entry in conversation.entries() {
            counts.entries += 1;
            counts.errors += u64::from(level(entry) == Level::Error);
            counts.warnings += u64::from(level(entry) == Level::Warning);
        }
        counts
    }
}
