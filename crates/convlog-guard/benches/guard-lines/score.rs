//! What was found in a line, beside what is marked in it.

use std::collections::BTreeMap;
use std::ops::Range;

use convlog_guard::{ExplainedJsonSpan, NO_OPEN_KEYS, Part, explain_json};
use serde_json::Value;

use crate::lines::{Line, Marked};

/// A finding may go so many letters and digits beyond what is marked: a title, a word for what follows.
const BEYOND_MAX: usize = 12;

/// How a line came out.
pub(crate) struct Judged {
    is_lookalike: bool,
    /// The values that were not hidden.
    missed: Vec<String>,
    hidden: usize,
    /// What was found where nothing is personal, or far beyond it.
    wrong: Vec<String>,
    right: usize,
}

/// Scans a line.
pub(crate) fn judge(line: &Line) -> Judged {
    let found = explain_json(None, &line.entry.to_string(), &NO_OPEN_KEYS);
    let mut judged =
        Judged { is_lookalike: line.personal.is_empty(), missed: Vec::new(), hidden: 0, wrong: Vec::new(), right: 0 };
    for marked in &line.personal {
        if is_hidden(&line.entry, marked, &found) {
            judged.hidden += 1;
        } else {
            judged.missed.push(format!("{} {}", marked.path, marked.value));
        }
    }
    for place in &found {
        let Some(covered) = covered(&line.entry, place) else { continue };
        let text = text_at(&line.entry, &place.place.pointer);
        let marked: Vec<Range<usize>> = line
            .personal
            .iter()
            .chain(&line.may)
            .flat_map(|marked| ranges(&text, &place.place.pointer, marked))
            .collect();
        let is_marked = |at: usize| marked.iter().any(|range| range.contains(&at));
        let letters = text[covered.clone()].char_indices().filter(|(_, letter)| letter.is_alphanumeric());
        let (inside, beyond): (Vec<_>, Vec<_>) =
            letters.map(|(at, _)| at + covered.start).partition(|at| is_marked(*at));
        if inside.is_empty() || beyond.len() > BEYOND_MAX {
            judged.wrong.push(format!(
                "{} {:?} as {} ({})",
                place.place.pointer, &text[covered], place.place.rule, place.reason
            ));
        } else {
            judged.right += 1;
        }
    }
    judged
}

/// Says whether all letters and digits of every copy of a value at its place are covered.
fn is_hidden(entry: &Value, marked: &Marked, found: &[ExplainedJsonSpan]) -> bool {
    let text = text_at(entry, &marked.path);
    let at_path = found.iter().filter(|place| place.place.pointer == marked.path);
    let covered: Vec<Range<usize>> = at_path.filter_map(|place| covered(entry, place)).collect();
    ranges(&text, &marked.path, marked).all(|range| {
        let mut letters = text[range.clone()].char_indices().filter(|(_, letter)| letter.is_alphanumeric());
        letters.all(|(at, _)| covered.iter().any(|covered| covered.contains(&(range.start + at))))
    })
}

/// Returns where a value stands at a place.
fn ranges(text: &str, path: &str, marked: &Marked) -> impl Iterator<Item = Range<usize>> {
    let value = match &marked.value {
        Value::String(value) => value.clone(),
        number => number.to_string(),
    };
    let places: Vec<_> = if path == marked.path {
        text.match_indices(&value).map(|(at, _)| at..at + value.len()).collect()
    } else {
        Vec::new()
    };
    places.into_iter()
}

fn text_at(entry: &Value, pointer: &str) -> String {
    match entry.pointer(pointer) {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

/// Returns what of the value at its place a finding covers; a key is no value.
fn covered(entry: &Value, place: &ExplainedJsonSpan) -> Option<Range<usize>> {
    match &place.place.part {
        Part::Whole => Some(0..text_at(entry, &place.place.pointer).len()),
        Part::Within(range) => Some(range.clone()),
        Part::Key => None,
    }
}

impl Judged {
    /// Prints what was missed, and what was hidden for nothing.
    pub(crate) fn print(&self, line: &Line) {
        for missed in &self.missed {
            println!("missed {} {}: {missed}\n    {}", line.id, line.kind, line.entry);
        }
        for wrong in &self.wrong {
            println!("wrong {} {}: {wrong}\n    {}", line.id, line.kind, line.entry);
        }
    }
}

/// What the lines of one kind or country came to.
#[derive(Default)]
struct Score {
    hidden: usize,
    values: usize,
    right: usize,
    found: usize,
    whole: usize,
    lookalikes: usize,
}

/// The scores by kind or by country.
#[derive(Default)]
pub(crate) struct Scores(BTreeMap<String, Score>);

impl Scores {
    pub(crate) fn add(&mut self, name: &str, judged: &Judged) {
        for name in [name, "total"] {
            let score = self.0.entry(name.to_owned()).or_default();
            score.hidden += judged.hidden;
            score.values += judged.hidden + judged.missed.len();
            score.right += judged.right;
            score.found += judged.right + judged.wrong.len();
            if judged.is_lookalike {
                score.lookalikes += 1;
                score.whole += usize::from(judged.wrong.is_empty());
            }
        }
    }

    pub(crate) fn print(&self, what: &str) {
        println!("\n{what:<12} {:>15} {:>21} {:>23}", "values hidden", "of what was hidden", "look-alikes left whole");
        let share = |part: usize, all: usize| {
            if all == 0 { "-".to_owned() } else { format!("{:.3} of {all:>4}", part as f64 / all as f64) }
        };
        let total = self.0.iter().filter(|(name, _)| *name == "total");
        for (name, score) in self.0.iter().filter(|(name, _)| *name != "total").chain(total) {
            let (recall, precision) = (share(score.hidden, score.values), share(score.right, score.found));
            println!("{name:<12} {recall:>15} {precision:>21} {:>23}", share(score.whole, score.lookalikes));
        }
    }
}
