//! `convlog retention`: what is removed by age, what waits for somebody, and somebody's word.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};
use convlog_core::{AccountId, ProjectId};
use convlog_store::known_time;
use convlog_store::security::{Actor, EventKind, SecurityEvent, SecurityLog};
use convlog_store::{Confirmation, Project, Removal, RemovalConfirmation};
use convlog_store_sqlite::{SecurityFiles, Survey, Surveyed};
use serde_json::{Value, json};

use crate::due::{Due, minute, named};
use crate::failure::{Exit, Failure};
use crate::local::{self, DataDir, cannot_open};
use crate::terminal::{Paint, Style, Table, columns, confirmed_at_terminal, print, print_line};

/// How many removals are shown.
const REMOVALS_SHOWN: u32 = 10;

/// Show what retention removes and what waits for confirmation, and confirm it; the server may be running
#[derive(Args, Debug)]
pub(super) struct Retention {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Status(Status),
    Confirm(Confirm),
}

/// Show what is due for removal, what it waits for, and what was removed last
///
/// Nothing is removed by age while the clock of the machine cannot be trusted, nor where more is due in a day than a fifth
/// of a project's conversations or twice the usual.
#[derive(Args, Debug)]
struct Status {
    #[command(flatten)]
    data_dir: DataDir,
    #[command(flatten)]
    only: Only,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Confirm that the clock of this machine is right, and the removals that wait
///
/// Shows what would be removed and asks; without a terminal it takes --yes. What becomes due later is not confirmed,
/// unless --days says so.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  convlog retention status
  convlog retention confirm
  convlog retention confirm --account acme --project front-desk --yes
  convlog retention confirm --account acme --project front-desk --days 7 --yes

A running server applies it within a second. What is removed cannot be restored.")]
struct Confirm {
    #[command(flatten)]
    data_dir: DataDir,
    #[command(flatten)]
    only: Only,
    /// Also confirm what becomes due within the next N days of running time, up to 7; requires --project
    #[arg(long, requires = "project", value_parser = clap::value_parser!(u32).range(1..=7), value_name = "N")]
    days: Option<u32>,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Which projects.
#[derive(Args, Debug)]
struct Only {
    /// Only the projects of this account
    #[arg(long, value_parser = local::account, value_name = "ACCOUNT")]
    account: Option<AccountId>,
    /// Only one project
    #[arg(long, requires = "account", value_parser = local::project, value_name = "PROJECT")]
    project: Option<ProjectId>,
}

impl Only {
    fn means(&self, project: &Project) -> bool {
        self.account.as_ref().is_none_or(|account| *account == project.account)
            && self.project.as_ref().is_none_or(|id| *id == project.id)
    }
}

impl Retention {
    pub(super) fn run(self, paint: Paint) -> Result<ExitCode> {
        match self.verb {
            Verb::Status(status) => status.run(paint),
            Verb::Confirm(confirm) => confirm.run(paint),
        }
    }
}

/// What to do where nothing can be counted.
fn cannot_count() -> Failure {
    Failure::new(Exit::Failed, "cannot count what is due: another version of convlog used this directory last")
        .advise("start a server of this version once")
}

impl Status {
    fn run(self, paint: Paint) -> Result<ExitCode> {
        let local = self.data_dir.open()?;
        let due = Due::of_all(&local, &self.data_dir.path(), |project| self.only.means(project))?;
        let counted = due.counted.as_ref().ok_or_else(cannot_count)?;
        let removals = Survey::removals(&self.data_dir.path(), 1000).map_err(|error| cannot_open(&error))?;
        let is_meant = |removal: &&Removal| {
            self.only.account.as_ref().is_none_or(|account| *account == removal.account)
                && self.only.project.as_ref().is_none_or(|project| *project == removal.project)
        };
        let removals: Vec<Removal> = removals.iter().filter(is_meant).take(REMOVALS_SHOWN as usize).cloned().collect();
        if self.json {
            let projects: Vec<Value> = counted.iter().map(|surveyed| due.as_json(surveyed)).collect();
            let shown = json!({"clock": due.clock_json(), "projects": projects, "removals": removals});
            print_line(&shown.to_string())?;
            return Ok(ExitCode::SUCCESS);
        }
        print_line(&paint.paint(if due.fault.is_some() { Style::Bad } else { Style::Plain }, &due.clock_words()))?;
        if counted.is_empty() {
            print_line("\nNo project removes records by age. `convlog projects set --retention` changes that.")?;
        } else {
            print(&format!("\n{}", due.table(counted, paint)))?;
        }
        if counted.iter().any(|surveyed| due.waits_for(surveyed).is_some()) {
            print_line("\n`convlog retention confirm` shows what would be removed and confirms it.")?;
        }
        if !removals.is_empty() {
            print(&format!("\nWhat was removed last:\n{}", table(&removals, paint)))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn table(removals: &[Removal], paint: Paint) -> String {
    let mut table = Table::new(&["WHEN (UTC)", "ACCOUNT", "PROJECT", "WHAT", "KEPT", "COUNT", "CONFIRMED"]);
    for removal in removals {
        let count = if removal.ended { removal.count.to_string() } else { format!("up to {}", removal.count) };
        table.row([
            (Style::Quiet, minute(removal.time)),
            (Style::Plain, removal.account.to_string()),
            (Style::Strong, removal.project.to_string()),
            (Style::Plain, named(removal.kind).to_owned()),
            (Style::Plain, format!("{} days", removal.days)),
            (Style::Plain, count),
            (Style::Plain, removal.confirmed.to_string()),
        ]);
    }
    table.render(paint, columns())
}

impl Confirm {
    fn run(self, paint: Paint) -> Result<ExitCode> {
        let local = self.data_dir.open()?;
        let due = Due::of_all(&local, &self.data_dir.path(), |project| self.only.means(project))?;
        let counted = due.counted.as_ref().ok_or_else(cannot_count)?;
        let meant: Vec<&Surveyed> =
            counted.iter().filter(|surveyed| self.days.is_some() || surveyed.decision.waits).collect();
        if due.fault.is_none() && meant.is_empty() {
            return self.say(&due, &meant, false, paint.paint(Style::Good, "Nothing waits for confirmation."));
        }
        if !self.json {
            print_line(&due.clock_words())?;
            if !meant.is_empty() {
                print(&format!("\n{}", due.table(meant.iter().copied(), paint)))?;
            }
        }
        if !self.yes && !confirmed_at_terminal(&self.question(&due, &meant))? {
            return Err(Failure::new(Exit::Usage, "nothing was confirmed: what is removed cannot be restored")
                .advise("use --yes to confirm what `convlog retention status` shows")
                .into());
        }
        self.confirm(&local, &due, &meant)?;
        let words = "Confirmed. A running server applies it within a second; otherwise the next server that starts \
            does.";
        self.say(&due, &meant, true, words.to_owned())
    }

    fn question(&self, due: &Due, meant: &[&Surveyed]) -> String {
        let time = if due.fault.is_some() { "The clock of this machine is right" } else { "" };
        let removal = if meant.is_empty() { "" } else { "what is shown above may be permanently removed" };
        let and = if time.is_empty() || removal.is_empty() { "" } else { ", and " };
        format!("\n{time}{and}{removal}: confirm?")
    }

    /// Puts on record who confirms what, and confirms it.
    fn confirm(&self, local: &local::Local, due: &Due, meant: &[&Surveyed]) -> Result<()> {
        let log = SecurityFiles::of(&self.data_dir.path());
        let uid = rustix::process::getuid().as_raw();
        let event =
            || SecurityEvent::new(EventKind::RetentionConfirmed, due.survey.now.wall).by(Actor::CommandLine { uid });
        if let Some(fault) = due.fault {
            log.append(
                &event()
                    .word("clock", fault.as_str())
                    .count("seconds", fault.offset_micros().unsigned_abs() / 1_000_000),
            )?;
        }
        for surveyed in meant {
            let of = event().project(&surveyed.account, &surveyed.project).word("of", surveyed.kind.as_str());
            log.append(&of.count("due", surveyed.stock.due).count("days_more", self.days.unwrap_or_default().into()))?;
        }
        let removals = meant.iter().map(|surveyed| RemovalConfirmation {
            account: surveyed.account.clone(),
            project: surveyed.project.clone(),
            kind: surveyed.kind,
            before: due.survey.cutoff(surveyed.days),
            uptime: due.survey.uptime(),
            days: self.days.unwrap_or_default(),
        });
        let clock = due.fault.map(|_| due.survey.now);
        let confirmation = Confirmation { clock, removals: removals.collect() };
        local.ask(|control| known_time::confirm(control, &confirmation))
    }

    fn say(&self, due: &Due, meant: &[&Surveyed], is_confirmed: bool, words: String) -> Result<ExitCode> {
        if self.json {
            let projects: Vec<Value> = meant.iter().map(|surveyed| due.as_json(surveyed)).collect();
            let shown = json!({"confirmed": is_confirmed, "clock": due.clock_json(), "projects": projects});
            print_line(&shown.to_string())?;
        } else {
            print_line(&words)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
