//! Sessions of people with a browser: a sealed cookie that says which key it was opened with and until when it counts.
//!
//! Nothing is stored. Whether the key still works, and what it allows, is asked anew on each request.

use std::fmt;

use axum::http::HeaderMap;
use axum::http::Method;
use convlog_core::Timestamp;
use convlog_store::seal::PurposeKey;
use convlog_store::{KeyHash, Store};

use crate::error::ApiError;

mod attempts;
mod cookie;
mod visitor;

pub(crate) use attempts::Attempts;
pub(crate) use cookie::{clear_cookie, set_cookie};
pub(crate) use visitor::{Peer, visitor};

/// The header that only a page of ours sends: a foreign one would have to ask first, and gets no answer.
pub(crate) const OWN_HEADER: &str = "x-convlog-request";
/// How long a session lasts.
const LASTS_SECS: i64 = 12 * 60 * 60;
/// What a sealed session is bound to.
const CONTEXT: &[u8] = b"convlog session v1";

/// What a session says once it is opened.
#[derive(Clone, Copy)]
pub(crate) struct Session {
    pub(crate) key: KeyHash,
    pub(crate) until: Timestamp,
}

/// Opens and makes sessions, and counts failed attempts to make one.
pub(crate) struct Sessions {
    /// Nothing where there is no randomness; then nobody can log in.
    key: Option<PurposeKey>,
    pub(crate) attempts: Attempts,
}

impl Sessions {
    /// Seals under the store's key where it has one, so that sessions outlive the process; else under a random one.
    pub(crate) fn new(store: &dyn Store) -> Sessions {
        let key = store.purpose_key("session").or_else(|| PurposeKey::generate().ok());
        Sessions { key, attempts: Attempts::default() }
    }

    /// Makes a session of a key; returns the text for the cookie and when it ends.
    pub(crate) fn begin(
        &self,
        key: KeyHash,
        key_ends: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(String, Timestamp), ApiError> {
        let until = Timestamp::from_micros(now.as_micros().saturating_add(LASTS_SECS * 1_000_000));
        let until = key_ends.map_or(until, |end| end.min(until));
        let mut plain = [0; 40];
        plain[..32].copy_from_slice(&key.0);
        plain[32..].copy_from_slice(&until.as_micros().to_le_bytes());
        let sealed = self.key.as_ref().and_then(|sealing| sealing.seal(CONTEXT, &plain).ok());
        let sealed = sealed.ok_or_else(|| ApiError::internal("no session can be made at the moment"))?;
        Ok((sealed.iter().map(|byte| format!("{byte:02x}")).collect(), until))
    }

    /// Returns the session that a request by cookie belongs to, or nothing when it has no cookie of ours.
    pub(crate) fn of(&self, headers: &HeaderMap, now: Timestamp) -> Result<Option<Session>, ApiError> {
        let mut is_there = false;
        for text in cookie::read(headers) {
            is_there = true;
            if let Some(session) = self.open(text).filter(|session| session.until > now) {
                return Ok(Some(session));
            }
        }
        if is_there { Err(ApiError::session_over()) } else { Ok(None) }
    }

    fn open(&self, text: &str) -> Option<Session> {
        let plain = self.key.as_ref()?.open(CONTEXT, &from_hex(text)?).ok()?;
        let (key, until) = plain.split_first_chunk::<32>()?;
        let until = i64::from_le_bytes(until.try_into().ok()?);
        Some(Session { key: KeyHash(*key), until: Timestamp::from_micros(until) })
    }
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions").finish_non_exhaustive()
    }
}

/// Refuses a request that changes something unless a page of ours sent it.
pub(crate) fn ensure_own(method: &Method, headers: &HeaderMap) -> Result<(), ApiError> {
    if method.is_safe() || headers.contains_key(OWN_HEADER) { Ok(()) } else { Err(ApiError::foreign_request()) }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let byte = |pair: &[u8; 2]| Some(digit(pair[0])? << 4 | digit(pair[1])?);
    if rest.is_empty() { pairs.iter().map(byte).collect() } else { None }
}
