//! A stretch of an outline: turns with a part of their function events and spans, so that no answer has all of a
//! conversation of any number of these.
//!
//! The function events of a turn stand before its spans, each in the order in which they began. A place names the last that
//! was given by its start and a hash of its id, and its turn by number: all of it was shown to whoever has it. Where what it
//! names has gone, the stretch goes on with what began at that time: rather twice than never.

use convlog_core::Timestamp;
use convlog_core::view::{EntryMark, FunctionEvent, Outline, Span, Turn};
use sha2::{Digest, Sha256};

/// Behind which function event or span a stretch begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NodePlace {
    /// The number of its turn.
    pub(crate) turn: u32,
    pub(crate) part: TurnPart,
    /// When it began.
    pub(crate) time: Timestamp,
    /// The first 128 bits of SHA-256 of its id.
    pub(crate) id: [u8; 16],
}

/// What of a turn a place is among.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum TurnPart {
    Events = 0,
    Spans = 1,
    /// It is behind all of the turn.
    Whole = 2,
}

/// A turn with a part of its function events and spans.
pub(super) struct TurnSlice<'a> {
    pub(super) turn: &'a Turn<EntryMark>,
    pub(super) events: &'a [FunctionEvent<EntryMark>],
    pub(super) spans: &'a [Span],
}

/// Where a stretch begins.
#[derive(Clone, Copy, Debug)]
pub(crate) enum SliceStart {
    /// With the turn of this number, or the next one that there is.
    Turn(u32),
    Behind(NodePlace),
}

/// How much there is still room for.
pub(super) struct ByteBudget {
    /// So many turns.
    pub(super) turns: usize,
    /// So many function events and spans.
    pub(super) nodes: usize,
    /// So many bytes; whatever is given last may be longer.
    pub(super) bytes: usize,
}

/// What is given, and behind what it goes on, in which turn; nothing where it is the last.
pub(super) struct Page<'a> {
    pub(super) stretches: Vec<TurnSlice<'a>>,
    pub(super) next: Option<(u32, NodePlace)>,
}

impl ByteBudget {
    fn is_over(&self) -> bool {
        self.nodes == 0 || self.bytes == 0
    }

    fn take(&mut self, bytes: usize) {
        (self.nodes, self.bytes) = (self.nodes.saturating_sub(1), self.bytes.saturating_sub(bytes));
    }
}

/// Cuts a page out of an outline. `measure` says how long a turn itself, a function event and a span are.
pub(super) fn cut<'a>(
    outline: &'a Outline,
    begin: SliceStart,
    mut room: ByteBudget,
    measure: &impl Measure,
) -> Page<'a> {
    let first = match begin {
        SliceStart::Turn(number) => number,
        SliceStart::Behind(NodePlace { turn, part: TurnPart::Whole, .. }) => turn.saturating_add(1),
        SliceStart::Behind(place) => place.turn,
    };
    let mut stretches: Vec<TurnSlice<'a>> = Vec::new();
    for turn in outline.turns.iter().filter(|turn| turn.number >= first) {
        if room.turns == 0 || room.is_over() {
            let place = stretches.last().map(|last| NodePlace::whole(last.turn.number));
            return Page { stretches, next: place.map(|place| (turn.number, place)) };
        }
        room.turns -= 1;
        room.bytes = room.bytes.saturating_sub(measure.turn(turn));
        let place = match begin {
            SliceStart::Behind(place) if place.turn == turn.number => Some(place),
            _ => None,
        };
        let (from_event, from_span) = place.map_or((0, 0), |place| place.starts_in(turn));
        let (events, spans) = (&turn.events[from_event..], &turn.spans[from_span..]);
        // The first one always fits, so that there is an end.
        let event_count = fill(events, &mut room, stretches.is_empty(), |event| measure.event(event));
        let needs_one = stretches.is_empty() && event_count == 0;
        let span_count =
            if event_count < events.len() { 0 } else { fill(spans, &mut room, needs_one, |span| measure.span(span)) };
        let (events_given, spans_given) = (&events[..event_count], &spans[..span_count]);
        let is_whole = event_count == events.len() && span_count == spans.len();
        stretches.push(TurnSlice { turn, events: events_given, spans: spans_given });
        if !is_whole {
            let last_span = spans_given.last().map(|span| NodePlace::of_span(turn, span));
            let last_event = events_given.last().map(|event| NodePlace::of_event(turn, event));
            let place = last_span.or(last_event).or(place).unwrap_or(NodePlace::before(turn.number));
            return Page { stretches, next: Some((turn.number, place)) };
        }
    }
    Page { stretches, next: None }
}

/// Returns how many of some nodes there is room for.
fn fill<T>(nodes: &[T], room: &mut ByteBudget, needs_one: bool, bytes: impl Fn(&T) -> usize) -> usize {
    let mut count = 0;
    while count < nodes.len() && (!room.is_over() || (needs_one && count == 0)) {
        room.take(bytes(&nodes[count]));
        count += 1;
    }
    count
}

/// How long things are as JSON, in bytes.
pub(super) trait Measure {
    fn turn(&self, turn: &Turn<EntryMark>) -> usize;
    fn event(&self, event: &FunctionEvent<EntryMark>) -> usize;
    fn span(&self, span: &Span) -> usize;
}

impl NodePlace {
    fn of_event(turn: &Turn<EntryMark>, event: &FunctionEvent<EntryMark>) -> NodePlace {
        let id = hash(event.id.as_deref());
        NodePlace { turn: turn.number, part: TurnPart::Events, time: event.started_at, id }
    }

    fn of_span(turn: &Turn<EntryMark>, span: &Span) -> NodePlace {
        NodePlace { turn: turn.number, part: TurnPart::Spans, time: span.started_at, id: hash(Some(&span.id)) }
    }

    fn whole(turn: u32) -> NodePlace {
        NodePlace { turn, part: TurnPart::Whole, time: Timestamp::default(), id: [0; 16] }
    }

    /// Returns the place before all of a turn.
    fn before(turn: u32) -> NodePlace {
        NodePlace { turn, part: TurnPart::Events, time: Timestamp::from_micros(i64::MIN), id: [0; 16] }
    }

    /// Returns with which function event and which span of its turn what lies behind it begins.
    fn starts_in(&self, turn: &Turn<EntryMark>) -> (usize, usize) {
        let events = || turn.events.iter().map(|event| (event.started_at, hash(event.id.as_deref())));
        let spans = || turn.spans.iter().map(|span| (span.started_at, hash(Some(&span.id))));
        match self.part {
            TurnPart::Events => (self.behind(events()), 0),
            TurnPart::Spans => (turn.events.len(), self.behind(spans())),
            TurnPart::Whole => (turn.events.len(), turn.spans.len()),
        }
    }

    fn behind(&self, nodes: impl Iterator<Item = (Timestamp, [u8; 16])> + Clone) -> usize {
        let found = nodes.clone().position(|node| node == (self.time, self.id));
        found.map_or_else(|| nodes.take_while(|(time, _)| *time < self.time).count(), |at| at + 1)
    }
}

fn hash(id: Option<&str>) -> [u8; 16] {
    let mut hash = [0; 16];
    hash.copy_from_slice(&Sha256::digest(id.unwrap_or_default())[..16]);
    hash
}
