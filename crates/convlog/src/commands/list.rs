//! `convlog list`: the newest conversations of a project.

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use serde::Deserialize;

use crate::remote::{Server, segment};
use crate::render::{Summary, day_and_time, span_of_seconds};
use crate::terminal::{Paint, Style, Table, columns, print, print_json};

/// List conversations, newest first
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  convlog list --project front-desk
  convlog list --project front-desk --limit 100 --json | jq -r '.conversations[].conversationId'")]
pub(super) struct List {
    #[command(flatten)]
    server: Server,
    /// The project
    #[arg(long, env = "CONVLOG_PROJECT_ID", value_name = "PROJECT")]
    project: String,
    /// At most so many, up to 1000
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000), value_name = "N")]
    limit: u32,
    /// Pass over so many of the newest
    #[arg(long, default_value_t = 0, value_name = "N")]
    offset: u32,
    /// Print the API's answer as it is
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Deserialize)]
struct Page {
    conversations: Vec<Summary>,
    count: u64,
}

impl List {
    pub(super) fn run(self, paint: Paint) -> Result<ExitCode> {
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
            out.push_str(&format!("There is no conversation{from} that this key may see.\n"));
        } else {
            out.push_str(&table(&page.conversations).render(paint, columns()));
            let last = u64::from(offset) + page.conversations.len() as u64;
            if last < page.count {
                let hint = format!("{} to {last} of {}; go on with --offset {last}", u64::from(offset) + 1, page.count);
                out.push_str(&format!("\n{}\n", paint.paint(Style::Quiet, &hint)));
            }
        }
        print(&out)?;
        Ok(ExitCode::SUCCESS)
    }
}

fn table(conversations: &[Summary]) -> Table {
    let mut table = Table::new(&["STARTED (UTC)", "ID", "CHANNEL", "ENV", "DURATION", "HAND-OFF", "STATE"]);
    for one in conversations {
        let handoff = match (one.is_handoff(), one.handoff_destination.is_empty()) {
            (true, false) => one.handoff_destination.clone(),
            (true, true) => "yes".to_owned(),
            (false, _) => String::new(),
        };
        let state = one.state();
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
