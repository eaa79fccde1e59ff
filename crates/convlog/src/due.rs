//! What is due to be removed by age in a data directory, whether it may go, and how that is said.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use convlog_core::clock::FIRST_UPTIME;
use convlog_core::{ClockFault, Timestamp};
use convlog_store::known_time;
use convlog_store::{Control, KnownClock, Project, RemovalKind};
use convlog_store_sqlite::{Survey, Surveyed};
use serde_json::{Value, json};

use crate::local::{Local, cannot_open, moment};
use crate::render::span_of_seconds;
use crate::terminal::{Paint, Style, Table, columns};

const UNTIL: &str = "retention removes nothing until somebody confirms the time.";

const DAY_SECONDS: u64 = 24 * 60 * 60;

/// What was found.
#[derive(Debug)]
pub(crate) struct Due {
    pub(crate) survey: Survey,
    pub(crate) fault: Option<ClockFault>,
    /// Nothing where the directory was last used by another version, and so cannot be counted.
    pub(crate) counted: Option<Vec<Surveyed>>,
}

impl Due {
    /// Looks at some projects, with the policies that they have here.
    pub(crate) fn of(local: &Local, data_dir: &Path, projects: Vec<Project>) -> Result<Due> {
        let known = local.ask(known_time::known)?;
        let confirmations = local.ask(known_time::confirmed)?.removals;
        let survey = Survey { now: moment(), known, projects, confirmations };
        let counted = survey.count(data_dir).map_err(|error| cannot_open(&error))?;
        Ok(Due { fault: survey.fault(), survey, counted })
    }

    /// Looks at all projects, or those of an account, or one.
    pub(crate) fn of_all(local: &Local, data_dir: &Path, is_meant: impl Fn(&Project) -> bool) -> Result<Due> {
        let mut projects = local.ask(|control| control.projects(None))?;
        projects.retain(|project| is_meant(project));
        Due::of(local, data_dir, projects)
    }

    /// Returns what was counted.
    pub(crate) fn counted(&self) -> &[Surveyed] {
        self.counted.as_deref().unwrap_or_default()
    }

