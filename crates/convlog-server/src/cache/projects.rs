//! The projects of an account, with what each says about personal data.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use convlog_core::{AccountId, Guard, GuardPolicy, KnownPolicy, NotPersonalRules, ProjectId, PromotedField};
use convlog_store::ProjectSettings;

use super::FRESH_FOR;
use crate::error::ApiError;
use crate::quota::Limits;
use crate::state::AppState;

/// The projects of one account by their ids.
#[derive(Debug, Default)]
pub(crate) struct Projects {
    terms: HashMap<ProjectId, CachedPolicy>,
    /// Whether any of them has a limit.
    has_quotas: bool,
}

/// What a project says about personal data, and how much it may send and store.
#[derive(Debug, Default)]
struct CachedPolicy {
    raised: Vec<PromotedField>,
    guard: GuardPolicy,
    rules: NotPersonalRules,
    known: KnownPolicy,
    limits: Limits,
}

impl Projects {
    /// Says whether a project exists.
    pub(crate) fn has(&self, id: &ProjectId) -> bool {
        self.terms.contains_key(id)
    }

    /// Returns their ids, in no order.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &ProjectId> {
        self.terms.keys()
    }

    /// Returns the fields that a project has raised.
    pub(crate) fn raised(&self, id: &ProjectId) -> &[PromotedField] {
        self.terms.get(id).map_or(&[], |terms| terms.raised.as_slice())
    }

    /// Returns what a project wants of the guard; one that is not known has the default policy.
    pub(crate) fn guard(&self, id: &ProjectId) -> Guard<'_> {
        self.terms.get(id).map(|terms| Guard { policy: terms.guard, rules: &terms.rules }).unwrap_or_default()
    }

    /// Returns with which records a project compares known values; one that is not known has the default policy.
    pub(crate) fn known(&self, id: &ProjectId) -> KnownPolicy {
        self.terms.get(id).map(|terms| terms.known).unwrap_or_default()
    }

    /// Says whether any of them has a limit.
    pub(crate) fn has_quotas(&self) -> bool {
        self.has_quotas
    }

    /// Returns how much a project may send and store.
    pub(crate) fn limits(&self, id: &ProjectId) -> Limits {
        self.terms.get(id).map(|terms| terms.limits).unwrap_or_default()
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
        let default = &state.config.quotas;
        let limits = |settings: &ProjectSettings| Limits {
            entries_per_minute: settings.entries_per_minute.or(default.project_entries_per_minute),
            bytes_max: settings.bytes_max.or(default.project_bytes_max),
        };
        let terms = |settings: ProjectSettings| CachedPolicy {
            limits: limits(&settings),
            rules: settings.rules(),
            raised: settings.raised,
            guard: settings.guard,
            known: settings.known,
        };
        let terms: HashMap<_, _> = list.into_iter().map(|project| (project.id, terms(project.settings))).collect();
        let has_quotas = terms.values().any(|terms| terms.limits.is_any());
        let projects = Arc::new(Projects { terms, has_quotas });
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.insert(account.clone(), (asked_at, Arc::clone(&projects)));
        Ok(projects)
    }

    fn held(&self, account: &AccountId) -> Option<(Duration, Arc<Projects>)> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.get(account).map(|(asked_at, projects)| (asked_at.elapsed(), Arc::clone(projects)))
    }
}
