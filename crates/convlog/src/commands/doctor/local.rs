//! The data directory: is it there, whose is it, does it open.

use std::fs::{self, File, TryLockError};
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use convlog_store::Control;
use convlog_store::seal::MasterKeys;
use convlog_store_sqlite::{Notice, SqliteAudit, SqliteConfig, SqliteStore};

use super::{Finding, damage, room};
use crate::commands::serve::master_keys;
use crate::config::{self, Sources};
use crate::due::{Due, named};
use crate::failure::{Exit, Failure};
use crate::local::{DataDir, cannot_open, now};

/// Checks a data directory; one that nobody named and that is not there is no fault of this machine.
pub(super) fn check(path: &Path, master_key_file: Option<&Path>, named: bool) -> Vec<Finding> {
    const CHECK: &str = "data directory";
    let shown = path.display();
    let found = match fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let detail = format!("{shown} is not there");
            let advice = "`convlog serve` creates it; use --data-dir for another directory";
            let finding = if named { Finding::fail(CHECK, detail) } else { Finding::warn(CHECK, detail) };
            return vec![finding.advise(advice)];
        }
        Err(error) => {
            return vec![Finding::fail(CHECK, format!("{shown}: {error}")).advise("check the path and who owns it")];
        }
        Ok(found) => found,
    };
    if !found.is_dir() {
        return vec![Finding::fail(CHECK, format!("{shown} is not a directory")).advise("name a directory")];
    }
    let mut findings = vec![match found.permissions().mode() & 0o077 {
        0 => Finding::ok(CHECK, shown.to_string()),
        _ => Finding::warn(CHECK, format!("other users of this machine can read {shown}"))
            .advise(format!("chmod 700 {shown}")),
    }];
    if !path.join("records.db").exists() && !SqliteAudit::file(path).exists() {
        findings.push(
            Finding::warn("database", "nothing has been stored here yet").advise("start it with `convlog serve`"),
        );
    } else {
        let (finding, running) = database(path, master_key_file);
        findings.push(finding);
        findings.extend(schema(path, running));
        findings.push(key_file(path, master_key_file.is_some()));
        findings.push(keys(path));
        findings.push(audit(path));
        findings.push(retention(path));
        findings.extend(damage::check(path));
    }
    findings.extend(room::check(path));
    findings
}

/// Opens the database as the server would, unless a server has it, which has then shown that it opens.
fn database(path: &Path, master_key_file: Option<&Path>) -> (Finding, bool) {
    const CHECK: &str = "database";
    match File::open(path.join("LOCK")).map(|file| file.try_lock()) {
        Ok(Err(TryLockError::WouldBlock)) => {
            return (Finding::ok(CHECK, "in use by a running server, which has opened it with its master key"), true);
        }
        Ok(Err(TryLockError::Error(error))) => {
            return (Finding::fail(CHECK, format!("its lock cannot be taken: {error}")), false);
        }
        Ok(Ok(())) | Err(_) => {}
    }
    let finding = match given_keys(master_key_file) {
        Err(failure) => Finding::fail(CHECK, failure.to_string()),
        Ok(keys) => match SqliteStore::open_with(SqliteConfig::new(path), keys) {
            Ok(store) if store.notices().is_empty() => {
                Finding::ok(CHECK, "it opens with the master key; no server is running")
            }
            Ok(store) => {
                let notices: Vec<String> = store.notices().iter().map(ToString::to_string).collect();
                let is_loss = store.notices().iter().any(Notice::is_loss);
                let finding = if is_loss { Finding::fail } else { Finding::warn };
                finding(CHECK, format!("it opens, but: {}", notices.join("; and ")))
            }
            Err(error) => Finding::fail(CHECK, cannot_open(&error).to_string()),
        },
    };
    (finding, false)
}

/// Returns the master keys that a start with this environment would be given.
fn given_keys(file: Option<&Path>) -> Result<MasterKeys, Failure> {
    let flags = file.map(|file| ("--master-key-file", file.display().to_string())).into_iter().collect();
    let loaded = config::load(&Sources::read(None, flags)?);
    master_keys(&loaded.map_err(|problems| Failure::new(Exit::Usage, problems.to_string()))?.config)
}

/// Says which version of the schema each database has. Beside a running server the files lag behind its log.
fn schema(path: &Path, running: bool) -> Option<Finding> {
    const CHECK: &str = "schema";
    if running {
        return Some(Finding::ok(CHECK, "the running server has migrated it to its own version"));
    }
    let (records, control) = (user_version(&path.join("records.db"))?, user_version(&path.join("control.db"))?);
    Some(Finding::ok(CHECK, format!("records version {records}, keys and projects version {control}")))
}

