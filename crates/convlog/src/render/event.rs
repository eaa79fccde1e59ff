//! A function event: the function with its arguments and how it went, and what it changed.

use std::borrow::Cow;

use convlog_core::Outcome;
use serde_json::{Map, Value};

use super::canvas::Canvas;
use super::entry::{ExceptionLayout, raised};
use super::pieces::Event;
use super::time::span_of_millis;
use super::value::{short, style};
use crate::terminal::{Style, clip, width};

/// Where a function's name begins, and what it logged below it.
const INDENT_INSIDE: usize = 4;
/// Where the words behind a label such as `state` begin.
const WORDS_COLUMN: usize = 14;
const RAISED: ExceptionLayout = ExceptionLayout { word: "raised", column: INDENT_INSIDE, words_column: WORDS_COLUMN };
/// The most columns that one argument or one variable takes.
const VALUE_COLUMNS_MAX: usize = 48;

/// Writes what is known of a call once it is over: what it raised, asked for and changed.
pub(super) fn results(canvas: &mut Canvas, event: &Event) {
    match event.raised() {
        Some(Value::Object(error)) => raised(canvas, &RAISED, error),
        Some(other) => label(canvas, Style::Bad, "raised", other),
        None => {}
    }
    for (name, field) in [("transition", "transition"), ("variant", "variant_id_change"), ("content", "content")] {
        let value = event.field(field);
        if !value.is_null() {
            label(canvas, Style::Quiet, name, value);
        }
    }
    match event.field("handoff") {
        Value::Null => {}
        Value::Object(handoff) => label_pairs(canvas, Style::Warn, "hand-off", handoff),
        other => label(canvas, Style::Warn, "hand-off", other),
    }
    if let Value::Object(changes) = event.field("state_changes") {
        state(canvas, changes);
    }
    let utterance = event.text("utterance");
    if !utterance.is_empty() {
        canvas.line(WORDS_COLUMN, |flow| {
            flow.column(INDENT_INSIDE).put(Style::Quiet, "says").column(WORDS_COLUMN).words(
                Style::Plain,
                utterance,
                300,
            );
        });
    }
}

/// Says whether anything is to be written of a call once it is over.
pub(super) fn has_results(event: &Event) -> bool {
    let fields = ["error", "transition", "variant_id_change", "content", "handoff", "utterance"];
    let changes = event.field("state_changes").as_object();
    let has_changes = changes.is_some_and(|changes| {
        changes.values().any(|part| part.as_object().map_or(part != &Value::Array(Vec::new()), |part| !part.is_empty()))
    });
    has_changes || fields.iter().any(|name| !matches!(event.field(name), Value::Null))
}

/// Writes how a call ended that had been shown while it ran.
pub(super) fn ended(canvas: &mut Canvas, event: &Event) {
    let took = event.duration_ms.map(|millis| format!("  {}", span_of_millis(millis))).unwrap_or_default();
    canvas.line(WORDS_COLUMN, |flow| {
        flow.column(INDENT_INSIDE).put(Style::Quiet, "ended").column(WORDS_COLUMN);
        let (style, words) = outcome(event);
        flow.piece(0, &[(style, &*words), (Style::Quiet, &took)]);
    });
}

/// Writes whose the next lines are, where others stand between them and their call.
pub(super) fn again(canvas: &mut Canvas, name: Option<&str>, mark: &str) {
    canvas.line(INDENT_INSIDE + 2, |flow| {
        flow.put(Style::Plain, "  ");
        match name {
            Some(name) => flow.put(Style::Function, "ƒ ").put(Style::Function, name),
            None => flow.put(Style::Quiet, "outside any function"),
        };
        if !mark.is_empty() {
            flow.piece(2, &[(Style::Quiet, mark)]);
        }
    });
}

/// Writes the call itself: `ƒ name(argument value, …)`, and at the right how it went and how long it took.
pub(super) fn call(canvas: &mut Canvas, event: &Event, name: &str, mark: &str) {
    let outcome = outcome(event);
    let took = event.duration_ms.map(|millis| format!("  {}", span_of_millis(millis))).unwrap_or_default();
    let none = Map::new();
    let arguments = event.field("arguments").as_object().unwrap_or(&none);
    let room = canvas.columns().saturating_sub(INDENT_INSIDE + 2);
    canvas.line(INDENT_INSIDE + 2, |flow| {
        flow.put(Style::Plain, "  ").put(Style::Function, "ƒ ").put(Style::Function, name);
        flow.put(Style::Quiet, if arguments.is_empty() { "()" } else { "(" });
        for (at, (name, value)) in arguments.iter().enumerate() {
            // One column for the space behind the name, one for what ends the argument.
            let value_columns = VALUE_COLUMNS_MAX.min(room.saturating_sub(width(name) + 2));
            let (text, cut) = clip(&short(value), value_columns);
            let end = if at + 1 < arguments.len() { "," } else { ")" };
            let parts =
                [(Style::Quiet, name.as_str()), (Style::Plain, " "), (style(value), &text), (Style::Quiet, end)];
            flow.piece(usize::from(at > 0), &parts).note_cut(cut);
        }
        if !mark.is_empty() {
            flow.piece(2, &[(Style::Quiet, mark)]);
        }
        flow.right(&[(outcome.0, &*outcome.1), (Style::Quiet, &took)]);
    });
}

