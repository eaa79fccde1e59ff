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

/// Erase a conversation, or every conversation that contains a value
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  convlog erase --project front-desk --conversation CA42 --yes --wait
  convlog erase --project front-desk --value \"+44 7700 900123\" --dry-run
  convlog erase --project front-desk --value - --yes < value.txt

The key needs the permission `admin`; to see how many conversations are affected, and so for --dry-run, also `pii`.
What is erased is invisible at once and cannot be restored; records of it that arrive later are rejected. The receipt
shows when nothing of it is left in the server's files, and what the server cannot erase: backups, exports, and
records that producers have not delivered yet. See docs/guides/erase.md.")]
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
    /// standard input, because other users can see the arguments of a process
    #[arg(long, value_name = "VALUE")]
    value: Option<String>,
    /// Only show how many conversations would be erased; the key needs `pii` too
    #[arg(long)]
    dry_run: bool,
    /// Wait until everything is purged
    #[arg(long, conflicts_with = "dry_run")]
    wait: bool,
    /// Required confirmation
    #[arg(long)]
    yes: bool,
    /// Print the API's answer as it is
    #[arg(long)]
    json: bool,
}

impl Erase {
    pub(super) fn run(self, paint: Paint) -> Result<ExitCode> {
        if !self.yes && !self.dry_run {
            return Err(Failure::new(Exit::Usage, "erasing cannot be undone, so it needs --yes")
                .advise("use --dry-run to see how many conversations would be erased, and --yes to erase them")
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
        let estimate: serde_json::Value = serde_json::from_str(answer).context("the server's answer is not JSON")?;
        let found = estimate["conversations"].as_u64().context("the server's answer is not an estimate")?;
        let found = if found == 0 { "No conversation".to_owned() } else { counted(found, "conversation") };
        let more =
            if estimate["complete"] == true { "" } else { ", and there may be more: not all records were searched" };
        print(&format!("{found} would be erased{more}. Nothing was erased.\n"))?;
        Ok(ExitCode::SUCCESS)
    }
}
