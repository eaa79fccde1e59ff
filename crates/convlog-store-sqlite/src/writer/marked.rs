//! What readers marked, while records are written: it is hidden in what arrives before anybody can read it.

use convlog_core::record::Body;
use convlog_store::mark::Marks;
use convlog_store::seal::{Keys, SealContext};
use convlog_store::{ConversationRef, Item, ProjectRef};
use rusqlite::Connection;

use super::conversations::CachedConversation;
use crate::failure::{Failure, Result};
use crate::marks;

/// Returns an item's body, as far as it is hidden for other reasons, with what is marked hidden; nothing where nothing is.
pub(super) fn hidden(
    connection: &Connection,
    keys: &Keys,
    in_hand: &mut CachedConversation,
    place: &SealContext<'_>,
    (item, body): (&Item, Option<&Body>),
) -> Result<Option<Body>> {
    let summary = &mut in_hand.summary;
    // Of a conversation that is new nobody has marked anything.
    if !summary.is_stored {
        return Ok(None);
    }
    let marks = match summary.marks.take() {
        Some(marks) => summary.marks.insert(marks),
        None => summary.marks.insert(load(connection, keys, summary.id, place)?),
    };
    let Some(marks) = marks.as_deref() else { return Ok(None) };
    let item = Item { body: body.unwrap_or(&item.body).clone(), ..item.clone() };
    Ok(marks.apply(&item, item.known))
}

fn load(
    connection: &Connection,
    keys: &Keys,
    conversation: i64,
    place: &SealContext<'_>,
) -> Result<Option<Box<Marks>>> {
    if !marks::has_any(connection, conversation)? {
        return Ok(None);
    }
    let of = ProjectRef { account: place.account.clone(), project: place.project.clone() };
    let of = ConversationRef { of, id: place.conversation.clone() };
    let key = keys.lookup().spelling_key(place.account, place.project, place.conversation);
    let marks = Marks::of(&marks::of(connection, keys, &of)?, &key).map_err(|_| Failure::Row("mark"))?;
    Ok((!marks.is_empty()).then(|| Box::new(marks)))
}
