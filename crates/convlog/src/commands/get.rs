//! `convlog get`: one conversation, turn by turn.

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;

use crate::remote::{Server, segment};
use crate::render;
use crate::terminal::{Paint, columns, print, print_json};

/// Show one conversation: what was said, which functions ran, and what they logged
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  convlog get CA42 --project front-desk
  convlog get CA42 --project front-desk --color always | less -R
  convlog get CA42 --project front-desk --json | jq '.functionEvents'

The times at the left count milliseconds from the moment the caller had finished speaking. A key without the
permission `pii` sees [redacted] in place of personal values, and lines flagged as personal not at all.")]
pub(super) struct Get {
    /// The conversation's id
    #[arg(value_name = "CONVERSATION")]
    conversation: String,
    #[command(flatten)]
    server: Server,
    /// The project it belongs to
    #[arg(long, env = "CONVLOG_PROJECT_ID", value_name = "PROJECT")]
    project: String,
    /// Print the API's answer as it is
    #[arg(long)]
    json: bool,
}

impl Get {
    pub(super) fn run(self, paint: Paint) -> Result<ExitCode> {
        let path = format!("/v1/agents/{}/conversations/{}", segment(&self.project), segment(&self.conversation));
        let body = self.server.get(&path)?;
        if self.json {
            print_json(&body)?;
            return Ok(ExitCode::SUCCESS);
        }
        let mut conversation =
            render::Conversation::parse(&body).context("the server's answer is not a conversation")?;
        let path = format!("/api/projects/{}/conversations/{}", segment(&self.project), segment(&self.conversation));
        // A server that has no such answer leaves outcomes to be judged by what is here.
        if let Ok(review) = self.server.get(&path) {
            conversation.judge_by(&review);
        }
        print(&render::conversation(&conversation, paint, columns()))?;
        Ok(ExitCode::SUCCESS)
    }
}
