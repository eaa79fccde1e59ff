//! How much an account and a project may send and store, and what of the disk nobody may fill.
//!
//! Each limit that is reached refuses a request as a whole, before anything of it is stored, and says when to try again:
//! a sender that keeps what is refused loses nothing. `docs/adr/0029-quotas.md` says why it is so.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use convlog_core::{AccountId, ProjectId};
use convlog_store::Batch;

use crate::cache::Projects;
use crate::error::ApiError;
use crate::state::AppState;

mod log_throttle;
mod rate;
mod reserve;
mod usage;

use log_throttle::LogThrottle;
use rate::Rates;
pub(crate) use reserve::Reserve;
use usage::Usage;

/// After how long to try again when there are as many bytes as there may be: they become fewer by hand or by age.
const BYTES_RETRY_AFTER: Duration = Duration::from_secs(30);

/// What the quotas are called in the log and in metrics.
const ENTRIES: &str = "entries_per_minute";
const BYTES: &str = "bytes_stored";

/// The limits of projects; none where there is none.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Limits {
    pub(crate) entries_per_minute: Option<u64>,
    pub(crate) bytes_max: Option<u64>,
}

impl Limits {
    pub(crate) fn is_any(self) -> bool {
        self.entries_per_minute.is_some() || self.bytes_max.is_some()
    }
}

/// What accounts and projects have sent of late, and what they store.
#[derive(Debug, Default)]
pub(crate) struct Quotas {
    rates: Rates,
    usage: Usage,
    told: LogThrottle,
    refused_entries: AtomicU64,
    refused_bytes: AtomicU64,
}

/// Whom a quota is of.
#[derive(Clone, Copy)]
enum Owner<'a> {
    Account,
    Project(&'a ProjectId),
}

impl Quotas {
    /// Refuses a request where an account, or one of these projects of it, has sent or stored as much as it may.
    pub(crate) async fn ensure(
        &self,
        state: &AppState,
        account: &AccountId,
        projects: &Projects,
        of: &[ProjectId],
    ) -> Result<(), ApiError> {
        let of_account = of_account(state);
        if !projects.has_quotas() && !of_account.is_any() {
            return Ok(());
        }
        let own = of.iter().map(|id| (Owner::Project(id), projects.limits(id)));
        for (owner, limits) in std::iter::once((Owner::Account, of_account)).chain(own) {
            let who = (account, owner.project());
            let now = (state.monotonic)();
            if let Some(limit) = limits.entries_per_minute
                && let Some(wait) = self.rates.wait(who, limit, now)
            {
                self.told.tell(who, ENTRIES, limit, now);
                return Err(self.too_many_entries(owner, limit, wait));
            }
            if let Some(limit) = limits.bytes_max
                && self.usage.bytes(state, account, owner.project()).await? >= limit
            {
                self.told.tell(who, BYTES, limit, now);
                return Err(self.too_many_bytes(owner, limit));
            }
        }
        Ok(())
    }

    /// Counts what was stored, or refused line by line.
    pub(crate) fn count(&self, state: &AppState, account: &AccountId, projects: &Projects, sent: &LineCounts) {
        let now = (state.monotonic)();
        if let Some(limit) = of_account(state).entries_per_minute {
            self.rates.take((account, None), limit, now, sent.lines);
        }
        for (project, lines) in sent.by_project.iter().filter(|_| projects.has_quotas()) {
            if let Some(limit) = projects.limits(project).entries_per_minute {
                self.rates.take((account, Some(project)), limit, now, *lines);
            }
        }
    }

    fn too_many_entries(&self, owner: Owner<'_>, limit: u64, wait: Duration) -> ApiError {
        self.refused_entries.fetch_add(1, Ordering::Relaxed);
        let (whose, raise) = (owner.name(), owner.entries_setting());
        let text = format!(
            "{whose} has reached its limit of {limit} entries per minute; nothing was stored: send it again after \
            `Retry-After`, or have the quota raised ({raise})"
        );
        ApiError::quota_entries(text, wait)
    }

    fn too_many_bytes(&self, owner: Owner<'_>, limit: u64) -> ApiError {
        self.refused_bytes.fetch_add(1, Ordering::Relaxed);
        let (whose, raise) = (owner.name(), owner.bytes_setting());
        let text = format!(
            "{whose} has reached its limit of {limit} stored bytes; nothing was stored: send it again after \
            `Retry-After`; to make room, erase, shorten the retention, or raise the quota ({raise})"
        );
        ApiError::quota_bytes(text, BYTES_RETRY_AFTER)
    }

    /// Returns how many requests were refused since the start, by the quota.
    pub(crate) fn refused(&self) -> [(&'static str, u64); 2] {
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        [(ENTRIES, count(&self.refused_entries)), (BYTES, count(&self.refused_bytes))]
    }
}

impl<'a> Owner<'a> {
    fn project(self) -> Option<&'a ProjectId> {
        match self {
            Owner::Account => None,
            Owner::Project(id) => Some(id),
        }
    }

    fn name(self) -> String {
        self.project().map_or("this account".to_owned(), |id| format!("the project {id}"))
    }

    fn entries_setting(self) -> &'static str {
        match self {
            Owner::Account => "quotas.account_entries_per_minute",
            Owner::Project(_) => "convlog projects set --entries-per-minute",
        }
    }

    fn bytes_setting(self) -> &'static str {
        match self {
            Owner::Account => "quotas.account_bytes_max",
            Owner::Project(_) => "convlog projects set --bytes-max",
        }
    }
}

fn of_account(state: &AppState) -> Limits {
    let quotas = &state.config.quotas;
    Limits { entries_per_minute: quotas.account_entries_per_minute, bytes_max: quotas.account_bytes_max }
}

/// How many lines a request had, in all and by project.
#[derive(Debug, Default)]
pub(crate) struct LineCounts {
    lines: usize,
    by_project: Vec<(ProjectId, usize)>,
}

impl LineCounts {
    /// Counts the lines of a batch, and those that were refused one by one.
    pub(crate) fn of(batch: &Batch, rejected: usize) -> LineCounts {
        let mut by_project: Vec<(ProjectId, usize)> = Vec::new();
        // Lines of a project mostly stand together.
        for run in batch.items().chunk_by(|one, next| one.project == next.project) {
            match by_project.iter_mut().find(|(project, _)| *project == run[0].project) {
                Some((_, lines)) => *lines += run.len(),
                None => by_project.push((run[0].project.clone(), run.len())),
            }
        }
        LineCounts { lines: batch.items().len() + rejected, by_project }
    }

    pub(crate) fn projects(&self) -> Vec<ProjectId> {
        self.by_project.iter().map(|(project, _)| project.clone()).collect()
    }
}
