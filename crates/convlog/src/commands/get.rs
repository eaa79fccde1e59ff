//! `convlog get`: one conversation, turn by turn.

use std::io::{IsTerminal, Write, stdout};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;

use crate::remote::{Server, segment};
use crate::render;
use crate::terminal::{Paint, clean_json, columns};

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
        let conversation = render::Conversation::parse(&body).context("the server's answer is not a conversation")?;
        stdout().write_all(render::conversation(&conversation, paint, columns()).as_bytes())?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Prints an answer untouched; on a terminal, the few characters that it would act on are spelled as escapes.
pub(super) fn print_json(body: &str) -> std::io::Result<()> {
    let mut out = stdout();
    if out.is_terminal() {
        out.write_all(clean_json(body).as_bytes())?
    } else {
        out.write_all(body.as_bytes())?
    }
    if body.ends_with('\n') { Ok(()) } else { out.write_all(b"\n") }
}
