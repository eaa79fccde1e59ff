//! What is done to what is stored, over time and in small steps: once for every store.
//!
//! A pass knows a store only as a [`RecordStore`] and a [`ControlStore`], with [`DataKeys`] and [`Erasures`]. The
//! progress is kept there, so it goes on after a restart, on whichever server; what it has done is durable when a step
//! returns.

use std::collections::HashMap;
use std::fmt;

use convlog_core::{Guard, GuardPolicy, KnownPolicy, NotPersonalRules, Timestamp};

use crate::Store;
use crate::control::Project;
use crate::control_store::ControlStore;
use crate::data_keys::DataKeys;
use crate::erasures::Erasures;
use crate::error::Result;
use crate::records::{Cursor, ProjectRef, RecordStore};

mod audit;
mod clock;
mod erase;
pub mod known;
mod maintenance;
mod mark;
pub mod rescan;
pub mod retention;
mod rotation;
mod rules;
mod unpoisoned_mutex;

use unpoisoned_mutex::UnpoisonedMutex;

/// A store as the passes see it. Whoever is one has [`Erase`](crate::Erase), [`Rescan`](crate::Rescan),
/// [`Marking`](crate::Marking), [`Audit`](crate::Audit) and [`Maintenance`](crate::Maintenance) by it.
pub trait Backend: Store + RecordStore + ControlStore + DataKeys + Erasures {
    /// Returns what the passes keep at hand of this store.
    fn passes(&self) -> &Passes;
}

/// What the passes keep at hand of one store from its start on.
#[derive(Default)]
pub struct Passes {
    clock: clock::Clock,
    known: known::Work,
    retention: retention::Pass,
    rotation: UnpoisonedMutex<Option<Cursor>>,
}

impl Passes {
    /// Returns the time at which something is said to have arrived, see
    /// [`ClockMonitor::stamp`](convlog_core::ClockMonitor::stamp).
    pub fn stamp(&self, wall: Timestamp) -> Timestamp {
        self.clock.stamp(wall)
    }
}

impl fmt::Debug for Passes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passes").finish_non_exhaustive()
    }
}

/// What the projects' guards do, and with which records known values are compared.
struct Policies(HashMap<ProjectRef, Policy>);

struct Policy {
    guard: GuardPolicy,
    known: KnownPolicy,
    rules: NotPersonalRules,
    rules_changed_at: Option<Timestamp>,
}

impl Policies {
    async fn of(store: &(impl Backend + ?Sized)) -> Result<Policies> {
        let policies = store.projects(None).await?.into_iter().map(|Project { account, id, settings, .. }| {
            let (guard, known, rules) = (settings.guard, settings.known, settings.rules());
            let policy = Policy { guard, known, rules, rules_changed_at: settings.rules_changed_at };
            (ProjectRef { account, project: id }, policy)
        });
        Ok(Policies(policies.collect()))
    }

    /// Returns what a project's guard does; nothing for one that is gone.
    fn guard(&self, of: &ProjectRef) -> Guard<'_> {
        let of_policy = |policy| Guard::from(policy);
        self.0.get(of).map_or_else(|| of_policy(GuardPolicy::Off), |it| Guard { policy: it.guard, rules: &it.rules })
    }

    /// Returns the projects whose rules of what is not personal were ever changed, and when last.
    fn with_rules(&self) -> impl Iterator<Item = (&ProjectRef, Timestamp)> {
        self.0.iter().filter_map(|(of, policy)| Some((of, policy.rules_changed_at?)))
    }

    /// Returns how known values are compared in a project, whether it hides them or not.
    fn known(&self, of: &ProjectRef) -> KnownPolicy {
        self.0.get(of).map_or(KnownPolicy::Off, |policy| policy.known)
    }

    /// Returns how known values are compared in a project that hides them.
    fn compared(&self, of: &ProjectRef) -> Option<KnownPolicy> {
        let Policy { guard, known, .. } = self.0.get(of)?;
        (*guard == GuardPolicy::Redact && *known != KnownPolicy::Off).then_some(*known)
    }
}
