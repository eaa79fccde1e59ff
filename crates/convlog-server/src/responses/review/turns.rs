//! Turns with all that was said and done in them but the log entries.

use convlog_core::view::{EntryMark, FunctionEvent, Outline, Span, Turn};
use serde::Serialize;
use utoipa::ToSchema;

use super::conversation::TurnOwn;
use super::event::{EventOwn, SpanShape};
use super::outline::CountsShape;
use super::turn_slice::{ByteBudget, Measure, SliceStart, TurnSlice, cut};
use crate::routes::cursor;

/// Some turns with their values, without their entries.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewTurns)]
pub(crate) struct TurnsPage<'a> {
    turns: Vec<TurnPiece<'a>>,
    /// The number of the turn with which the next page begins: the last one's own where that goes on there, with the rest of
    /// its function events and spans. Null behind the last.
    #[schema(required)]
    next: Option<u32>,
    /// To be given as `cursor`, for the next page; null behind the last.
    #[schema(required)]
    cursor: Option<String>,
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

/// One call of one function with its values; the one without an id contains the entries outside any function.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewEventPiece)]
struct EventPiece<'a> {
    #[serde(flatten)]
    own: EventOwn<'a>,
    #[serde(flatten)]
    counts: CountsShape,
}

impl<'a> TurnsPage<'a> {
    /// Writes turns: so many, with so many function events and spans together, which take about so many bytes.
    pub(crate) fn of(outline: &'a Outline, begin: SliceStart, most: [usize; 3], sees_personal: bool) -> TurnsPage<'a> {
        let [turns, nodes, bytes] = most;
        let page = cut(outline, begin, ByteBudget { turns, nodes, bytes }, &Written { sees_personal });
        let cursor = page.next.map(|(_, place)| cursor::write_node(&place));
        let turns = page.stretches.iter().map(|stretch| TurnPiece::of(stretch, sees_personal)).collect();
        TurnsPage { turns, next: page.next.map(|(number, _)| number), cursor }
    }
}

/// Measures what is given with its values.
struct Written {
    sees_personal: bool,
}

impl Written {
    /// What cannot be written fails when it is to be.
    fn len(shape: &impl Serialize) -> usize {
        serde_json::to_vec(shape).map_or(0, |json| json.len())
    }
}

impl Measure for Written {
    fn turn(&self, turn: &Turn<EntryMark>) -> usize {
        Written::len(&TurnOwn::of(turn, self.sees_personal))
    }

    fn event(&self, event: &FunctionEvent<EntryMark>) -> usize {
        Written::len(&EventOwn::of(event, self.sees_personal))
    }

    fn span(&self, span: &Span) -> usize {
        Written::len(&SpanShape::of(span, self.sees_personal))
    }
}

impl<'a> TurnPiece<'a> {
    fn of(stretch: &TurnSlice<'a>, sees_personal: bool) -> TurnPiece<'a> {
        let TurnSlice { turn, events, spans } = stretch;
        let piece = |event| EventPiece { own: EventOwn::of(event, sees_personal), counts: CountsShape::of(event) };
        TurnPiece {
            own: TurnOwn::of(turn, sees_personal),
            spans: spans.iter().map(|span| SpanShape::of(span, sees_personal)).collect(),
            events: events.iter().map(piece).collect(),
        }
    }
}
