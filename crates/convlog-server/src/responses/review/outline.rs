//! A conversation in outline.

use convlog_core::merge::Values;
use convlog_core::view::{Counts, EntryMark, FunctionEvent, Outline, Span, Turn};
use convlog_core::{Level, Timestamp};
use convlog_store::Visibility;
use serde::Serialize;
use utoipa::ToSchema;

use super::conversation::Head;
use super::event::{OutcomeShape, StatusShape, extent};
use super::turn_slice::{ByteBudget, Measure, NodePlace, SliceStart, TurnSlice, cut};
use crate::routes::cursor;

/// An outline points at every entry of a function event behind so many, so that each stretch can be asked for by itself.
const STEP: usize = 200;

/// The most errors, and the most warnings, that an outline points at.
const MARKS_MAX: usize = 1000;

/// One conversation with its turns and function events, without their values and entries.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewOutline)]
pub(crate) struct OutlineShape<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    /// By number; number 0 is what ran before the first turn. A turn that continues in the next part is repeated there
    /// with its other function events and spans.
    turns: Vec<OutlineTurn<'a>>,
    /// Errors and warnings in the order of the calls, the first thousand of each. They are all in the first part, as
    /// are the metrics.
    marks: Vec<MarkShape<'a>>,
    /// The `cursor` of the next part; null in the last part.
    #[schema(required)]
    next: Option<String>,
}

/// One exchange in outline.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewOutlineTurn)]
struct OutlineTurn<'a> {
    number: u32,
    /// Null for turn 0, and for a turn without an id.
    #[schema(required)]
    id: Option<&'a str>,
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    /// In the order in which they began.
    events: Vec<SteppedEvent<'a>>,
    /// In the order in which they began.
    spans: Vec<OutlineSpan<'a>>,
}

/// One call of one function in outline, with places among its entries.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewSteppedEvent)]
struct SteppedEvent<'a> {
    #[serde(flatten)]
    event: OutlineEvent<'a>,
    /// After each 200th entry, except the last; absent if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    steps: Vec<Step>,
}

/// A cursor into the entries of a function event.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewStep)]
struct Step {
    /// The cursor, for `after`.
    after: String,
    /// When the next entry was written.
    #[schema(value_type = String, format = DateTime)]
    time: Timestamp,
}

/// One call of one function in outline; the one without an id contains the entries outside any function.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewOutlineEvent)]
pub(super) struct OutlineEvent<'a> {
    #[schema(required)]
    id: Option<&'a str>,
    #[schema(required)]
    name: Option<String>,
    status: StatusShape,
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    /// When it ended: the `ended_at` field, or else its start plus its duration.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    ended_at: Option<Timestamp>,
    #[schema(required)]
    duration_ms: Option<f64>,
    /// Null while it goes on, and where nothing is known of it but its entries.
    #[schema(required)]
    outcome: Option<OutcomeShape>,
    #[serde(flatten)]
    counts: CountsShape,
}

/// Something else that took time, in outline.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewOutlineSpan)]
pub(super) struct OutlineSpan<'a> {
    id: &'a str,
    #[schema(required)]
    kind: Option<String>,
    status: StatusShape,
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    #[schema(required)]
    duration_ms: Option<f64>,
}

/// Counts of the entries that the reader can see.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = ReviewEntryCounts)]
pub(super) struct CountsShape {
    entries: u64,
    warnings: u64,
    errors: u64,
}

/// The position of an error or a warning.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewOutlineMark)]
pub(super) struct MarkShape<'a> {
    /// The entry's id.
    id: String,
    #[schema(value_type = String, format = DateTime)]
    time: Timestamp,
    /// `warning` or `error`.
    level: &'static str,
    turn: u32,
    /// Null if outside any function.
    #[schema(required)]
    event: Option<&'a str>,
}

