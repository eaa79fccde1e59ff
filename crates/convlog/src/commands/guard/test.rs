//! `convlog guard test`: what would be hidden of a text, by which rule, and why.
//!
//! Without a project it needs no server and no data directory: it asks the guard itself.

use std::borrow::Cow;
use std::io::{self, BufRead, BufWriter, Write};

use anyhow::{Context, Result};
use clap::Args;
use convlog_core::trial::{ExplainedJsonSpan, Part, Trial, try_out};
use convlog_guard::{NO_OPEN_KEYS, Rule, explain_json};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::remote::{Server, segment};
use crate::terminal::{Paint, Style, Table, clean, columns, print, print_json};

/// Show what the guard would hide of a text or of JSON, by which rule, and why
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  convlog guard test 'Call me on 07700 900123'
  convlog guard test --name customer_name 'Ada Lovelace'
  convlog guard test '{\"caller\": {\"name\": \"Ada\"}, \"order_id\": 4471234567}'
  convlog guard test --ndjson - < entries.ndjson
  convlog guard test --project front-desk --function greet '{\"agent_name\": \"Ada Lovelace\"}'

With --project a server is asked, with a key that has the permission `admin`: it says as well what the project's rules leave
open. It keeps nothing of the text.")]
pub(super) struct Test {
    #[command(flatten)]
    server: Server,
    /// A text, or JSON whose keys are read as well; `-` reads it from standard input
    #[arg(value_name = "TEXT", required_unless_present_any = ["rules", "ndjson"])]
    text: Option<String>,
    /// The name of the key it stands under
    #[arg(long, value_name = "KEY")]
    name: Option<String>,
    /// Under the rules of this project
    #[arg(long, value_name = "PROJECT", conflicts_with_all = ["ndjson", "rules"])]
    project: Option<String>,
    /// The function that logs it
    #[arg(long, value_name = "FUNCTION", requires = "project")]
    function: Option<String>,
    /// Read one JSON text a line and write, for each, one line with an array of what was found
    #[arg(long, conflicts_with = "rules")]
    ndjson: bool,
    /// List the rules instead
    #[arg(long, conflicts_with = "text")]
    rules: bool,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// What was found in a text.
#[derive(Deserialize)]
struct Tried {
    /// The policy of the project that was asked about.
    policy: Option<String>,
    open: String,
    findings: Vec<Finding>,
}

#[derive(Deserialize)]
struct Finding {
    pointer: String,
    part: Cow<'static, str>,
    bytes: Option<[usize; 2]>,
    rule: Cow<'static, str>,
    reason: Cow<'static, str>,
    lifted_by: Option<u32>,
}

/// One thing that was found, as JSON shows it.
#[derive(Serialize)]
struct Shown<'a> {
    pointer: &'a str,
    part: Where<'a>,
    rule: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lifted_by: Option<u32>,
}

/// `"whole"`, `"key"`, or the bytes from and to of the decoded string.
#[derive(Serialize)]
#[serde(untagged)]
enum Where<'a> {
    Named(&'a str),
    Bytes([usize; 2]),
}

impl Test {
    pub(super) fn run(self, paint: Paint) -> Result<()> {
        if self.rules {
            return list_rules(self.json, paint);
        }
        let name = self.name.as_deref();
        if self.ndjson {
            return match self.text.as_deref() {
                None | Some("-") => stream(name, io::stdin().lock()),
                Some(lines) => stream(name, lines.as_bytes()),
            };
        }
        let text = match self.text.as_deref() {
            Some("-") => io::read_to_string(io::stdin()).context("cannot read standard input")?,
            given => given.unwrap_or_default().to_owned(),
        };
        let text = text.strip_suffix('\n').unwrap_or(&text);
        let tried = match &self.project {
            Some(project) => self.ask(project, text)?,
            None => try_out(name, text, &NO_OPEN_KEYS).into(),
        };
        if self.json {
            let findings: Vec<_> = tried.findings.iter().map(|found| found.shown(Some(&found.reason))).collect();
            let mut answer = json!({"redacted": tried.open, "findings": findings});
            if let Some(policy) = tried.policy {
                answer["policy"] = policy.into();
            }
            return Ok(print_json(&answer.to_string())?);
        }
        show(&tried, paint)
    }