/// The most columns that the name of who cancelled a call takes.
const BY_COLUMNS_MAX: usize = 24;

fn outcome(event: &Event) -> (Style, Cow<'static, str>) {
    let did = if event.field("hangup") == &Value::Bool(true) {
        "hung up"
    } else if !event.field("handoff").is_null() {
        "handed over"
    } else {
        ""
    };
    let by = event.text("cancelled_by");
    let and = |word: &'static str| if did.is_empty() { word.into() } else { format!("{word}, {did}").into() };
    match event.outcome() {
        Some(Outcome::Raised) => (Style::Bad, "✗ raised".into()),
        Some(Outcome::Unfinished) => (Style::Bad, "✗ unfinished".into()),
        // It came to its end, and said itself that something was wrong.
        Some(Outcome::LoggedError) => (Style::Bad, and("logged an error")),
        Some(Outcome::ApiFailed) => (Style::Warn, and("API failed")),
        Some(Outcome::Cancelled) if by.is_empty() || by == "unknown" => (Style::Quiet, "cancelled".into()),
        Some(Outcome::Cancelled) => (Style::Quiet, format!("cancelled by {}", clip(by, BY_COLUMNS_MAX).0).into()),
        Some(Outcome::Ok) if did.is_empty() => (Style::Good, "✓".into()),
        Some(Outcome::Ok) => (Style::Good, format!("✓ {did}").into()),
        None if event.status == "live" => (Style::Warn, "running".into()),
        None if event.status == "lost_contact" => (Style::Warn, "lost contact".into()),
        None => (Style::Warn, "unfinished".into()),
    }
}

fn label(canvas: &mut Canvas, label: Style, name: &str, value: &Value) {
    canvas.line(WORDS_COLUMN, |flow| {
        flow.column(INDENT_INSIDE).put(label, name).column(WORDS_COLUMN);
        match value {
            Value::String(text) => flow.words(style(value), text, 300),
            other => flow.words(style(value), &short(other), 300),
        };
    });
}

fn label_pairs(canvas: &mut Canvas, label: Style, name: &str, pairs: &Map<String, Value>) {
    canvas.line(WORDS_COLUMN, |flow| {
        flow.column(INDENT_INSIDE).put(label, name).column(WORDS_COLUMN);
        for (name, value) in pairs.iter().filter(|(_, value)| !value.is_null()) {
            let (text, cut) = clip(&short(value), VALUE_COLUMNS_MAX);
            flow.piece(2, &[(Style::Quiet, name), (Style::Plain, " "), (style(value), &text)]).note_cut(cut);
        }
    });
}

/// Writes what a function did to the variables: `+` added, `~` updated from one value to another, `-` removed.
fn state(canvas: &mut Canvas, changes: &Map<String, Value>) {
    let part = |name: &str| changes.get(name).cloned().unwrap_or_default();
    let (added, updated, removed) = (part("added"), part("updated"), part("removed"));
    let mut pieces: Vec<(Style, &str, String, String)> = Vec::new();
    for (name, value) in added.as_object().into_iter().flatten() {
        pieces.push((Style::Good, "+", name.clone(), short(value)));
    }
    for (name, value) in updated.as_object().into_iter().flatten() {
        let text = match value.as_array().map(Vec::as_slice) {
            Some([old, new]) => format!("{} → {}", clip(&short(old), VALUE_COLUMNS_MAX / 2).0, short(new)),
            _ => short(value),
        };
        pieces.push((Style::Warn, "~", name.clone(), text));
    }
    for name in removed.as_array().into_iter().flatten().filter_map(Value::as_str) {
        pieces.push((Style::Bad, "-", name.to_owned(), String::new()));
    }
    if pieces.is_empty() {
        return;
    }
    canvas.line(WORDS_COLUMN, |flow| {
        flow.column(INDENT_INSIDE).put(Style::Quiet, "state").column(WORDS_COLUMN);
        for (sign_style, sign, name, text) in &pieces {
            let (text, cut) = clip(text, VALUE_COLUMNS_MAX);
            let space = if text.is_empty() { "" } else { " " };
            let parts = [(*sign_style, *sign), (Style::Quiet, name), (Style::Plain, space), (Style::Plain, &text)];
            flow.piece(2, &parts).note_cut(cut);
        }
    });
}
