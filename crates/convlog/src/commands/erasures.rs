//! `convlog erasures`: receipts of what was erased.

use std::fmt::Write;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use serde::Deserialize;

use crate::remote::{Server, segment};
use crate::render::day_and_time;
use crate::terminal::{Paint, Style, Table, columns, print, print_json};

/// Show the state of erasures
#[derive(Args, Debug)]
pub(super) struct Erasures {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    List(List),
    Show(Show),
}

/// List the receipts of erasures, newest first
#[derive(Args, Debug)]
struct List {
    #[command(flatten)]
    server: Server,
    /// The project
    #[arg(long, env = "CONVLOG_PROJECT_ID", value_name = "PROJECT")]
    project: String,
    /// Maximum number, up to 1000
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1000), value_name = "N")]
    limit: u32,
    /// Print the API's answer as it is
    #[arg(long)]
    json: bool,
}

/// Show the receipt of one erasure
#[derive(Args, Debug)]
struct Show {
    /// The receipt's name
    #[arg(value_name = "ERASURE")]
    id: String,
    #[command(flatten)]
    server: Server,
    /// The project
    #[arg(long, env = "CONVLOG_PROJECT_ID", value_name = "PROJECT")]
    project: String,
    /// Print the API's answer as it is
    #[arg(long)]
    json: bool,
}

/// A receipt as the server gives it.
#[derive(Debug, Deserialize)]
pub(super) struct Receipt {
    pub(super) id: String,
    by: String,
    state: String,
    asked_at: String,
    purged_at: Option<String>,
    /// Told to keys with `pii` only.
    conversations: Option<u64>,
    scanned: u64,
    to_scan: u64,
    key_id: String,
    not_reached: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Page {
    erasures: Vec<Receipt>,
    retention: Retention,
}

#[derive(Debug, Deserialize)]
struct Retention {
    conversations: u64,
    personal_parts: u64,
}

impl Erasures {
    pub(super) fn run(self, paint: Paint) -> Result<ExitCode> {
        match self.verb {
            Verb::List(list) => list.run(paint),
            Verb::Show(show) => show.run(paint),
        }
    }
}

impl List {
    fn run(self, paint: Paint) -> Result<ExitCode> {
        let path = format!("/api/projects/{}/erasures?limit={}", segment(&self.project), self.limit);
        let body = self.server.get(&path)?;
        if self.json {
            print_json(&body)?;
            return Ok(ExitCode::SUCCESS);
        }
        let page: Page = serde_json::from_str(&body).context("the server's answer is not a list of erasures")?;
        let mut out = String::new();
        if page.erasures.is_empty() {
            out.push_str("No erasure was requested.\n");
        } else {
            let mut table = Table::new(&["ASKED FOR (UTC)", "RECEIPT", "BY", "CONVERSATIONS", "STATE", "KEY"]);
            for receipt in &page.erasures {
                let style = if receipt.is_purged() { Style::Quiet } else { Style::Warn };
                table.row([
                    (Style::Quiet, day_and_time(&receipt.asked_at)),
                    (Style::Strong, receipt.id.clone()),
                    (Style::Plain, receipt.by.clone()),
                    (Style::Plain, receipt.conversations.map_or_else(|| "-".to_owned(), |count| count.to_string())),
                    (style, receipt.state()),
                    (Style::Quiet, receipt.key_id.clone()),
                ]);
            }
            out.push_str(&table.render(paint, columns()));
        }
        let Retention { conversations, personal_parts } = page.retention;
        // NOTE: writing to a String does not fail.
        let _ = writeln!(
            out,
            "Retention has removed {conversations} whole conversations, and the personal data of {personal_parts} more."
        );
        print(&out)?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Show {
    fn run(self, paint: Paint) -> Result<ExitCode> {
        let path = format!("/api/projects/{}/erasures/{}", segment(&self.project), segment(&self.id));
        let body = self.server.get(&path)?;
        if self.json {
            print_json(&body)?;
        } else {
            print(&Receipt::parse(&body)?.describe(paint))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Receipt {
    pub(super) fn parse(body: &str) -> Result<Receipt> {
        serde_json::from_str(body).context("the server's answer is not a receipt")
    }

    pub(super) fn is_purged(&self) -> bool {
        self.state == "purged"
    }

    fn state(&self) -> String {
        match self.state.as_str() {
            "scanning" => format!("scanning, {} of {} rows", self.scanned, self.to_scan),
            other => other.to_owned(),
        }
    }

    /// Says what became of the erasure.
    pub(super) fn describe(&self, paint: Paint) -> String {
        let mut out = String::new();
        let means = match self.state.as_str() {
            "scanning" => "what was found is erased; the search continues",
            "erased" => "invisible, and its keys are destroyed; the rows are being deleted",
            _ => "nothing of it is left in the server's files",
        };
        // NOTE: writing to a String does not fail.
        let _ = writeln!(out, "{}  {}", paint.paint(Style::Strong, &self.id), self.state());
        let _ = writeln!(out, "  {means}");
        let found = self.conversations.map_or_else(String::new, |count| format!(" {count} found,"));
        let _ = writeln!(out, "  by {},{found} asked for {}", self.by, day_and_time(&self.asked_at));
        if let Some(purged_at) = &self.purged_at {
            let _ = writeln!(out, "  purged {}", day_and_time(purged_at));
        }
        let _ = writeln!(out, "  Not erased by this server:");
        for what in &self.not_reached {
            let _ = writeln!(out, "  {}", paint.paint(Style::Quiet, &format!("- {what}")));
        }
        out
    }
}
