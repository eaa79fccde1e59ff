//! How many bytes the projects of an account take, as the store said within the last half second.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use convlog_core::{AccountId, ProjectId};

use crate::error::ApiError;
use crate::state::AppState;

/// How long an answer of the store is believed.
const FRESH_FOR: Duration = Duration::from_millis(500);

type Stored = Arc<HashMap<ProjectId, u64>>;

/// What was asked lately.
#[derive(Debug, Default)]
pub(super) struct Usage(Mutex<HashMap<AccountId, (Instant, Stored)>>);

impl Usage {
    /// Returns how many bytes a project takes, or all of the account's.
    pub(super) async fn bytes(
        &self,
        state: &AppState,
        account: &AccountId,
        project: Option<&ProjectId>,
    ) -> Result<u64, ApiError> {
        let stored = self.stored(state, account).await?;
        Ok(match project {
            Some(project) => stored.get(project).copied().unwrap_or(0),
            None => stored.values().sum(),
        })
    }

    async fn stored(&self, state: &AppState, account: &AccountId) -> Result<Stored, ApiError> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(account).cloned();
        if let Some((asked_at, stored)) = held
            && asked_at.elapsed() < FRESH_FOR
        {
            return Ok(stored);
        }
        let asked_at = Instant::now();
        let stored: Stored = Arc::new(state.store.stored_bytes(account).await?.into_iter().collect());
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.insert(account.clone(), (asked_at, Arc::clone(&stored)));
        Ok(stored)
    }
}
