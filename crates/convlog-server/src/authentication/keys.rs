//! Showing a key at a door.

use std::net::IpAddr;
use std::sync::Arc;

use axum::http::request::Parts;
use convlog_store::key::Refused;
use convlog_store::{KeyId, KeyToken, Network, VerifiedKey};

use super::{EntryPoint, Reason};
use crate::error::ApiError;
use crate::state::AppState;

/// So much of a key is its beginning: the mark of all keys and 48 of its 256 random bits.
const PREFIX_BYTES: usize = 16;

/// Somebody who was refused.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) door: EntryPoint,
    pub(crate) reason: Reason,
    /// The key, where it is one that was made here.
    pub(crate) key: Option<KeyId>,
}

impl Refusal {
    pub(crate) fn new(door: EntryPoint, reason: Reason) -> Refusal {
        Refusal { door, reason, key: None }
    }

    /// Refuses a key.
    pub(crate) fn of_key(door: EntryPoint, refused: Refused) -> Refusal {
        let (reason, key) = match refused {
            Refused::Unknown => (Reason::Unknown, None),
            Refused::Revoked(key) => (Reason::Revoked, Some(key)),
            Refused::Expired(key) => (Reason::Expired, Some(key)),
        };
        Refusal { door, reason, key }
    }
}

/// Looks up a key that was shown.
///
/// # Errors
/// The same for a wrong, a revoked and an expired one. Whoever has shown too many different wrong ones is refused before
/// the key is looked at, unless it has lately opened something from the same client.
pub(crate) async fn verify(
    state: &AppState,
    parts: &Parts,
    door: EntryPoint,
    token: &KeyToken,
) -> Result<Arc<VerifiedKey>, ApiError> {
    let address = state.door.client(parts);
    let (client, hash) = (Network::of_visitor(address), token.hash());
    let refused = if state.door.knows(client, hash) {
        match state.keys.verify_hash(state, hash).await? {
            Ok(key) => return Ok(key),
            Err(refused) => refused,
        }
    } else {
        let _turn = state.door.turn(client).await;
        ensure_not_throttled(state, door, address)?;
        match state.keys.verify_hash(state, hash).await? {
            Ok(key) => {
                state.door.remember(client, hash);
                return Ok(key);
            }
            Err(refused) => {
                let shown = token.reveal().as_bytes();
                state.door.count_guess(client, shown, shown.get(..PREFIX_BYTES));
                refused
            }
        }
    };
    state.door.tell(&Refusal::of_key(door, refused), address);
    Err(ApiError::key_invalid())
}

/// Refuses what was shown and cannot be a key, or a session that nobody has begun here. It counts as a guess. Returns the
/// error that is given, or that too many came from there.
pub(crate) async fn refuse(
    state: &AppState,
    parts: &Parts,
    refusal: Refusal,
    shown: &[u8],
    error: ApiError,
) -> ApiError {
    let address = state.door.client(parts);
    let client = Network::of_visitor(address);
    let _turn = state.door.turn(client).await;
    if let Err(throttled) = ensure_not_throttled(state, refusal.door, address) {
        return throttled;
    }
    state.door.count_guess(client, shown, None);
    state.door.tell(&refusal, address);
    error
}

fn ensure_not_throttled(state: &AppState, door: EntryPoint, address: IpAddr) -> Result<(), ApiError> {
    state.door.ensure_not_throttled(Network::of_visitor(address)).inspect_err(|_| {
        state.door.tell(&Refusal::new(door, Reason::Throttled), address);
    })
}
