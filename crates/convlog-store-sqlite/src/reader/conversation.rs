//! One conversation whole.

use convlog_core::view::{Conversation, Opened, assemble};
use convlog_core::{ConversationId, Timestamp};
use convlog_store::seal::Keys;
use convlog_store::{Size, Visibility, Within};
use rusqlite::{Connection, OptionalExtension, params};

use super::connections::aside;
use super::head::Head;
use super::opener::Opener;
use super::tables::{self, ByteBudget, Detail, Producers};
use crate::failure::{Failure, Result};

/// Up to so many entries a conversation is read without stepping aside: it takes no longer than reading a batch of
/// records does.
const SHORT_ENTRIES_MAX: i64 = 250;

/// Reads one conversation, if this reader has it.
pub(super) fn read(
    connection: &Connection,
    keys: &Keys,
    visibility: &Visibility,
    id: &ConversationId,
    now: Timestamp,
) -> Result<Option<Conversation>> {
    let Some((head, entries)) = find(connection, visibility, id)? else { return Ok(None) };
    let view = || view(connection, keys, visibility, id.clone(), &head, (Detail::Whole, ByteBudget::any()), now);
    if entries > SHORT_ENTRIES_MAX { aside(view) } else { view() }
}

/// Reads one conversation, if this reader has it and it is no larger than this.
pub(super) fn within(
    connection: &Connection,
    keys: &Keys,
    visibility: &Visibility,
    id: &ConversationId,
    most: Size,
    now: Timestamp,
) -> Result<Within> {
    let Some((head, entries)) = find(connection, visibility, id)? else { return Ok(Within::Gone) };
    if entries.unsigned_abs() > most.entries {
        return Ok(Within::Larger);
    }
    let detail = (Detail::Whole, ByteBudget::of(most.bytes));
    match view(connection, keys, visibility, id.clone(), &head, detail, now) {
        Ok(found) => Ok(found.map_or(Within::Gone, Within::Whole)),
        Err(Failure::Larger) => Ok(Within::Larger),
        Err(failure) => Err(failure),
    }
}

/// Finds a conversation, if this reader has it; returns with it how many open entries it has.
pub(super) fn find(
    connection: &Connection,
    visibility: &Visibility,
    id: &ConversationId,
) -> Result<Option<(Head, i64)>> {
    let sql = "SELECT conversations.id, conversations.visible, coalesce(last_open_received_at, last_hidden_received_at), \
               conversations.entries \
               FROM conversations JOIN projects ON projects.id = conversations.project \
               WHERE projects.account = ?1 AND projects.name = ?2 AND conversations.name = ?3 \
               AND conversations.visible >= ?4";
    let mut select = connection.prepare_cached(sql)?;
    let (account, project) = (visibility.account().as_str(), visibility.project().as_str());
    let visible_from = !visibility.sees_personal();
    let found = select.query_row(params![account, project, id.as_str(), visible_from], |row| {
        let received_at = Timestamp::from_micros(row.get(2)?);
        Ok((Head { number: row.get(0)?, is_visible: row.get(1)?, received_at }, row.get(3)?))
    });
    Ok(found.optional()?)
}

/// Makes the view of a conversation.
pub(super) fn view(
    connection: &Connection,
    keys: &Keys,
    visibility: &Visibility,
    id: ConversationId,
    head: &Head,
    (detail, mut room): (Detail, ByteBudget),
    now: Timestamp,
) -> Result<Option<Conversation>> {
    let (records, entries, sealed) = {
        let opener = Opener::new(connection, keys, visibility, &id, head.number);
        // Of a page, all conversations are noted together.
        let is_alone = detail == Detail::Whole;
        let mut opener = opener.map(|opener| if is_alone { opener.noting(visibility, head) } else { opener });
        let mut producers = Producers::default();
        let records = tables::records(connection, head.number, None, opener.as_mut(), &mut producers, &mut room)?;
        let mut entries = tables::entries(connection, head.number, detail, opener.as_mut(), &mut producers, &mut room)?;
        if let Some(opener) = &mut opener {
            entries.extend(tables::hidden_entries(connection, head.number, opener, &mut producers, &mut room)?);
        }
        (records, entries, opener.is_some_and(|opener| opener.has_opened))
    };
    let liveness = tables::liveness(connection, head.number, head.is_visible, head.received_at, now)?;
    let view = assemble(id, records, entries, visibility.sees_personal(), liveness);
    Ok(view.map(|view| Conversation { opened: Opened { sealed, existence: !head.is_visible }, ..view }))
}
