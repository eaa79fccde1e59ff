//! `convlog search`: the log entries of a project, or its conversations, that meet a query.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use serde::Deserialize;
use serde_json::Value;

use crate::remote::{Server, segment};
use crate::render::{Found, FoundEntry, FoundRow};
use crate::terminal::{Paint, columns, print, print_json};

/// Find log entries, or conversations, by a query
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  convlog search 'level:error since:2h'
  convlog search 'function:crm_upsert status:>=500 -retriable:true'
  convlog search '\"rate limit\" time:yesterday' --time-zone Europe/London
  convlog search 'raised:KeyError env:live' --conversations
  convlog search 'http.status:503' --json | jq -r '.entry.content'

The guide docs/guides/queries.md has the whole language.")]
pub(super) struct Search {
    /// The query; conditions are name:value, words stand alone
    #[arg(value_name = "QUERY", default_value = "", hide_default_value = true)]
    query: String,
    #[command(flatten)]
    server: Server,
    /// The project
    #[arg(long, env = "CONVLOG_PROJECT_ID", value_name = "PROJECT")]
    project: String,
    /// Find conversations instead of entries
    #[arg(long)]
    conversations: bool,
    /// Maximum number, up to 10000
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000), value_name = "N")]
    limit: u32,
    /// The time zone of `yesterday` and `14:00` in the query
    #[arg(long, default_value = "UTC", value_name = "ZONE")]
    time_zone: String,
    /// Print one JSON object per line
    #[arg(long)]
    json: bool,
}

/// One page, of entries or of conversations.
#[derive(Debug, Deserialize)]
struct Page {
    #[serde(default)]
    entries: Vec<Value>,
    #[serde(default)]
    conversations: Vec<Value>,
    next: Option<String>,
}

/// The most pages that are asked for; a page may be empty though there are more.
const PAGES_MAX: usize = 1000;

/// What is searched for in which project, and how it is shown.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) server: Server,
    pub(super) project: String,
    pub(super) query: String,
    /// An IANA time zone: of times in the query.
    pub(super) time_zone: String,
    /// Whether conversations are searched for instead of entries.
    pub(super) conversations: bool,
    pub(super) limit: u32,
    pub(super) json: bool,
}

impl Search {
    pub(super) fn run(self, paint: Paint) -> Result<ExitCode> {
        let Search { query, server, project, conversations, limit, time_zone, json } = self;
        Request { server, project, query, time_zone, conversations, limit, json }.run(paint)
    }
}

impl Request {
    /// Prints page after page until the limit is reached or nothing is left.
    pub(super) fn run(self, paint: Paint) -> Result<ExitCode> {
        let (mut left, mut cursor) = (self.limit as usize, String::new());
        let mut found = Found::new(paint, columns());
        for _ in 0..PAGES_MAX {
            let page = self.page(left, &cursor)?;
            let rows = if self.conversations { page.conversations } else { page.entries };
            for row in rows.into_iter().take(left) {
                left -= 1;
                self.show(&mut found, row)?;
            }
            match page.next {
                Some(next) if left > 0 => cursor = format!("&cursor={}", segment(&next)),
                Some(_) => return self.end(&mut found, true),
                None => return self.end(&mut found, false),
            }
        }
        bail!("the search is not complete after {PAGES_MAX} pages; add a condition on time, such as since:1d")
    }

    fn page(&self, left: usize, cursor: &str) -> Result<Page> {
        let (resource, most) = if self.conversations { ("conversations", 200) } else { ("entries", 1000) };
        let path = format!(
            "/api/projects/{}/{resource}?query={}&time_zone={}&limit={}{cursor}",
            segment(&self.project),
            segment(&self.query),
            segment(&self.time_zone),
            left.min(most)
        );
        let body = self.server.get(&path)?;
        serde_json::from_str(&body).context("the server's answer is not a list")
    }

    fn show(&self, found: &mut Found, row: Value) -> Result<()> {
        if self.json {
            return Ok(print_json(&row.to_string())?);
        }
        let what = "the server's answer has a row that cannot be read";
        let text = if self.conversations {
            found.row(&FoundRow::deserialize(row).context(what)?)
        } else {
            found.entry(&FoundEntry::deserialize(row).context(what)?)
        };
        Ok(print(&text)?)
    }

    fn end(&self, found: &mut Found, has_more: bool) -> Result<ExitCode> {
        if !self.json {
            let what = if self.conversations { ("conversation", "conversations") } else { ("entry", "entries") };
            print(&found.end(what, has_more))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
