//! What a live stream says of a conversation: where it stands, and what has become another.

use convlog_core::Timestamp;
use convlog_core::view::{EntryMark, FunctionEvent, Span, Turn};
use convlog_store::EntryPosition;
use serde::Serialize;
use utoipa::ToSchema;

use super::conversation::{HeadOwn, MetricShape};
use super::outline::{MarkShape, OutlineEvent, OutlineSpan, marks_of};
use crate::routes::cursor;

/// The end of a conversation's entries: the data of a `begin` and of a `restart`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LivePlace {
    /// The cursor of the last entry; null if there is none. New entries are after it, except for those that arrive
    /// late.
    #[schema(required)]
    end: Option<String>,
}

/// What has changed since the previous event: the data of a `changed`.
///
/// Each node replaces the previous one with the same key. A function event is also sent when one of its values or
/// entries has changed but nothing in its outline.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LiveChanges<'a> {
    /// As in an outline, but for the metrics; absent where nothing of it has changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub(crate) head: Option<HeadOwn<'a>>,
    /// All metrics; absent if none has changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub(crate) metrics: Option<Vec<MetricShape<'a>>>,
    /// Turns by number.
    turns: Vec<LiveTurn<'a>>,
    /// Function events by id; those without an id contain the entries outside any function, by their turn.
    events: Vec<LiveNode<OutlineEvent<'a>>>,
    /// Spans by id.
    spans: Vec<LiveNode<OutlineSpan<'a>>>,
    /// Errors and warnings of these function events, which replace the previous ones: the first thousand of each level.
    marks: Vec<MarkShape<'a>>,
    gone: Removed,
    #[serde(flatten)]
    place: LivePlace,
}

/// A turn itself.
#[derive(Debug, Serialize, ToSchema)]
struct LiveTurn<'a> {
    number: u32,
    /// Null for turn 0, and for a turn without an id.
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

/// What was removed.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = LiveGone)]
pub(crate) struct Removed {
    /// Turns by number.
    pub(crate) turns: Vec<u32>,
    /// Numbers of turns that no longer have entries outside any function.
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
