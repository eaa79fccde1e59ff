//! The spool of this machine: where agents that run here keep what the server has not taken yet.

use std::ffi::{OsStr, OsString};
use std::fs::TryLockError;
use std::io::ErrorKind;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use convlog_private_dir::PrivateDir;
use rustix::fs::{Access, FileType, access};

use super::Finding;
use crate::adoption::{Tallies, Tally};
use crate::terminal::counted;

const CHECK: &str = "spool";

/// Folders of the spool with what was not delivered: what lies there, why, and what to do.
const SET_ASIDE: [(&str, &str, &str, &str); 2] = [
    (
        "held",
        "held records",
        "the server rejects a key or a project",
        "create the project or correct the key; the records are sent again automatically until they are too old",
    ),
    (
        "dead-letters",
        "dead letters",
        "the server rejected records",
        "each line has the reason; remove the files once you have read them, or let them expire",
    ),
];

/// Checks the spool directory that an agent with this environment would use.
pub(super) fn check() -> Vec<Finding> {
    let settings = convlog_client::Config::from_env(|name| std::env::var(name).ok());
    let told = settings.problems.into_iter();
    let mut found: Vec<Finding> =
        told.map(|problem| Finding::fail("client", problem).advise("correct the variable named there")).collect();
    let days_max = settings.config.spool_age_max.as_secs() / DAY_S;
    found.extend(settings.config.spool_dir.iter().flat_map(|dir| check_dir(dir, days_max)));
    found
}

fn check_dir(dir: &Path, days_max: u64) -> Vec<Finding> {
    let shown = dir.display();
    let spool = match PrivateDir::open(dir) {
        Ok(spool) => spool,
        // The way up to what is missing is as it should be.
        Err(error) if error.kind() == ErrorKind::NotFound => return vec![may_be_made(dir)],
        Err(error) => {
            let detail = format!(
                "{shown} cannot be used ({error}): agents keep unsent records in memory and lose them when they are \
                killed"
            );
            return vec![
                Finding::fail(CHECK, detail)
                    .advise("follow the advice in the message, or set another directory with CONVLOG_SPOOL_DIR"),
            ];
        }
    };
    if !writable(dir) {
        let detail =
            format!("{shown} is not writable: agents keep unsent records in memory and lose them when they are killed");
        return vec![
            Finding::fail(CHECK, detail)
                .advise("correct its permissions, or set another directory with CONVLOG_SPOOL_DIR"),
        ];
    }
    let Producers { alive, dead } = producers(&spool);
    let mut findings = vec![Finding::ok(CHECK, format!("{shown}, in use by {}", counted(alive, "process")))];
    if dead.count > 0 {
        findings.push(
            Finding::warn(
                CHECK,
                format!(
                    "{} ended and left records that the server does not have{}",
                    counted(dead.count, "process"),
                    dead.age(days_max)
                ),
            )
            .advise(format!(
                "the next process that logs with this spool sends them; so does convlog ship --spool-dir {shown}"
            )),
        );
    }
    for (folder, check, what, advice) in SET_ASIDE {
        let there = spool.dir(folder).map(|folder| files(&folder, None)).unwrap_or_default();
        if there.count > 0 {
            let count = counted(there.count, "file");
            let detail = format!("{what}; {count} in {shown}/{folder}{}", there.age(days_max));
            findings.push(Finding::warn(check, detail).advise(advice));
        }
    }
    findings
}

fn may_be_made(dir: &Path) -> Finding {
    let shown = dir.display();
    match dir.ancestors().find(|parent| parent.exists()) {
        Some(parent) if writable(parent) => Finding::ok(CHECK, format!("{shown} is created when an agent first logs")),
        _ => Finding::warn(CHECK, format!("{shown} cannot be created"))
            .advise("set another directory with CONVLOG_SPOOL_DIR"),
    }
}

