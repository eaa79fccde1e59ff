//! What a store knows of time and of the word that somebody gave about it, as documents of its control store: what its
//! server keeps, and the command line reads and adds to beside it.

use std::time::Duration;

use convlog_core::{AccountId, ClockConfirmation, ClockFault, ClockRecord, Moment, ProjectId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::documents::{self, DocumentKind, Documents, ONLY};
use crate::error::{Error, Result};
use crate::retention::{Confirmation, RemovalConfirmation, RemovalKind};

/// What is known of time, and of the audit's retention, since a server last ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownClock {
    /// What is known of time.
    pub record: ClockRecord,
    /// For how many days the server keeps records of the audit.
    pub audit_days: Option<u32>,
}

/// What somebody has confirmed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confirmed {
    /// The number of the last confirmation of anything.
    pub last: u64,
    /// That the time is right.
    pub clock: Option<ClockConfirmation>,
    /// What may go.
    pub removals: Vec<RemovalConfirmation>,
}

/// Returns what is known of time; nothing where no server has run that keeps it.
///
/// # Errors
/// The store cannot be read.
pub async fn known(documents: &(impl Documents + ?Sized)) -> Result<Option<KnownClock>> {
    let (kept, _) = documents::read::<Kept>(documents, DocumentKind::Clock, ONLY).await?;
    let Some(kept) = kept else { return Ok(None) };
    // What a newer convlog calls a fault must not be read as none.
    let fault = kept.fault.map(|(name, offset)| ClockFault::parse(&name, offset).ok_or_else(corrupt)).transpose()?;
    let record = ClockRecord {
        last_known: Timestamp::from_micros(kept.last_known),
        uptime: Duration::from_micros(kept.uptime),
        fault,
        confirmation: kept.confirmation,
    };
    Ok(Some(KnownClock { record, audit_days: kept.audit_days }))
}

/// Keeps what is known of time.
///
/// # Errors
/// The store cannot be written.
pub async fn keep(documents: &(impl Documents + ?Sized), record: ClockRecord) -> Result<()> {
    documents::change::<Kept>(documents, DocumentKind::Clock, ONLY, |kept| {
        let audit_days = kept.and_then(|kept| kept.audit_days);
        Some(Kept {
            last_known: record.last_known.as_micros(),
            uptime: micros(record.uptime),
            fault: record.fault.map(|fault| (fault.as_str().to_owned(), fault.offset_micros())),
            confirmation: record.confirmation,
            audit_days,
        })
    })
    .await
    .map(drop)
}

/// Keeps for how many days records of the audit are kept.
///
/// # Errors
/// The store cannot be written.
pub async fn keep_audit_days(documents: &(impl Documents + ?Sized), days: u32) -> Result<()> {
    documents::change::<Kept>(documents, DocumentKind::Clock, ONLY, |kept| {
        let kept = kept.filter(|kept| kept.audit_days != Some(days))?;
        Some(Kept { audit_days: Some(days), ..kept })
    })
    .await
    .map(drop)
}

/// Returns what somebody has confirmed.
///
/// # Errors
/// The store cannot be read.
pub async fn confirmed(documents: &(impl Documents + ?Sized)) -> Result<Confirmed> {
    let (kept, _) = documents::read::<KeptConfirmations>(documents, DocumentKind::Confirmations, ONLY).await?;
    let kept = kept.unwrap_or_default();
    let clock = kept.clock.map(|given| {
        let at = Moment { wall: Timestamp::from_micros(given.wall), monotonic: Duration::from_micros(given.monotonic) };
        ClockConfirmation { number: given.number, at }
    });
    let removals = kept.removals.iter().map(|given| given.read().ok_or_else(corrupt));
    Ok(Confirmed { last: kept.last, clock, removals: removals.collect::<Result<_>>()? })
}

/// Keeps all of a confirmation, in the place of what was confirmed of the same before.
///
/// # Errors
/// The store cannot be written.
pub async fn confirm(documents: &(impl Documents + ?Sized), confirmation: &Confirmation) -> Result<()> {
    documents::change::<KeptConfirmations>(documents, DocumentKind::Confirmations, ONLY, |kept| {
        let mut kept = kept.unwrap_or_default();
        kept.last += 1;
        if let Some(at) = confirmation.clock {
            let (wall, monotonic) = (at.wall.as_micros(), micros(at.monotonic));
            kept.clock = Some(KeptClockConfirmation { number: kept.last, wall, monotonic });
        }
        for given in confirmation.removals.iter().map(KeptRemoval::of) {
            kept.removals.retain(|held| (&held.account, &held.project, &held.kind) != given.names());
            kept.removals.push(given);
        }
        Some(kept)
    })
    .await
    .map(drop)
}

#[derive(Serialize, Deserialize)]
struct Kept {
    last_known: i64,
    uptime: u64,
    fault: Option<(String, i64)>,
    confirmation: u64,
    audit_days: Option<u32>,
}

#[derive(Default, Serialize, Deserialize)]
struct KeptConfirmations {
    last: u64,
    clock: Option<KeptClockConfirmation>,
    removals: Vec<KeptRemoval>,
}

#[derive(Serialize, Deserialize)]
struct KeptClockConfirmation {
    number: u64,
    wall: i64,
    monotonic: u64,
}

#[derive(Serialize, Deserialize)]
struct KeptRemoval {
    account: String,
    project: String,
    kind: String,
    before: i64,
    uptime: u64,
    days: u32,
}

impl KeptRemoval {
    fn of(given: &RemovalConfirmation) -> KeptRemoval {
        KeptRemoval {
            account: given.account.to_string(),
            project: given.project.to_string(),
            kind: given.kind.as_str().to_owned(),
            before: given.before.as_micros(),
            uptime: micros(given.uptime),
            days: given.days,
        }
    }

    fn names(&self) -> (&String, &String, &String) {
        (&self.account, &self.project, &self.kind)
    }

    fn read(&self) -> Option<RemovalConfirmation> {
        Some(RemovalConfirmation {
            account: AccountId::new(self.account.as_str()).ok()?,
            project: ProjectId::new(self.project.as_str()).ok()?,
            kind: RemovalKind::parse(&self.kind)?,
            before: Timestamp::from_micros(self.before),
            uptime: Duration::from_micros(self.uptime),
            days: self.days,
        })
    }
}

fn micros(span: Duration) -> u64 {
    u64::try_from(span.as_micros()).unwrap_or(u64::MAX)
}

fn corrupt() -> Error {
    DocumentKind::Clock.corrupt()
}