impl<'a> OutlineShape<'a> {
    /// Writes an outline, with what the conversation's producers say of themselves.
    pub(crate) fn of(
        outline: &'a Outline,
        behind: Option<NodePlace>,
        nodes: usize,
        producers: &[Values],
        visibility: &'a Visibility,
    ) -> OutlineShape<'a> {
        let begin = behind.map_or(SliceStart::Turn(0), SliceStart::Behind);
        let room = ByteBudget { turns: nodes, nodes, bytes: usize::MAX };
        let page = cut(outline, begin, room, &Short);
        let mut head = Head::of(outline, |mark| mark.level, producers, visibility);
        if behind.is_some() {
            head.metrics.clear();
        }
        OutlineShape {
            head,
            turns: page.stretches.iter().map(OutlineTurn::of).collect(),
            marks: if behind.is_none() { marks(outline) } else { Vec::new() },
            next: page.next.map(|(_, place)| cursor::write_node(&place)),
        }
    }
}

/// What is bounded by its number alone.
struct Short;

impl Measure for Short {
    fn turn(&self, _: &Turn<EntryMark>) -> usize {
        0
    }

    fn event(&self, _: &FunctionEvent<EntryMark>) -> usize {
        0
    }

    fn span(&self, _: &Span) -> usize {
        0
    }
}

impl<'a> OutlineTurn<'a> {
    fn of(stretch: &TurnSlice<'a>) -> OutlineTurn<'a> {
        let TurnSlice { turn, events, spans } = stretch;
        OutlineTurn {
            number: turn.number,
            id: turn.id.as_deref(),
            started_at: turn.started_at,
            events: events.iter().map(SteppedEvent::of).collect(),
            spans: spans.iter().map(OutlineSpan::of).collect(),
        }
    }
}

impl<'a> SteppedEvent<'a> {
    fn of(event: &'a FunctionEvent<EntryMark>) -> SteppedEvent<'a> {
        let last = event.entries.iter().skip(STEP - 1).step_by(STEP);
        let next = event.entries.iter().skip(STEP).step_by(STEP);
        let step = |(last, next): (&EntryMark, &EntryMark)| {
            let after = cursor::write_entry(&convlog_store::EntryPosition::of_mark(last));
            Step { after, time: next.time }
        };
        SteppedEvent { event: OutlineEvent::of(event), steps: last.zip(next).map(step).collect() }
    }
}

impl<'a> OutlineEvent<'a> {
    pub(super) fn of(event: &'a FunctionEvent<EntryMark>) -> OutlineEvent<'a> {
        let (ended_at, duration_ms) = extent(&event.fields, event.started_at);
        OutlineEvent {
            id: event.id.as_deref(),
            name: event.fields.text("name"),
            status: event.status.into(),
            started_at: event.started_at,
            ended_at,
            duration_ms,
            outcome: event.outcome.map(OutcomeShape::from),
            counts: CountsShape::of(event),
        }
    }
}

impl<'a> OutlineSpan<'a> {
    pub(super) fn of(span: &'a Span) -> OutlineSpan<'a> {
        OutlineSpan {
            id: &span.id,
            kind: span.fields.text("kind"),
            status: span.status.into(),
            started_at: span.started_at,
            duration_ms: extent(&span.fields, span.started_at).1,
        }
    }
}

impl CountsShape {
    pub(super) fn of(event: &FunctionEvent<EntryMark>) -> CountsShape {
        let Counts { entries, warnings, errors } = Counts::of(&event.entries);
        CountsShape { entries, warnings, errors }
    }
}

fn marks(outline: &Outline) -> Vec<MarkShape<'_>> {
    marks_of(outline.turns.iter().flat_map(|turn| turn.events.iter().map(move |event| (turn.number, event))))
}

/// Points at the errors and warnings of some function events, each given with the number of its turn.
pub(super) fn marks_of<'a>(events: impl Iterator<Item = (u32, &'a FunctionEvent<EntryMark>)>) -> Vec<MarkShape<'a>> {
    let entries = events.flat_map(|(turn, event)| event.entries.iter().map(move |mark| (turn, event, mark)));
    let mut grave: Vec<_> = entries.filter(|(.., mark)| mark.level > Level::Info).collect();
    grave.sort_by_key(|(.., mark)| (mark.time, mark.identity));
    let mut left = [MARKS_MAX; 2];
    grave.retain(|(.., mark)| {
        let left = &mut left[usize::from(mark.level == Level::Error)];
        *left = left.saturating_sub(1);
        *left > 0
    });
    grave
        .into_iter()
        .map(|(turn, event, mark)| MarkShape {
            id: mark.id().to_string(),
            time: mark.time,
            level: mark.level.as_str(),
            turn,
            event: event.id.as_deref(),
        })
        .collect()
}