/// Says what the server of a data directory took in from spools on this machine.
pub(super) fn adopted(data_dir: &Path) -> Vec<Finding> {
    Tallies::read(data_dir).spools().iter().map(tally).collect()
}

fn tally(tally: &Tally) -> Finding {
    const CHECK: &str = "adopted spool";
    let shown = tally.spool_dir.display();
    let (records, producers) = (counted(tally.records, "record"), counted(tally.producers, "dead process"));
    let mut detail = format!("{shown}: {records} of {producers} imported");
    if !tally.since.is_empty() {
        detail.push_str(&format!(" since {}, the last at {}", tally.since, tally.last_at));
    }
    for (count, what) in [
        (tally.duplicate, "that the server already had"),
        (tally.erased, "of conversations that were erased"),
        (tally.torn, "cut off because the process died during the call"),
        (tally.rejected, "refused"),
        (tally.corrupt, "damaged on disk"),
        (tally.expired, "deleted undelivered because they were too old"),
        (tally.held, "in the retry queue"),
        (tally.unreadable, "directories or files that the server's user cannot read"),
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
            .advise("the rest stays in the spool: correct the key's projects, or the owner of the files");
    }
    if tally.rejected + tally.corrupt > 0 {
        return Finding::warn(CHECK, detail).advise(format!("{shown}/dead-letters has each with its reason"));
    }
    Finding::ok(CHECK, detail)
}

const DAY_S: u64 = 24 * 3600;

/// Files, and when the first and the last of them was written to.
#[derive(Debug, Default)]
struct FileTimes {
    count: u64,
    oldest: Option<SystemTime>,
    newest: Option<SystemTime>,
}

impl FileTimes {
    fn add(&mut self, written_at: SystemTime) {
        self.count += 1;
        self.oldest = Some(self.oldest.map_or(written_at, |oldest| oldest.min(written_at)));
        self.newest = self.newest.max(Some(written_at));
    }

    fn age(&self, days_max: u64) -> String {
        let age = self.oldest.and_then(|oldest| SystemTime::now().duration_since(oldest).ok()).unwrap_or_default();
        let (days, days_max) = (counted(age.as_secs() / DAY_S, "day"), counted(days_max, "day"));
        format!(", the oldest since {days}; after {days_max} it is removed")
    }
}

/// The producers with a directory here.
#[derive(Debug, Default)]
struct Producers {
    alive: u64,
    dead: FileTimes,
}

/// Counts the living producers and the dead ones. A producer holds its lock while it lives.
fn producers(spool: &PrivateDir) -> Producers {
    let mut found = Producers::default();
    for name in spool.names().unwrap_or_default().iter().filter(|name| name.len() == 32) {
        let Ok(directory) = spool.dir(name) else { continue };
        let Ok(lock) = directory.file("lock") else { continue };
        match lock.try_lock_shared() {
            Err(TryLockError::WouldBlock) => found.alive += 1,
            // Who delivered everything leaves a directory without segments behind. What was written last decides how
            // long the others stay.
            Ok(()) | Err(TryLockError::Error(_)) => {
                files(&directory, Some("seg")).newest.into_iter().for_each(|newest| found.dead.add(newest));
            }
        }
    }
    found
}

/// Returns the files of a directory, or those with an extension.
fn files(directory: &PrivateDir, extension: Option<&str>) -> FileTimes {
    let mut found = FileTimes::default();
    let is_meant = |name: &OsString| extension.is_none() || Path::new(name).extension() == extension.map(OsStr::new);
    for name in directory.names().unwrap_or_default().into_iter().filter(is_meant) {
        let Ok(stat) = directory.stat(name) else { continue };
        if FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile {
            found.add(UNIX_EPOCH + Duration::from_secs(stat.st_mtime.try_into().unwrap_or(0)));
        }
    }
    found
}

fn writable(path: &Path) -> bool {
    access(path, Access::WRITE_OK | Access::EXEC_OK).is_ok()
}
