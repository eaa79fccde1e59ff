//! `convlog audit`: who was given personal data.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use convlog_core::{AccountId, ConversationId, ProjectId, Timestamp};
use convlog_server::audit_record_json;
use convlog_store::{AccessQuery, KeyId};
use convlog_store_sqlite::SqliteAudit;
use serde_json::{Value, json};

use crate::failure::{Exit, Failure};
use crate::local::{self, cannot_open};
use crate::remote::{Server, segment};
use crate::render::day_and_time;
use crate::terminal::{Paint, Style, Table, columns, print, print_line};

/// How many records are asked for at once.
const PAGE: u32 = 500;

/// Show who read personal data: which key, which conversations, through which route, when and why
#[derive(Args, Debug)]
pub(super) struct Audit {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    List(List),
    Export(Export),
}

/// List the latest records
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  convlog audit list --project front-desk
  convlog audit list --project front-desk --conversation CA42 --since 2026-06-01
  convlog audit list --data-dir /var/lib/convlog --account acme --project front-desk --json

Asking a server needs a key with the permission `admin`. With --data-dir the files are read directly, whether a server
is running or not; this also shows conversations that are personal as a whole.")]
struct List {
    #[command(flatten)]
    from: From,
    /// Maximum number
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=100_000), value_name = "N")]
    limit: u32,
    /// Print a JSON array
    #[arg(long)]
    json: bool,
}

/// Print every record as one JSON object per line, newest first
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  convlog audit export --project front-desk > audit.ndjson
  convlog audit export --project front-desk --since 2026-06-01 --until 2026-07-01 | jq -r '.key_id' | sort | uniq -c")]
struct Export {
    #[command(flatten)]
    from: From,
    /// Print JSON, which it always does
    #[arg(long, hide = true)]
    json: bool,
}

/// Which records, and where they are.
#[derive(Args, Debug)]
struct From {
    #[command(flatten)]
    server: Server,
    /// Read the files of this data directory instead of asking a server
    #[arg(long, value_name = "DIR", requires = "account")]
    data_dir: Option<PathBuf>,
    /// The account; with --data-dir
    #[arg(long, value_parser = local::account, value_name = "ACCOUNT")]
    account: Option<AccountId>,
    /// The project
    #[arg(long, env = "CONVLOG_PROJECT_ID", value_parser = local::project, value_name = "PROJECT")]
    project: ProjectId,
    /// Only what this key (by its id) was given
    #[arg(long, value_name = "ID")]
    key: Option<String>,
    /// Only records about this conversation
    #[arg(long, value_name = "CONVERSATION")]
    conversation: Option<String>,
    /// Only from this time on: a date or a time (RFC 3339)
    #[arg(long, value_parser = local::time, value_name = "TIME")]
    since: Option<Timestamp>,
    /// Only before this time
    #[arg(long, value_parser = local::time, value_name = "TIME")]
    until: Option<Timestamp>,
}

impl Audit {
    pub(super) fn run(self, paint: Paint) -> Result<ExitCode> {
        match self.verb {
            Verb::List(List { from, limit, json }) => list(&from, limit, json, paint)?,
            Verb::Export(Export { from, .. }) => from.each(u32::MAX, |record| Ok(print_line(&record.to_string())?))?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn list(from: &From, limit: u32, json: bool, paint: Paint) -> Result<()> {
    let mut records = Vec::new();
    from.each(limit, |record| {
        records.push(record);
        Ok(())
    })?;
    if json {
        return Ok(print_line(&Value::Array(records).to_string())?);
    }
    if records.is_empty() {
        return Ok(print_line("No personal data was read.")?);
    }
    let mut table = Table::new(&["WHEN (UTC)", "KEY", "LABEL", "VIA", "STATUS", "WAY", "CONVERSATIONS", "REASON"]);
    for record in &records {
        let text = |name: &str| record[name].as_str().unwrap_or_default().to_owned();
        table.row([
            (Style::Quiet, day_and_time(&text("time"))),
            (Style::Strong, text("key_id")),
            (Style::Plain, text("key_label")),
            (Style::Plain, text("via")),
            (Style::Plain, record["status"].to_string()),
            (Style::Plain, format!("{} {}", text("method"), text("route"))),
            (Style::Plain, conversations(record)),
            (Style::Plain, text("pii_reason")),
        ]);
    }
    Ok(print(&table.render(paint, columns()))?)
}

/// Names the first conversation of a record and how many there are beside it.
fn conversations(record: &Value) -> String {
    let hidden = record["hidden_conversations"].as_array().map_or(0, Vec::len) as u64;
    let count = record["conversation_count"].as_u64().unwrap_or_default() + hidden;
    let listed = |name: &str| record[name][0].as_str().map(str::to_owned);
    match (listed("conversations").or_else(|| listed("hidden_conversations")), count) {
        (Some(first), 0 | 1) => first,
        (Some(first), count) => format!("{first} and {} more", count - 1),
        (None, _) => String::new(),
    }
}

impl From {
    /// Hands over the records that are asked for, one after the other, the latest first.
    fn each(&self, limit: u32, mut take: impl FnMut(Value) -> Result<()>) -> Result<()> {
        let mut left = limit;
        let mut cursor = None;
        while left > 0 {
            let (records, next) = match &self.data_dir {
                Some(_) => self.of_files(left.min(PAGE), cursor)?,
                None => self.of_server(left.min(PAGE), cursor)?,
            };
            left -= records.len() as u32;
            records.into_iter().try_for_each(&mut take)?;
            cursor = next;
            if cursor.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn of_server(&self, limit: u32, cursor: Option<String>) -> Result<(Vec<Value>, Option<String>)> {
        let mut path = format!("/api/projects/{}/audit?limit={limit}", segment(self.project.as_str()));
        let asked = [
            ("cursor", cursor),
            ("key", self.key.clone()),
            ("conversation", self.conversation.clone()),
            ("since", self.since.map(|time| time.to_string())),
            ("until", self.until.map(|time| time.to_string())),
        ];
        for (name, value) in asked {
            if let Some(value) = value {
                path.push_str(&format!("&{name}={}", segment(&value)));
            }
        }
        let body = self.server.get(&path)?;
        let mut page: Value = serde_json::from_str(&body).context("the server's answer is not a page of the audit")?;
        let next = page["next"].as_str().map(str::to_owned);
        match page["records"].take() {
            Value::Array(records) => Ok((records, next)),
            _ => anyhow::bail!("the server's answer is not a page of the audit"),
        }
    }

    fn of_files(&self, limit: u32, cursor: Option<String>) -> Result<(Vec<Value>, Option<String>)> {
        // `requires` has seen to it that both are there.
        let (Some(data_dir), Some(account)) = (&self.data_dir, &self.account) else { return Ok((Vec::new(), None)) };
        let conversation = self.conversation.clone().map(ConversationId::new).transpose();
        let query = AccessQuery {
            key: self.key.clone().map(KeyId),
            conversation: conversation.map_err(|error| Failure::new(Exit::Usage, error.to_string()))?,
            since: self.since,
            until: self.until,
            after: cursor.as_deref().and_then(|number| number.parse().ok()),
            limit,
            scan_limit: u32::MAX,
        };
        let audit = SqliteAudit::open(data_dir).map_err(|error| cannot_open(&error))?;
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        let page = runtime.block_on(audit.accesses(account, &self.project, &query))?;
        let parse = |recorded| serde_json::from_str(&audit_record_json(recorded)).unwrap_or(json!(null));
        Ok((page.accesses.iter().map(parse).collect(), page.next.map(|number| number.to_string())))
    }
}
