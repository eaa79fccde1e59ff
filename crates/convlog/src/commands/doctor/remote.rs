//! The server: is it reachable and ready, does its clock agree, what does the key allow.

use std::path::Path;

use convlog_store::{KeyToken, Permission, Scope};

use super::Finding;
use crate::local::{DataDir, now};
use crate::remote::{Answer, Server, segment};

/// The most that two clocks may differ before times in one conversation become confusing. The server tells whole
/// seconds, so one second of it may be rounding.
const CLOCKS_MICROS_MAX: i64 = 2_000_000;

/// Checks a server. Where none was configured and none answers, nothing is wrong.
pub(super) fn check(server: &Server, project: Option<&str>, data_dir: &Path) -> Vec<Finding> {
    const CHECK: &str = "server";
    let mut findings = Vec::new();
    match server.ask("/healthz") {
        Err(failure) if server.is_default() => {
            findings.push(
                Finding::warn(CHECK, format!("nobody answers at {}", server.url))
                    .advise("start one with `convlog serve`, or say where it is with --url or CONVLOG_URL"),
            );
            drop(failure);
            return findings;
        }
        Err(failure) => return vec![Finding::fail(CHECK, failure.to_string())],
        Ok(answer) if answer.status != 200 => {
            let detail = format!("{} answers with HTTP status {}", server.url, answer.status);
            return vec![Finding::fail(CHECK, detail).advise("is it convlog that listens there?")];
        }
        Ok(answer) => {
            findings.push(ready(server));
            findings.extend(clock(&answer));
        }
    }
    findings.push(key(server, project, data_dir));
    findings
}

fn ready(server: &Server) -> Finding {
    match server.ask("/readyz") {
        Ok(answer) if answer.status == 200 => Finding::ok("server", format!("{} is up and ready", server.url)),
        Ok(answer) => {
            Finding::fail("server", format!("{} is up, but not ready (HTTP status {})", server.url, answer.status))
                .advise("its log says why: usually a full disk or a data directory that went away")
        }
        Err(failure) => Finding::fail("server", failure.to_string()),
    }
}

fn clock(answer: &Answer) -> Option<Finding> {
    let difference = now().as_micros() - answer.date?.as_micros();
    let shown = format!("{:+.0} s against the server", difference as f64 / 1e6);
    Some(if difference.abs() <= CLOCKS_MICROS_MAX {
        Finding::ok("clock", "it agrees with the server's")
    } else {
        Finding::warn("clock", shown).advise("switch on time synchronisation (NTP) on both machines")
    })
}

/// Finds out what the key allows: from the data directory if the key is known there, or else by trying.
fn key(server: &Server, project: Option<&str>, data_dir: &Path) -> Finding {
    const CHECK: &str = "API key";
    let Some(key) = &server.api_key else {
        return Finding::warn(CHECK, "none is set").advise("set CONVLOG_API_KEY; `convlog keys create` makes one");
    };
    let tried = server.ask(&format!("/v1/agents/{}/conversations?limit=1", segment(project.unwrap_or("-"))));
    match tried {
        Err(failure) => Finding::fail(CHECK, failure.to_string()),
        Ok(answer) if answer.status == 401 => {
            Finding::fail(CHECK, "the server does not know it, or it was revoked or has expired")
                .advise("`convlog keys list` on the server shows which are in force")
        }
        Ok(answer) => {
            if let Some(detail) = known_here(key, data_dir) {
                return Finding::ok(CHECK, detail);
            }
            match (answer.status, project) {
                (200, Some(project)) => Finding::ok(CHECK, format!("it may read {project}")),
                (_, Some(project)) => Finding::warn(CHECK, format!("it is in force, but may not read {project}"))
                    .advise("that is fine for a key that only sends"),
                (_, None) => Finding::ok(CHECK, "it is in force; say --project to see whether it may read one"),
            }
        }
    }
}

/// Describes a key that the data directory of this machine knows.
fn known_here(key: &str, data_dir: &Path) -> Option<String> {
    if !data_dir.join("control.db").exists() {
        return None;
    }
    let local = DataDir::at(data_dir).open().ok()?;
    let token = KeyToken::new(key);
    let verified = local.verify(&token).ok()??;
    let permissions: Vec<&str> =
        Permission::ALL.into_iter().filter(|one| verified.allows(*one)).map(Permission::as_str).collect();
    let projects = match verified.scope() {
        Scope::All => "every project".to_owned(),
        Scope::Projects(projects) => projects.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    };
    Some(format!("{}: {} in {projects} of {}", verified.id(), permissions.join(", "), verified.account()))
}
