//! `convlog guard rules`: the keys of which a project says that they are not personal.

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::remote::{Server, segment};
use crate::terminal::{Paint, Style, Table, columns, print, print_json};

/// Say that what stands under a key is not personal in a project, and see what that shows
///
/// A rule takes away what the guard makes of the key and of words: names, addresses, numbers that only their key says are
/// personal. It never reaches what was flagged or marked, a personal field, what is known to be personal in the conversation,
/// or what is personal by its own form: e-mail addresses, whole telephone numbers, numbers with a check digit, credentials.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  convlog guard rules estimate agent_name --project front-desk
  convlog guard rules add agent_name --project front-desk
  convlog guard rules add branch_address --function find_branch --project front-desk
  convlog guard rules list --project front-desk
  convlog guard rules remove 2 --project front-desk

To list and to remove takes a key with the permission `admin`, to add and to estimate one with `read` and `pii` as well. What
is stored is read again under the rules of now, as by `convlog guard rescan`, whose --status says how far that is.")]
pub(super) struct RulesCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// List the rules, with who added each, when, and what it was expected to show
    List(Asked),
    /// Say what a rule would show of what is stored, and change nothing
    Estimate(Rule),
    /// Add a rule
    Add(Rule),
    /// Remove a rule: what it shows is hidden again
    Remove(Remove),
}

#[derive(Args, Debug)]
struct Asked {
    #[command(flatten)]
    server: Server,
    /// The project
    #[arg(long, env = "CONVLOG_PROJECT_ID", value_name = "PROJECT")]
    project: String,
    /// Print the API's answer as it is
    #[arg(long)]
    json: bool,
}

#[derive(Args, Debug)]
struct Rule {
    #[command(flatten)]
    asked: Asked,
    /// The name of the key, as functions write it
    #[arg(value_name = "KEY")]
    key: String,
    /// The function in whose events and lines it holds; everywhere without one
    #[arg(long, value_name = "FUNCTION")]
    function: Option<String>,
}

#[derive(Args, Debug)]
struct Remove {
    #[command(flatten)]
    asked: Asked,
    /// The rule's number, as `list` shows it
    #[arg(value_name = "RULE")]
    id: u32,
}

#[derive(Deserialize)]
struct Added {
    id: u32,
    key: String,
    function: Option<String>,
    added_by: String,
    added_at: String,
    /// Told to keys with `pii` only.
    expected: Option<Expected>,
}

#[derive(Deserialize)]
struct Expected {
    records: u64,
    conversations: u64,
    is_whole: bool,
}

#[derive(Deserialize)]
struct AddedRules {
    rules: Vec<Added>,
}

#[derive(Deserialize)]
struct Estimate {
    conversations: u64,
    records: u64,
    values: u64,
    conversation_ids: Vec<String>,
    conversations_looked_at: u64,
    conversations_stored: u64,
    is_whole: bool,
}

impl RulesCommand {
    pub(super) fn run(self, paint: Paint) -> Result<()> {
        match self.verb {
            Verb::List(asked) => asked.list(paint),
            Verb::Estimate(rule) => {
                let answer = rule.asked.server.post(&format!("{}/estimate", rule.asked.path()), &rule.body())?;
                let said = |answer: &str| {
                    let estimate: Estimate =
                        serde_json::from_str(answer).context("the server's answer is no estimate")?;
                    Ok(estimate.describe())
                };
                rule.asked.show(&answer, said)
            }
            Verb::Add(rule) => {
                let answer = rule.asked.server.post(&rule.asked.path(), &rule.body())?;
                rule.asked.show(&answer, |answer| {
                    let added: Added = serde_json::from_str(answer).context("the server's answer is no rule")?;
                    Ok(format!("Rule {} holds from now on{}.\n", added.id, added.shows()))
                })
            }
            Verb::Remove(Remove { asked, id }) => {
                asked.server.delete(&format!("{}/{id}", asked.path()))?;
                let removed = json!({"id": id, "removed": true}).to_string();
                asked.show(&removed, |_| Ok(format!("Rule {id} is removed; what it showed is being hidden again.\n")))
            }
        }
    }
}

impl Asked {
    fn path(&self) -> String {
        format!("/api/projects/{}/guard/rules", segment(&self.project))
    }

    fn show(&self, answer: &str, said: impl FnOnce(&str) -> Result<String>) -> Result<()> {
        if self.json { Ok(print_json(answer)?) } else { Ok(print(&said(answer)?)?) }
    }

    fn list(&self, paint: Paint) -> Result<()> {
        let answer = self.server.get(&self.path())?;
        self.show(&answer, |answer| {
            let AddedRules { rules } =
                serde_json::from_str(answer).context("the server's answer is no list of rules")?;
            if rules.is_empty() {
                return Ok("Nothing is said to be not personal in this project.\n".to_owned());
            }
            let mut table = Table::new(&["RULE", "KEY", "FUNCTION", "ADDED BY", "ADDED", "EXPECTED TO SHOW"]);
            for rule in rules {
                let expected = rule.expected.as_ref().map(Expected::describe).unwrap_or_default();
                table.row([
                    (Style::Plain, rule.id.to_string()),
                    (Style::Strong, rule.key),
                    (Style::Plain, rule.function.unwrap_or_else(|| "every".to_owned())),
                    (Style::Plain, rule.added_by),
                    (Style::Quiet, rule.added_at.get(..16).unwrap_or_default().replace('T', " ")),
                    (Style::Plain, expected),
                ]);
            }
            Ok(table.render(paint, columns()))
        })
    }
}

impl Rule {
    fn body(&self) -> Value {
        let mut body = json!({"key": self.key});
        if let Some(function) = &self.function {
            body["function"] = function.as_str().into();
        }
        body
    }
}

impl Added {
    fn shows(&self) -> String {
        self.expected.as_ref().map(|expected| format!("; it shows {}", expected.describe())).unwrap_or_default()
    }
}

impl Expected {
    fn describe(&self) -> String {
        let more = if self.is_whole { "" } else { " or more" };
        format!("{} records of {} conversations{more}", self.records, self.conversations)
    }
}

impl Estimate {
    fn describe(&self) -> String {
        let Estimate { conversations, records, values, conversations_looked_at: looked, .. } = self;
        let mut out = format!(
            "It would show {values} values, in {records} records and entries of {conversations} conversations.\n\
             Looked at: {looked} of {} conversations",
            self.conversations_stored
        );
        out.push_str(if self.is_whole { ".\n" } else { ", those that began last; in the others it may be more.\n" });
        if !self.conversation_ids.is_empty() {
            let more = if self.conversation_ids.len() < *conversations as usize { ", …" } else { "" };
            out.push_str(&format!("From: {}{more}\n", crate::terminal::clean(&self.conversation_ids.join(", "))));
        }
        out
    }
}
