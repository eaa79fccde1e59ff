//! What the binary tells the security log: keys, policies, starts. The server itself tells of what comes in by its doors.

use std::net::IpAddr;

use convlog_core::{ProjectId, Timestamp};
use convlog_store::{
    EventKind, GuardPolicy, KeyRecord, Permission, PiiGrant, Project, ProjectSettings, Quota, Scope, SecurityEvent,
};

use crate::config::Config;

/// Returns the event of a key that was made. Its label is not in it, because people write names there.
pub(crate) fn key_created(key: &KeyRecord) -> SecurityEvent {
    let permissions: Vec<&str> = key.permissions.iter().map(Permission::as_str).collect();
    let mut event = SecurityEvent::new(EventKind::KeyCreated, key.created_at)
        .key(&key.id)
        .scope(&key.account, &key.scope)
        .words("permissions", &permissions);
    for (name, time) in [("expires_at", key.expires_at), ("pii_until", key.pii_grant.as_ref().map(PiiGrant::until))] {
        event = time.into_iter().fold(event, |event, time| event.time(name, time));
    }
    event
}

/// Returns the event of a project that was made or whose policies were changed; nothing where they are as before.
pub(crate) fn policy_changed(
    project: &Project,
    before: Option<&ProjectSettings>,
    now: Timestamp,
) -> Option<SecurityEvent> {
    let after = &project.settings;
    let from = before.cloned().unwrap_or_default();
    let changes = [
        ("guard", from.guard != after.guard),
        ("known", from.known != after.known),
        ("raised", from.raised != after.raised),
        ("retention_days", from.retention_days != after.retention_days),
        ("pii_retention_days", from.pii_retention_days != after.pii_retention_days),
        ("key_lifetime_days", from.key_lifetime_days != after.key_lifetime_days),
        ("entries_per_minute", from.entries_per_minute != after.entries_per_minute),
        ("bytes_max", from.bytes_max != after.bytes_max),
    ];
    let changed: Vec<&'static str> =
        changes.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect();
    let kind = match before {
        None => EventKind::ProjectCreated,
        Some(_) if changed.is_empty() => return None,
        Some(_) => EventKind::PolicyChanged,
    };
    let mut event = SecurityEvent::new(kind, now)
        .project(&project.account, &project.id)
        .words("changed", &changed)
        .word("guard", after.guard.as_str())
        .word("known", after.known.as_str())
        .raised(&after.raised);
    for (name, days) in [
        ("retention_days", after.retention_days),
        ("pii_retention_days", after.pii_retention_days),
        ("key_lifetime_days", after.key_lifetime_days),
    ] {
        event = days.into_iter().fold(event, |event, days| event.count(name, days.into()));
    }
    for (name, quota) in [("entries_per_minute", after.entries_per_minute), ("bytes_max", after.bytes_max)] {
        event = match quota {
            Quota::Default => event,
            Quota::Unlimited => event.word(name, "unlimited"),
            Quota::AtMost(limit) => event.count(name, limit),
        };
    }
    Some(event)
}

/// Returns the events of a key that was made, and of the projects that were made for it.
pub(crate) fn key_and_projects(key: &KeyRecord, known: &[Project]) -> Vec<SecurityEvent> {
    let named: &[ProjectId] = match &key.scope {
        Scope::All => &[],
        Scope::Projects(projects) => projects,
    };
    let is_new = |id: &&ProjectId| known.iter().all(|project| project.id != **id);
    let made = named.iter().filter(is_new);
    let made = made.map(|id| SecurityEvent::new(EventKind::ProjectCreated, key.created_at).project(&key.account, id));
    made.chain([key_created(key)]).collect()
}

/// Returns what is unusual about a start: words for both logs.
pub(crate) fn unusual_modes(
    config: &Config,
    address: IpAddr,
    projects: &[Project],
    made: &[KeyRecord],
) -> Vec<&'static str> {
    let server = &config.server.limits;
    let modes = [
        ("runs_as_root", rustix::process::geteuid().is_root()),
        // convlog speaks no TLS itself. Whether a proxy does, it can only be told.
        ("reachable_without_tls", !address.is_loopback() && server.trusted_proxies.is_empty()),
        ("reachable_beside_its_proxies", !address.is_loopback() && !server.trusted_proxies.is_empty()),
        ("trusts_every_proxy", server.trusted_proxies.iter().any(|network| network.is_everything())),
        ("guard_off", projects.iter().any(|project| project.settings.guard == GuardPolicy::Off)),
        ("printed_a_key_with_pii", made.iter().any(|key| key.permissions.allow(Permission::Pii))),
        ("tells_response_times", server.server_timing),
        ("logs_whole_addresses", server.security_log_whole_addresses),
    ];
    modes.into_iter().filter(|(_, is_so)| *is_so).map(|(mode, _)| mode).collect()
}

/// Returns the event of a start.
pub(crate) fn server_started(modes: &[&'static str], now: Timestamp) -> SecurityEvent {
    SecurityEvent::new(EventKind::ServerStarted, now).word("version", env!("CARGO_PKG_VERSION")).words("modes", modes)
}
