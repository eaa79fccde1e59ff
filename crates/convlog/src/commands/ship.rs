//! `convlog ship`: delivers what dead processes left in a spool directory.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Result;
use clap::Args;
use convlog_client::{Secret, Shipment, ship_directory_with_progress};
use convlog_private_dir::PrivateDir;

use crate::adoption::cannot_use;
use crate::failure::{Exit, Failure};
use crate::remote::Server;
use crate::terminal::{Paint, counted, print, print_json};

const DAY_S: u64 = 24 * 3600;
/// How often it says how far it is.
const REPORT_INTERVAL: Duration = Duration::from_secs(2);

/// Deliver the records that dead processes left in a spool directory
///
/// Processes that live ship for themselves; their part of the spool is left alone. Delivering twice is harmless: the
/// server knows every record by its producer and number. Ends with 0 when nothing is left.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  convlog ship --spool-dir /var/spool/convlog --url http://127.0.0.1:8080
  convlog ship --spool-dir ./spool --timeout 600 --json | jq .complete")]
pub(super) struct Ship {
    #[command(flatten)]
    server: Server,
    /// The spool directory
    #[arg(long, env = "CONVLOG_SPOOL_DIR", value_name = "DIR")]
    spool_dir: PathBuf,
    /// Give up after this many seconds
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=86_400), value_name = "SECONDS")]
    timeout: u64,
    /// Delete what could not be delivered for this many days
    #[arg(long, env = "CONVLOG_SPOOL_DAYS_MAX", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=365_000), value_name = "DAYS")]
    spool_days_max: u64,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

/// What is said of records that wait for another key or project.
const REFUSALS: [&str; 6] =
    ["unauthorized", "forbidden", "foreign_account", "forbidden_project", "unknown_project", "missing_field"];

impl Ship {
    pub(super) fn run(self, _paint: Paint) -> Result<ExitCode> {
        if let Err(error) = PrivateDir::open(&self.spool_dir) {
            return Err(cannot_use(&self.spool_dir, &error, Exit::Unreachable).into());
        }
        let shipment = self.deliver();
        if self.json {
            print_json(&serde_json::to_string(&shipment)?)?;
        } else {
            print(&sentences(&shipment))?;
        }
        if shipment.complete {
            return Ok(ExitCode::SUCCESS);
        }
        if let Some(problem) = &shipment.spool_problem {
            return Err(Failure::new(Exit::Refused, format!("cannot use the spool: {problem}")).into());
        }
        let problem = shipment.last_error.as_ref().map(|error| error.code.as_str());
        if shipment.unreadable > 0 {
            let what = format!("{} directories or files of the spool cannot be read by this user", shipment.unreadable);
            return Err(Failure::new(Exit::Refused, what)
                .advise("run it as the user whose processes wrote them")
                .into());
        }
        let why = problem.map_or(String::new(), |code| format!(" (last problem: {code})"));
        if shipment.held > 0 || problem.is_some_and(|code| REFUSALS.contains(&code)) {
            let what = format!("the server rejects the key or the project of the remaining records{why}");
            return Err(Failure::new(Exit::Refused, what)
                .advise("nothing is lost: correct the key or create the project, and run the command again")
                .into());
        }
        Err(Failure::new(Exit::Unreachable, format!("not everything could be delivered in {} s{why}", self.timeout))
            .advise(
                "nothing is lost: the rest stays in the spool; check the URL and the key, and run the command again",
            )
            .into())
    }

    fn deliver(&self) -> Shipment {
        let shows_progress = !self.json && std::io::stderr().is_terminal();
        let mut told_at = Instant::now();
        let mut tell = |count| {
            if shows_progress && told_at.elapsed() >= REPORT_INTERVAL {
                told_at = Instant::now();
                eprintln!("{} delivered so far", counted(count, "record"));
            }
        };
        let key = self.server.api_key.clone().map(Secret::new);
        let timeout = Duration::from_secs(self.timeout);
        let age_max = Duration::from_secs(self.spool_days_max * DAY_S);
        ship_directory_with_progress(&self.spool_dir, &self.server.url, key, timeout, age_max, &mut tell)
    }
}

fn sentences(total: &Shipment) -> String {
    if total.complete && total.producers + total.held_released + total.expired + total.dead_letters_expired == 0 {
        return "There is nothing to deliver: no dead process left records here.\n".to_owned();
    }
    let mut out = format!("Delivered {}", counted(total.records, "record"));
    if total.complete {
        out.push_str(&format!(" of {}", counted(total.producers, "dead process")));
    }
    for (number, what) in [
        (total.duplicate, "that the server already had"),
        (total.rejected, "rejected by the server"),
        (total.corrupt, "damaged on disk"),
        (total.held_released, "delivered from the retry queue"),
        (total.held, "put into the retry queue because of the key or the project"),
        (total.torn, "cut off because the process died during the call"),
        (total.expired, "deleted undelivered because they were too old"),
        (total.dead_letters_expired, "dead letters deleted because they were too old"),
    ] {
        if number > 0 {
            out.push_str(&format!("; {number} {what}"));
        }
    }
    out.push_str(".\n");
    if total.dead_letters > 0 {
        out.push_str(&format!(
            "{} were written to the spool's dead-letters folder with the reason.\n",
            counted(total.dead_letters, "record")
        ));
    }
    out
}
