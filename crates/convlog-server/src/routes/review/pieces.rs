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

/// The most function events and spans of the turns of one answer.
const TURN_NODES_MAX: usize = 2_000;
/// The most of one part of an outline.
const OUTLINE_NODES_MAX: u64 = 10_000;

const NAME: Text = Text { from: 1, to: ID_BYTES_MAX };

parameter_set! {
    pub(crate) struct OutlineParameters {
        /// The most function events and spans
        limit: u64 = Number { from: 1, to: OUTLINE_NODES_MAX, default: Some(OUTLINE_NODES_MAX) },
        /// Where to go on: `next` of the part before
        cursor: Option<NodePlace> = NodeCursor,
    }
}

/// Returns the outline of one conversation: its turns and function events without their values, with how many entries each
/// has, and where the errors and warnings are. One of more than 10,000 function events and spans comes in parts.
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

/// Returns what a review begins with: what is said of the conversation as a whole, and where to look first. It takes no
/// longer for a long conversation than for a short one.
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
        /// Where to go on, rather than with a turn: `cursor` of the page before
        cursor: Option<NodePlace> = NodeCursor,
        /// The most turns
        limit: u64 = Number { from: 1, to: 200, default: Some(50) },
    }
}

/// Returns some turns of a conversation with all that was said and done in them but the log entries: no more than 2,000
/// function events and spans, or a mebibyte.
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
        /// The most entries
        limit: u64 = Number { from: 1, to: WINDOW_ENTRIES_MAX as u64, default: Some(200) },
        place: PageAnchor,
        /// Of this level or a graver one
        level: Option<&'static str> = Choice(&["info", "warning", "error"]),
        /// Those that name the turn of this id
        turn: Option<String> = NAME,
        /// Those that name the function event of this id
        event: Option<String> = NAME,
        /// Those that name no function event
        outside: bool = Flag,
        /// Those in which this stands, in whatever case
        text: Option<String> = NAME,
    }
}

/// One of several parameters that exclude each other.
struct PageAnchor(From);

impl PageAnchor {
    const AFTER: Declared<EntryCursor> = Declared::new("after", EntryCursor, "Those behind this place");
    const BEFORE: Declared<EntryCursor> = Declared::new("before", EntryCursor, "The last ones before this place");
    const AROUND: Declared<EntryId> = Declared::new("around", EntryId, "Those around the entry of this id");
    const AT: Declared<Moment> = Declared::new("at", Moment, "Those around this time (ISO 8601)");
    const LAST: Declared<Flag> = Declared::new("last", Flag, "The last ones of all");
}

impl ParameterSet for PageAnchor {
    fn describe(into: &mut Vec<Parameter>) {
        into.push(one_of("place", "From where on; from the first entry without it", |members| {
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

/// Returns some log entries of a conversation in the order of the calls: the first ones, unless another place is given.
///
/// It looks at a bounded number of entries, so that a filter that lets few through may return none of them: `later` and
/// `earlier` say where to go on.
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
