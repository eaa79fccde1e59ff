//! Exchanging the master key beside everything else: data keys are wrapped anew in small steps.
//!
//! An exchange begins where a next key lies ready, or with two keys being given at the start. What is new is wrapped under
//! the next key at once. When nothing is left under the old one, the next takes its place.

use super::Backend;
use crate::data_keys::WrappedKey;
use crate::error::{Error, ErrorKind, Result};
use crate::seal::{KeptKey, KeyState};

/// How many data keys a step wraps anew.
const KEYS_MAX: usize = 200;

const ROTATE: &str = "rotate the master key";

/// Takes a step; says whether there is more to do now.
pub(super) async fn step(store: &(impl Backend + ?Sized)) -> Result<bool> {
    let (keys, state) = (store.seal_keys(), store.seal_keys().state());
    if state.next.is_none() {
        return begin(store, state).await;
    }
    let generation = state.generation + 1;
    let after = store.passes().rotation.lock().clone();
    let found = store.wrapped_keys(generation, after.as_ref(), KEYS_MAX).await?;
    let last = found.last().filter(|_| found.len() == KEYS_MAX).map(|last| last.cursor.clone());
    let next = keys.of(generation).map_err(failed)?;
    let anew = found.into_iter().filter_map(|held| {
        // What opens under no key opens under none afterwards either.
        let wrapped = keys.of(held.generation).ok()?.wrap_anew(&held.of.seal_context(), &held.wrapped, &next).ok()?;
        Some(WrappedKey { generation, wrapped, ..held })
    });
    store.put_wrapped_keys(anew.collect()).await?;
    let is_end = last.is_none();
    *store.passes().rotation.lock() = last;
    if is_end {
        let ended = KeyState { generation, current: state.next.clone(), next: None };
        put(store, &state, &ended).await?;
        keys.hold(ended, None);
        // What the store keeps goes first: it says which of the two is its key, whatever happens in between.
        store.promote_master_key()?;
    }
    Ok(true)
}

/// Begins an exchange that was asked for.
async fn begin(store: &(impl Backend + ?Sized), state: KeyState) -> Result<bool> {
    let Some(next) = store.next_master_key()? else { return Ok(false) };
    if state.current.as_ref().is_some_and(|current| current.is_of(&next)) {
        // The exchange had ended, and only the key was not in its place yet.
        store.promote_master_key()?;
        return Ok(true);
    }
    let kept = KeptKey::of(&next, store.seal_keys().lookup()).map_err(failed)?;
    let begun = KeyState { next: Some(kept), ..state.clone() };
    put(store, &state, &begun).await?;
    // INVARIANT: from here on nothing is wrapped under the old key, so what is listed later is all that there is.
    store.seal_keys().hold(begun, Some(next));
    Ok(true)
}

async fn put(store: &(impl Backend + ?Sized), from: &KeyState, to: &KeyState) -> Result<()> {
    let is_put = store.put_key_state(from, to).await?;
    is_put.then_some(()).ok_or(Error::new(ErrorKind::Conflict, ROTATE))
}

fn failed(error: crate::seal::SealError) -> Error {
    Error::because(ErrorKind::Unavailable, ROTATE, error)
}
