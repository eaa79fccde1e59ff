//! Sessions of people with a browser: a sealed cookie that says which key it was opened with and until when it counts.
//!
//! The store keeps which sessions are under way, so that one that somebody has ended opens nothing, wherever its cookie was
//! copied to. Whether the key still works, and what it allows, is asked anew on each request.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::HeaderMap;
use axum::http::Method;
use convlog_core::Timestamp;
use convlog_store::seal::PurposeKey;
use convlog_store::{KeyHash, Session, SessionId, Store};
use data_encoding::HEXLOWER;

use crate::error::ApiError;
use crate::state::AppState;

mod cookie;

pub(crate) use cookie::{clear_cookie, set_cookie};

/// The header that only a page of ours sends: a foreign one would have to ask first, and gets no answer.
pub(crate) const OWN_HEADER: &str = "x-convlog-request";
/// How long a session lasts.
const LASTS_SECS: i64 = 12 * 60 * 60;
/// What a sealed session is bound to.
const CONTEXT: &[u8] = b"convlog session v1";
/// How long an answer of the store is believed that a session is under way. On this server one that is ended is over at
/// once, on others of the same store after this time.
const FRESH_FOR: Duration = Duration::from_millis(500);
/// More sessions than this within that time, and the memory of them starts anew.
const REMEMBERED_MAX: usize = 4096;

/// What the cookies of a request come to.
#[derive(Debug)]
pub(crate) enum CookieSession {
    /// There is none of ours.
    Nothing,
    /// A session that is under way.
    Session(Session),
    /// One whose time is over.
    Expired,
    /// One that somebody has ended.
    Ended,
    /// Something that was not made here.
    Unknown(Vec<u8>),
}

/// Opens, makes and ends sessions.
pub(crate) struct Sessions {
    /// Nothing where there is no randomness; then nobody can log in.
    key: Option<PurposeKey>,
    known: Mutex<SessionCache>,
}

/// The sessions that were lately found to be under way.
#[derive(Default)]
struct SessionCache {
    since: HashMap<SessionId, Instant>,
    /// How many were ended. What the store said before the last of them may be out of date.
    ended: u64,
}

impl Sessions {
    /// Seals under the store's key where it has one, so that sessions outlive the process; else under a random one.
    pub(crate) fn new(store: &dyn Store) -> Sessions {
        let key = store.purpose_key("session").or_else(|| PurposeKey::generate().ok());
        Sessions { key, known: Mutex::default() }
    }

    /// Begins a session of a key; returns the text for the cookie and when it ends.
    pub(crate) async fn begin(
        &self,
        state: &AppState,
        key: KeyHash,
        key_ends: Option<Timestamp>,
    ) -> Result<(String, Timestamp), ApiError> {
        let now = state.now();
        let until = Timestamp::from_micros(now.as_micros().saturating_add(LASTS_SECS * 1_000_000));
        let until = key_ends.map_or(until, |end| end.min(until));
        let mut plain = [0; 40];
        plain[..32].copy_from_slice(&key.0);
        plain[32..].copy_from_slice(&until.as_micros().to_le_bytes());
        let sealed = self.key.as_ref().and_then(|sealing| sealing.seal(CONTEXT, &plain).ok());
        let sealed = sealed.ok_or_else(|| ApiError::internal("cannot create a session at the moment"))?;
        state.store.begin_session(Session { id: SessionId::of(&sealed), key, until }, now).await?;
        Ok((HEXLOWER.encode(&sealed), until))
    }

    /// Returns what a request by cookie shows.
    pub(crate) async fn shown(&self, state: &AppState, headers: &HeaderMap) -> Result<CookieSession, ApiError> {
        let mut shown = CookieSession::Nothing;
        for text in cookie::read(headers) {
            let Some(session) = self.open(text) else {
                if matches!(shown, CookieSession::Nothing) {
                    shown = CookieSession::Unknown(text.as_bytes().to_vec());
                }
                continue;
            };
            shown = if session.until <= state.now() {
                CookieSession::Expired
            } else if self.is_under_way(state, &session.id).await? {
                return Ok(CookieSession::Session(session));
            } else {
                CookieSession::Ended
            };
        }
        Ok(shown)
    }

    /// Says whether nobody has ended a session, and its time is not over.
    pub(crate) async fn is_under_way(&self, state: &AppState, id: &SessionId) -> Result<bool, ApiError> {
        let ended = {
            let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            if known.since.get(id).is_some_and(|since| since.elapsed() < FRESH_FOR) {
                return Ok(true);
            }
            known.ended
        };
        let asked_at = Instant::now();
        let is_under_way = state.store.has_session(id, state.now()).await?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if !is_under_way {
            known.since.remove(id);
        } else if known.ended == ended {
            if known.since.len() >= REMEMBERED_MAX {
                known.since.clear();
            }
            known.since.insert(*id, asked_at);
        }
        Ok(is_under_way)
    }

    /// Ends the sessions that a request shows. When this returns well, their cookies open nothing on this server.
    pub(crate) async fn end(&self, state: &AppState, headers: &HeaderMap) -> Result<(), ApiError> {
        for session in cookie::read(headers).filter_map(|text| self.open(text)) {
            state.store.end_session(&session.id).await?;
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.since.remove(&session.id);
            known.ended += 1;
        }
        Ok(())
    }

    fn open(&self, text: &str) -> Option<Session> {
        let sealed = HEXLOWER.decode(text.as_bytes()).ok()?;
        let plain = self.key.as_ref()?.open(CONTEXT, &sealed).ok()?;
        let (key, until) = plain.split_first_chunk::<32>()?;
        let until = i64::from_le_bytes(until.try_into().ok()?);
        Some(Session { id: SessionId::of(&sealed), key: KeyHash(*key), until: Timestamp::from_micros(until) })
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
