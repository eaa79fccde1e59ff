//! `convlog guard`: what the guard takes for personal data, and why, and applying it to what is stored.
//!
//! `guard test` needs no server and no data directory: it asks the rules themselves.

use std::io::{self, BufRead, BufWriter, Write};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use convlog_guard::{ExplainedJsonSpan, JsonSpan, Part, Rule, explain, explain_json};
use serde::Serialize;
use serde_json::Value;

use crate::terminal::{Paint, Style, Table, clean, columns, print, print_json};

mod rescan;

/// Test the guard (which finds personal data), and apply it to stored records
#[derive(Args, Debug)]
pub(super) struct Guard {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Test(Test),
    Rescan(rescan::RescanCommand),
}

/// Show what the guard would hide in a text or in JSON, by which rule, and why
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  convlog guard test 'Call me on 07700 900123'
  convlog guard test --name customer_name 'Ada Lovelace'
  convlog guard test '{\"caller\": {\"name\": \"Ada\"}, \"order_id\": 4471234567}'
  convlog guard test --ndjson - < entries.ndjson")]
struct Test {
    /// A text, or JSON whose keys are read as well; `-` reads it from standard input
    #[arg(value_name = "TEXT", required_unless_present_any = ["rules", "ndjson"])]
    text: Option<String>,
    /// The key whose value the text is
    #[arg(long, value_name = "KEY")]
    name: Option<String>,
    /// Read one JSON text per line and print, for each, one line with an array of what was found
    #[arg(long, conflicts_with = "rules")]
    ndjson: bool,
    /// List the rules instead
    #[arg(long, conflicts_with = "text")]
    rules: bool,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// One thing that was found, as JSON shows it.
#[derive(Serialize)]
struct Finding<'a> {
    pointer: &'a str,
    part: Where,
    rule: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
}

/// `"whole"`, `"key"`, or the bytes from and to of the decoded string.
#[derive(Serialize)]
#[serde(untagged)]
enum Where {
    Named(&'static str),
    Bytes([usize; 2]),
}

impl Guard {
    pub(super) fn run(self, paint: Paint) -> Result<ExitCode> {
        match self.verb {
            Verb::Test(test) => test.run(paint)?,
            Verb::Rescan(rescan) => rescan.run()?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Test {
    fn run(self, paint: Paint) -> Result<()> {
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
        let (found, redacted) = match serde_json::from_str::<Value>(text) {
            Ok(value @ (Value::Object(_) | Value::Array(_))) => {
                let found = explain_json(name, text);
                let redacted = redact(value, &found);
                (found, redacted)
            }
            _ => {
                let found = explain_text(name, text);
                let redacted = redact_text(text, found.iter().map(|found| &found.place.part));
                (found, redacted)
            }
        };
        if self.json {
            let findings: Vec<_> = found.iter().map(|found| Finding::of(found, Some(found.reason))).collect();
            return Ok(print_json(&serde_json::json!({"redacted": redacted, "findings": findings}).to_string())?);
        }
        show(&found, &redacted, paint)
    }
}

impl<'a> Finding<'a> {
    fn of(found: &'a ExplainedJsonSpan, reason: Option<&'static str>) -> Finding<'a> {
        let part = match &found.place.part {
            Part::Whole => Where::Named("whole"),
            Part::Key => Where::Named("key"),
            Part::Within(range) => Where::Bytes([range.start, range.end]),
        };
        Finding { pointer: &found.place.pointer, part, rule: found.place.rule.as_str(), reason }
    }
}

fn explain_text(name: Option<&str>, text: &str) -> Vec<ExplainedJsonSpan> {
    let place = |explained: convlog_guard::Explained| ExplainedJsonSpan {
        place: JsonSpan {
            pointer: String::new(),
            part: Part::Within(explained.found.range),
            rule: explained.found.rule,
        },
        reason: explained.reason,
    };
    explain(name, text).into_iter().map(place).collect()
}

/// Reads lines and writes what was found in each. A line that is not JSON is reported as far as it is.
fn stream(name: Option<&str>, mut lines: impl BufRead) -> Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line).context("cannot read a line")? > 0 {
        let text = String::from_utf8_lossy(line.strip_suffix(b"\n").unwrap_or(&line));
        let found = explain_json(name, &text);
        let findings: Vec<_> = found.iter().map(|found| Finding::of(found, None)).collect();
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

fn show(found: &[ExplainedJsonSpan], redacted: &str, paint: Paint) -> Result<()> {
    let mut out = format!("{}\n\n", clean(redacted));
    if found.is_empty() {
        out.push_str("The guard finds no personal data.\n");
    }
    for ExplainedJsonSpan { place, reason } in found {
        let at = match &place.part {
            Part::Within(range) if place.pointer.is_empty() => format!("bytes {} to {}", range.start, range.end),
            Part::Within(range) => format!("{}, bytes {} to {}", place.pointer, range.start, range.end),
            Part::Whole => format!("{}, the whole value", place.pointer),
            Part::Key => format!("{}, its key", place.pointer),
        };
        let rule = paint.paint(Style::Strong, place.rule.as_str());
        out.push_str(&format!("{rule}  {}\n    It is {reason}.\n", paint.paint(Style::Quiet, &clean(&at))));
    }
    Ok(print(&out)?)
}

const REDACTED: &str = "[redacted]";

fn redact_text<'a>(text: &str, parts: impl Iterator<Item = &'a Part>) -> String {
    let mut out = String::new();
    let mut from = 0;
    for part in parts {
        if let Part::Within(range) = part {
            out.push_str(&text[from..range.start]);
            out.push_str(REDACTED);
            from = range.end;
        }
    }
    out + &text[from..]
}

/// Returns the JSON with each place replaced; keys last, from the inside out, so that pointers keep leading there.
fn redact(mut value: Value, found: &[ExplainedJsonSpan]) -> String {
    let places = || found.iter().map(|found| &found.place);
    for same in found.chunk_by(|one, other| one.place.pointer == other.place.pointer) {
        let parts = same.iter().map(|found| &found.place.part).filter(|part| **part != Part::Key);
        let Some(hidden) = value.pointer_mut(&same[0].place.pointer) else { continue };
        match hidden.as_str() {
            _ if parts.clone().next().is_none() => {}
            Some(text) if parts.clone().all(|part| matches!(part, Part::Within(_))) => {
                *hidden = redact_text(text, parts).into();
            }
            _ => *hidden = REDACTED.into(),
        }
    }
    let keys: Vec<_> = places().filter(|place| place.part == Part::Key).map(|place| place.pointer.as_str()).collect();
    for pointer in keys.into_iter().rev() {
        let Some((outer, key)) = pointer.rsplit_once('/') else { continue };
        if let Some(Value::Object(members)) = value.pointer_mut(outer) {
            rename(members, &key.replace("~1", "/").replace("~0", "~"));
        }
    }
    format!("{value:#}")
}

/// Gives a member the next free name that says nothing, in its place.
fn rename(members: &mut serde_json::Map<String, Value>, key: &str) {
    let free = |name: &String| !members.contains_key(name);
    let names = (2..).map(|count| format!("[redacted-{count}]"));
    let Some(fresh) = std::iter::once(REDACTED.to_owned()).chain(names).find(free) else { return };
    let renamed = std::mem::take(members).into_iter();
    *members = renamed.map(|(name, value)| if name == key { (fresh.clone(), value) } else { (name, value) }).collect();
}
