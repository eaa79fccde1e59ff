//! A log entry: when, how bad, what, and the fields that came with it.

use convlog_core::Timestamp;
use serde_json::{Map, Value};

use super::canvas::Canvas;
use super::time::instant;
use super::value::{short, style};
use crate::terminal::{Flow, Style, clip};

/// Where the offset ends, where the level stands, where the words begin.
const OFFSET_END: usize = 14;
const LEVEL_COLUMN: usize = 16;
const WORDS_COLUMN: usize = 25;
/// The most columns that the content takes, and that one field takes.
const CONTENT_COLUMNS_MAX: usize = 400;
const FIELD_COLUMNS_MAX: usize = 60;
/// The most fields and lines of a stack that are shown.
const FIELDS_MAX: usize = 40;
const STACK_LINES_MAX: usize = 6;

/// The keys that every entry has, or that are shown in a way of their own.
const FIXED: [&str; 7] = ["level", "content", "is_pii", "timestamp", "logger", "exception", "_truncated"];

/// Writes one log line; its time is counted from `origin`, and a mark stands before the one that was asked for.
pub(super) fn entry(canvas: &mut Canvas, entry: &Map<String, Value>, origin: Option<Timestamp>, is_sought: bool) {
    let text = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default();
    let offset = offset(text("timestamp"), origin);
    let level = text("level");
    canvas.line(WORDS_COLUMN, |flow| {
        if is_sought {
            flow.put(Style::Warn, "→");
        }
        flow.column(OFFSET_END.saturating_sub(offset.chars().count())).put(Style::Quiet, &offset);
        flow.column(LEVEL_COLUMN).put(level_style(level), level).column(WORDS_COLUMN);
        if entry.get("is_pii") == Some(&Value::Bool(true)) {
            flow.piece(0, &[(Style::Personal, "pii")]);
        }
        let style_of_content =
            if super::value::is_redacted(text("content")) { Style::Quiet } else { content_style(level) };
        flow.words(style_of_content, text("content"), CONTENT_COLUMNS_MAX);
        let extras = || entry.iter().filter(|(name, _)| !FIXED.contains(&name.as_str()));
        for (name, value) in extras().take(FIELDS_MAX) {
            let (shown, cut) = clip(&short(value), FIELD_COLUMNS_MAX);
            flow.piece(2, &[(Style::Quiet, name), (Style::Plain, " "), (style(value), &shown)]).note_cut(cut);
        }
        let more = extras().count().saturating_sub(FIELDS_MAX);
        if more > 0 {
            flow.piece(2, &[(Style::Quiet, &format!("and {more} more fields"))]).note_cut(true);
        }
        if entry.get("_truncated").and_then(Value::as_array).is_some_and(|cut| !cut.is_empty()) {
            flow.piece(2, &[(Style::Warn, "(shortened: it was too large)")]);
        }
    });
    if let Some(Value::Object(exception)) = entry.get("exception") {
        raised(
            canvas,
            &ExceptionLayout { word: "raised", column: LEVEL_COLUMN, words_column: WORDS_COLUMN },
            exception,
        );
    }
}

/// Where a line about an exception stands: its first word, and what hangs below it.
pub(super) struct ExceptionLayout {
    pub(super) word: &'static str,
    pub(super) column: usize,
    pub(super) words_column: usize,
}

/// Writes an exception: its type and message, what caused it, and the end of its stack.
pub(super) fn raised(canvas: &mut Canvas, place: &ExceptionLayout, error: &Map<String, Value>) {
    let indent = place.words_column;
    named(canvas, indent, error, |flow| {
        flow.column(place.column).put(Style::Bad, place.word).put(Style::Plain, " ").column(indent);
    });
    for cause in error.get("causes").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object) {
        named(canvas, indent, cause, |flow| {
            flow.column(indent).piece(0, &[(Style::Quiet, "caused by")]);
        });
    }
    let stack = error.get("stacktrace").and_then(Value::as_str).unwrap_or_default();
    let stack: Vec<&str> = stack.lines().filter(|line| !line.trim().is_empty()).collect();
    let above = stack.len().saturating_sub(STACK_LINES_MAX);
    if above > 0 {
        canvas.line(indent, |flow| {
            flow.column(indent).piece(0, &[(Style::Quiet, &format!("… {above} lines above"))]).note_cut(true);
        });
    }
    for line in &stack[above..] {
        canvas.line(indent + 2, |flow| {
            let deeper = line.len() - line.trim_start_matches(' ').len();
            flow.column(indent + deeper).piece(0, &[(Style::Quiet, line.trim())]);
        });
    }
}

/// Writes the type and the message of an exception behind what `begin` writes.
fn named(canvas: &mut Canvas, indent: usize, error: &Map<String, Value>, begin: impl FnOnce(&mut Flow)) {
    let part = |key: &str| error.get(key).and_then(Value::as_str).unwrap_or_default();
    canvas.line(indent, |flow| {
        begin(flow);
        flow.piece(1, &[(Style::Strong, part("type"))]).words(Style::Plain, part("message"), CONTENT_COLUMNS_MAX);
    });
}

fn offset(timestamp: &str, origin: Option<Timestamp>) -> String {
    match (instant(timestamp), origin) {
        (Some(time), Some(origin)) => {
            let millis = (time.as_micros() - origin.as_micros()).div_euclid(1000);
            format!("{millis:+} ms")
        }
        _ => String::new(),
    }
}

fn level_style(level: &str) -> Style {
    match level {
        "error" => Style::Bad,
        "warning" => Style::Warn,
        _ => Style::Quiet,
    }
}

fn content_style(level: &str) -> Style {
    if level == "error" { Style::Strong } else { Style::Plain }
}
