//! What is done to what is stored, over time and in small steps: once for every store.
//!
//! A pass knows a store only as a [`RecordStore`] and a [`ControlStore`]. It keeps how far it has come in the control
//! store, so it goes on after a restart, on whichever server; what it has done is durable when a step returns.

use std::fmt;

use convlog_core::{GuardPolicy, KnownPolicy, Moment, Timestamp};

use crate::control_store::ControlStore;
use crate::error::Result;
use crate::records::{ProjectRef, RecordStore};
use crate::retention::Step;

mod clock;
mod held;
pub mod known;
pub mod rescan;
pub mod retention;

/// A store as the passes see it. Whoever is one has [`Rescan`](crate::Rescan).
pub trait Backend: RecordStore + ControlStore {
    /// Returns what the passes keep at hand of this store.
    fn passes(&self) -> &Passes;
}

/// What the passes keep at hand of one store from its start on.
#[derive(Default)]
pub struct Passes {
    clock: clock::Clock,
    known: known::Work,
    retention: retention::Pass,
}

impl Passes {
    /// Returns the time at which something is said to have arrived, see
    /// [`ClockMonitor::stamp`](convlog_core::ClockMonitor::stamp).
    pub fn stamp(&self, wall: Timestamp) -> Timestamp {
        self.clock.stamp(wall)
    }
}

/// Takes the next small step of removing what its project keeps no longer.
///
/// # Errors
/// The store cannot be read or written. Calling again later is safe.
pub async fn retain(store: &(impl Backend + ?Sized), now: Moment) -> Result<Step> {
    retention::logged(store, retention::step(store, now).await?, now)
}

/// Removes some of the records of the audit that are older than so many days.
///
/// # Errors
/// The store cannot be read or written. Calling again later is safe.
pub async fn forget_accesses(store: &(impl Backend + ?Sized), days: u32, now: Moment) -> Result<Step> {
    retention::logged(store, retention::forget::step(store, days, now).await?, now)
}

impl fmt::Debug for Passes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passes").finish_non_exhaustive()
    }
}

/// Returns what a project's guard does, and with which records known values are compared; nothing for one that is gone.
async fn policies(store: &(impl Backend + ?Sized), project: &ProjectRef) -> Result<(GuardPolicy, KnownPolicy)> {
    let projects = store.projects(Some(&project.account)).await?;
    let found = projects.into_iter().find(|known| known.id == project.project);
    Ok(found.map_or((GuardPolicy::Off, KnownPolicy::Off), |found| (found.settings.guard, found.settings.known)))
}
