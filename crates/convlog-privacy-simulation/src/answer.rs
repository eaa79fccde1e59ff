//! What came back, and in what two answers differ.

use std::fmt::Write;

use serde_json::Value;

/// A whole answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers as they came, one a line.
    pub head: String,
    /// The body; of a stream, what came first.
    pub body: Vec<u8>,
}

/// What of an answer is left out of the promise.
const VARIES: [&str; 2] = ["date:", "x-polyai-correlation-id:"];
/// What digits follow on that are drawn at random, or made with a key of the store's own, or measured: a session, the name
/// of a receipt, the hash of what somebody asked to be erased, how much of the disk is free.
const DRAWN: [&str; 4] = ["convlog_session=", "erasure_", "\"target_hash\":\"", "convlog_disk_free_bytes "];
/// Sizes, which only `admin` is told and the promise leaves out: how much there is to read for a rescan or an erasure, and
/// how much retention has removed. An object with the first name of a row has the others too.
const SIZES: [&[&str]; 3] = [
    &["rows_read", "rows_changed", "conversations", "conversations_done"],
    &["to_scan", "scanned"],
    &["personal_parts", "conversations"],
];

impl Answer {
    /// Returns the answer as text to be compared: sorted headers and the body, less what may differ.
    #[must_use]
    pub fn comparable(&self) -> String {
        let mut headers: Vec<String> = self.head.lines().map(str::to_ascii_lowercase).collect();
        let id = headers.iter().find_map(|line| line.strip_prefix(VARIES[1])).unwrap_or_default().trim().to_owned();
        headers.retain(|line| !VARIES.iter().any(|name| line.starts_with(name)));
        let mut body = String::from_utf8_lossy(&self.body).into_owned();
        if let Some(without) = without_sizes(&body) {
            headers.retain(|line| !line.starts_with("content-length:"));
            body = without;
        }
        headers.sort();
        let mut text = format!("{}\n{}\n\n", self.status, headers.join("\n"));
        let body = if id.is_empty() { body } else { body.replace(&id, "(id)") };
        let _ = text.write_str(&body);
        DRAWN.iter().fold(text, |text, before| without_digits(&text, before))
    }

    /// Returns everything that was sent, as bytes.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        [self.head.as_bytes(), b"\n\n", &self.body].concat()
    }

    /// Says whether a list has a row.
    #[must_use]
    pub fn finds_something(&self) -> bool {
        String::from_utf8_lossy(&self.body).contains(r#""conversations":[{"#)
    }

    /// Returns the first member of a JSON body with this name, if it is text or a number.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<String> {
        let value: Value = serde_json::from_slice(&self.body).ok()?;
        match value.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }
}

/// Returns a body without sizes, if it has any.
fn without_sizes(body: &str) -> Option<String> {
    let has = |names: &&[&str]| body.contains(&format!("\"{}\":", names[0]));
    if !SIZES.iter().any(has) {
        return None;
    }
    let mut value = serde_json::from_str(body).ok()?;
    blank(&mut value);
    Some(value.to_string())
}

fn blank(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(blank),
        Value::Object(members) => {
            for names in SIZES {
                if members.contains_key(names[0]) {
                    members.retain(|name, _| !names.contains(&name.as_str()));
                }
            }
            members.values_mut().for_each(blank);
        }
        _ => {}
    }
}

/// Returns a text without the hexadecimal digits that follow on another.
fn without_digits(text: &str, before: &str) -> String {
    let mut parts = text.split(before);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(before);
        out.push_str(part.trim_start_matches(|sign: char| sign.is_ascii_hexdigit()));
    }
    out
}

/// Says where two answers begin to differ, with a little of what stands around: the status, or else the body, or else the
/// headers.
#[must_use]
pub fn difference(one: &Answer, other: &Answer) -> Option<String> {
    let (one_text, other_text) = (one.comparable(), other.comparable());
    if one_text == other_text {
        return None;
    }
    let body = |text: &str| text.split_once("\n\n").map(|(_, body)| body.to_owned()).unwrap_or_default();
    let bodies = (body(&one_text), body(&other_text));
    // A header tells of nothing but how long a body is that differs.
    let (one, other) = if one.status != other.status || bodies.0 == bodies.1 { (one_text, other_text) } else { bodies };
    let at = one.bytes().zip(other.bytes()).take_while(|(left, right)| left == right).count();
    let part = |text: &str| {
        let begin = (0..=at.saturating_sub(60).min(text.len())).rev().find(|at| text.is_char_boundary(*at));
        let rest = &text[begin.unwrap_or_default()..];
        let end = (0..=rest.len().min(160)).rev().find(|at| rest.is_char_boundary(*at));
        rest[..end.unwrap_or_default()].replace('\n', "\\n")
    };
    Some(format!("one:   …{}…\nother: …{}…", part(&one), part(&other)))
}
