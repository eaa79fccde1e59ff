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
use convlog_core::view::{Conversation, EntryMark, FunctionEvent, LogEntry, Outline};
use convlog_store::window::WINDOW_BYTES_MAX;
use convlog_store::{Size, Visibility, Within};
use serde::Serialize;

use crate::audit::{AuditedStream, ReaderLease, flow};
use crate::error::ApiError;
use crate::extract::{Caller, Reader};
use crate::response_budget::BudgetShare;
use crate::responses::detail::Detail;
use crate::responses::function_event::{self, Logs, events_by_turn};
use crate::responses::review;
use crate::state::AppState;

/// A conversation of more entries, or of entries and records of more bytes, is sent while it is read.
const LONG_FROM: Size = Size { entries: 2_000, bytes: 4 * 1024 * 1024 };

/// One that is no larger is read at once: what it takes is bounded by the connections that there are.
const SMALL: Size = Size { entries: 200, bytes: 64 * 1024 };

/// What an entry takes in memory besides its text while a conversation is read and written whole, and while it is only
/// marked, in bytes.
const ENTRY_BYTES: u64 = 512;
const MARK_BYTES: u64 = 128;
/// How often the text of a conversation is in memory while it is read and written: as rows, as a view, as the answer.
const COPIES: u64 = 3;
/// What a conversation takes besides.
const HEAD_BYTES: u64 = 64 * 1024;

/// While records arrive, a pause is so many times what reading took: a long answer takes a fifth of a core then.
const PAUSE_PER_COST: u32 = 4;

/// What is written is sent once it is so long, in bytes.
const CHUNK_BYTES: usize = 64 * 1024;

/// In which form a conversation is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ResponseFormat {
    /// That of the agents API.
    Detail,
    /// That of a review.
    Review,
}

/// Says whether a conversation of this size is read and sent at once.
pub(super) fn is_at_once(size: Size) -> bool {
    size.entries <= LONG_FROM.entries && size.bytes <= LONG_FROM.bytes
}

/// Takes room for the outline of a conversation.
///
/// # Errors
/// There is no such conversation that this reader may see, it cannot be read, or there is no room in time.
pub(crate) async fn room_for_outline(
    state: &AppState,
    caller: &Caller,
    visibility: &Visibility,
    id: &ConversationId,
) -> Result<BudgetShare, ApiError> {
    let size = state.store.size(visibility, id).await?.ok_or_else(ApiError::no_conversation)?;
    room(state, caller, of_outline(size)).await
}

/// Returns what the outline of a conversation takes. Its records are in it; where its entries were measured with them, that
/// is more than it takes.
fn of_outline(size: Size) -> u64 {
    size.entries * MARK_BYTES + size.bytes * COPIES
}

async fn room(state: &AppState, caller: &Caller, bytes: u64) -> Result<BudgetShare, ApiError> {
    state.answers.take(caller, usize::try_from(HEAD_BYTES + bytes).unwrap_or(usize::MAX)).await
}

/// A whole conversation for an answer.
pub(super) enum FullConversation {
    /// It fits into memory, and has its room there, if it needs any.
    AtOnce(Box<Conversation>, Option<BudgetShare>),
    /// It is long, and on its way.
    Sent(Response),
}

/// Makes the response of a conversation that was read at once.
pub(super) fn respond_at_once(share: Option<BudgetShare>, response: Response) -> Response {
    match share {
        Some(share) => share.held_by(response),
        None => response,
    }
}

