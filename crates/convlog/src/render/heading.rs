//! What stands above the first turn and below the last.

use convlog_core::Outcome;
use serde_json::Value;

use super::canvas::Canvas;
use super::pieces::{Notice, Outline};
use super::time::{day_and_time, span_of_seconds};
use super::value;
use crate::terminal::{Flow, Style, counted};

/// The most columns of text that a summary or a note takes.
const WORDS_COLUMNS_MAX: usize = 600;
/// Where the names of the metrics begin.
const METRICS_COLUMN: usize = 10;

/// Writes what is said of a conversation as a whole.
pub(super) fn heading(canvas: &mut Canvas, outline: &Outline) {
    let text = |name: &str| outline.fields.get(name).and_then(Value::as_str).unwrap_or_default();
    canvas.line(2, |flow| {
        flow.piece(0, &[(Style::Strong, &outline.id)]);
        flow.piece(2, &[state(&outline.status)]);
    });
    let started = outline.started_at.map(|time| format!("{} UTC", day_and_time(&time.to_string()))).unwrap_or_default();
    let length = outline.duration_ms.map(|millis| span_of_seconds(millis / 1000.0)).unwrap_or_default();
    let variant = [text("variant_name"), text("variant_id")].into_iter().find(|name| !name.is_empty());
    // NOTE: with its word, because the name `live` of one is also that of a state.
    let environment = Some(text("environment")).filter(|name| !name.is_empty());
    let environment = environment.map(|name| format!("environment {name}")).unwrap_or_default();
    let facts = [
        started.as_str(),
        &length,
        &outline.project_id,
        &environment,
        text("channel"),
        text("direction"),
        text("language"),
        variant.unwrap_or_default(),
    ];
    canvas.line(2, |flow| facts_of(flow, facts));
    people(canvas, text("from_number"), text("to_number"));
    if outline.fields.get("handoff") == Some(&Value::Bool(true)) {
        canvas.line(2, |flow| {
            flow.words(Style::Warn, "handed over", usize::MAX);
            for (word, text) in [("to", text("handoff_destination")), ("because of", text("handoff_reason"))] {
                if !text.is_empty() {
                    flow.words(Style::Plain, &format!("{word} {text}"), 200);
                }
            }
        });
    }
    notes(canvas, outline);
    for notice in &outline.notices {
        if let Some(sentence) = sentence(notice) {
            canvas.line(2, |flow| {
                flow.words(Style::Warn, &sentence, WORDS_COLUMNS_MAX);
            });
        }
    }
    canvas.line(2, |flow| totals(flow, outline));
}

/// Says what a notice means; nothing of a kind that is not known here.
fn sentence(notice: &Notice) -> Option<String> {
    let Notice { kind, count, producer, field } = notice;
    let of = |thing| counted(count.unsigned_abs(), thing);
    Some(match kind.as_str() {
        "field_left_out" => format!("{field} was not of its form and was left out, in {}", of("record")),
        "field_mended" => format!("{field} was not of its form and was taken in another, in {}", of("record")),
        "dropped" => format!("{} never arrived from {producer}", of("record")),
        "cut" => format!("{} of {producer} arrived without what was past a limit", of("record")),
        "clock" => format!("the clock of {producer} is off by {}", of("millisecond")),
        _ => return None,
    })
}

fn state(status: &str) -> (Style, &str) {
    match status {
        "ended" => (Style::Quiet, "ended"),
        "live" => (Style::Warn, "in progress"),
        "lost_contact" => (Style::Warn, "lost contact"),
        other => (Style::Warn, other),
    }
}

fn people(canvas: &mut Canvas, from: &str, to: &str) {
    if from.is_empty() && to.is_empty() {
        return;
    }
    canvas.line(2, |flow| {
        for (word, number) in [("from", from), ("to", to)] {
            if !number.is_empty() {
                let style = if value::is_redacted(number) { Style::Quiet } else { Style::Plain };
                flow.piece(1, &[(Style::Quiet, word), (Style::Plain, " "), (style, value::shown(number))]);
            }
        }
    });
}

fn notes(canvas: &mut Canvas, outline: &Outline) {
    let field = |name: &str| outline.fields.get(name).unwrap_or(&Value::Null);
    let summary = match field("summary") {
        Value::String(text) => text.clone(),
        Value::Object(parts) => parts.values().filter_map(Value::as_str).collect::<Vec<_>>().join(" — "),
        _ => String::new(),
    };
    let tags: Vec<&str> = field("tags").as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let note = field("note").as_str().unwrap_or_default().to_owned();
    for (word, text) in [("summary", summary), ("tags", tags.join(", ")), ("note", note)] {
        if !text.is_empty() {
            canvas.line(2, |flow| {
                flow.put(Style::Quiet, word).put(Style::Plain, " ").words(Style::Plain, &text, WORDS_COLUMNS_MAX);
            });
        }
    }
}

/// Writes how much there is and how much of it went wrong.
fn totals(flow: &mut Flow, outline: &Outline) {
    let calls = || outline.turns.iter().flat_map(|turn| &turn.events).filter(|event| event.id.is_some());
    let came_out =
        |wanted: Outcome| calls().filter(|event| Outcome::parse(&event.outcome) == Some(wanted)).count() as u64;
    let known = &outline.counts;
    let counts = [
        (Style::Quiet, known.turns, "turn"),
        (Style::Quiet, known.functions, "function call"),
        (Style::Bad, came_out(Outcome::Raised), "failed call"),
        (Style::Bad, came_out(Outcome::Unfinished), "unfinished call"),
        (Style::Quiet, came_out(Outcome::Cancelled), "cancelled call"),
        (Style::Quiet, known.entries, "log line"),
        (Style::Bad, known.errors, "error"),
        (Style::Warn, known.warnings, "warning"),
    ];
    let mut first = true;
    for (style, count, thing) in counts.into_iter().filter(|(_, count, _)| *count > 0) {
        let separator = if first { "" } else { "· " };
        flow.piece(1, &[(Style::Quiet, separator), (style, &counted(count, thing))]);
        first = false;
    }
    if first {
        flow.piece(0, &[(Style::Quiet, "nothing in it yet")]);
    }
}

fn facts_of<'a>(flow: &mut Flow, facts: impl IntoIterator<Item = &'a str>) {
    let mut first = true;
    for fact in facts.into_iter().filter(|fact| !fact.is_empty()) {
        flow.piece(1, &[(Style::Quiet, if first { "" } else { "· " }), (Style::Plain, fact)]);
        first = false;
    }
}

/// Writes the metrics, each name once.
pub(super) fn metrics(canvas: &mut Canvas, outline: &Outline) {
    let mut by_name: Vec<(&str, Vec<String>)> = Vec::new();
    for metric in &outline.metrics {
        let value = value::plain(&metric.value);
        match by_name.iter_mut().find(|(name, _)| *name == metric.name) {
            Some((_, values)) => values.push(value),
            None => by_name.push((&metric.name, vec![value])),
        }
    }
    if by_name.is_empty() {
        return;
    }
    canvas.blank();
    canvas.line(METRICS_COLUMN, |flow| {
        flow.put(Style::Strong, "Metrics").column(METRICS_COLUMN);
        for (name, values) in &by_name {
            flow.piece(2, &[(Style::Quiet, name), (Style::Plain, " "), (Style::Plain, &values.join(", "))]);
        }
    });
}
