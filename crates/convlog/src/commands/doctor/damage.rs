//! Damage in the data directory: pages that cannot be read, and what was set aside because of it.

use std::path::Path;
use std::time::Duration;

use convlog_store_sqlite::{Inspected, inspect, set_aside};

use super::Finding;
use crate::local::cannot_open;

/// How long each database may take. A GiB takes about as long from a usual disk.
const EACH_MAX: Duration = Duration::from_secs(10);

/// Reads the databases, beside a running server too, and looks for what an earlier start set aside.
pub(super) fn check(path: &Path) -> Vec<Finding> {
    const CHECK: &str = "pages";
    let mut findings = Vec::new();
    let mut in_part = Vec::new();
    for name in ["records.db", "control.db", "audit.db"] {
        let file = path.join(name);
        if !file.metadata().is_ok_and(|found| found.len() > 0) {
            continue;
        }
        match inspect(&file, EACH_MAX) {
            Ok(Inspected::Whole) => {}
            Ok(_) => in_part.push(name),
            Err(error) => findings.push(Finding::fail(CHECK, cannot_open(&error).to_string()).advise(
                "the server keeps working with what it can read; stop it before you replace the file, and keep the \
                damaged file",
            )),
        }
    }
    if !in_part.is_empty() {
        let detail = format!("no damage in what could be read of {} in {EACH_MAX:?}", in_part.join(", "));
        findings.push(Finding::ok(CHECK, detail));
    } else if findings.is_empty() {
        findings.push(Finding::ok(CHECK, "all database pages are consistent"));
    }
    let aside = set_aside(path);
    if !aside.is_empty() {
        findings.push(
            Finding::warn("set aside", format!("an earlier start found damage and kept {}", aside.join(", "))).advise(
                "the log of that start names what was lost; remove the files when they are not needed any more",
            ),
        );
    }
    findings
}
