//! The spool of this machine: where agents that run here keep what the server has not taken yet.

use std::fs::{self, File, TryLockError};
use std::path::Path;

use rustix::fs::{Access, access};

use super::Finding;
use crate::adoption::{Tallies, Tally};
use crate::terminal::counted;

const CHECK: &str = "spool";

/// Folders of the spool with what was not delivered: what lies there, why, and what to do.
const SET_ASIDE: [(&str, &str, &str, &str); 2] = [
    (
        "held",
        "held records",
        "the server refuses a key or a project",
        "make the project or correct the key; the records are sent again by themselves",
    ),
    (
        "dead-letters",
        "dead letters",
        "the server refused records",
        "each line says why; remove the files once you have read them",
    ),
];

/// Checks the spool directory that an agent with this environment would use.
pub(super) fn check() -> Vec<Finding> {
    let config = match convlog_client::Config::from_env(|name| std::env::var(name).ok()) {
        Ok(config) => config,
        Err(error) => {
            return vec![Finding::fail("client", error.to_string()).advise("correct the variables that it names")];
        }
    };
    let Some(dir) = config.spool_dir else { return Vec::new() };
    let shown = dir.display();
    if !dir.exists() {
        let parent = dir.ancestors().find(|parent| parent.exists());
        return vec![match parent {
            Some(parent) if writable(parent) => Finding::ok(CHECK, format!("{shown} is made when an agent first logs")),
            _ => Finding::warn(CHECK, format!("{shown} cannot be made"))
                .advise("say where it can be with CONVLOG_SPOOL_DIR"),
        }];
    }
    if !writable(&dir) {
        let detail =
            format!("{shown} cannot be written: agents keep unsent records in memory, and lose them when killed");
        return vec![
            Finding::fail(CHECK, detail).advise("correct its permissions, or name another with CONVLOG_SPOOL_DIR"),
        ];
    }
    let (alive, dead) = producers(&dir);
    let mut findings = vec![Finding::ok(CHECK, format!("{shown}, in use by {}", counted(alive, "process")))];
    if dead > 0 {
        findings.push(
            Finding::warn(
                CHECK,
                format!("{} ended and left records that the server has not taken", counted(dead, "process")),
            )
            .advise(format!(
                "the next process that logs with this spool ships them, or convlog ship --spool-dir {shown}"
            )),
        );
    }
    for (folder, check, what, advice) in SET_ASIDE {
        let there = files(&dir.join(folder));
        if there > 0 {
            let detail = format!("{what}; {} in {shown}/{folder}", counted(there, "file"));
            findings.push(Finding::warn(check, detail).advise(advice));
        }
    }
    findings
}

/// Says what the server of a data directory took in from spools on this machine.
pub(super) fn adopted(data_dir: &Path) -> Vec<Finding> {
    Tallies::read(data_dir).spools().iter().map(tally).collect()
}

fn tally(tally: &Tally) -> Finding {
    const CHECK: &str = "adopted spool";
    let shown = tally.spool_dir.display();
    let (records, producers) = (counted(tally.records, "record"), counted(tally.producers, "dead process"));
    let mut detail = format!("{shown}: {records} of {producers} taken in");
    if !tally.since.is_empty() {
        detail.push_str(&format!(" since {}, the last at {}", tally.since, tally.last_at));
    }
    for (count, what) in [
        (tally.duplicate, "that the server had already"),
        (tally.erased, "of conversations that were erased"),
        (tally.torn, "cut off by a death in the middle of a call"),
        (tally.rejected, "refused"),
        (tally.corrupt, "damaged on disk"),
        (tally.held, "kept aside at present"),
        (tally.unreadable, "directories or files that the server's user may not read"),
    ] {
        if count > 0 {
            detail.push_str(&format!("; {count} {what}"));
        }
    }
    if let Some(code) = &tally.last_error {
        detail.push_str(&format!("; last problem: {code}"));
    }
    if tally.held + tally.unreadable > 0 || tally.last_error.is_some() {
        return Finding::warn(CHECK, detail)
            .advise("what is left stays in the spool: correct the key's projects, or who owns the files");
    }
    if tally.rejected + tally.corrupt > 0 {
        return Finding::warn(CHECK, detail).advise(format!("{shown}/dead-letters has each with its reason"));
    }
    Finding::ok(CHECK, detail)
}

/// Counts the living producers with a directory here and the dead ones. A producer holds its lock while it lives.
fn producers(dir: &Path) -> (u64, u64) {
    let (mut alive, mut dead) = (0, 0);
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        if let Ok(lock) = File::open(entry.path().join("lock")) {
            match lock.try_lock_shared() {
                Err(TryLockError::WouldBlock) => alive += 1,
                Ok(()) | Err(TryLockError::Error(_)) => dead += 1,
            }
        }
    }
    (alive, dead)
}

fn files(dir: &Path) -> u64 {
    fs::read_dir(dir).into_iter().flatten().flatten().filter(|entry| entry.path().is_file()).count() as u64
}

fn writable(path: &Path) -> bool {
    access(path, Access::WRITE_OK | Access::EXEC_OK).is_ok()
}
