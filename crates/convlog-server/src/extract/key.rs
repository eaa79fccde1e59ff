//! The verified key of a request.

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use convlog_store::{KeyHash, KeyToken, Session, VerifiedKey};

use crate::authentication::{EntryPoint, Reason, Refusal, refuse, verify};
use crate::error::ApiError;
use crate::session::{CookieSession, ensure_own};
use crate::state::AppState;

/// Below this a session counts as well. What other programs use takes a key and nothing else.
const SESSION_PATHS: &str = "/api/";

/// A key that was shown to be known, in force and in time. It comes in `x-api-key`, or stands behind the session of a
/// browser.
#[derive(Clone, Debug)]
pub(crate) struct Key(Arc<VerifiedKey>);

impl Key {
    /// Returns the key to be sent elsewhere.
    pub(crate) fn into_inner(self) -> Arc<VerifiedKey> {
        self.0
    }
}

impl Deref for Key {
    type Target = VerifiedKey;

    fn deref(&self) -> &VerifiedKey {
        &self.0
    }
}

impl FromRequestParts<AppState> for Key {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Key, ApiError> {
        Caller::from_request_parts(parts, state).await.map(|caller| caller.key)
    }
}

/// A key with how it came.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) key: Key,
    /// What to ask for the key again with.
    pub(crate) hash: KeyHash,
    /// The session; nothing for a key that was sent.
    pub(crate) session: Option<Session>,
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Caller, ApiError> {
        if parts.headers.contains_key("x-api-key") || !parts.uri.path().starts_with(SESSION_PATHS) {
            sent(parts, state).await
        } else {
            with_session(parts, state).await
        }
    }
}

/// Returns the key that was sent.
async fn sent(parts: &Parts, state: &AppState) -> Result<Caller, ApiError> {
    let mut given = parts.headers.get_all("x-api-key").iter();
    let Some(header) = given.next().filter(|value| !value.is_empty()) else {
        return Err(refused(parts, state, Refusal::new(EntryPoint::Key, Reason::Missing), ApiError::key_missing()));
    };
    let Some(text) = header.to_str().ok().filter(|_| given.next().is_none()) else {
        let refusal = Refusal::new(EntryPoint::Key, Reason::Malformed);
        return Err(refuse(state, parts, refusal, header.as_bytes(), ApiError::key_invalid()).await);
    };
    let token = KeyToken::new(text);
    let key = verify(state, parts, EntryPoint::Key, &token).await?;
    Ok(Caller { key: Key(key), hash: token.hash(), session: None })
}

/// Returns the key behind a session.
async fn with_session(parts: &Parts, state: &AppState) -> Result<Caller, ApiError> {
    let refusal = |reason| Refusal::new(EntryPoint::Session, reason);
    let session = match state.sessions.shown(state, &parts.headers).await? {
        CookieSession::Session(session) => session,
        CookieSession::Nothing => return Err(refused(parts, state, refusal(Reason::Missing), ApiError::key_missing())),
        CookieSession::Expired => {
            return Err(refused(parts, state, refusal(Reason::Expired), ApiError::session_over()));
        }
        CookieSession::Ended => return Err(refused(parts, state, refusal(Reason::Ended), ApiError::session_over())),
        CookieSession::Unknown(shown) => {
            return Err(refuse(state, parts, refusal(Reason::Unknown), &shown, ApiError::session_over()).await);
        }
    };
    ensure_own(&parts.method, &parts.headers)?;
    match state.keys.verify_hash(state, session.key).await? {
        Ok(key) => Ok(Caller { key: Key(key), hash: session.key, session: Some(session) }),
        Err(why) => Err(refused(parts, state, Refusal::of_key(EntryPoint::Session, why), ApiError::session_over())),
    }
}

/// Counts somebody who was refused and has guessed nothing.
fn refused(parts: &Parts, state: &AppState, refusal: Refusal, error: ApiError) -> ApiError {
    state.door.tell(&refusal, state.door.client(parts));
    error
}
