//! What may be sent: for everything that an operation takes, where its values come from. Whatever it is, now and then it
//! is a text made of what is hidden in one of the worlds.

use convlog_core::{Identity, ProducerId};
use serde_json::Value;

use crate::description::{Body, Input, Operation, ParameterLocation};
use crate::question::{Question, escaped};
use crate::random::Random;
use crate::world::{ACCOUNT, BEGINNING, CONVERSATIONS, EVENTS, FUNCTIONS, TURNS};

mod lines;
mod queries;
mod words;

pub use lines::Sender;
pub use words::{Words, spelled};

/// Names that requests are sent under, by those whose records are hidden too.
pub const REQUESTS: [&str; 4] = ["request-1", "request-2", "call-1", "call-2"];
/// Stands in a path for the name of the receipt that the service asked has given last.
pub const RECEIPT: &str = "the-last-receipt";

/// Where the values of an input come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// One of those that the description lists.
    Listed,
    /// One of these.
    OneOf(&'static [&'static str]),
    /// The tenant of the worlds.
    Account,
    /// The project of the world.
    Project,
    /// A key of somebody who reads.
    Key,
    /// The id of an entry that may be there, or hidden, or in one of the worlds alone.
    EntryId,
    /// The place of such an entry.
    EntryPlace,
    /// A place among the function events and spans of a conversation.
    NodePlace,
    /// A query over what is hidden and what is not.
    Query,
    /// Any text, most often one made of what is hidden.
    Text,
}

/// What is asked for by name.
#[derive(Clone, Copy, Debug)]
pub struct InputContext<'a> {
    /// The project that is meant.
    pub project: &'a str,
    /// A key of somebody who reads.
    pub key: &'a str,
    /// What is hidden.
    pub words: &'a Words,
}

const TIMES: &[&str] =
    &["2026-06-03T13:18:30Z", "2026-06-03T13:19:00Z", "2026-06-03T12:00:00Z", "2026-06-03T16:00:00Z"];
const FLAGS: &[&str] = &["true", "false"];

