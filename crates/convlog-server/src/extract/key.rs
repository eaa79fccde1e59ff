//! The verified key of a request.

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use convlog_store::{KeyToken, VerifiedKey};

use crate::error::ApiError;
use crate::state::AppState;

/// A key that was shown to be known, in force and in time. It comes in `x-api-key` and nowhere else.
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
        let mut given = parts.headers.get_all("x-api-key").iter();
        let header = given.next().filter(|value| !value.is_empty()).ok_or_else(ApiError::key_missing)?;
        let text = header.to_str().ok().filter(|_| given.next().is_none()).ok_or_else(ApiError::key_invalid)?;
        state.keys.verify(state, &KeyToken::new(text)).await.map(Key)
    }
}
