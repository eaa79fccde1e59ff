//! `convlog security`: what the security log of a data directory says.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use convlog_core::Timestamp;
use convlog_store::{EventGroup, EventKind};
use convlog_store_sqlite::SecurityFiles;
use serde_json::{Map, Value};

use crate::local::{self, DataDir};
use crate::render::day_and_time;
use crate::terminal::{Paint, Style, Table, columns, print, print_line};

/// Show the security log: failed authentication, changes of keys and policies, erasures, starts with unusual settings
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  convlog security
  convlog security --kind key_created --kind key_revoked --since 2026-06-01
  convlog security --kind authentication_failed --json | jq -r '.network' | sort | uniq -c

The log is read from the data directory, whether a server is running or not. The newest events come last.
docs/guides/security.md lists the kinds and their fields.")]
pub(super) struct Security {
    #[command(flatten)]
    data_dir: DataDir,
    /// Only events of this kind; can be given several times
    #[arg(long, value_parser = kind, value_name = "KIND")]
    kind: Vec<EventKind>,
    /// Only from this time on: a date or a time (RFC 3339)
    #[arg(long, value_parser = local::time, value_name = "TIME")]
    since: Option<Timestamp>,
    /// Maximum number; the newest are shown
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..), value_name = "N")]
    limit: u32,
    /// Print one JSON object per line
    #[arg(long)]
    json: bool,
}

impl Security {
    pub(super) fn run(self, paint: Paint) -> Result<ExitCode> {
        let groups: Vec<EventGroup> = EventGroup::ALL
            .into_iter()
            .filter(|group| self.kind.is_empty() || self.kind.iter().any(|kind| kind.group() == *group))
            .collect();
        let since = self.since.map(|time| time.to_string()).unwrap_or_default();
        let is_wanted = |event: &Map<String, Value>| {
            let is_kind = self.kind.is_empty() || self.kind.iter().any(|kind| text(event, "kind") == kind.as_str());
            is_kind && text(event, "time") >= since.as_str()
        };
        let read = SecurityFiles::of(&self.data_dir.path()).events(&groups, is_wanted)?;
        if read.unreadable > 0 {
            eprintln!("convlog: {} lines of the security log are not events", read.unreadable);
        }
        let events = &read.events[read.events.len().saturating_sub(self.limit as usize)..];
        if self.json {
            events.iter().try_for_each(|event| print_line(&Value::Object(event.clone()).to_string()))?;
        } else if events.is_empty() {
            print_line("The security log has no such event.")?;
        } else {
            let mut table = Table::new(&["WHEN (UTC)", "KIND", "BY", "WHAT"]);
            events.iter().for_each(|event| table.row(cells(event)));
            print(&table.render(paint, columns()))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn cells(event: &Map<String, Value>) -> [(Style, String); 4] {
    let rest = event.iter().filter(|(name, _)| !["time", "kind", "by"].contains(&name.as_str()));
    let rest = rest.map(|(name, value)| match value {
        Value::String(text) => format!("{name} {text}"),
        Value::Array(items) => {
            format!("{name} {}", items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","))
        }
        other => format!("{name} {other}"),
    });
    [
        (Style::Quiet, day_and_time(text(event, "time"))),
        (Style::Strong, text(event, "kind").to_owned()),
        (Style::Plain, text(event, "by").to_owned()),
        (Style::Plain, rest.collect::<Vec<_>>().join(" · ")),
    ]
}

fn text<'a>(event: &'a Map<String, Value>, name: &str) -> &'a str {
    event.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn kind(name: &str) -> Result<EventKind, String> {
    EventKind::parse(name).ok_or_else(|| format!("use one of {}", EventKind::ALL.map(EventKind::as_str).join(", ")))
}
