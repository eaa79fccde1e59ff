//! Who reads what: the gate as the server sees it.

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use convlog_core::{ConversationId, ProjectId};
use convlog_store::{Permission, Visibility};

use super::{Caller, Key};
use crate::audit::Ledger;
use crate::declared::{FUNCTION_NAME, ValueType};
use crate::error::ApiError;
use crate::state::AppState;

/// A reader of the project that the path names. Without one no handler has a [`Visibility`], and so no rows.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    pub(crate) visibility: Visibility,
    /// Where it is noted what is read.
    pub(crate) ledger: Ledger,
}

/// The conversation that the path names.
#[derive(Clone, Debug)]
pub(crate) struct NamedConversation(pub(crate) ConversationId);

/// The function that the path names.
#[derive(Clone, Debug)]
pub(crate) struct NamedFunction(pub(crate) String);

impl FromRequestParts<AppState> for Reader {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Reader, ApiError> {
        let caller = Caller::from_request_parts(parts, state).await?;
        let key = &caller.key;
        if !key.allows(Permission::Read) {
            return Err(ApiError::permission(Permission::Read));
        }
        let path = PathNames::of(parts, state).await;
        let project = named_project(&path, state, key).await?;
        let project = project.filter(|project| key.scope().reaches(project)).ok_or_else(ApiError::no_project)?;
        let ledger = parts.extensions.get::<Ledger>().cloned();
        let ledger = ledger.ok_or_else(|| ApiError::internal("this request is not recorded in the audit"))?;
        let visibility = ledger.admit(&caller, &project, state);
        let visibility = visibility.ok_or_else(|| ApiError::internal("a request has one reader"))?;
        Ok(Reader { visibility, ledger })
    }
}

impl FromRequestParts<AppState> for NamedConversation {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<NamedConversation, ApiError> {
        let path = PathNames::of(parts, state).await;
        let id = path.get("conversation_id").and_then(|text| ConversationId::new(text).ok());
        id.map(NamedConversation).ok_or_else(ApiError::no_conversation)
    }
}

impl FromRequestParts<AppState> for NamedFunction {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<NamedFunction, ApiError> {
        let path = PathNames::of(parts, state).await;
        let name = path.get("name").filter(|name| FUNCTION_NAME.takes.read(name).is_some());
        let wrong = || ApiError::validation(format!("the function's name is {}", FUNCTION_NAME.takes.expected()));
        name.map(|name| NamedFunction(name.to_owned())).ok_or_else(wrong)
    }
}

/// Returns the project that the path names, if it is one of the key's account.
///
/// One path for what does not exist, is another account's and is out of the key's reach: the same questions are asked
/// of the store, and the same answer given.
pub(super) async fn named_project(
    path: &PathNames,
    state: &AppState,
    key: &Key,
) -> Result<Option<ProjectId>, ApiError> {
    let own_account = path.get("account_id").is_none_or(|account| account == key.account().as_str());
    let project = path.get("project_id").and_then(|text| ProjectId::new(text).ok());
    let projects = state.projects.of(state, key.account(), project.as_ref()).await?;
    Ok(project.filter(|project| projects.has(project) && own_account))
}

/// The named segments of the path, decoded; of a path that is no UTF-8 there are none.
pub(crate) struct PathNames(Option<RawPathParams>);

impl PathNames {
    pub(crate) async fn of(parts: &mut Parts, state: &AppState) -> PathNames {
        PathNames(RawPathParams::from_request_parts(parts, state).await.ok())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let params = self.0.as_ref()?;
        params.iter().find(|(its_name, _)| *its_name == name).map(|(_, value)| value)
    }
}