/// Returns where the values of an input come from; nothing where nobody has said so yet, which a test then tells.
#[must_use]
pub fn source(input: &Input) -> Option<Source> {
    if !input.values.is_empty() {
        return Some(Source::Listed);
    }
    Some(match (input.place, input.name.as_str()) {
        (ParameterLocation::Query, "after" | "before") if input.pattern.starts_with("^1-") => Source::EntryPlace,
        (ParameterLocation::Query, "cursor") if input.pattern == "^1-[0-9a-f]{48}$" => Source::EntryPlace,
        (ParameterLocation::Query, "cursor") if input.pattern.starts_with("^1-[0-9a-f]{8}0") => Source::NodePlace,
        (ParameterLocation::Query, "around") => Source::EntryId,
        (ParameterLocation::Body, "entry") => Source::EntryId,
        (ParameterLocation::Body, "path") => Source::OneOf(&["/content", "/user_input", "/arguments", "/x"]),
        (ParameterLocation::Path, "rule_id") => Source::OneOf(&["1", "2", "0"]),
        (ParameterLocation::Body, "text") => {
            Source::OneOf(&["call 07700 900123 or write to ada@example.org", "met Ada Lovelace at 0113 496 0476"])
        }
        (ParameterLocation::Body, "function") => Source::OneOf(&FUNCTIONS),
        (ParameterLocation::Body, "name") => Source::OneOf(&["agent_name", "phone"]),
        (ParameterLocation::Path, "mark_id") => Source::OneOf(&["00000000000000000000000000000000", "mark"]),
        (ParameterLocation::Query | ParameterLocation::Body, "turn") => Source::OneOf(&TURNS),
        (ParameterLocation::Query | ParameterLocation::Body, "event" | "span") => Source::OneOf(&EVENTS),
        (ParameterLocation::Query, "from") => Source::OneOf(&["0", "1", "2", "3"]),
        (ParameterLocation::Path, "account_id") => Source::Account,
        (ParameterLocation::Path, "project_id") => Source::Project,
        (ParameterLocation::Path, "erasure_id") => Source::OneOf(&[RECEIPT, "erasure_0"]),
        (_, "conversation_id" | "conversation") => Source::OneOf(&CONVERSATIONS),
        (ParameterLocation::Path, "name") | (ParameterLocation::Query, "function") => Source::OneOf(&FUNCTIONS),
        (ParameterLocation::Query, "text" | "contact" | "cursor") | (ParameterLocation::Body, "note" | "value") => {
            Source::Text
        }
        (ParameterLocation::Query, "query") => Source::Query,
        (ParameterLocation::Query, "time_zone") => Source::OneOf(&["UTC", "Europe/London", "Asia/Tokyo"]),
        (ParameterLocation::Query, "contact_last4") => Source::OneOf(&["0001", "0123"]),
        (ParameterLocation::Query, "key") => Source::OneOf(&["key_1", "key_2", "key_3"]),
        (ParameterLocation::Query, "environment" | "client_env") => Source::OneOf(&["live", "draft", "sandbox"]),
        (ParameterLocation::Query, "channel") => Source::OneOf(&["VOICE-SIP", "WEBCHAT"]),
        (ParameterLocation::Query, "variant" | "variant_id" | "variant_name") => Source::OneOf(&["v1", "v2"]),
        (ParameterLocation::Query, "limit") => Source::OneOf(&["1", "1", "2", "3", "50", "0"]),
        (ParameterLocation::Query, "offset") => Source::OneOf(&["0", "1", "2", "5"]),
        (ParameterLocation::Query, "duration_min_ms" | "duration_max_ms") => Source::OneOf(&["1", "5000", "60000"]),
        (
            ParameterLocation::Query,
            "started_from" | "started_before" | "start_time" | "end_time" | "before" | "since" | "until" | "at",
        ) => Source::OneOf(TIMES),
        (ParameterLocation::Header, "idempotency-key") => Source::OneOf(&REQUESTS),
        (ParameterLocation::Header, "last-event-id") => Source::Text,
        (ParameterLocation::Header, "content-encoding") => Source::OneOf(&["identity", "identity", "gzip"]),
        (ParameterLocation::Body, "key") => Source::Key,
        _ if input.types == ["boolean"] => Source::OneOf(FLAGS),
        _ => return None,
    })
}

/// Says how often of a hundred times an input that need not be there is.
fn percent(input: &Input) -> usize {
    match (input.place, input.name.as_str()) {
        (ParameterLocation::Path, _) => 100,
        (ParameterLocation::Query, "query") => 60,
        (ParameterLocation::Query, "format" | "conversation") | (ParameterLocation::Body, "note" | "key" | "text") => {
            90
        }
        (ParameterLocation::Query, "text")
        | (ParameterLocation::Header, "idempotency-key")
        | (ParameterLocation::Body, _) => 35,
        _ => 12,
    }
}

/// Returns a value of an input.
fn value(input: &Input, random: &mut Random, known: &InputContext<'_>) -> String {
    // What leads to a place has to be right mostly, or nothing is ever asked there.
    let strays = match (input.place, input.name.as_str()) {
        (ParameterLocation::Path, "conversation_id") => 8,
        (ParameterLocation::Path, _) => 4,
        _ => 10,
    };
    if random.chance(strays) {
        return known.words.text(random);
    }
    match source(input) {
        Some(Source::Listed) => input.values[random.below(input.values.len())].clone(),
        Some(Source::OneOf(values)) => (*random.pick(values)).to_owned(),
        Some(Source::Account) => ACCOUNT.to_owned(),
        Some(Source::Project) => known.project.to_owned(),
        Some(Source::Key) => known.key.to_owned(),
        Some(Source::EntryId) => entry_id(random),
        Some(Source::EntryPlace) => {
            let micros = BEGINNING + random.below(24) as i64 * 5_000_000;
            format!("1-{micros:016x}{}", entry_id(random))
        }
        Some(Source::NodePlace) => {
            let micros = BEGINNING + random.below(24) as i64 * 5_000_000;
            format!("1-{:08x}0{}{micros:016x}{}", random.below(4), random.below(3), "0".repeat(32))
        }
        Some(Source::Query) => queries::query(random, known),
        Some(Source::Text) | None => known.words.text(random),
    }
}

