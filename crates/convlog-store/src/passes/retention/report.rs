//! What retention reports, as events of the security log.

use convlog_core::{ClockFault, Timestamp};

use crate::retention::{Removal, RemovalKind, Report, Waiting};
use crate::security::{Actor, EventKind, SecurityEvent};

/// Returns the events for what a step reports. What a pass removed from a project is one.
pub(super) fn events(reports: &[Report], now: Timestamp) -> Vec<SecurityEvent> {
    let mut removed: Vec<Vec<&Removal>> = Vec::new();
    let mut events = Vec::new();
    let event = |kind| SecurityEvent::new(kind, now).by(Actor::Server);
    for report in reports {
        match report {
            Report::ClockSuspect(fault) => events.push(suspect(event(EventKind::RetentionHeld), *fault)),
            // Whoever confirmed it is on record.
            Report::ClockConfirmed => {}
            Report::Waits(waiting) => events.push(held(event(EventKind::RetentionHeld), waiting)),
            Report::Removed(removal) => {
                let names = |other: &Removal| (&other.account, &other.project) == (&removal.account, &removal.project);
                match removed.iter_mut().find(|of_one| names(of_one[0])) {
                    Some(of_one) => of_one.push(removal),
                    None => removed.push(vec![removal]),
                }
            }
        }
    }
    for of_one in removed {
        let ran = event(EventKind::RetentionRan).project(&of_one[0].account, &of_one[0].project);
        let confirmed = of_one.iter().map(|removal| removal.confirmed).sum();
        let counted = of_one.iter().fold(ran, |ran, removal| {
            ran.count(removal.kind.as_str(), removal.count).count(kept(removal.kind), removal.days.into())
        });
        events.push(counted.count("confirmed", confirmed));
    }
    events
}

fn suspect(event: SecurityEvent, fault: ClockFault) -> SecurityEvent {
    let offset = fault.offset_micros();
    event
        .word("clock", fault.as_str())
        .word("direction", if offset < 0 { "behind" } else { "ahead" })
        .count("seconds", offset.unsigned_abs() / 1_000_000)
}

fn held(event: SecurityEvent, waiting: &Waiting) -> SecurityEvent {
    event
        .project(&waiting.account, &waiting.project)
        .word("of", waiting.kind.as_str())
        .count("due", waiting.stock.due)
        .count("present", waiting.stock.present)
        .count("limit", waiting.decision.limit)
        .count(kept(waiting.kind), waiting.days.into())
}

/// Returns the name of the policy by which a kind is kept.
fn kept(kind: RemovalKind) -> &'static str {
    match kind {
        RemovalKind::Conversations => "retention_days",
        RemovalKind::PersonalParts => "pii_retention_days",
        RemovalKind::AuditRecords => "audit_days",
    }
}
