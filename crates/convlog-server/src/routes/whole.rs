//! A conversation whole that is too long to be in memory: it is sent while it is read.
//!
//! What is held of it is its outline, and no more entries than fit into a window. The form is that of a short one, written
//! with the same shapes: each ends with what is still to come, an empty list or map, behind whose beginning the rest is
//! written piece by piece.

use std::time::Instant;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use convlog_core::ConversationId;
use convlog_core::entry::CONVERSATION_LOGGER;
use convlog_core::view::{EntryMark, FunctionEvent, LogEntry, Outline};
use convlog_store::window::WINDOW_ENTRIES_MAX;
use serde::Serialize;

use crate::answers::Share;
use crate::audit::{Outflow, Standing, flow};
use crate::error::ApiError;
use crate::extract::{Caller, Reader};
use crate::shapes::detail::Detail;
use crate::shapes::function_event::{self, Logs, events_by_turn};
use crate::shapes::review;
use crate::state::AppState;

/// A conversation of more entries is sent while it is read.
const LONG_FROM: u64 = 2_000;

/// What an entry takes in memory while a conversation is read and written whole, and while it is only marked, in bytes.
const ENTRY_BYTES: u64 = 1024;
const MARK_BYTES: u64 = 128;
/// What a conversation takes besides.
const HEAD_BYTES: u64 = 64 * 1024;

/// The entries of an event up to so many are put in order by their loggers in memory; those of a longer one are read once
/// for each logger.
const SORTED_MAX: usize = 2_000;

/// While records arrive, a pause is so many times what reading took: a long answer takes a fifth of a core then.
const PAUSE_PER_COST: u32 = 4;

/// What is written is sent once it is so long, in bytes.
const CHUNK_BYTES: usize = 64 * 1024;

/// In which form a conversation is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// That of the agents API.
    Detail,
    /// That of a review.
    Review,
}

/// Takes room for the outline of a conversation.
///
/// # Errors
/// There is no such conversation that this reader may see, it cannot be read, or there is no room in time.
pub(super) async fn room_for_outline(
    state: &AppState,
    caller: &Caller,
    reader: &Reader,
    id: &ConversationId,
) -> Result<Share, ApiError> {
    let count = state.store.entry_count(&reader.visibility, id).await?.ok_or_else(ApiError::no_conversation)?;
    room(state, caller, count * MARK_BYTES).await
}

async fn room(state: &AppState, caller: &Caller, bytes: u64) -> Result<Share, ApiError> {
    state.answers.take(caller, usize::try_from(HEAD_BYTES + bytes).unwrap_or(usize::MAX)).await
}

/// What there is to do for the answer to a question about a whole conversation.
pub(super) enum Way {
    /// It is short: it fits into memory, and has room there.
    AtOnce(Share),
    /// It is long, and on its way.
    Sent(Response),
}

/// Takes room for a conversation, and begins to send one that is too long to be in memory whole.
///
/// # Errors
/// There is no such conversation that this reader may see, it cannot be read, or there is no room in time.
pub(super) async fn begin(
    state: &AppState,
    caller: &Caller,
    reader: &Reader,
    id: &ConversationId,
    form: Form,
) -> Result<Way, ApiError> {
    let (visibility, standing) = (&reader.visibility, Standing::of(caller, reader));
    let count = state.store.entry_count(visibility, id).await?.ok_or_else(ApiError::no_conversation)?;
    let is_long = count > LONG_FROM;
    let share = room(state, caller, count * if is_long { MARK_BYTES } else { ENTRY_BYTES }).await?;
    if !is_long {
        return Ok(Way::AtOnce(share));
    }
    let outline = state.store.outline(visibility, id, state.now()).await?.ok_or_else(ApiError::no_conversation)?;
    let head = match form {
        Form::Detail => begun(&Detail::without_events(&outline, visibility), "}}")?,
        Form::Review => {
            let producers = state.store.producers(visibility, id).await?;
            begun(&review::Review::without_turns(&outline, &producers, visibility), "]}")?
        }
    };
    let (out, body) = flow(state.clone(), standing.ledger.clone());
    let sees_personal = visibility.sees_personal();
    let mut whole = Whole { state: state.clone(), standing, id: id.clone(), sees_personal, out, text: head };
    tokio::spawn(async move {
        // Until the last of it is on its way.
        let _share = share;
        let sent = match form {
            Form::Detail => whole.detail(&outline).await,
            Form::Review => whole.review(&outline).await,
        };
        if let Err(error) = sent
            && !whole.out.is_closed()
        {
            let source = error.source().map(ToString::to_string);
            tracing::warn!(code = error.code(), source, "an answer broke off");
            whole.out.break_off().await;
        }
    });
    let mut response = Response::new(Body::new(body));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(Way::Sent(response))
}

/// Writes a shape up to what is still to come in it.
fn begun(shape: &impl Serialize, end: &str) -> Result<String, ApiError> {
    let mut json = serde_json::to_string(shape).map_err(|_| unwritten())?;
    // INVARIANT: what is still to come is the last member of each shape.
    let begun = json.strip_suffix(end).ok_or_else(unwritten)?.len();
    json.truncate(begun);
    Ok(json)
}

fn unwritten() -> ApiError {
    ApiError::internal("the answer could not be written")
}

