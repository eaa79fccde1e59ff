//! A conversation as newline-delimited JSON: its outline, then its turns, then its entries, each as the API gives
//! it. What the API gives in parts is as many lines.

use anyhow::Result;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::source::{Source, read};
use crate::terminal::{Progress, print_json};

#[derive(Deserialize)]
struct Turns<'a> {
    #[serde(borrow)]
    turns: Vec<&'a RawValue>,
    cursor: Option<String>,
}

#[derive(Deserialize)]
struct Outline {
    next: Option<String>,
}

#[derive(Deserialize)]
struct Entries<'a> {
    #[serde(borrow)]
    entries: Vec<&'a RawValue>,
    later: Option<String>,
}

/// Prints a conversation.
pub(super) fn print(source: &Source<'_>) -> Result<()> {
    let mut cursor: Option<String> = None;
    loop {
        let text = source.outline_text(cursor.as_deref())?;
        print_json(&line("outline", &text))?;
        let part: Outline = read(&text, "an outline")?;
        let Some(next) = part.next else { break };
        cursor = Some(next);
    }
    cursor = None;
    loop {
        let text = source.turns_text(cursor.as_deref())?;
        let page: Turns<'_> = read(&text, "turns")?;
        print_lines("turn", &page.turns)?;
        let Some(next) = page.cursor else { break };
        cursor = Some(next);
    }
    let (mut after, mut count, mut progress) = (None, 0, Progress::new());
    loop {
        let text = source.entries_text(after.as_deref())?;
        let page: Entries<'_> = read(&text, "entries")?;
        count += page.entries.len();
        progress.make_way();
        print_lines("entry", &page.entries)?;
        progress.tell(|| format!("{count} log lines so far"));
        let Some(later) = page.later else { return Ok(()) };
        after = Some(later);
    }
}

fn print_lines(what: &str, items: &[&RawValue]) -> Result<()> {
    let lines: String = items.iter().map(|item| line(what, item.get())).collect();
    if lines.is_empty() { Ok(()) } else { Ok(print_json(&lines)?) }
}

/// Returns one line. Line breaks between the members of JSON mean nothing, and inside of its texts there are none.
fn line(what: &str, json: &str) -> String {
    format!("{{\"{what}\":{}}}\n", json.trim().replace(['\n', '\r'], " "))
}