    /// Asks the server of a project.
    fn ask(&self, project: &str, text: &str) -> Result<Tried> {
        let mut body = json!({"text": text});
        for (name, given) in [("name", &self.name), ("function", &self.function)] {
            if let Some(given) = given {
                body[name] = given.as_str().into();
            }
        }
        let answer = self.server.post(&format!("/api/projects/{}/guard/test", segment(project)), &body)?;
        serde_json::from_str(&answer).context("the server's answer says nothing of what was found")
    }
}

impl From<Trial> for Tried {
    fn from(trial: Trial) -> Tried {
        let findings = trial.found.into_iter().map(Finding::from).collect();
        Tried { policy: None, open: trial.open, findings }
    }
}

impl From<ExplainedJsonSpan> for Finding {
    fn from(found: ExplainedJsonSpan) -> Finding {
        let (part, bytes) = match found.place.part {
            Part::Whole => ("whole", None),
            Part::Key => ("key", None),
            Part::Within(range) => ("part", Some([range.start, range.end])),
        };
        let (pointer, rule, reason) = (found.place.pointer, found.place.rule.as_str().into(), found.reason.into());
        Finding { pointer, part: part.into(), bytes, rule, reason, lifted_by: None }
    }
}

impl Finding {
    fn shown<'a>(&'a self, reason: Option<&'a str>) -> Shown<'a> {
        let part = self.bytes.map_or(Where::Named(&self.part), Where::Bytes);
        Shown { pointer: &self.pointer, part, rule: &self.rule, reason, lifted_by: self.lifted_by }
    }
}

/// Reads lines and writes what was found in each. A line that is not JSON is reported as far as it is.
fn stream(name: Option<&str>, mut lines: impl BufRead) -> Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line).context("cannot read a line")? > 0 {
        let text = String::from_utf8_lossy(line.strip_suffix(b"\n").unwrap_or(&line));
        let found = explain_json(name, &text, &NO_OPEN_KEYS).into_iter().map(Finding::from);
        let found: Vec<Finding> = found.collect();
        let findings: Vec<_> = found.iter().map(|found| found.shown(None)).collect();
        serde_json::to_writer(&mut out, &findings)?;
        out.write_all(b"\n")?;
        line.clear();
    }
    Ok(out.flush()?)
}

fn list_rules(json: bool, paint: Paint) -> Result<()> {
    if json {
        let rule = |rule: Rule| serde_json::json!({"rule": rule.as_str(), "finds": rule.doc()});
        let rules: Vec<_> = Rule::ALL.into_iter().map(rule).collect();
        return Ok(print_json(&Value::from(rules).to_string())?);
    }
    let mut table = Table::new(&["RULE", "FINDS"]);
    for rule in Rule::ALL {
        table.row([(Style::Strong, rule.to_string()), (Style::Plain, rule.doc().to_owned())]);
    }
    Ok(print(&table.render(paint, columns()))?)
}

fn show(tried: &Tried, paint: Paint) -> Result<()> {
    let mut out = format!("{}\n\n", clean(&tried.open));
    if tried.findings.is_empty() {
        out.push_str("The guard finds nothing personal in it.\n");
    }
    for Finding { pointer, part, bytes, rule, reason, lifted_by } in &tried.findings {
        let at = match (bytes, part.as_ref()) {
            (Some([from, to]), _) if pointer.is_empty() => format!("bytes {from} to {to}"),
            (Some([from, to]), _) => format!("{pointer}, bytes {from} to {to}"),
            (None, "key") => format!("{pointer}, its key"),
            (None, _) => format!("{pointer}, the whole value"),
        };
        let rule = paint.paint(Style::Strong, &clean(rule));
        out.push_str(&format!("{rule}  {}\n    It is {}.\n", paint.paint(Style::Quiet, &clean(&at)), clean(reason)));
        if let Some(by) = lifted_by {
            out.push_str(&format!("    It stays open: rule {by} of the project says that this key is not personal.\n"));
        }
    }
    if let Some(policy) = tried.policy.as_deref().filter(|policy| *policy != "redact") {
        out.push_str(&format!("The policy of the project is {}, so nothing of this is hidden.\n", clean(policy)));
    }
    Ok(print(&out)?)
}