/// Returns the schema's version, which stands at offset 60 of a database (sqlite.org/fileformat2.html, section 1.3).
fn user_version(path: &Path) -> Option<u32> {
    let mut header = [0; 64];
    File::open(path).ok()?.read_exact(&mut header).ok()?;
    header
        .starts_with(b"SQLite format 3\0")
        .then(|| u32::from_be_bytes([header[60], header[61], header[62], header[63]]))
}

fn key_file(path: &Path, given: bool) -> Finding {
    const CHECK: &str = "master key";
    let file = path.join("master.key");
    let backup = "Keep a copy of the key apart from the backups of the data: without the key personal data cannot be \
        read any more";
    match fs::metadata(&file) {
        Ok(found) if found.permissions().mode() & 0o077 != 0 => {
            Finding::fail(CHECK, format!("other users of this machine can read {}", file.display()))
                .advise(format!("chmod 600 {}", file.display()))
        }
        Ok(_) => Finding::ok(CHECK, format!("{}. {backup}", file.display())),
        Err(_) if given => Finding::ok(CHECK, format!("it is read from a file. {backup}")),
        Err(_) => {
            Finding::ok(CHECK, format!("it is given when the server starts, by a file or the environment. {backup}"))
        }
    }
}

/// Counts the keys in force.
fn keys(path: &Path) -> Finding {
    const CHECK: &str = "keys";
    let local = match DataDir::at(path).open() {
        Ok(local) => local,
        Err(error) => return Finding::fail(CHECK, error.to_string()),
    };
    let now = now();
    match local.ask(|control| control.keys(None)) {
        Err(error) => Finding::fail(CHECK, error.to_string()),
        Ok(keys) => {
            let dead = |expiry| expiry <= now;
            let in_force =
                keys.iter().filter(|key| key.revoked_at.is_none() && !key.expires_at.is_some_and(dead)).count();
            match in_force {
                0 => Finding::warn(CHECK, "no key is active: nobody can send or read")
                    .advise("convlog keys create --account A --project P --permissions ingest"),
                count => Finding::ok(CHECK, format!("{count} active of {}", keys.len())),
            }
        }
    }
}

/// Says whether who reads personal data can be put on record; without that none is given.
fn audit(path: &Path) -> Finding {
    const CHECK: &str = "audit";
    let file = SqliteAudit::file(path);
    let shown = file.display();
    if !file.exists() {
        return Finding::warn(CHECK, format!("{shown} is not there yet")).advise("the next `convlog serve` creates it");
    }
    match SqliteAudit::check(path) {
        Ok(()) => Finding::ok(CHECK, format!("{shown} can be written")),
        Err(error) => Finding::fail(CHECK, cannot_open(&error).to_string())
            .advise("until it can be written, requests that read personal data are answered 503"),
    }
}

/// Says whether what is old enough is removed, and what waits for somebody.
fn retention(path: &Path) -> Finding {
    const CHECK: &str = "retention";
    let due = DataDir::at(path).open().and_then(|local| Due::of_all(&local, path, |_| true));
    let due = match due {
        Ok(due) => due,
        Err(error) => return Finding::fail(CHECK, error.to_string()),
    };
    let Some(counted) = &due.counted else {
        return Finding::warn(CHECK, "cannot count what is due until a server of this version has been started once");
    };
    let waiting: Vec<String> = counted
        .iter()
        .filter(|surveyed| matches!(due.waits_for(surveyed), Some("clock" | "confirmation")))
        .map(|surveyed| {
            let (account, project, stock) = (&surveyed.account, &surveyed.project, surveyed.stock);
            format!("{} of {} {} of {account}/{project}", stock.due, stock.present, named(surveyed.kind))
        })
        .collect();
    let advice = "`convlog retention status` shows more, `convlog retention confirm` confirms the removal";
    match (due.fault, waiting.as_slice()) {
        (Some(_), []) => Finding::warn(CHECK, due.clock_words()).advise(advice),
        (Some(_), _) => Finding::fail(CHECK, due.clock_words()).advise(advice),
        (None, []) => Finding::ok(CHECK, due.clock_words()),
        (None, waiting) => {
            let detail = format!(
                "more is due than may be removed in a day without confirmation, so it waits: {}",
                waiting.join("; ")
            );
            Finding::fail(CHECK, detail).advise(advice)
        }
    }
}
