//! One conversation piece by piece: whatever its size, no answer has all of it.

use axum::extract::State;
use axum::response::Response;
use convlog_core::limits::ID_BYTES_MAX;
use convlog_core::view::Outline;
use convlog_core::{ConversationId, Level};
use convlog_store::window::{From, WINDOW_BYTES_MAX, WINDOW_ENTRIES_MAX, WINDOW_LOOKS_MAX, Window};
use utoipa::openapi::path::Parameter;

use super::super::error_responses::{OfConversation, OfParameters};
use super::super::full_conversation::{is_at_once, room_for_outline};
use super::super::listing::respond;
use crate::declared::{
    Choice, Declared, EntryCursor, EntryId, Flag, InConversation, Moment, NodeCursor, Number, ParameterSet, Text,
    one_of, parameter_set,
};
use crate::error::ApiError;
use crate::extract::{Caller, NamedConversation, Parameters, QueryParameters, Reader};
use crate::responses::review::{EntriesPage, HeadPiece, NodePlace, OutlineShape, SliceStart, TurnsPage};
use crate::state::AppState;

/// Maximum number of function events and spans of the turns of one answer.
const TURN_NODES_MAX: usize = 2_000;
/// The most of one part of an outline.
const OUTLINE_NODES_MAX: u64 = 10_000;

const NAME: Text = Text { from: 1, to: ID_BYTES_MAX };

parameter_set! {
    pub(crate) struct OutlineParameters {
        /// Maximum number of function events and spans
        limit: u64 = Number { from: 1, to: OUTLINE_NODES_MAX, default: Some(OUTLINE_NODES_MAX) },
        /// Where to continue: `next` of the previous part
        cursor: Option<NodePlace> = NodeCursor,
    }
}

/// Returns the outline of one conversation: its turns and function events without their values, with the number of
/// entries of each, and where the errors and warnings are. An outline of more than 10,000 function events and spans is
/// returned in parts.
#[utoipa::path(
    get, path = "/api/projects/{project_id}/conversations/{conversation_id}/outline",
    operation_id = "outline_conversation", tag = "Review",
    params(InConversation, OutlineParameters),
    responses(
        (status = 200, body = OutlineShape, description = "The outline"),
        OfParameters,
        OfConversation,
    )
)]
pub(crate) async fn outline(
    State(state): State<AppState>,
    caller: Caller,
    reader: Reader,
    NamedConversation(id): NamedConversation,
    QueryParameters(asked, ignored): QueryParameters<OutlineParameters>,
) -> Result<Response, ApiError> {
    let share = room_for_outline(&state, &caller, &reader.visibility, &id).await?;
    let outline = read(&state, &reader, &id).await?;
    let producers = state.store.producers(&reader.visibility, &id).await?;
    let shape = OutlineShape::of(&outline, asked.cursor, asked.limit as usize, &producers, &reader.visibility);
    Ok(share.held_by(respond(&shape, Some(&ignored))?))
}

/// Returns the summary of a conversation, and where to look first. It takes no longer for a long conversation than for
/// a short one.
#[utoipa::path(
    get, path = "/api/projects/{project_id}/conversations/{conversation_id}/head",
    operation_id = "head_of_conversation", tag = "Review",
    params(InConversation),
    responses(
        (status = 200, body = HeadPiece, description = "The head"),
        OfConversation,
    )
)]
pub(crate) async fn head(
    State(state): State<AppState>,
    reader: Reader,
    NamedConversation(id): NamedConversation,
) -> Result<Response, ApiError> {
    let (store, visibility) = (&state.store, &reader.visibility);
    let found = store.headline(visibility, &id, state.now()).await?.ok_or_else(ApiError::no_conversation)?;
    let size = store.size(visibility, &id).await?.ok_or_else(ApiError::no_conversation)?;
    let producers = store.producers(visibility, &id).await?;
    respond(&HeadPiece::of(&found, is_at_once(size), &producers, visibility), None)
}

async fn read(state: &AppState, reader: &Reader, id: &ConversationId) -> Result<Outline, ApiError> {
    let outline = state.store.outline(&reader.visibility, id, state.now()).await?;
    outline.ok_or_else(ApiError::no_conversation)
}

parameter_set! {
    pub(crate) struct TurnsParameters {
        /// The number of the first turn
        from: u64 = Number { from: 0, to: u32::MAX as u64, default: Some(0) },
        /// Where to continue, instead of a turn: `cursor` of the previous page
        cursor: Option<NodePlace> = NodeCursor,
        /// Maximum number of turns
        limit: u64 = Number { from: 1, to: 200, default: Some(50) },
    }
}

