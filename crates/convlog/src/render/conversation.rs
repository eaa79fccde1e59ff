//! A conversation as text: a heading, then turn by turn what the caller said, what ran, and what the agent said.

use convlog_core::{Outcome, Timestamp};
use serde_json::Value;

use super::answer::{Conversation, Event, Summary, Turn};
use super::time::{day_and_time, instant, span_of_seconds, time_of_day};
use super::{event, value};
use crate::terminal::{Flow, Paint, Style, counted};

/// Where the words of a turn begin.
const WORDS_COLUMN: usize = 10;
/// The most columns of text that one speaker's words take.
const WORDS_COLUMNS_MAX: usize = 600;

/// The canvas: where text goes, and how much of it fits.
#[derive(Debug)]
pub(super) struct Canvas {
    pub(super) paint: Paint,
    pub(super) columns: usize,
    pub(super) out: String,
    pub(super) cut: bool,
}

impl Canvas {
    /// Writes one line and what hangs below it.
    pub(super) fn line(&mut self, indent: usize, fill: impl FnOnce(&mut Flow)) {
        let mut flow = Flow::new(self.paint, self.columns, indent);
        fill(&mut flow);
        self.cut |= flow.end(&mut self.out);
    }

    fn blank(&mut self) {
        self.out.push('\n');
    }
}

/// Returns a conversation as text, at most `columns` wide.
pub(crate) fn conversation(conversation: &Conversation, paint: Paint, columns: usize) -> String {
    let mut canvas = Canvas { paint, columns, out: String::new(), cut: false };
    heading(&mut canvas, conversation);
    for (number, turn) in numbered(conversation) {
        let events = conversation.events(&number);
        canvas.blank();
        one_turn(&mut canvas, &conversation.summary, &number, turn, &events);
    }
    metrics(&mut canvas, conversation);
    if canvas.cut {
        canvas.blank();
        canvas.line(0, |flow| {
            flow.words(Style::Quiet, "… marks what was cut to fit; --json has the whole of it.", usize::MAX);
        });
    }
    canvas.out
}

/// Returns the turns by their numbers, among them those that only have function events.
fn numbered(conversation: &Conversation) -> Vec<(String, Option<&Turn>)> {
    let mut numbered: Vec<(String, Option<&Turn>)> = Vec::new();
    for (at, turn) in conversation.turns.iter().enumerate() {
        let given = turn.turn_id.as_u64().filter(|number| (1..=u64::from(u32::MAX)).contains(number));
        numbered.push((given.unwrap_or(at as u64 + 1).to_string(), Some(turn)));
    }
    for number in conversation.function_events.keys() {
        if numbered.iter().all(|(known, _)| known != number) {
            numbered.push((number.clone(), None));
        }
    }
    numbered.sort_by_key(|(number, _)| number.parse::<u64>().unwrap_or(u64::MAX));
    numbered
}

fn heading(canvas: &mut Canvas, conversation: &Conversation) {
    let summary = &conversation.summary;
    canvas.line(2, |flow| {
        flow.piece(0, &[(Style::Strong, &summary.conversation_id)]);
        let state = match summary.state() {
            "ended" => (Style::Quiet, "ended"),
            state => (Style::Warn, state),
        };
        flow.piece(2, &[state]);
    });
    let started = format!("{} UTC", day_and_time(&summary.started_at));
    let length = summary.seconds().map(span_of_seconds).unwrap_or_default();
    let facts = [
        &started,
        &length,
        &summary.project_id,
        &summary.client_env,
        &summary.channel,
        &summary.direction,
        &summary.language,
        &summary.variant_id,
    ];
    canvas.line(2, |flow| facts_of(flow, facts));
    people(canvas, summary);
    if summary.is_handoff() {
        canvas.line(2, |flow| {
            flow.words(Style::Warn, "handed over", usize::MAX);
            if !summary.handoff_destination.is_empty() {
                flow.words(Style::Plain, &format!("to {}", summary.handoff_destination), 80);
            }
            if !summary.handoff_reason.is_empty() {
                flow.words(Style::Plain, &format!("because of {}", summary.handoff_reason), 200);
            }
        });
    }
    notes(canvas, summary);
    canvas.line(2, |flow| totals(flow, conversation));
}

fn people(canvas: &mut Canvas, summary: &Summary) {
    if summary.from_number.is_empty() && summary.to_number.is_empty() {
        return;
    }
    canvas.line(2, |flow| {
        for (word, number) in [("from", &summary.from_number), ("to", &summary.to_number)] {
            if !number.is_empty() {
                let style = if value::is_redacted(number) { Style::Quiet } else { Style::Plain };
                flow.piece(1, &[(Style::Quiet, word), (Style::Plain, " "), (style, number)]);
            }
        }
    });
}

fn notes(canvas: &mut Canvas, summary: &Summary) {
    let text = match &summary.short_summary {
        Value::String(text) => text.clone(),
        Value::Object(parts) => parts.values().filter_map(Value::as_str).collect::<Vec<_>>().join(" — "),
        _ => String::new(),
    };
    let tags: Vec<&str> = summary.tags.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for (word, text) in [("summary", text), ("tags", tags.join(", ")), ("note", summary.note.clone())] {
        if !text.is_empty() {
            canvas.line(2, |flow| {
                flow.put(Style::Quiet, word).put(Style::Plain, " ").words(Style::Plain, &text, WORDS_COLUMNS_MAX);
            });
        }
    }
}