/// A conversation on its way.
struct Whole {
    state: AppState,
    standing: Standing,
    id: ConversationId,
    sees_personal: bool,
    out: Outflow,
    /// What is written and not sent yet.
    text: String,
}

impl Whole {
    /// Sends the function events of a conversation of the agents API, and its end.
    async fn detail(&mut self, outline: &Outline) -> Result<(), ApiError> {
        for (at, (number, events)) in events_by_turn(outline).into_iter().enumerate() {
            self.text += &format!("{}\"{number}\":", comma(at));
            for (at, event) in events.into_iter().enumerate() {
                self.text.push(if at == 0 { '[' } else { ',' });
                let shape = function_event::EventShape::without_logs(&outline.id, number, event);
                self.text += &begun(&shape, "null}")?;
                self.logs(event).await?;
                self.text.push('}');
            }
            self.text.push(']');
        }
        self.text += "}}";
        self.flush().await
    }

    /// Writes the entries of an event by their loggers.
    async fn logs(&mut self, event: &FunctionEvent<EntryMark>) -> Result<(), ApiError> {
        if event.entries.len() <= SORTED_MAX {
            let mut entries = Vec::new();
            for marks in event.entries.chunks(WINDOW_ENTRIES_MAX) {
                entries.extend(self.read(marks).await?);
            }
            let logs = (!entries.is_empty()).then_some(Logs(&entries));
            self.text += &serde_json::to_string(&logs).map_err(|_| unwritten())?;
            return self.flush_if_full().await;
        }
        let mut loggers = vec![CONVERSATION_LOGGER.to_owned()];
        for marks in event.entries.chunks(WINDOW_ENTRIES_MAX) {
            for logged in self.read(marks).await? {
                if !loggers.iter().any(|known| *known == *logged.entry.logger) {
                    loggers.push(logged.entry.logger.to_string());
                }
            }
        }
        for (at, logger) in loggers.iter().enumerate() {
            let name = serde_json::to_string(logger).map_err(|_| unwritten())?;
            self.text += &format!("{}{name}:[", if at == 0 { "{" } else { "," });
            let mut is_first = true;
            for marks in event.entries.chunks(WINDOW_ENTRIES_MAX) {
                for logged in self.read(marks).await?.iter().filter(|logged| *logged.entry.logger == **logger) {
                    if !std::mem::replace(&mut is_first, false) {
                        self.text.push(',');
                    }
                    logged.entry.push_json(&mut self.text);
                }
                self.flush_if_full().await?;
            }
            self.text.push(']');
        }
        self.text.push('}');
        Ok(())
    }

    /// Sends the turns of a review, and its end.
    async fn review(&mut self, outline: &Outline) -> Result<(), ApiError> {
        for (at, turn) in outline.turns.iter().enumerate() {
            self.text += comma(at);
            self.text += &begun(&review::TurnShape::without_events(turn, self.sees_personal), "]}")?;
            for (at, event) in turn.events.iter().enumerate() {
                self.text += comma(at);
                self.text += &begun(&review::EventShape::without_entries(event, self.sees_personal), "]}")?;
                self.entries(event).await?;
                self.text += "]}";
            }
            self.text += "]}";
        }
        self.text += "]}";
        self.flush().await
    }

    async fn entries(&mut self, event: &FunctionEvent<EntryMark>) -> Result<(), ApiError> {
        let mut written = 0;
        for marks in event.entries.chunks(WINDOW_ENTRIES_MAX) {
            for logged in self.read(marks).await? {
                self.text += comma(written);
                written += 1;
                let shape = review::EntryShape::of(&logged, self.sees_personal);
                self.text += &serde_json::to_string(&shape).map_err(|_| unwritten())?;
            }
            self.flush_if_full().await?;
        }
        Ok(())
    }

    /// Reads some entries as the key may see them now. While records arrive it gives way to them.
    async fn read(&self, marks: &[EntryMark]) -> Result<Vec<LogEntry>, ApiError> {
        let began = Instant::now();
        let entries = self.read_at_once(marks).await?;
        if self.state.bodies.is_in_use() {
            tokio::time::sleep(began.elapsed() * PAUSE_PER_COST).await;
        }
        Ok(entries)
    }

    async fn read_at_once(&self, marks: &[EntryMark]) -> Result<Vec<LogEntry>, ApiError> {
        let visibility = self.standing.visibility(&self.state, self.state.now()).await?;
        // An answer half of which is redacted would be taken for what it is not.
        let visibility = visibility.filter(|visibility| visibility.sees_personal() == self.sees_personal);
        let visibility = visibility.ok_or_else(ApiError::no_project)?;
        Ok(self.state.store.marked_entries(&visibility, &self.id, marks).await?.entries)
    }

    async fn flush_if_full(&mut self) -> Result<(), ApiError> {
        if self.text.len() >= CHUNK_BYTES { self.flush().await } else { Ok(()) }
    }

    async fn flush(&mut self) -> Result<(), ApiError> {
        let text = std::mem::take(&mut self.text);
        let is_taken = self.out.send(Bytes::from(text)).await?;
        if is_taken { Ok(()) } else { Err(ApiError::internal("nobody takes the answer any more")) }
    }
}

fn comma(at: usize) -> &'static str {
    if at == 0 { "" } else { "," }
}
