//! Room: what is free on the disk, and who stores nearly as many bytes as it may.

use std::collections::BTreeMap;
use std::path::Path;

use convlog_core::AccountId;
use convlog_server::QuotaConfig;
use convlog_store::{Control, DiskSpace, Project};
use convlog_store_sqlite::Usage;

use super::Finding;
use crate::config::{self, Sources};
use crate::local::{DataDir, about_bytes, cannot_open};

/// Below the first a disk without a reserve is about to be full, below the second somebody should know.
const FREE_BYTES_MIN: u64 = 100 * 1024 * 1024;
const FREE_BYTES_LOW: u64 = 1024 * 1024 * 1024;
/// From how many hundredths of a quota on somebody should know.
const QUOTA_PERCENT_LOW: u64 = 90;

/// Checks a data directory by the quotas of this environment, which are the server's where it was started from the same.
pub(super) fn check(path: &Path) -> Vec<Finding> {
    const CHECK: &str = "disk";
    let usage = match Usage::of(path) {
        Ok(usage) => usage,
        Err(error) => return vec![Finding::fail(CHECK, cannot_open(&error).to_string())],
    };
    let loaded = Sources::read(None, Vec::new()).ok().and_then(|sources| config::load(&sources).ok());
    let quotas = loaded.map(|loaded| loaded.config.server.limits.quotas).unwrap_or_default();
    let disk = match usage.room {
        Some(room) => disk(CHECK, room, &quotas),
        None => Finding::warn(CHECK, "the system does not report the free disk space"),
    };
    std::iter::once(disk).chain(stored(path, &usage, &quotas)).collect()
}

fn disk(check: &'static str, room: DiskSpace, quotas: &QuotaConfig) -> Finding {
    let reserve = quotas.reserve(room.total);
    let free = format!("{} free for records", about_bytes(room.for_records()));
    let detail = match reserve {
        0 => free,
        reserve => format!("{free}; below {} no records are accepted", about_bytes(reserve)),
    };
    if !room.has(reserve) || (reserve == 0 && !room.has(FREE_BYTES_MIN)) {
        return Finding::fail(check, detail).advise(
            "free disk space, erase, or shorten --retention: rejected records wait with their senders; reading and \
            erasing still work",
        );
    }
    if !room.has(reserve.saturating_mul(2)) || room.free < FREE_BYTES_LOW {
        return Finding::warn(check, detail).advise("free disk space, or shorten --retention");
    }
    Finding::ok(check, detail)
}

/// Says who stores as many bytes as it may, or soon will; nothing where nobody has such a quota.
fn stored(path: &Path, usage: &Usage, quotas: &QuotaConfig) -> Option<Finding> {
    const CHECK: &str = "quotas";
    let stored = usage.stored.as_deref()?;
    let projects = DataDir::at(path).open().and_then(|local| local.ask(|control| control.projects(None)));
    let projects: Vec<Project> = match projects {
        Ok(projects) => projects,
        Err(error) => return Some(Finding::fail(CHECK, error.to_string())),
    };
    let mut limited: Vec<(String, u64, u64)> = Vec::new();
    let mut accounts: BTreeMap<&AccountId, u64> = BTreeMap::new();
    for (of, bytes) in stored {
        *accounts.entry(&of.account).or_default() += bytes;
        let project = projects.iter().find(|project| project.account == of.account && project.id == of.project);
        let own = project.map(|project| project.settings.bytes_max).unwrap_or_default();
        if let Some(limit) = own.or(quotas.project_bytes_max) {
            limited.push((format!("{}/{}", of.account, of.project), *bytes, limit));
        }
    }
    if let Some(limit) = quotas.account_bytes_max {
        limited.extend(accounts.into_iter().map(|(account, bytes)| (account.to_string(), bytes, limit)));
    }
    if limited.is_empty() {
        return None;
    }
    let from = |percent: u64| {
        let is_there = |(_, bytes, limit): &&(String, u64, u64)| {
            u128::from(*bytes) * 100 >= u128::from(*limit) * u128::from(percent)
        };
        let words = |(who, bytes, limit): &(String, u64, u64)| {
            format!("{who} uses {} of {}", about_bytes(*bytes), about_bytes(*limit))
        };
        limited.iter().filter(is_there).map(words).collect::<Vec<_>>()
    };
    let (reached, near) = (from(100), from(QUOTA_PERCENT_LOW));
    let advice =
        "erase, shorten --retention, or raise the quota: `convlog projects set --bytes-max`, quotas.account_bytes_max";
    Some(match (reached.as_slice(), near.as_slice()) {
        ([], []) => Finding::ok(CHECK, format!("{} of bytes, none close to its limit", limited.len())),
        ([], near) => Finding::warn(CHECK, near.join("; ")).advise(advice),
        (reached, _) => {
            Finding::fail(CHECK, format!("{}: more records are rejected", reached.join("; "))).advise(advice)
        }
    })
}