/// Returns turns of a conversation with everything but the log entries, at most 2,000 function events and spans, or 1
/// MiB.
#[utoipa::path(
    get, path = "/api/projects/{project_id}/conversations/{conversation_id}/turns", operation_id = "list_turns",
    tag = "Review",
    params(InConversation, TurnsParameters),
    responses(
        (status = 200, body = TurnsPage, description = "The turns"),
        OfParameters,
        OfConversation,
    )
)]
pub(crate) async fn turns(
    State(state): State<AppState>,
    caller: Caller,
    reader: Reader,
    NamedConversation(id): NamedConversation,
    QueryParameters(asked, ignored): QueryParameters<TurnsParameters>,
) -> Result<Response, ApiError> {
    let share = room_for_outline(&state, &caller, &reader.visibility, &id).await?;
    let outline = read(&state, &reader, &id).await?;
    let sees_personal = reader.visibility.sees_personal();
    let (from, limit) = (u32::try_from(asked.from).unwrap_or(u32::MAX), asked.limit as usize);
    let begin = asked.cursor.map_or(SliceStart::Turn(from), SliceStart::Behind);
    let page = TurnsPage::of(&outline, begin, [limit, TURN_NODES_MAX, WINDOW_BYTES_MAX], sees_personal);
    Ok(share.held_by(respond(&page, Some(&ignored))?))
}

parameter_set! {
    pub(crate) struct EntriesParameters {
        /// Maximum number of entries
        limit: u64 = Number { from: 1, to: WINDOW_ENTRIES_MAX as u64, default: Some(200) },
        place: PageAnchor,
        /// Only entries of this level or a more severe one
        level: Option<&'static str> = Choice(&["info", "warning", "error"]),
        /// Only entries of the turn with this id
        turn: Option<String> = NAME,
        /// Only entries of the function event with this id
        event: Option<String> = NAME,
        /// Only entries outside any function event
        outside: bool = Flag,
        /// Only entries that contain this text, ignoring case
        text: Option<String> = NAME,
    }
}

/// One of several parameters that exclude each other.
struct PageAnchor(From);

impl PageAnchor {
    const AFTER: Declared<EntryCursor> = Declared::new("after", EntryCursor, "The entries after this cursor");
    const BEFORE: Declared<EntryCursor> = Declared::new("before", EntryCursor, "The last entries before this cursor");
    const AROUND: Declared<EntryId> = Declared::new("around", EntryId, "The entries around the entry with this id");
    const AT: Declared<Moment> = Declared::new("at", Moment, "The entries around this time (ISO 8601)");
    const LAST: Declared<Flag> = Declared::new("last", Flag, "The last entries");
}

impl ParameterSet for PageAnchor {
    fn describe(into: &mut Vec<Parameter>) {
        into.push(one_of("place", "Where to start; by default at the first entry", |members| {
            let members = PageAnchor::AROUND.field(PageAnchor::BEFORE.field(PageAnchor::AFTER.field(members)));
            PageAnchor::LAST.field(PageAnchor::AT.field(members))
        }));
    }

    fn read(from: &mut Parameters) -> Result<PageAnchor, ApiError> {
        let places = [
            from.take(&PageAnchor::AFTER)?.map(From::After),
            from.take(&PageAnchor::BEFORE)?.map(From::Before),
            from.take(&PageAnchor::AROUND)?.map(From::Around),
            from.take(&PageAnchor::AT)?.map(From::At),
            from.take(&PageAnchor::LAST)?.map(|last| if last { From::End } else { From::Start }),
        ];
        let mut places = places.into_iter().flatten();
        match (places.next(), places.next()) {
            (_, Some(_)) => Err(ApiError::validation("give one of after, before, around, at and last, not several")),
            (place, None) => Ok(PageAnchor(place.unwrap_or(From::Start))),
        }
    }
}

impl EntriesParameters {
    fn window(self) -> Window {
        Window {
            from: self.place.0,
            limit: self.limit as usize,
            scan_limit: WINDOW_LOOKS_MAX,
            level: self.level.and_then(Level::parse).unwrap_or(Level::Info),
            turn: self.turn,
            event: self.event,
            outside: self.outside,
            text: self.text,
        }
    }
}

/// Returns log entries of a conversation in the order of the calls: the first ones, or those at the given position.
///
/// It searches a limited number of entries, so a page may be empty although more entries match: `later` and `earlier`
/// are where to continue.
#[utoipa::path(
    get, path = "/api/projects/{project_id}/conversations/{conversation_id}/entries", operation_id = "list_entries",
    tag = "Review",
    params(InConversation, EntriesParameters),
    responses(
        (status = 200, body = EntriesPage, description = "The entries"),
        OfParameters,
        OfConversation,
    )
)]
pub(crate) async fn entries(
    State(state): State<AppState>,
    caller: Caller,
    reader: Reader,
    NamedConversation(id): NamedConversation,
    QueryParameters(asked, ignored): QueryParameters<EntriesParameters>,
) -> Result<Response, ApiError> {
    let share = state.answers.take(&caller, 2 * WINDOW_BYTES_MAX).await?;
    let window = asked.window();
    let found = state.store.window(&reader.visibility, &id, &window).await?;
    let found = found.ok_or_else(ApiError::no_conversation)?;
    Ok(share.held_by(respond(&EntriesPage::of(&found, reader.visibility.sees_personal()), Some(&ignored))?))
}
