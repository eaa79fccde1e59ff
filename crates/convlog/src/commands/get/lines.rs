//! A conversation as newline-delimited JSON: its outline, then its turns, then its entries, each as the API gives it.

use anyhow::Result;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::source::{Source, read};
use crate::terminal::{Progress, print_json};

#[derive(Deserialize)]
struct Turns<'a> {
    #[serde(borrow)]
    turns: Vec<&'a RawValue>,
    next: Option<u32>,
}

#[derive(Deserialize)]
struct Entries<'a> {
    #[serde(borrow)]
    entries: Vec<&'a RawValue>,
    later: Option<String>,
}

/// Prints a conversation.
pub(super) fn print(source: &Source<'_>) -> Result<()> {
    print_json(&line("outline", &source.outline_text()?))?;
    let mut from = Some(0);
    while let Some(number) = from {
        let text = source.turns_text(number)?;
        let page: Turns<'_> = read(&text, "turns")?;
        print_lines("turn", &page.turns)?;
        from = page.next.filter(|next| *next > number);
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
