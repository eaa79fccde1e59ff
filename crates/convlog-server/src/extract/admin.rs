//! Who administers what: the authority over a project as the server sees it.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use convlog_core::Timestamp;
use convlog_store::{Actor, AdminGrant, EventKind, Permission, SecurityEvent};

use super::Key;
use super::reader::{PathNames, named_project};
use crate::error::ApiError;
use crate::state::AppState;

/// An administrator of the project that the path names.
#[derive(Clone, Debug)]
pub(crate) struct Admin {
    pub(crate) authority: AdminGrant,
    /// Whether the key may also learn where personal data stands.
    pub(crate) sees_personal: bool,
}

impl Admin {
    /// Begins the event of something that this administrator did to the project.
    pub(crate) fn event(&self, kind: EventKind, now: Timestamp) -> SecurityEvent {
        let (account, project) = (self.authority.account(), self.authority.project());
        SecurityEvent::new(kind, now).by(Actor::Key(self.authority.key())).project(account, project)
    }
}

impl FromRequestParts<AppState> for Admin {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Admin, ApiError> {
        let key = Key::from_request_parts(parts, state).await?;
        if !key.allows(Permission::Admin) {
            return Err(ApiError::permission(Permission::Admin));
        }
        let path = PathNames::of(parts, state).await;
        let authority = named_project(&path, state, &key).await?.and_then(|project| key.administer(&project));
        let sees_personal = key.allows(Permission::Pii);
        authority.map(|authority| Admin { authority, sees_personal }).ok_or_else(ApiError::no_project)
    }
}
