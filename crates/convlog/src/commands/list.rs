//! `convlog list`: the newest conversations of a project.

use std::collections::HashSet;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use serde::Deserialize;

use super::search::Request;
use crate::arguments::{trimmed, word};
use crate::remote::{Server, segment};
use crate::render::{Summary, day_and_time, span_of_seconds};
use crate::terminal::{Paint, Style, Table, columns, print, print_json};

/// List conversations, newest first, all of them or those that meet a query
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  convlog list --project front-desk
  convlog list 'env:live function:crm_upsert level:error' --project front-desk
  convlog list --project front-desk --limit 100 --json | jq -r '.conversations[].conversationId'

The guide docs/guides/queries.md has the language of queries.")]
pub(super) struct List {
    /// A query; conditions are name:value, words stand alone
    #[arg(value_name = "QUERY")]
    query: Option<String>,
    #[command(flatten)]
    server: Server,
    /// The project
    #[arg(long, env = "CONVLOG_PROJECT_ID", value_parser = word(), value_name = "PROJECT")]
    project: String,
    /// Maximum number, up to 1000
    #[arg(long, default_value_t = 20, value_parser = trimmed(clap::value_parser!(u32).range(1..=1000)), value_name = "N")]
    limit: u32,
    /// Skip the newest N
    #[arg(long, default_value_t = 0, value_parser = trimmed(clap::value_parser!(u32)), value_name = "N", conflicts_with = "query")]
    offset: u32,
    /// The time zone of `yesterday` and `14:00` in the query
    #[arg(long, default_value = "UTC", value_name = "ZONE", requires = "query")]
    time_zone: String,
    /// Print the API's answer as it is; with a query, one JSON object per line
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Deserialize)]
struct Page {
    conversations: Vec<Summary>,
    count: u64,
}

/// Conversations as the list of the web app tells of them, which says more of their state.
#[derive(Debug, Deserialize)]
struct StatePage {
    conversations: Vec<State>,
    next: Option<String>,
}

#[derive(Debug, Deserialize)]
struct State {
    id: String,
    status: String,
}

impl List {
    pub(super) fn run(self, paint: Paint) -> Result<ExitCode> {
        if let Some(query) = self.query {
            let List { server, project, limit, time_zone, json, .. } = self;
            return Request { server, project, query, time_zone, conversations: true, limit, json }.run(paint);
        }
        let (limit, offset) = (self.limit, self.offset);
        let path = format!("/v1/agents/{}/conversations?limit={limit}&offset={offset}", segment(&self.project));
        let body = self.server.get(&path)?;
        if self.json {
            print_json(&body)?;
            return Ok(ExitCode::SUCCESS);
        }
        let page: Page = serde_json::from_str(&body).context("the server's answer is not a list of conversations")?;
        let mut out = String::new();
        if page.conversations.is_empty() {
            let from = if offset > 0 { format!(" after the newest {offset}") } else { String::new() };
            out.push_str(&format!("There is no conversation{from} that this key has access to.\n"));
        } else {
            let lost = self.lost_contact(&page.conversations)?;
            out.push_str(&table(&page.conversations, &lost).render(paint, columns()));
            let last = u64::from(offset) + page.conversations.len() as u64;
            if last < page.count {
                let hint =
                    format!("{} to {last} of {}; continue with --offset {last}", u64::from(offset) + 1, page.count);
                out.push_str(&format!("\n{}\n", paint.paint(Style::Quiet, &hint)));
            }
        }
        print(&out)?;
        Ok(ExitCode::SUCCESS)
    }

    /// Returns which conversations that go on have lost contact. The list of the API does not tell.
    fn lost_contact(&self, conversations: &[Summary]) -> Result<HashSet<String>> {
        let mut sought: HashSet<&str> = HashSet::new();
        sought.extend(conversations.iter().filter(|one| one.is_in_progress()).map(|one| one.conversation_id.as_str()));
        let (mut lost, mut cursor) = (HashSet::new(), String::new());
        while !sought.is_empty() {
            let project = segment(&self.project);
            let path = format!("/api/projects/{project}/conversations?in_progress=true&limit={STATES}{cursor}");
            // A server of before does not know it.
            let Some(body) = self.server.get_known(&path)? else { break };
            let page: StatePage =
                serde_json::from_str(&body).context("the server's answer is not a list of conversations")?;
            for state in page.conversations {
                let is_sought = sought.remove(state.id.as_str());
                if is_sought && state.status == "lost_contact" {
                    lost.insert(state.id);
                }
            }
            let Some(next) = page.next else { break };
            cursor = format!("&cursor={}", segment(&next));
        }
        Ok(lost)
    }
}

/// How many states are asked for at once.
const STATES: u32 = 200;

fn table(conversations: &[Summary], lost: &HashSet<String>) -> Table {
    let mut table = Table::new(&["STARTED (UTC)", "ID", "CHANNEL", "ENV", "DURATION", "HAND-OFF", "STATE"]);
    for one in conversations {
        let handoff = match (one.is_handoff(), one.handoff_destination.is_empty()) {
            (true, false) => one.handoff_destination.clone(),
            (true, true) => "yes".to_owned(),
            (false, _) => String::new(),
        };
        let state = if lost.contains(&one.conversation_id) { "lost contact" } else { one.state() };
        let state_style = if state == "ended" { Style::Quiet } else { Style::Warn };
        table.row([
            (Style::Quiet, day_and_time(&one.started_at)),
            (Style::Strong, one.conversation_id.clone()),
            (Style::Plain, one.channel.clone()),
            (Style::Plain, one.client_env.clone()),
            (Style::Plain, one.seconds().map(span_of_seconds).unwrap_or_default()),
            (Style::Warn, handoff),
            (state_style, state.to_owned()),
        ]);
    }
    table
}
