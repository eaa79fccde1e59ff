//! Queries: a few conditions, about whatever can be asked for, with what is hidden among their values.

use convlog_core::query::NAMES;

use super::{InputContext, TIMES};
use crate::random::Random;
use crate::world::{CONVERSATIONS, EVENTS, FUNCTIONS, TURNS};

/// Names that are no short names: of entries' own keys, and of fields by their kind of record.
const OTHER_NAMES: [&str; 10] = [
    "status",
    "x",
    "who",
    "arguments.id",
    "turn.user_input_dtmf",
    "conversation.from_number",
    "conversation.state.x",
    "event.error.message",
    "span.request_body",
    "record.text",
];

/// Values of fields that take a few words.
const WORDS: [&str; 22] = [
    "error",
    "warning",
    "info",
    "ok",
    "raised",
    "logged_error",
    "api_failed",
    "unfinished",
    "cancelled",
    "live",
    "ended",
    "true",
    "false",
    "entry",
    "turn",
    "function_event",
    "errors",
    "warnings",
    "note",
    "409",
    "503",
    "[redacted]",
];

/// Returns a query.
pub(super) fn query(random: &mut Random, known: &InputContext<'_>) -> String {
    let mut text = String::new();
    for at in 0..1 + random.below(3) {
        if at > 0 {
            text.push_str(random.pick(&[" ", " ", " OR ", " AND "]));
        }
        if random.chance(15) {
            text.push_str(random.pick(&["-", "NOT "]));
        }
        text.push_str(&condition(random, known));
    }
    text
}

fn condition(random: &mut Random, known: &InputContext<'_>) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    if random.chance(30) {
        let words = known.words.text(random);
        return if random.chance(20) { format!("{}*", words.trim()) } else { quoted(&words) };
    }
    let name = if random.chance(70) {
        let names = NAMES[random.below(NAMES.len())].names;
        names[random.below(names.len())]
    } else {
        random.pick(&OTHER_NAMES)
    };
    let value = match random.below(8) {
        0 => "*".to_owned(),
        1 => random.pick(TIMES).to_owned(),
        2 => random.pick(&[CONVERSATIONS[0], EVENTS[0], TURNS[0], FUNCTIONS[0], FUNCTIONS[1]]).to_owned(),
        3 | 4 => quoted(&known.words.text(random)),
        5 => format!("~{}", quoted(&known.words.text(random))),
        _ => random.pick(&WORDS).to_owned(),
    };
    let sign = if random.chance(15) { random.pick(&[">", ">=", "<", "<="]) } else { "" };
    format!("{name}:{sign}{value}")
}
