//! The projects of an account, with what each says about personal data.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use convlog_core::{AccountId, GuardPolicy, KnownPolicy, ProjectId, Raised};
use convlog_store::ProjectSettings;

use super::FRESH_FOR;
use crate::error::ApiError;
use crate::state::AppState;

/// The projects of one account by their ids.
#[derive(Debug, Default)]
pub(crate) struct Projects(HashMap<ProjectId, Terms>);

/// What a project says about personal data.
#[derive(Debug, Default)]
struct Terms {
    raised: Vec<Raised>,
    guard: GuardPolicy,
    known: KnownPolicy,
}

impl Projects {
    /// Says whether a project exists.
    pub(crate) fn has(&self, id: &ProjectId) -> bool {
        self.0.contains_key(id)
    }

    /// Returns their ids, in no order.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &ProjectId> {
        self.0.keys()
    }

    /// Returns the fields that a project has raised.
    pub(crate) fn raised(&self, id: &ProjectId) -> &[Raised] {
        self.0.get(id).map_or(&[], |terms| terms.raised.as_slice())
    }

    /// Returns what a project wants done with what the guard finds; one that is not known has the default policy.
    pub(crate) fn guard(&self, id: &ProjectId) -> GuardPolicy {
        self.0.get(id).map(|terms| terms.guard).unwrap_or_default()
    }

    /// Returns with which records a project compares known values; one that is not known has the default policy.
    pub(crate) fn known(&self, id: &ProjectId) -> KnownPolicy {
        self.0.get(id).map(|terms| terms.known).unwrap_or_default()
    }
}

/// The projects of the accounts that were lately asked about.
#[derive(Debug, Default)]
pub(crate) struct ProjectCache(Mutex<HashMap<AccountId, (Instant, Arc<Projects>)>>);

impl ProjectCache {
    /// Returns the projects of an account. If `wanted` is not among those known it is looked for once more: it may
    /// have been made just now.
    pub(crate) async fn of(
        &self,
        state: &AppState,
        account: &AccountId,
        wanted: Option<&ProjectId>,
    ) -> Result<Arc<Projects>, ApiError> {
        if let Some((age, projects)) = self.held(account)
            && age < FRESH_FOR
            && wanted.is_none_or(|id| projects.has(id))
        {
            return Ok(projects);
        }
        self.latest(state, account).await
    }

    /// Returns the projects of an account as they are now.
    pub(crate) async fn latest(&self, state: &AppState, account: &AccountId) -> Result<Arc<Projects>, ApiError> {
        let asked_at = Instant::now();
        let list = state.store.projects(Some(account)).await?;
        let terms =
            |settings: ProjectSettings| Terms { raised: settings.raised, guard: settings.guard, known: settings.known };
        let projects = list.into_iter().map(|project| (project.id, terms(project.settings))).collect();
        let projects = Arc::new(Projects(projects));
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.insert(account.clone(), (asked_at, Arc::clone(&projects)));
        Ok(projects)
    }

    fn held(&self, account: &AccountId) -> Option<(Duration, Arc<Projects>)> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.get(account).map(|(asked_at, projects)| (asked_at.elapsed(), Arc::clone(projects)))
    }
}
