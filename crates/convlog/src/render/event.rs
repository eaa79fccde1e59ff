//! A function event: the function with its arguments and how it went, below it what it logged and changed.

use std::borrow::Cow;

use convlog_core::{Outcome, Timestamp};
use serde_json::{Map, Value};

use super::answer::Event;
use super::conversation::Canvas;
use super::entry::{Place, entry, raised};
use super::time::span_of_millis;
use super::value::{short, style};
use crate::terminal::{Style, clip, width};

/// Where a function's name begins, and what it logged below it.
const INDENT: usize = 2;
const INDENT_INSIDE: usize = 4;
/// Where the words behind a label such as `state` begin.
const WORDS_COLUMN: usize = 14;
const RAISED: Place = Place { word: "raised", column: INDENT_INSIDE, words_column: WORDS_COLUMN };
/// The most columns that one argument or one variable takes.
const VALUE_COLUMNS_MAX: usize = 48;
/// The most columns that a word on who cancelled takes.
const BY_COLUMNS_MAX: usize = 24;

/// Writes one function event.
pub(super) fn event(canvas: &mut Canvas, event: &Event, origin: Option<Timestamp>, goes_on: bool) {
    if event.is_outside() {
        canvas.line(INDENT, |flow| {
            flow.put(Style::Plain, "  ").put(Style::Quiet, "outside any function");
        });
    } else {
        call(canvas, event, goes_on);
    }
    for one in event.entries() {
        entry(canvas, one, origin);
    }
    match event.raised() {
        Some(Value::Object(error)) => raised(canvas, &RAISED, error),
        Some(other) => label(canvas, Style::Bad, "raised", other),
        None => {}
    }
    for (name, value) in
        [("transition", &event.transition), ("variant", &event.variant_id_change), ("content", &event.content)]
    {
        if !value.is_null() {
            label(canvas, Style::Quiet, name, value);
        }
    }
    if let Value::Object(handoff) = &event.handoff {
        label_pairs(canvas, Style::Warn, "hand-off", handoff);
    }
    if let Value::Object(changes) = &event.state_changes {
        state(canvas, changes);
    }
    if !event.utterance.is_empty() {
        canvas.line(WORDS_COLUMN, |flow| {
            flow.column(INDENT_INSIDE).put(Style::Quiet, "says").column(WORDS_COLUMN).words(
                Style::Plain,
                &event.utterance,
                300,
            );
        });
    }
}

/// Writes the call itself: `ƒ name(argument value, …)`, and at the right how it went and how long it took.
fn call(canvas: &mut Canvas, event: &Event, goes_on: bool) {
    let outcome = outcome(event, goes_on);
    let took = event.duration.map(|millis| format!("  {}", span_of_millis(millis))).unwrap_or_default();
    let none = Map::new();
    let arguments = event.arguments.as_object().unwrap_or(&none);
    let room = canvas.columns.saturating_sub(INDENT_INSIDE + 2);
    canvas.line(INDENT_INSIDE + 2, |flow| {
        flow.put(Style::Plain, "  ").put(Style::Function, "ƒ ").put(Style::Function, &event.name);
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
        flow.right(&[(outcome.0, &outcome.1), (Style::Quiet, &took)]);
    });
}

fn outcome(event: &Event, goes_on: bool) -> (Style, Cow<'static, str>) {
    let by = &event.judged.cancelled_by;
    let (style, words) = match event.judged.outcome {
        Some(Outcome::Raised) => (Style::Bad, "✗ raised"),
        Some(Outcome::Unfinished) => (Style::Bad, "✗ unfinished"),
        Some(Outcome::LoggedError) => (Style::Bad, "logged an error"),
        Some(Outcome::ApiFailed) => (Style::Warn, "API failed"),
        Some(Outcome::Cancelled) if by.is_empty() => (Style::Quiet, "cancelled"),
        Some(Outcome::Cancelled) => {
            return (Style::Quiet, format!("cancelled by {}", clip(by, BY_COLUMNS_MAX).0).into());
        }
        Some(Outcome::Ok) if event.hangup == Value::Bool(true) => (Style::Good, "✓ hung up"),
        Some(Outcome::Ok) if !event.handoff.is_null() => (Style::Good, "✓ handed over"),
        Some(Outcome::Ok) => (Style::Good, "✓"),
        None => (Style::Warn, event.never_ended().unwrap_or(if goes_on { "running" } else { "unfinished" })),
    };
    (style, words.into())
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