    /// Says what keeps what is due from being removed.
    pub(crate) fn waits_for(&self, surveyed: &Surveyed) -> Option<&'static str> {
        match (surveyed.stock.due + surveyed.stock.confirmed, self.fault, surveyed.decision.waits) {
            (0, ..) => None,
            (_, Some(_), _) => Some("clock"),
            (_, None, true) => Some("confirmation"),
            _ => (!self.first_day_left().is_zero()).then_some("first_day"),
        }
    }

    /// Returns for how long the server has to run before anything is removed by age for the first time.
    fn first_day_left(&self) -> Duration {
        let Some(KnownClock { record, .. }) = self.survey.known else { return FIRST_UPTIME };
        if record.confirmation > 0 { Duration::ZERO } else { FIRST_UPTIME.saturating_sub(record.uptime) }
    }

    /// Returns what is due, or all that is not kept for ever.
    pub(crate) fn as_json(&self, surveyed: &Surveyed) -> Value {
        let mut object = json!(surveyed);
        object["waits_for"] = json!(self.waits_for(surveyed));
        object
    }

    /// Says what is known of the clock.
    pub(crate) fn clock_json(&self) -> Value {
        let state = match (self.fault, self.survey.known) {
            (Some(fault), _) => fault.as_str(),
            (None, Some(_)) => "plausible",
            (None, None) => "unknown",
        };
        json!({
            "state": state,
            "offset_seconds": self.fault.map(|fault| fault.offset_micros() / 1_000_000),
            "now": self.survey.now.wall,
            "last_known": self.survey.known.map(|known| known.record.last_known),
            "uptime_seconds": self.survey.uptime().as_secs(),
        })
    }

    /// The same in a sentence.
    pub(crate) fn clock_words(&self) -> String {
        let Some(KnownClock { record, .. }) = self.survey.known else {
            return "No server of this version has run on this directory: retention removes nothing during its first \
                day."
                .to_owned();
        };
        let (now, last_known) = (minute(self.survey.now.wall), minute(record.last_known));
        let by = |micros: i64| distance(micros.unsigned_abs() / 1_000_000);
        match self.fault {
            Some(ClockFault::Jumped(offset)) => format!(
                "The clock of this machine jumped {} {}; {UNTIL} It says {now} UTC now, and the last known time is \
                {last_known} UTC.",
                by(offset),
                if offset < 0 { "back" } else { "ahead" },
            ),
            Some(ClockFault::Ahead(offset)) => format!(
                "The clock of this machine was {} ahead of the last known time, {last_known} UTC, or the server was \
                 off for that long; {UNTIL} It says {now} UTC now.",
                by(offset),
            ),
            Some(ClockFault::Behind(offset)) => format!(
                "The clock of this machine was {} behind the last known time, {last_known} UTC; {UNTIL} It says \
                 {now} UTC now.",
                by(offset),
            ),
            None => {
                let first = match self.first_day_left().as_secs() {
                    0 => String::new(),
                    left => format!(" Retention removes nothing until the server has run for {} more.", distance(left)),
                };
                format!("The clock of this machine agrees with the last known time, {last_known} UTC.{first}")
            }
        }
    }

    /// Returns a table of some of what was counted.
    pub(crate) fn table<'a>(&self, of: impl IntoIterator<Item = &'a Surveyed>, paint: Paint) -> String {
        let headings =
            ["ACCOUNT", "PROJECT", "WHAT", "KEPT", "THERE", "DUE", "CONFIRMED", "A DAY", "OLDEST", "NEWEST", "STATE"];
        let mut table = Table::new(&headings);
        for surveyed in of {
            let day = |time: Option<Timestamp>| time.map(|time| time.to_string()[..10].to_owned()).unwrap_or_default();
            let stock = surveyed.stock;
            let (style, state) = match self.waits_for(surveyed) {
                Some("clock") => (Style::Bad, "waits for the clock"),
                Some("first_day") => (Style::Warn, "waits for the first day"),
                Some(_) => (Style::Bad, "waits for confirmation"),
                None if stock.due + stock.confirmed > 0 => (Style::Warn, "is being removed"),
                None => (Style::Good, "nothing is due"),
            };
            table.row([
                (Style::Plain, surveyed.account.to_string()),
                (Style::Strong, surveyed.project.to_string()),
                (Style::Plain, named(surveyed.kind).to_owned()),
                (Style::Plain, format!("{} days", surveyed.days)),
                (Style::Plain, stock.present.to_string()),
                (Style::Plain, stock.due.to_string()),
                (Style::Plain, stock.confirmed.to_string()),
                (Style::Quiet, surveyed.decision.limit.to_string()),
                (Style::Quiet, day(stock.oldest)),
                (Style::Quiet, day(stock.newest)),
                (style, state.to_owned()),
            ]);
        }
        table.render(paint, columns())
    }
}

/// Names what is removed, in words.
pub(crate) fn named(kind: RemovalKind) -> &'static str {
    match kind {
        RemovalKind::Conversations => "conversations",
        RemovalKind::PersonalParts => "personal parts",
        RemovalKind::AuditRecords => "audit records",
    }
}

/// Returns `2026-11-30 08:45`.
pub(crate) fn minute(time: Timestamp) -> String {
    time.to_string()[..16].replace('T', " ")
}

/// Returns days where there are several, else hours and minutes.
fn distance(seconds: u64) -> String {
    match seconds / DAY_SECONDS {
        0 | 1 => span_of_seconds(seconds as f64),
        days => format!("{days} days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_said_in_what_suits_them() {
        let said = [59, 7200, 30 * 3600, 2 * DAY_SECONDS, 400 * DAY_SECONDS + 5].map(distance);
        assert_eq!(said, ["59 s", "2 h 00 min", "30 h 00 min", "2 days", "400 days"]);
    }
}
