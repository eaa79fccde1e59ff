//! What a search finds: entries under where they stand, and conversations with the record that meets the query.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::canvas::Canvas;
use super::entry::entry;
use super::time::{day_and_time, span_of_seconds};
use crate::terminal::{Paint, Style};

/// A log entry, and where it stands.
#[derive(Debug, Deserialize)]
pub(crate) struct FoundEntry {
    entry: Map<String, Value>,
    conversation_id: String,
    turn: u32,
    function: Option<String>,
}

/// A conversation, and the record that meets the query.
#[derive(Debug, Deserialize)]
pub(crate) struct FoundRow {
    id: String,
    started_at: String,
    duration_ms: Option<f64>,
    environment: String,
    errors: u64,
    failed_functions: u64,
    matched: Option<Matched>,
}

#[derive(Debug, Deserialize)]
struct Matched {
    turn: Option<u32>,
    function: Option<String>,
    level: Option<String>,
    outcome: Option<String>,
    text: Option<String>,
    count: u64,
}

/// Writes what is found, one after the other.
#[derive(Debug)]
pub(crate) struct Found {
    paint: Paint,
    canvas: Canvas,
    count: usize,
    /// Where the last entry stood.
    under: Option<(String, u32, Option<String>)>,
}

/// The most columns that the text of a record takes.
const TEXT_COLUMNS_MAX: usize = 200;

impl Found {
    pub(crate) fn new(paint: Paint, columns: usize) -> Found {
        Found { paint, canvas: Canvas::new(paint, columns), count: 0, under: None }
    }

    /// Writes an entry, under where it stands unless the one before stands there too.
    pub(crate) fn entry(&mut self, found: &FoundEntry) -> String {
        let under = (found.conversation_id.clone(), found.turn, found.function.clone());
        if self.under.as_ref() != Some(&under) {
            if self.count > 0 {
                self.canvas.blank();
            }
            let time = found.entry.get("timestamp").and_then(Value::as_str).unwrap_or_default();
            self.canvas.line(2, |flow| {
                flow.put(Style::Quiet, &day_and_time(time)).piece(2, &[(Style::Strong, &found.conversation_id)]);
                flow.piece(2, &[(Style::Quiet, &format!("turn {}", found.turn))]);
                if let Some(function) = &found.function {
                    flow.piece(2, &[(Style::Plain, function)]);
                }
            });
            self.under = Some(under);
        }
        self.count += 1;
        entry(&mut self.canvas, &found.entry, None, false);
        self.canvas.take()
    }

    /// Writes a conversation.
    pub(crate) fn row(&mut self, row: &FoundRow) -> String {
        self.count += 1;
        let duration = row.duration_ms.map(|millis| span_of_seconds(millis / 1000.0)).unwrap_or_default();
        self.canvas.line(2, |flow| {
            flow.put(Style::Quiet, &day_and_time(&row.started_at)).piece(2, &[(Style::Strong, &row.id)]);
            flow.piece(2, &[(Style::Plain, &row.environment)]).piece(2, &[(Style::Plain, &duration)]);
            for (count, what) in [(row.errors, "error"), (row.failed_functions, "failed function")] {
                if count > 0 {
                    flow.piece(2, &[(Style::Warn, &counted(count, what))]);
                }
            }
        });
        if let Some(matched) = &row.matched {
            self.matched(matched);
        }
        self.canvas.take()
    }

    fn matched(&mut self, matched: &Matched) {
        self.canvas.line(4, |flow| {
            flow.column(2);
            if let Some(turn) = matched.turn {
                flow.put(Style::Quiet, &format!("turn {turn}"));
            }
            for word in [&matched.function, &matched.outcome, &matched.level].into_iter().flatten() {
                flow.piece(2, &[(Style::Plain, word)]);
            }
            if let Some(text) = &matched.text {
                flow.piece(2, &[]).words(Style::Strong, text, TEXT_COLUMNS_MAX);
            }
            if matched.count > 1 {
                flow.piece(2, &[(Style::Quiet, &format!("and {} more", matched.count - 1))]);
            }
        });
    }

    /// Writes how many there are, and what to do next. `plural` and `singular` name what was searched.
    pub(crate) fn end(&self, (singular, plural): (&str, &str), has_more: bool) -> String {
        let what = if self.count == 1 { singular } else { plural };
        let hint = match (self.count, has_more) {
            (0, _) => format!("No {plural} match. Remove a condition, or search a longer time."),
            (count, true) => format!("{count} {what}; there may be more: raise --limit, or narrow the time"),
            (count, false) => format!("{count} {what}"),
        };
        format!("\n{}\n", self.paint.paint(Style::Quiet, &hint))
    }
}

fn counted(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
