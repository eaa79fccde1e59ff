//! Known values while records are written: what they make known is kept, and what is known is hidden in them before
//! anybody can read them.

use convlog_core::known::Spelling;
use convlog_core::record::{Body, Fields, Log};
use convlog_core::{KnownPii, KnownPolicy, reclassify};
use convlog_store::Item;
use convlog_store::seal::{LookupKey, SealContext};
use rusqlite::{Connection, params};

use super::conversations::CachedConversation;
use super::prepared::PreparedItem;
use super::senders::Sender;
use crate::failure::Result;
use crate::known::{KnownScopes, packed};

/// Learns what an item makes known.
pub(super) fn learn(
    connection: &Connection,
    lookup: &LookupKey,
    in_hand: &mut CachedConversation,
    place: &SealContext<'_>,
    (prepared, sender, producer): (&PreparedItem<'_>, Sender, i64),
) -> Result<()> {
    let Some(scope) = sender.scope(producer, prepared.item.known) else { return Ok(()) };
    if prepared.spellings.is_empty() {
        return Ok(());
    }
    let known = loaded(connection, lookup, in_hand, place, prepared.item.known)?.of_mut(scope);
    let news: Vec<Spelling> = prepared.spellings.iter().copied().filter(|spelling| known.insert(*spelling)).collect();
    if !news.is_empty() {
        in_hand.news.of_mut(sender.number, producer).extend(news);
    }
    Ok(())
}

/// Stores what a batch made known, and has its conversation's earlier rows looked through for it.
pub(super) fn store(connection: &Connection, in_hand: &mut CachedConversation) -> Result<()> {
    let (number, has_rows) = (in_hand.summary.id, in_hand.has_rows());
    for (sender, producer, spellings) in std::mem::take(&mut in_hand.news).into_parts() {
        let insert = "INSERT INTO known_values (conversation, sender, producer, spellings) VALUES (?1, ?2, ?3, ?4)";
        connection.prepare_cached(insert)?.execute(params![number, sender, producer, packed(&spellings)])?;
        if has_rows {
            let insert = "INSERT INTO known_news (conversation, sender, producer) VALUES (?1, ?2, ?3)";
            connection.prepare_cached(insert)?.execute([number, sender, producer])?;
        }
    }
    Ok(())
}

/// Returns an item's body with known values hidden; nothing where there are none.
pub(super) fn hidden(
    connection: &Connection,
    lookup: &LookupKey,
    in_hand: &mut CachedConversation,
    place: &SealContext<'_>,
    (item, sender, producer): (&Item, Sender, i64),
) -> Result<Option<Body>> {
    let Some(scope) = sender.scope(producer, item.known).filter(|_| is_guarded(&item.body)) else { return Ok(None) };
    // Of a conversation that is new nothing was known before, so nothing has to be loaded.
    if in_hand.summary.known.is_none() && !in_hand.summary.is_stored {
        return Ok(None);
    }
    let scopes = loaded(connection, lookup, in_hand, place, item.known)?;
    Ok(scopes.of(scope).and_then(|known| hide(&item.body, known)))
}

fn loaded<'s>(
    connection: &Connection,
    lookup: &LookupKey,
    in_hand: &'s mut CachedConversation,
    place: &SealContext<'_>,
    policy: KnownPolicy,
) -> Result<&'s mut KnownScopes> {
    let summary = &mut in_hand.summary;
    let known = match summary.known.take().filter(|known| known.policy() == policy) {
        Some(known) => known,
        None => {
            let key = lookup.spelling_key(place.account, place.project, place.conversation);
            Box::new(KnownScopes::load(connection, key, summary.id, policy)?)
        }
    };
    Ok(summary.known.insert(known))
}

/// Says whether the project hid what the guard found when the record arrived.
fn is_guarded(body: &Body) -> bool {
    match body {
        Body::Log(log) => log.guard > 0 && log.open.is_some(),
        Body::Fields(fields) => fields.guard > 0,
    }
}

fn hide(body: &Body, known: &KnownPii) -> Option<Body> {
    match body {
        Body::Log(log) => {
            let open = log.open.as_ref().filter(|open| open.may_hold(known))?;
            let again = reclassify::known_entry(open, log.original.as_ref(), known)?;
            Some(Body::Log(Log { open: Some(again.open), original: again.original, ..log.clone() }))
        }
        Body::Fields(fields) => {
            let original = fields.original.as_ref();
            let again = reclassify::known_fields(fields.kind, &fields.open, &fields.flags, original, known)?;
            let hidden = Fields { open: again.open, original: again.original, flags: again.flags, ..fields.clone() };
            Some(Body::Fields(hidden))
        }
    }
}
