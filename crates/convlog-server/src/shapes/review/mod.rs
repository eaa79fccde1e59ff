//! The shapes of the web app's API: snake_case throughout, times in RFC 3339 with microseconds, durations in
//! milliseconds. Fields go through merged as they are, and `_pii` stands only where a reader with `pii` looks.

mod conversation;
mod csv;
mod event;
mod mark;
mod notice;
mod outline;
mod page;
mod row;

pub(crate) use conversation::{Review, TurnShape};
pub(crate) use csv::{CSV_HEAD, csv_line};
pub(crate) use event::{EntryShape, EventShape, OutcomeShape, extent};
pub(crate) use outline::{EntriesPage, OutlineShape, TurnsPage};
pub(crate) use page::{Facets, NoteBody, Page, RelatedPage, Run, RunsPage};
pub(crate) use row::Row;
