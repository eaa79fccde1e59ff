//! `convlog guard rescan`: applies the guard, as it is now, to what is stored.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;
use serde::Deserialize;
use serde_json::json;

use crate::remote::{Server, segment};
use crate::terminal::{print, print_json};

/// How often it is asked how far the rescan is.
const PAUSE: Duration = Duration::from_millis(300);

/// Apply the guard, under the project's current policy, to stored records
///
/// What was flagged stays hidden. What the guard finds is found anew, both ways: under `redact` more is hidden, under
/// `off` and `warn` what only the guard had hidden is shown again.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  convlog guard rescan --project front-desk --dry-run
  convlog guard rescan --project front-desk
  convlog guard rescan --project front-desk --status

The key needs the permission `admin`. The server works in small steps while records arrive, and continues after a
restart; this command shows the progress until it is done, and can be stopped with Ctrl C.")]
pub(super) struct RescanCommand {
    #[command(flatten)]
    server: Server,
    /// The project
    #[arg(long, env = "CONVLOG_PROJECT_ID", value_name = "PROJECT")]
    project: String,
    /// Change nothing and count what would change
    #[arg(long)]
    dry_run: bool,
    /// Only show the progress of the last run
    #[arg(long, conflicts_with_all = ["dry_run", "no_wait"])]
    status: bool,
    /// Do not wait until it is done
    #[arg(long)]
    no_wait: bool,
    /// Print the API's answer as it is
    #[arg(long)]
    json: bool,
}

#[derive(Deserialize)]
struct Status {
    rescan: Option<Progress>,
    /// Told to keys with `pii` only.
    known: Option<KnownCount>,
    /// Told to keys with `pii` only.
    warned: Option<Warned>,
    /// Told to keys with `pii` only.
    limits: Option<Limits>,
}

#[derive(Deserialize)]
struct Progress {
    policy: String,
    dry_run: bool,
    finished_at: Option<String>,
    conversations: u64,
    conversations_done: u64,
    rows_read: u64,
    rows_changed: u64,
}

#[derive(Deserialize)]
struct KnownCount {
    rows_hidden: u64,
}

#[derive(Deserialize)]
struct Warned {
    records: u64,
    findings: BTreeMap<String, u64>,
}

#[derive(Deserialize)]
struct Limits {
    records: u64,
    reached: BTreeMap<String, u64>,
}

impl RescanCommand {
    pub(super) fn run(self) -> Result<()> {
        let path = format!("/api/projects/{}/guard/rescan", segment(&self.project));
        if !self.status {
            let answer = self.server.post(&path, &json!({"dry_run": self.dry_run}))?;
            if self.no_wait && self.json {
                return Ok(print_json(&answer)?);
            }
        }
        let shows_progress = !self.json && std::io::stderr().is_terminal();
        loop {
            let answer = self.server.get(&path)?;
            let status: Status = serde_json::from_str(&answer).context("the server's answer is not a rescan")?;
            let is_over = status.rescan.as_ref().is_none_or(|rescan| rescan.finished_at.is_some());
            if is_over || self.status || self.no_wait {
                if self.json {
                    print_json(&answer)?;
                } else {
                    print(&describe(&status))?;
                }
                return Ok(());
            }
            if let Some(rescan) = status.rescan.filter(|_| shows_progress) {
                eprintln!("{} of {} conversations", rescan.conversations_done, rescan.conversations);
            }
            sleep(PAUSE);
        }
    }
}

fn describe(status: &Status) -> String {
    let mut out = match &status.rescan {
        None => "This project has never been rescanned.\n".to_owned(),
        Some(rescan) => {
            let state = match (&rescan.finished_at, rescan.dry_run) {
                (None, _) => "Under way",
                (Some(_), true) => "Done; nothing was changed",
                (Some(_), false) => "Done",
            };
            let would = if rescan.dry_run { "would change" } else { "changed" };
            format!(
                "{state} (policy {}): {} of {} conversations checked; {} records and entries read, of which {} \
                {would}.\n",
                rescan.policy, rescan.conversations_done, rescan.conversations, rescan.rows_read, rescan.rows_changed
            )
        }
    };
    if let Some(known) = status.known.as_ref().filter(|known| known.rows_hidden > 0) {
        out.push_str(&format!(
            "Since the server started, parts of {} records and entries were hidden because they contain a value that \
            was flagged elsewhere.\n",
            known.rows_hidden
        ));
    }
    let listed = |counts: &BTreeMap<String, u64>| {
        counts.iter().map(|(rule, count)| format!("{rule} {count}")).collect::<Vec<_>>().join(", ")
    };
    if let Some(warned) = status.warned.as_ref().filter(|warned| warned.records > 0) {
        out.push_str(&format!(
            "Since the server started, {} records and entries look personal but stay readable, because the guard's \
            policy is `warn`: {}.\n",
            warned.records,
            listed(&warned.findings)
        ));
    }
    if let Some(limits) = status.limits.as_ref().filter(|limits| limits.records > 0) {
        out.push_str(&format!(
            "Since the server started, more than the personal data was hidden in {} records and entries, because of \
            a limit: {}.\n",
            limits.records,
            listed(&limits.reached)
        ));
    }
    out
}
