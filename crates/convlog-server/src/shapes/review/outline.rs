//! A conversation piece by piece: its outline, its turns, and windows of its entries.

use convlog_core::merge::Values;
use convlog_core::view::{Counts, EntryMark, FunctionEvent, Outline, Span, Turn};
use convlog_core::{Level, Timestamp};
use convlog_store::Visibility;
use convlog_store::window::{EntryWindow, WindowEntry};
use serde::Serialize;
use utoipa::ToSchema;

use super::conversation::{Head, TurnOwn, spans};
use super::event::{EntryShape, EventOwn, OutcomeShape, SpanShape, StatusShape, extent};
use crate::routes::cursor;

/// The most errors, and the most warnings, that an outline points at.
const MARKS_MAX: usize = 1000;

/// One conversation with its turns and function events, without their values and entries.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewOutline)]
pub(crate) struct OutlineShape<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    /// By number; number 0 is what ran before the first.
    turns: Vec<OutlineTurn<'a>>,
    /// Errors and warnings in the order of the calls: of each the first thousand.
    marks: Vec<MarkShape<'a>>,
}

/// One exchange in outline.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewOutlineTurn)]
struct OutlineTurn<'a> {
    number: u32,
    /// Null for turn 0, and for a turn that nothing names.
    #[schema(required)]
    id: Option<&'a str>,
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    /// In the order in which they began.
    events: Vec<OutlineEvent<'a>>,
    /// In the order in which they began.
    spans: Vec<OutlineSpan<'a>>,
}

/// One call of one function in outline; the one without an id stands for the entries outside any function.
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
    /// When it ended: its own word for it, or else its start and its duration.
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

/// How many entries there are, of those that the reader sees.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = ReviewEntryCounts)]
struct CountsShape {
    entries: u64,
    warnings: u64,
    errors: u64,
}

/// That there is an error or a warning.
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
    /// Null where it was written outside any function.
    #[schema(required)]
    event: Option<&'a str>,
}

impl<'a> OutlineShape<'a> {
    /// Writes an outline, with what the conversation's producers say of themselves.
    pub(crate) fn of(outline: &'a Outline, producers: &[Values], visibility: &'a Visibility) -> OutlineShape<'a> {
        OutlineShape {
            head: Head::of(outline, |mark| mark.level, producers, visibility),
            turns: outline.turns.iter().map(OutlineTurn::of).collect(),
            marks: marks(outline),
        }
    }
}

impl<'a> OutlineTurn<'a> {
    fn of(turn: &'a Turn<EntryMark>) -> OutlineTurn<'a> {
        OutlineTurn {
            number: turn.number,
            id: turn.id.as_deref(),
            started_at: turn.started_at,
            events: turn.events.iter().map(OutlineEvent::of).collect(),
            spans: turn.spans.iter().map(OutlineSpan::of).collect(),
        }
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
    fn of(event: &FunctionEvent<EntryMark>) -> CountsShape {
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

/// Some turns with their values, without their entries.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewTurns)]
pub(crate) struct TurnsPage<'a> {
    turns: Vec<TurnPiece<'a>>,
    /// The number of the next turn; null behind the last.
    #[schema(required)]
    next: Option<u32>,
}

/// One exchange with its values.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewTurnPiece)]
struct TurnPiece<'a> {
    #[serde(flatten)]
    own: TurnOwn<'a>,
    /// In the order in which they began.
    spans: Vec<SpanShape<'a>>,
    /// In the order in which they began.
    events: Vec<EventPiece<'a>>,
}

/// One call of one function with its values; the one without an id stands for the entries outside any function.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewEventPiece)]
struct EventPiece<'a> {
    #[serde(flatten)]
    own: EventOwn<'a>,
    #[serde(flatten)]
    counts: CountsShape,
}

impl<'a> TurnsPage<'a> {
    /// Writes turns from a number on: so many, or fewer where they have more events than this together.
    pub(crate) fn of(outline: &'a Outline, from: u32, limit: usize, events_max: usize, sees_personal: bool) -> Self {
        let rest: Vec<&Turn<EntryMark>> = outline.turns.iter().filter(|turn| turn.number >= from).collect();
        let mut events = 0;
        let fits = |turn: &&&Turn<EntryMark>| {
            let is_first = events == 0;
            events += turn.events.len() + turn.spans.len() + 1;
            is_first || events <= events_max
        };
        let turns: Vec<TurnPiece<'a>> =
            rest.iter().take(limit).take_while(fits).map(|turn| TurnPiece::of(turn, sees_personal)).collect();
        TurnsPage { next: rest.get(turns.len()).map(|turn| turn.number), turns }
    }
}

impl<'a> TurnPiece<'a> {
    fn of(turn: &'a Turn<EntryMark>, sees_personal: bool) -> TurnPiece<'a> {
        let piece = |event| EventPiece { own: EventOwn::of(event, sees_personal), counts: CountsShape::of(event) };
        let (own, spans) = (TurnOwn::of(turn, sees_personal), spans(turn, sees_personal));
        TurnPiece { own, spans, events: turn.events.iter().map(piece).collect() }
    }
}

/// Some entries of a conversation, in the order of the calls.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewEntries)]
pub(crate) struct EntriesPage<'a> {
    entries: Vec<PlacedEntry<'a>>,
    /// To be given as `before`, for what lies before them; null where nothing does.
    #[schema(required)]
    earlier: Option<String>,
    /// To be given as `after`, for what lies behind them; null where nothing does yet.
    #[schema(required)]
    later: Option<String>,
}

/// A log entry with what it names.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewPlacedEntry)]
struct PlacedEntry<'a> {
    #[serde(flatten)]
    entry: EntryShape<'a>,
    /// The id of the turn that it names. Where it names none, it belongs to the turn of its function event, or else to the
    /// last turn that had begun.
    #[schema(required)]
    turn_id: Option<&'a str>,
    /// The id of the function event that it names.
    #[schema(required)]
    event_id: Option<&'a str>,
    /// Its place, to be given as `after` or `before`.
    cursor: String,
}

impl<'a> EntriesPage<'a> {
    /// Writes a window.
    pub(crate) fn of(window: &'a EntryWindow, sees_personal: bool) -> EntriesPage<'a> {
        EntriesPage {
            entries: window.entries.iter().map(|found| PlacedEntry::of(found, sees_personal)).collect(),
            earlier: window.earlier.as_ref().map(cursor::write_entry),
            later: window.later.as_ref().map(cursor::write_entry),
        }
    }
}

impl<'a> PlacedEntry<'a> {
    fn of(found: &'a WindowEntry, sees_personal: bool) -> PlacedEntry<'a> {
        PlacedEntry {
            entry: EntryShape::of(&found.logged, sees_personal),
            turn_id: found.turn.as_deref(),
            event_id: found.event.as_deref(),
            cursor: cursor::write_entry(&convlog_store::EntryPosition::of(&found.logged)),
        }
    }
}
