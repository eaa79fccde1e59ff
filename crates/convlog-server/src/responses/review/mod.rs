//! The shapes of the web app's API: snake_case throughout, times in RFC 3339 with microseconds, durations in
//! milliseconds. Fields go through merged as they are, and `_pii` stands only where a reader with `pii` looks.

mod conversation;
mod csv;
mod entries;
mod event;
mod found;
mod head;
mod histogram;
mod live;
mod mark;
mod marks;
mod matched;
mod notice;
mod outline;
mod page;
mod row;
mod turn_slice;
mod turns;

pub(crate) use conversation::{Counts, HeadOwn, Review, TurnOwn, TurnShape, metrics};
pub(crate) use csv::{CSV_HEAD, csv_line};
pub(crate) use entries::EntriesPage;
pub(crate) use event::{EntryShape, EventOwn, EventShape, OutcomeShape, SpanShape, extent};
pub(crate) use found::FoundPage;
pub(crate) use head::HeadPiece;
pub(crate) use histogram::Histogram;
pub(crate) use live::{LiveChanges, LivePlace, Removed};
pub(crate) use marks::{MarkBody, MarkShape, MarksShape};
pub(crate) use notice::of_producers;
pub(crate) use outline::OutlineShape;
pub(crate) use page::{Facets, NoteBody, Page, RelatedPage, Run, RunsPage};
pub(crate) use row::Row;
pub(crate) use turn_slice::{NodePlace, SliceStart, TurnPart};
pub(crate) use turns::TurnsPage;
