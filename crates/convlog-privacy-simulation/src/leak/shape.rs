//! Lets a little of what is hidden into an answer, in the shape of a leak.

use axum::http::StatusCode;
use serde_json::Value;

use super::Kind;
use super::kind::{is_of, is_of_lines};
use super::pii_reader::Hidden;
use crate::description::{Answered, resolved};

/// An answer, taken apart.
pub(super) struct Parts<'a> {
    pub(super) status: &'a mut StatusCode,
    pub(super) media: &'a str,
    /// What the resource is said to answer.
    pub(super) answers: &'a [Answered],
    pub(super) body: &'a mut Vec<u8>,
}

impl Parts<'_> {
    /// Lets out what a leak of this kind does. An answer into which that does not fit stays as it is.
    pub(super) fn leak(&mut self, kind: Kind, hidden: &Hidden) {
        match kind {
            Kind::Existence if hidden.rows > 0 => *self.status = other(*self.status),
            Kind::Existence => {}
            Kind::Value => self.tell(hidden.word.as_deref().unwrap_or_default()),
            Kind::Count => {
                let described: Vec<&Answered> =
                    self.answers.iter().filter(|it| self.media.starts_with(&it.media)).collect();
                self.in_json(&mut |value| described.iter().for_each(|it| add(&it.schema, value, hidden.rows)));
            }
            Kind::Order => self.in_list(&mut |items| {
                let by = hidden.rows % items.len().max(1);
                items.rotate_left(by);
            }),
            Kind::Bound => self.in_list(&mut |items| items.truncate(items.len().saturating_sub(hidden.rows))),
        }
    }

    fn tell(&mut self, word: &str) {
        match serde_json::from_slice::<Value>(self.body) {
            Ok(mut value) if self.media.starts_with("application/json") && value.is_object() => {
                put(&mut value, word);
                *self.body = value.to_string().into_bytes();
            }
            _ => self.body.extend_from_slice(word.as_bytes()),
        }
    }

    /// Changes each JSON value of the body.
    fn in_json(&mut self, change: &mut dyn FnMut(&mut Value)) {
        if self.media.starts_with("application/json") || is_of_lines(self.media) {
            let text = String::from_utf8_lossy(self.body).into_owned();
            let changed = |line: &str| match serde_json::from_str::<Value>(line) {
                Ok(mut value) => {
                    change(&mut value);
                    format!("{value}\n")
                }
                Err(_) => line.to_owned(),
            };
            *self.body = text.split_inclusive('\n').map(changed).collect::<String>().into_bytes();
        }
    }

    fn in_list(&mut self, change: &mut dyn FnMut(&mut Vec<Value>)) {
        if !is_of_lines(self.media) {
            return self.in_json(&mut |value| {
                first_list(value, change);
            });
        }
        let text = String::from_utf8_lossy(self.body).into_owned();
        let mut lines: Vec<Value> = text.lines().map(Value::from).collect();
        change(&mut lines);
        let lines = lines.iter().filter_map(Value::as_str).map(|line| format!("{line}\n"));
        *self.body = lines.collect::<String>().into_bytes();
    }
}

/// Returns a status that says something else.
fn other(status: StatusCode) -> StatusCode {
    match status {
        StatusCode::NOT_FOUND => StatusCode::FORBIDDEN,
        status if status.is_success() => StatusCode::PARTIAL_CONTENT,
        _ => StatusCode::NOT_FOUND,
    }
}

/// Puts a text in place of the first one; says whether there was one.
fn put(value: &mut Value, word: &str) -> bool {
    match value {
        Value::String(text) => {
            word.clone_into(text);
            true
        }
        Value::Array(items) => items.iter_mut().any(|item| put(item, word)),
        Value::Object(members) => members.values_mut().any(|member| put(member, word)),
        _ => false,
    }
}

/// Adds to every number that is described, also where there is none now.
fn add(schema: &Value, value: &mut Value, count: usize) {
    let schema = resolved(schema);
    if is_of(schema, "integer") || is_of(schema, "number") {
        match value {
            Value::Null => *value = Value::from(count),
            Value::Number(number) => *value = Value::from(number.as_f64().unwrap_or_default() + count as f64),
            _ => {}
        }
    }
    for inner in ["oneOf", "anyOf", "allOf"].iter().flat_map(|of| schema[*of].as_array().into_iter().flatten()) {
        add(inner, value, count);
    }
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| add(&schema["items"], item, count)),
        Value::Object(members) => {
            for (name, member) in members {
                let described = schema["properties"].get(name).unwrap_or(&schema["additionalProperties"]);
                add(described, member, count);
            }
        }
        _ => {}
    }
}

/// Changes the first list with something in it; says whether there was one.
fn first_list(value: &mut Value, change: &mut dyn FnMut(&mut Vec<Value>)) -> bool {
    match value {
        Value::Array(items) if !items.is_empty() => {
            change(items);
            true
        }
        Value::Object(members) => members.values_mut().any(|member| first_list(member, change)),
        _ => false,
    }
}

/// Returns what a reader with `pii` is given as far as everybody who reads knows it: what is left is the same whatever is hidden.
pub(super) fn veiled(body: &[u8], open: &str) -> Vec<u8> {
    let mut value: Value = serde_json::from_slice(body).unwrap_or_default();
    veil(&mut value, open);
    value.to_string().into_bytes()
}

fn veil(value: &mut Value, open: &str) {
    match value {
        Value::String(text) if !open.contains(text.as_str()) => text.clear(),
        Value::Number(_) => *value = Value::from(0),
        Value::Bool(_) => *value = Value::from(false),
        Value::Array(items) => {
            items.iter_mut().for_each(|item| veil(item, open));
            items.retain(|item| item["id"].as_str().is_none_or(|id| !id.is_empty()));
        }
        Value::Object(members) => members.values_mut().for_each(|member| veil(member, open)),
        _ => {}
    }
}
