//! `convlog erase`: a conversation, or every conversation in which a value stands.

use std::io::{read_to_string, stdin};
use std::process::ExitCode;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;
use serde_json::json;

use super::erasures::Receipt;
use crate::failure::{Exit, Failure};
use crate::remote::{Server, segment};
use crate::terminal::{Paint, counted, print, print_json};

/// How often a receipt is asked for while somebody waits for it.
const PAUSE: Duration = Duration::from_millis(300);

/// Erase a conversation, or every conversation in which a value stands
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  convlog erase --project front-desk --conversation CA42 --yes --wait
  convlog erase --project front-desk --value \"+44 7700 900123\" --dry-run
  convlog erase --project front-desk --value - --yes < value.txt

It takes a key with the permission `admin`, and to be told how many conversations it is, and so for --dry-run, `pii`
as well. What is erased is invisible at once and cannot be brought back; records of it that arrive later are refused.
The receipt says when nothing of it is left in the server's files, and what no server reaches: backups, exports, and
what producers have not delivered yet. docs/guides/erase.md has the whole promise.")]
#[command(group(clap::ArgGroup::new("target").required(true).args(["conversation", "value"])))]
pub(super) struct Erase {
    #[command(flatten)]
    server: Server,
    /// The project
    #[arg(long, env = "CONVLOG_PROJECT_ID", value_name = "PROJECT")]
    project: String,
    /// The conversation's id
    #[arg(long, value_name = "CONVERSATION")]
    conversation: Option<String>,
    /// A telephone number in any notation, an e-mail address, a name: four characters or more. `-` reads it from
    /// standard input, where nobody sees it who sees the arguments of a process
    #[arg(long, value_name = "VALUE")]
    value: Option<String>,
    /// Only say how many conversations it would be, which takes a key with `pii` too
    #[arg(long)]
    dry_run: bool,
    /// Come back when everything was purged
    #[arg(long, conflicts_with = "dry_run")]
    wait: bool,
    /// Yes, erase: without it nothing is
    #[arg(long)]
    yes: bool,
    /// Print the API's answer as it is
    #[arg(long)]
    json: bool,
}

impl Erase {
    pub(super) fn run(self, paint: Paint) -> Result<ExitCode> {
        if !self.yes && !self.dry_run {
            return Err(Failure::new(Exit::Usage, "erasing cannot be undone")
                .advise("say --dry-run to see how many conversations it would be, and --yes to erase")
                .into());
        }
        let path = format!("/api/projects/{}/erasures", segment(&self.project));
        let mut body = match (&self.conversation, self.value.as_deref()) {
            (Some(id), _) => json!({"conversation_id": id}),
            (None, Some("-")) => {
                let value = read_to_string(stdin()).context("cannot read standard input")?;
                json!({"value": value.trim_end()})
            }
            (None, value) => json!({"value": value}),
        };
        body["dry_run"] = self.dry_run.into();
        let mut answer = self.server.post(&path, &body)?;
        if self.dry_run {
            return self.show_estimate(&answer);
        }
        let mut receipt = Receipt::parse(&answer)?;
        while self.wait && !receipt.is_purged() {
            sleep(PAUSE);
            answer = self.server.get(&format!("{path}/{}", segment(&receipt.id)))?;
            receipt = Receipt::parse(&answer)?;
        }
        if self.json {
            print_json(&answer)?;
        } else {
            print(&receipt.describe(paint))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    fn show_estimate(&self, answer: &str) -> Result<ExitCode> {
        if self.json {
            print_json(answer)?;
            return Ok(ExitCode::SUCCESS);
        }
        let estimate: serde_json::Value = serde_json::from_str(answer).context("the server's answer is no JSON")?;
        let found = estimate["conversations"].as_u64().context("the server's answer is no estimate")?;
        let found = if found == 0 { "No conversation".to_owned() } else { counted(found, "conversation") };
        let more = if estimate["complete"] == true { "" } else { ", and there may be more: not everything was read" };
        print(&format!("{found} would be erased{more}. Nothing was erased.\n"))?;
        Ok(ExitCode::SUCCESS)
    }
}
