//! The server: is it reachable and ready, does its clock agree, what does the key allow.

use convlog_store::Permission;
use serde_json::Value;

use super::Finding;
use crate::local::now;
use crate::remote::{Answer, Server};

/// The most that two clocks may differ before times in one conversation become confusing. The server tells whole
/// seconds, so one second of it may be rounding.
const CLOCKS_MICROS_MAX: i64 = 2_000_000;
/// What a server says that has no more room for records than it keeps free.
const DISK_RESERVE: &str = "DISK_RESERVE";

/// Checks a server. Where none was configured and none answers, nothing is wrong.
pub(super) fn check(server: &Server, project: Option<&str>) -> Vec<Finding> {
    const CHECK: &str = "server";
    let mut findings = Vec::new();
    match server.ask("/healthz") {
        Err(failure) if server.is_default() => {
            findings.push(
                Finding::warn(CHECK, format!("no server answers at {}", server.url))
                    .advise("start one with `convlog serve`, or set its address with --url or CONVLOG_URL"),
            );
            drop(failure);
            return findings;
        }
        Err(failure) => return vec![Finding::fail(CHECK, failure.to_string())],
        Ok(answer) if answer.status != 200 => {
            let detail = format!("{} answers with HTTP status {}", server.url, answer.status);
            return vec![Finding::fail(CHECK, detail).advise("check that a convlog server listens there")];
        }
        Ok(answer) => {
            findings.push(ready(server));
            findings.extend(clock(&answer));
        }
    }
    findings.push(key(server, project));
    findings
}

fn ready(server: &Server) -> Finding {
    match server.ask("/readyz") {
        Ok(answer) if answer.status == 200 => Finding::ok("server", format!("{} is up and ready", server.url)),
        Ok(answer) if code(&answer).as_deref() == Some(DISK_RESERVE) => {
            Finding::fail("server", format!("{} accepts no records: its disk is full up to the reserve", server.url))
                .advise("free disk space, erase, or shorten --retention; the server then continues by itself")
        }
        Ok(answer) => {
            Finding::fail("server", format!("{} is up, but not ready (HTTP status {})", server.url, answer.status))
                .advise("see its log: usually the disk is full or the data directory is missing")
        }
        Err(failure) => Finding::fail("server", failure.to_string()),
    }
}

/// Returns why a server says that it cannot.
fn code(answer: &Answer) -> Option<String> {
    let body: Value = serde_json::from_str(&answer.body).ok()?;
    body["error_code"].as_str().map(str::to_owned)
}

fn clock(answer: &Answer) -> Option<Finding> {
    let difference = now().as_micros() - answer.date?.as_micros();
    let shown = format!("{:+.0} s relative to the server", difference as f64 / 1e6);
    Some(if difference.abs() <= CLOCKS_MICROS_MAX {
        Finding::ok("clock", "agrees with the server's clock")
    } else {
        Finding::warn("clock", shown).advise("enable time synchronisation (NTP) on both machines")
    })
}

/// Asks the server what the key allows.
fn key(server: &Server, project: Option<&str>) -> Finding {
    const CHECK: &str = "API key";
    if server.api_key.is_none() {
        return Finding::warn(CHECK, "none is set").advise("set CONVLOG_API_KEY; `convlog keys create` creates a key");
    }
    let answer = match server.ask("/api/session") {
        Err(failure) => return Finding::fail(CHECK, failure.to_string()),
        Ok(answer) => answer,
    };
    let session: Option<Value> = serde_json::from_str(&answer.body).ok().filter(|_| answer.status == 200);
    match session {
        Some(session) => allowed(CHECK, &session, project),
        None if answer.status == 401 => {
            Finding::fail(CHECK, "the server does not know the key, or it was revoked or has expired")
                .advise("`convlog keys list` on the server shows the active keys")
        }
        None => Finding::fail(
            CHECK,
            format!("asked for the key's permissions, the server answers with status {}", answer.status),
        )
        .advise("check that a convlog server of this version listens there"),
    }
}

/// Says what a key allows, and whether that is enough to read `project`.
fn allowed(check: &'static str, session: &Value, project: Option<&str>) -> Finding {
    let text = |name: &str| session[name].as_str().unwrap_or("?").to_owned();
    let list = |name: &str| -> Vec<String> {
        let items = session[name].as_array().into_iter().flatten();
        items.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let (permissions, projects) = (list("permissions"), list("projects"));
    let reach = if projects.is_empty() { "no project yet".to_owned() } else { projects.join(", ") };
    let detail = format!("{}: {} in {reach} of {}", text("key_name"), permissions.join(", "), text("account_id"));
    let may_read = permissions.iter().any(|permission| permission == Permission::Read.as_str());
    match project.filter(|project| !may_read || !projects.iter().any(|reached| reached == project)) {
        None => Finding::ok(check, detail),
        Some(project) => Finding::warn(check, format!("{detail}; it has no permission to read {project}"))
            .advise("that is fine for a key that only sends"),
    }
}
