//! The verified key of a request.

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use convlog_core::Timestamp;
use convlog_store::{KeyHash, KeyToken, VerifiedKey};

use crate::error::ApiError;
use crate::session::ensure_own;
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
    /// When the session ends; nothing for a key that was sent.
    pub(crate) session_until: Option<Timestamp>,
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Caller, ApiError> {
        if parts.headers.contains_key("x-api-key") || !parts.uri.path().starts_with(SESSION_PATHS) {
            return sent(parts, state).await;
        }
        let session = state.sessions.of(&parts.headers, state.now())?.ok_or_else(ApiError::key_missing)?;
        ensure_own(&parts.method, &parts.headers)?;
        let key = state.keys.verify_hash(state, session.key).await?.ok_or_else(ApiError::session_over)?;
        Ok(Caller { key: Key(key), hash: session.key, session_until: Some(session.until) })
    }
}

/// Returns the key that was sent.
async fn sent(parts: &Parts, state: &AppState) -> Result<Caller, ApiError> {
    let mut given = parts.headers.get_all("x-api-key").iter();
    let header = given.next().filter(|value| !value.is_empty()).ok_or_else(ApiError::key_missing)?;
    let text = header.to_str().ok().filter(|_| given.next().is_none()).ok_or_else(ApiError::key_invalid)?;
    let token = KeyToken::new(text);
    let key = state.keys.verify(state, &token).await?;
    Ok(Caller { key: Key(key), hash: token.hash(), session_until: None })
}