/// Returns the id of an entry as the worlds' producers number theirs.
fn entry_id(random: &mut Random) -> String {
    let producer = ProducerId::from_bytes((1 + random.below(4) as u128).to_be_bytes());
    Identity { producer, seq: 1 + random.below(12) as u64 }.public_id().to_string()
}

impl Operation {
    /// Asks, with whatever it takes drawn at random: mostly good values. Records are `sender`'s.
    pub fn question(&self, random: &mut Random, known: &InputContext<'_>, sender: &mut Sender) -> Question {
        let mut question = Question::get(self.filled(random, known));
        question.method = self.method.to_ascii_uppercase().parse().unwrap_or_default();
        let mut sign = '?';
        let mut members = Vec::new();
        for input in self.inputs.iter().filter(|input| input.place != ParameterLocation::Path) {
            if !random.chance(percent(input)) {
                continue;
            }
            let text = value(input, random, known);
            match input.place {
                ParameterLocation::Query => {
                    question.path.push_str(&format!("{sign}{}={}", input.name, escaped(&text)));
                    sign = '&';
                }
                // A header holds no line break.
                ParameterLocation::Header => {
                    question = question.with_header(&input.name, &text.replace(['\n', '\r'], " "))
                }
                _ => members.push(format!("{}:{}", Value::from(input.name.as_str()), json(input, text, random))),
            }
        }
        if random.chance(3) {
            question.path.push_str(&format!("{sign}sort=pii&{}=1", escaped(&known.words.text(random))));
        }
        question.body = match self.body {
            None => String::new(),
            Some(Body::Lines) => {
                let is_named = question.header("idempotency-key").is_some_and(|name| !name.trim().is_empty());
                sender.lines(random, known, is_named)
            }
            Some(Body::Object) => object(&members, random, known),
        };
        question
    }

    /// Returns the path with something for each name in it.
    fn filled(&self, random: &mut Random, known: &InputContext<'_>) -> String {
        let mut path = self.path.clone();
        for input in self.inputs.iter().filter(|input| input.place == ParameterLocation::Path) {
            let text = value(input, random, known);
            // A segment of nothing would be another path.
            let text = if text.is_empty() { "x".to_owned() } else { text };
            path = path.replace(&format!("{{{}}}", input.name), &escaped(&text));
        }
        path
    }
}

/// Writes a value as its type has it, or now and then as it has not.
fn json(input: &Input, text: String, random: &mut Random) -> String {
    let is_bare = input.types == ["boolean"] && FLAGS.contains(&text.as_str());
    match (random.below(40), is_bare) {
        (0, _) => format!("[{}]", Value::from(text)),
        (1, _) => "null".to_owned(),
        (_, true) => text,
        (_, false) => Value::from(text).to_string(),
    }
}

/// Writes a body, now and then one that is none.
fn object(members: &[String], random: &mut Random, known: &InputContext<'_>) -> String {
    match random.below(40) {
        0 => known.words.text(random),
        1 => format!(
            "[{}]",
            members.iter().map(|member| member.split_once(':').map_or("", |it| it.1)).collect::<Vec<_>>().join(",")
        ),
        2 => String::new(),
        _ => format!("{{{}}}", members.join(",")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::description::operations;
    use crate::world::World;

    #[test]
    fn whatever_an_operation_takes_has_values() {
        for operation in operations() {
            for input in &operation.inputs {
                assert!(
                    source(input).is_some(),
                    "{}: nobody says what {} is made of",
                    operation.name(),
                    input.in_words()
                );
            }
        }
    }

    #[test]
    fn whatever_an_operation_takes_is_made_of_what_is_hidden_too() {
        let words = World::of(1).words;
        let known = InputContext { project: "front-desk", key: "convlog_x", words: &words };
        for operation in operations() {
            for input in &operation.inputs {
                let mut random = Random::new(7);
                let hidden = (0..600).filter(|_| words.is_of_hidden(&value(input, &mut random, &known))).count();
                assert!((5..600).contains(&hidden), "{} {}: {hidden}", operation.name(), input.in_words());
            }
        }
    }
}