/// Writes how much there is and how much of it went wrong.
fn totals(flow: &mut Flow, conversation: &Conversation) {
    let numbers = numbered(conversation);
    let events: Vec<Event> = numbers.iter().flat_map(|(number, _)| conversation.events(number)).collect();
    let functions = events.iter().filter(|event| !event.is_outside()).count();
    let came_out = |outcome: Outcome| events.iter().filter(|event| event.judged.outcome == Some(outcome)).count();
    let levels: Vec<String> = events
        .iter()
        .flat_map(Event::entries)
        .map(|entry| entry.get("level").and_then(Value::as_str).unwrap_or_default().to_owned())
        .collect();
    let of_level = |level: &str| levels.iter().filter(|known| *known == level).count();
    let counts = [
        (Style::Quiet, numbers.len(), "turn"),
        (Style::Quiet, functions, "function call"),
        (Style::Bad, came_out(Outcome::Raised), "failed call"),
        (Style::Bad, came_out(Outcome::Unfinished), "unfinished call"),
        (Style::Quiet, came_out(Outcome::Cancelled), "cancelled call"),
        (Style::Quiet, levels.len(), "log line"),
        (Style::Bad, of_level("error"), "error"),
        (Style::Warn, of_level("warning"), "warning"),
    ];
    let mut first = true;
    for (style, count, thing) in counts.into_iter().filter(|(_, count, _)| *count > 0) {
        let separator = if first { "" } else { "· " };
        flow.piece(1, &[(Style::Quiet, separator), (style, &counted(count as u64, thing))]);
        first = false;
    }
    if first {
        flow.piece(0, &[(Style::Quiet, "nothing in it yet")]);
    }
}

fn facts_of(flow: &mut Flow, facts: impl IntoIterator<Item = impl AsRef<str>>) {
    let mut first = true;
    for fact in facts {
        let fact = fact.as_ref();
        if !fact.is_empty() {
            flow.piece(1, &[(Style::Quiet, if first { "" } else { "· " }), (Style::Plain, fact)]);
            first = false;
        }
    }
}

fn one_turn(canvas: &mut Canvas, summary: &Summary, number: &str, turn: Option<&Turn>, events: &[Event]) {
    let origin = origin(summary, number, turn, events);
    canvas.line(2, |flow| {
        flow.piece(0, &[(Style::Strong, "Turn "), (Style::Strong, number)]);
        if let Some(origin) = origin {
            flow.piece(2, &[(Style::Quiet, &time_of_day(origin))]);
        }
        if let Some(latency) = turn.and_then(latency) {
            flow.piece(1, &[(Style::Quiet, &format!("· answered after {latency:.2} s"))]);
        }
        if turn.is_some_and(|turn| turn.barge_in == Value::Bool(true)) {
            flow.piece(1, &[(Style::Warn, "· interrupted")]);
        }
    });
    if let Some(turn) = turn {
        speaker(canvas, Style::Caller, "caller", &turn.user_input);
        speaker(canvas, Style::Caller, "keys", &turn.user_input_dtmf);
    }
    for one in events {
        event::event(canvas, one, origin, summary.is_in_progress());
    }
    if let Some(turn) = turn {
        speaker(canvas, Style::Good, "agent", &turn.agent_response);
    }
}

fn speaker(canvas: &mut Canvas, style: Style, who: &str, words: &str) {
    if words.is_empty() {
        return;
    }
    let style_of_words = if value::is_redacted(words) { Style::Quiet } else { Style::Plain };
    canvas.line(WORDS_COLUMN, |flow| {
        flow.put(Style::Plain, "  ").put(style, who).column(WORDS_COLUMN).words(
            style_of_words,
            words,
            WORDS_COLUMNS_MAX,
        );
    });
}

/// Returns how long the caller waited, in seconds.
fn latency(turn: &Turn) -> Option<f64> {
    match &turn.latency {
        Value::Object(parts) => parts.get("perceived_latency")?.as_f64(),
        other => other.as_f64(),
    }
}

/// Returns the moment from which the times of a turn's entries are counted: when the caller had spoken, or else when
/// the first thing happened.
fn origin(summary: &Summary, number: &str, turn: Option<&Turn>, events: &[Event]) -> Option<Timestamp> {
    let spoken = turn.and_then(|turn| instant(&turn.user_input_datetime));
    let began = || (number == "1").then(|| instant(&summary.started_at)).flatten();
    let called = || events.iter().filter_map(|event| Timestamp::parse_http_date(&event.start_time)).min();
    let written = || {
        let times =
            events.iter().flat_map(Event::entries).filter_map(|entry| instant(entry.get("timestamp")?.as_str()?));
        times.min()
    };
    let answered = || turn.and_then(|turn| instant(&turn.agent_response_datetime));
    let origin = spoken.or_else(began).or_else(called).or_else(written).or_else(answered)?;
    Some(written().map_or(origin, |written| origin.min(written)))
}

fn metrics(canvas: &mut Canvas, conversation: &Conversation) {
    if conversation.metrics.is_empty() {
        return;
    }
    canvas.blank();
    canvas.line(WORDS_COLUMN, |flow| {
        flow.put(Style::Strong, "Metrics").column(WORDS_COLUMN);
        for (name, values) in &conversation.metrics {
            let values = values.as_array().into_iter().flatten();
            let values: Vec<String> = values.map(|one| value::plain(one.get("value").unwrap_or(one))).collect();
            flow.piece(2, &[(Style::Quiet, name), (Style::Plain, " "), (Style::Plain, &values.join(", "))]);
        }
    });
}