/// Reads a conversation, having taken room for it; begins to send one that is too long to be in memory whole.
///
/// # Errors
/// There is no such conversation that this reader may see, it cannot be read, or there is no room in time.
pub(super) async fn begin(
    state: &AppState,
    caller: &Caller,
    reader: &Reader,
    id: &ConversationId,
    form: ResponseFormat,
) -> Result<FullConversation, ApiError> {
    let (visibility, standing) = (&reader.visibility, ReaderLease::of(caller, reader));
    match state.store.conversation_within(visibility, id, SMALL, state.now()).await? {
        Within::Whole(conversation) => return Ok(FullConversation::AtOnce(Box::new(conversation), None)),
        Within::Gone => return Err(ApiError::no_conversation()),
        Within::Larger => {}
    }
    let size = state.store.size(visibility, id).await?.ok_or_else(ApiError::no_conversation)?;
    if is_at_once(size) {
        let bytes = size.entries * ENTRY_BYTES + size.bytes * COPIES;
        let share = room(state, caller, bytes).await?;
        let found = state.store.conversation(visibility, id, state.now()).await?;
        let conversation = found.ok_or_else(ApiError::no_conversation)?;
        return Ok(FullConversation::AtOnce(Box::new(conversation), Some(share)));
    }
    let share = room(state, caller, of_outline(size)).await?;
    let outline = state.store.outline(visibility, id, state.now()).await?.ok_or_else(ApiError::no_conversation)?;
    let head = match form {
        ResponseFormat::Detail => begun(&Detail::without_events(&outline, visibility), "}}")?,
        ResponseFormat::Review => {
            let producers = state.store.producers(visibility, id).await?;
            begun(&review::Review::without_turns(&outline, &producers, visibility), "]}")?
        }
    };
    let (out, body) = flow(state.clone(), standing.ledger.clone());
    let sees_personal = visibility.sees_personal();
    let mut whole =
        ConversationStream { state: state.clone(), standing, id: id.clone(), sees_personal, out, text: head };
    tokio::spawn(async move {
        // Until the last of it is on its way.
        let _share = share;
        let sent = match form {
            ResponseFormat::Detail => whole.detail(&outline).await,
            ResponseFormat::Review => whole.review(&outline).await,
        };
        if let Err(error) = sent
            && !whole.out.is_closed()
        {
            let source = error.source().map(ToString::to_string);
            tracing::warn!(code = error.code(), source, "a response was interrupted");
            whole.out.break_off().await;
        }
    });
    let mut response = Response::new(Body::new(body));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(FullConversation::Sent(response))
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
struct ConversationStream {
    state: AppState,
    standing: ReaderLease,
    id: ConversationId,
    sees_personal: bool,
    out: AuditedStream,
    /// What is written and not sent yet.
    text: String,
}

impl ConversationStream {
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

    /// Writes the entries of an event by their loggers: in memory where they fit, or else reading them once for each logger.
    async fn logs(&mut self, event: &FunctionEvent<EntryMark>) -> Result<(), ApiError> {
        let (mut entries, mut left, mut bytes) = (Vec::new(), &event.entries[..], 0);
        while !left.is_empty() && bytes < WINDOW_BYTES_MAX {
            let found = self.read(&mut left).await?;
            bytes += found.iter().map(|logged| logged.entry.json_len()).sum::<usize>();
            entries.extend(found);
        }
        if left.is_empty() {
            let logs = (!entries.is_empty()).then_some(Logs(&entries));
            self.text += &serde_json::to_string(&logs).map_err(|_| unwritten())?;
            return self.flush_if_full().await;
        }
        drop(entries);
        let (mut loggers, mut left) = (vec![CONVERSATION_LOGGER.to_owned()], &event.entries[..]);
        while !left.is_empty() {
            for logged in self.read(&mut left).await? {
                if !loggers.iter().any(|known| *known == *logged.entry.logger) {
                    loggers.push(logged.entry.logger.to_string());
                }
            }
        }
        for (at, logger) in loggers.iter().enumerate() {
            let name = serde_json::to_string(logger).map_err(|_| unwritten())?;
            self.text += &format!("{}{name}:[", if at == 0 { "{" } else { "," });
            let (mut written, mut left) = (0, &event.entries[..]);
            while !left.is_empty() {
                for logged in self.read(&mut left).await?.iter().filter(|logged| *logged.entry.logger == **logger) {
                    self.text += comma(written);
                    written += 1;
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
        let (mut written, mut left) = (0, &event.entries[..]);
        while !left.is_empty() {
            for logged in self.read(&mut left).await? {
                self.text += comma(written);
                written += 1;
                let shape = review::EntryShape::of(&logged, self.sees_personal);
                self.text += &serde_json::to_string(&shape).map_err(|_| unwritten())?;
            }
            self.flush_if_full().await?;
        }
        self.flush_if_full().await
    }

    /// Reads the first of some entries, as the key may see them now, and goes on behind them. While records arrive it gives
    /// way to them.
    async fn read(&self, left: &mut &[EntryMark]) -> Result<Vec<LogEntry>, ApiError> {
        let began = Instant::now();
        let visibility = self.visibility().await?;
        let found = self.state.store.marked_entries(&visibility, &self.id, left).await?;
        let found = found.ok_or_else(ApiError::no_conversation)?;
        *left = &left[found.followed..];
        if self.state.bodies.is_in_use() {
            tokio::time::sleep(began.elapsed() * PAUSE_PER_COST).await;
        }
        Ok(found.entries)
    }

    /// Returns what the key may see now.
    async fn visibility(&self) -> Result<Visibility, ApiError> {
        let visibility = self.standing.visibility(&self.state, self.state.now()).await?;
        // An answer half of which is redacted would be taken for what it is not.
        let visibility = visibility.filter(|visibility| visibility.sees_personal() == self.sees_personal);
        visibility.ok_or_else(ApiError::no_project)
    }

    async fn flush_if_full(&mut self) -> Result<(), ApiError> {
        if self.text.len() >= CHUNK_BYTES { self.flush().await } else { Ok(()) }
    }

    /// Sends what is written. Of what the outline has too, nothing leaves once the conversation or the permission has gone.
    async fn flush(&mut self) -> Result<(), ApiError> {
        let visibility = self.visibility().await?;
        self.state.store.marked_entries(&visibility, &self.id, &[]).await?.ok_or_else(ApiError::no_conversation)?;
        let text = std::mem::take(&mut self.text);
        let is_taken = self.out.send(Bytes::from(text)).await?;
        if is_taken { Ok(()) } else { Err(ApiError::internal("the client has closed the connection")) }
    }
}

fn comma(at: usize) -> &'static str {
    if at == 0 { "" } else { "," }
}
