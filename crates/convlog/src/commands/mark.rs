//! `convlog mark` and `convlog unmark`: what turned out to be personal in a conversation.

use std::io::{read_to_string, stdin};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::remote::{Server, segment};
use crate::terminal::{clean, print, print_json};

/// Mark a line, a field or a value of a conversation as personal
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  convlog mark CA42 --project front-desk --entry 0af7651916cd43dd8448eb211c80319c
  convlog mark CA42 --project front-desk --entry 0af7651916cd43dd8448eb211c80319c --path /customer/phone
  convlog mark CA42 --project front-desk --event f1 --value - < value.txt
  convlog mark CA42 --project front-desk --list

The key needs the permissions `read`, `pii` and `annotate`. Ids of entries are those of `convlog get --ndjson`. When
the command returns, what was marked is hidden from all readers without `pii`, and later copies of it are hidden on
arrival. A value is hidden wherever it occurs in what the same sender wrote into the conversation, in other spellings
too. `convlog unmark` removes a mark.")]
#[command(group(clap::ArgGroup::new("part").args(["entry", "turn", "event", "span"])))]
#[command(group(clap::ArgGroup::new("what").args(["path", "value"])))]
pub(super) struct MarkCommand {
    #[command(flatten)]
    server: Server,
    /// The project
    #[arg(long, env = "CONVLOG_PROJECT_ID", value_name = "PROJECT")]
    project: String,
    /// The conversation's id
    #[arg(value_name = "CONVERSATION")]
    conversation: String,
    /// The entry, by its id; without --path and --value the whole entry is marked
    #[arg(long, value_name = "ID")]
    entry: Option<String>,
    /// The turn, by its id
    #[arg(long, value_name = "ID")]
    turn: Option<String>,
    /// The function event, by its id
    #[arg(long, value_name = "ID")]
    event: Option<String>,
    /// The span, by its id
    #[arg(long, value_name = "ID")]
    span: Option<String>,
    /// The field, as a JSON pointer into the entry or the fields
    #[arg(long, value_name = "POINTER")]
    path: Option<String>,
    /// A value that occurs there. `-` reads it from standard input, because other users can see the arguments of a
    /// process
    #[arg(long, value_name = "VALUE")]
    value: Option<String>,
    /// Only list what is marked
    #[arg(long, conflicts_with_all = ["part", "what"])]
    list: bool,
    /// Print the API's answer as it is
    #[arg(long)]
    json: bool,
}

/// Remove a mark: what only this mark hid is shown again
#[derive(Args, Debug)]
#[command(after_help = "Example:
  convlog unmark CA42 2f0c1d5e8a7b4c6d9e0f1a2b3c4d5e6f --project front-desk

The key needs the permissions `read`, `pii` and `annotate`. `convlog mark --list` lists the marks. What the sender
flagged, what is personal by its class, and what the guard found stays hidden.")]
pub(super) struct UnmarkCommand {
    #[command(flatten)]
    server: Server,
    /// The project
    #[arg(long, env = "CONVLOG_PROJECT_ID", value_name = "PROJECT")]
    project: String,
    /// The conversation's id
    #[arg(value_name = "CONVERSATION")]
    conversation: String,
    /// The mark's id
    #[arg(value_name = "MARK")]
    mark: String,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Deserialize)]
struct Mark {
    id: String,
    kind: String,
    part: Option<String>,
    hides: String,
    path: Option<String>,
    key_id: String,
    at: String,
}

#[derive(Deserialize)]
struct Marks {
    marks: Vec<Mark>,
}

impl MarkCommand {
    pub(super) fn run(self) -> Result<ExitCode> {
        let path = path(&self.project, &self.conversation);
        if self.list {
            let answer = self.server.get(&path)?;
            if self.json {
                print_json(&answer)?;
                return Ok(ExitCode::SUCCESS);
            }
            let Marks { marks } =
                serde_json::from_str(&answer).context("the server's answer is not a list of marks")?;
            let lines: String = marks.iter().map(Mark::describe).collect();
            print(if lines.is_empty() { "Nothing is marked.\n" } else { &lines })?;
            return Ok(ExitCode::SUCCESS);
        }
        let answer = self.server.post(&path, &self.body()?)?;
        if self.json {
            print_json(&answer)?;
        } else {
            let mark: Mark = serde_json::from_str(&answer).context("the server's answer is not a mark")?;
            print(&mark.describe())?;
        }
        Ok(ExitCode::SUCCESS)
    }

    fn body(&self) -> Result<Value> {
        let value = match self.value.as_deref() {
            Some("-") => Some(read_to_string(stdin()).context("cannot read standard input")?.trim_end().to_owned()),
            value => value.map(str::to_owned),
        };
        let given = [
            ("entry", &self.entry),
            ("turn", &self.turn),
            ("event", &self.event),
            ("span", &self.span),
            ("path", &self.path),
            ("value", &value),
        ];
        let mut body = json!({});
        for (name, given) in given {
            if let Some(given) = given {
                body[name] = given.as_str().into();
            }
        }
        Ok(body)
    }
}

impl UnmarkCommand {
    pub(super) fn run(self) -> Result<ExitCode> {
        let path = format!("{}/{}", path(&self.project, &self.conversation), segment(&self.mark));
        // Else it waits until an erasure has looked through the project.
        let is_done = self.server.delete(&path)? == 204;
        if self.json {
            print_json(&json!({"id": self.mark, "done": is_done}).to_string())?;
        } else if is_done {
            print("The mark was removed.\n")?;
        } else {
            print("The mark will be removed as soon as the running erasure has searched the project.\n")?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Mark {
    fn describe(&self) -> String {
        let Mark { id, kind, hides, key_id, at, .. } = self;
        let part = self.part.as_ref().map(|part| format!(" {part}")).unwrap_or_default();
        let what = match (hides.as_str(), &self.path) {
            ("entry", _) => String::new(),
            (_, Some(path)) => format!("{path} of "),
            _ => "a value of ".to_owned(),
        };
        format!("{}\n", clean(&format!("{id}  {what}{kind}{part}, marked by {key_id} at {at}")))
    }
}

fn path(project: &str, conversation: &str) -> String {
    format!("/api/projects/{}/conversations/{}/marks", segment(project), segment(conversation))
}
