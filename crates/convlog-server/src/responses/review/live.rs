//! What a live stream says of a conversation: where it stands, and what has become another.

use convlog_core::Timestamp;
use convlog_core::view::{EntryMark, FunctionEvent, Span, Turn};
use convlog_store::EntryPosition;
use serde::Serialize;
use utoipa::ToSchema;

use super::conversation::{HeadOwn, MetricShape};
use super::outline::{MarkShape, OutlineEvent, OutlineSpan, marks_of};
use crate::routes::cursor;

/// How far the entries of a conversation go: the data of a `begin` and of a `restart`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LivePlace {
    /// The place of the last entry; null where there is none. What is written from now on comes behind it, but for what
    /// arrives late.
    #[schema(required)]
    end: Option<String>,
}

/// What has become another since it was last said: the data of a `changed`.
///
/// Each node stands for what was known under its key. A function event comes also when nothing of its outline has changed:
/// then a value of it has, or what its entries say.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LiveChanges<'a> {
    /// As in an outline, but for the metrics; absent where nothing of it has changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub(crate) head: Option<HeadOwn<'a>>,
    /// All of them; absent where none has changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub(crate) metrics: Option<Vec<MetricShape<'a>>>,
    /// Turns by number.
    turns: Vec<LiveTurn<'a>>,
    /// Function events by id; those without one, which stand for the entries outside any function, by their turn.
    events: Vec<LiveNode<OutlineEvent<'a>>>,
    /// Spans by id.
    spans: Vec<LiveNode<OutlineSpan<'a>>>,
    /// Errors and warnings of these function events, instead of those that were known of them: of each level the first
    /// thousand.
    marks: Vec<MarkShape<'a>>,
    gone: Removed,
    #[serde(flatten)]
    place: LivePlace,
}

/// A turn itself.
#[derive(Debug, Serialize, ToSchema)]
struct LiveTurn<'a> {
    number: u32,
    /// Null for turn 0, and for a turn that nothing names.
    #[schema(required)]
    id: Option<&'a str>,
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
}

/// A function event or a span with its turn.
#[derive(Debug, Serialize, ToSchema)]
struct LiveNode<T> {
    /// The number of its turn.
    turn: u32,
    #[serde(flatten)]
    node: T,
}

/// What is no more.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = LiveGone)]
pub(crate) struct Removed {
    /// Turns by number.
    pub(crate) turns: Vec<u32>,
    /// Turns, by number, that have no entries outside any function any more.
    pub(crate) outside: Vec<u32>,
}

impl LivePlace {
    pub(crate) fn of(last: Option<EntryPosition>) -> LivePlace {
        LivePlace { end: last.as_ref().map(cursor::write_entry) }
    }
}

impl<'a> LiveChanges<'a> {
    /// Writes nodes that have become others, each with the number of its turn.
    pub(crate) fn of(
        turns: &[&'a Turn<EntryMark>],
        events: &[(u32, &'a FunctionEvent<EntryMark>)],
        spans: &[(u32, &'a Span)],
        gone: Removed,
        last: Option<EntryPosition>,
    ) -> LiveChanges<'a> {
        let turn = |turn: &&'a Turn<EntryMark>| {
            let Turn { number, id, started_at, .. } = *turn;
            LiveTurn { number: *number, id: id.as_deref(), started_at: *started_at }
        };
        LiveChanges {
            head: None,
            metrics: None,
            turns: turns.iter().map(turn).collect(),
            events: events
                .iter()
                .map(|(turn, event)| LiveNode { turn: *turn, node: OutlineEvent::of(event) })
                .collect(),
            spans: spans.iter().map(|(turn, span)| LiveNode { turn: *turn, node: OutlineSpan::of(span) }).collect(),
            marks: marks_of(events.iter().copied()),
            gone,
            place: LivePlace::of(last),
        }
    }
}
