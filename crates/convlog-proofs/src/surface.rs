//! Every operation of the service, taken from its own description, so that a new one is asked from the day it is there.

use serde_json::Value;

use crate::question::{Question, escaped};
use crate::random::Random;
use crate::world::{ACCOUNT, CONVERSATIONS, FUNCTIONS};

/// One operation as the description has it.
#[derive(Clone, Debug)]
pub struct Operation {
    /// `get`, `put`, …
    pub method: String,
    /// Its path, with names in braces.
    pub path: String,
    /// The names of its parameters in the query string, each with the values that it is said to take.
    parameters: Vec<(String, Vec<String>)>,
}

/// What is asked for by name in paths and query strings.
#[derive(Clone, Debug)]
pub struct Known<'a> {
    /// The project that is meant.
    pub project: &'a str,
    /// Words that may stand in personal values.
    pub secrets: &'a [String],
}

/// Lists every operation.
#[must_use]
pub fn operations() -> Vec<Operation> {
    let document: Value = serde_json::from_str(&convlog_server::openapi_json()).unwrap_or_default();
    let mut operations = Vec::new();
    for (path, methods) in document["paths"].as_object().into_iter().flatten() {
        for (method, described) in methods.as_object().into_iter().flatten() {
            let parameters = described["parameters"].as_array().into_iter().flatten();
            let in_query = parameters.filter(|parameter| parameter["in"] == "query");
            let parameters = in_query.filter_map(|it| Some((it["name"].as_str()?.to_owned(), values(&it["schema"]))));
            operations.push(Operation { method: method.clone(), path: path.clone(), parameters: parameters.collect() });
        }
    }
    operations
}

/// Returns the values that a schema lists, wherever it does.
fn values(schema: &Value) -> Vec<String> {
    match schema {
        Value::Object(members) => match members.get("enum").and_then(Value::as_array) {
            Some(values) => values.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            None => members.values().flat_map(values).collect(),
        },
        Value::Array(items) => items.iter().flat_map(values).collect(),
        _ => Vec::new(),
    }
}

impl Operation {
    /// Says whether asking changes nothing.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.method == "get"
    }

    /// Asks, with parameters drawn at random: mostly good ones.
    pub fn question(&self, random: &mut Random, known: &Known<'_>) -> Question {
        let mut path = String::new();
        for segment in self.path.split('/').skip(1) {
            path.push('/');
            match segment.strip_prefix('{').and_then(|segment| segment.strip_suffix('}')) {
                Some(name) => path.push_str(&escaped(&segment_value(name, random, known))),
                None => path.push_str(segment),
            }
        }
        let mut sign = '?';
        for (name, values) in &self.parameters {
            let percent = match name.as_str() {
                "format" | "conversation" => 90,
                "text" => 35,
                _ => 15,
            };
            if !random.chance(percent) {
                continue;
            }
            for _ in 0..1 + usize::from(random.chance(10)) {
                path.push_str(&format!("{sign}{name}={}", escaped(&parameter_value(name, values, random, known))));
                sign = '&';
            }
        }
        if random.chance(3) {
            path.push_str(&format!("{sign}sort=pii&{}=1", known.secrets.first().map_or("x", String::as_str)));
        }
        let method = self.method.to_ascii_uppercase().parse().unwrap_or_default();
        Question { method, ..Question::get(path) }
    }
}

fn segment_value(name: &str, random: &mut Random, known: &Known<'_>) -> String {
    match name {
        "account_id" if random.chance(95) => ACCOUNT.to_owned(),
        "project_id" if random.chance(95) => known.project.to_owned(),
        "conversation_id" if random.chance(97) => (*random.pick(&CONVERSATIONS)).to_owned(),
        "name" => (*random.pick(&FUNCTIONS)).to_owned(),
        _ => any_text(random, known),
    }
}

fn parameter_value(name: &str, values: &[String], random: &mut Random, known: &Known<'_>) -> String {
    if random.chance(4) {
        return any_text(random, known);
    }
    if !values.is_empty() {
        return values[random.below(values.len())].clone();
    }
    let text = match name {
        "limit" => random.pick(&["1", "1", "2", "3", "50", "0"]),
        "offset" => random.pick(&["0", "1", "2", "5"]),
        "environment" | "client_env" => random.pick(&["live", "draft", "sandbox"]),
        "channel" => random.pick(&["VOICE-SIP", "WEBCHAT"]),
        "variant" | "variant_id" | "variant_name" => random.pick(&["v1", "v2"]),
        "function" => random.pick(&FUNCTIONS),
        "conversation" => random.pick(&CONVERSATIONS),
        name if name.starts_with("duration") => random.pick(&["1", "5000", "60000"]),
        name if name.contains("time") || name.contains("start") || name.contains("before") => random.pick(&[
            "2026-06-03T13:18:30Z",
            "2026-06-03T13:19:00Z",
            "2026-06-03T12:00:00Z",
            "2026-06-03T16:00:00Z",
        ]),
        "text" => return any_text(random, known),
        _ => random.pick(&["true", "false"]),
    };
    text.to_owned()
}

/// Returns a text that somebody might look for: of a personal value, of an open one, of what stands in its place.
fn any_text(random: &mut Random, known: &Known<'_>) -> String {
    match random.below(5) {
        0..2 if !known.secrets.is_empty() => {
            let secret = &known.secrets[random.below(known.secrets.len())];
            secret[..3 + random.below(secret.len() - 2)].to_owned()
        }
        2 => (*random.pick(&["quota", "open", "redacted", "e", "STRA\u{df}E", "zq", "hidden"])).to_owned(),
        3 => "n\u{f6}where'; --".to_owned(),
        _ => random.below(100).to_string(),
    }
}
