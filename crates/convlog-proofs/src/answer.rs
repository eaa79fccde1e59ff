//! What came back, and in what two answers differ.

use std::fmt::Write;

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

impl Answer {
    /// Returns the answer as text to be compared: sorted headers and the body, less what may differ.
    #[must_use]
    pub fn comparable(&self) -> String {
        let mut headers: Vec<String> = self.head.lines().map(str::to_ascii_lowercase).collect();
        let id = headers.iter().find_map(|line| line.strip_prefix(VARIES[1])).unwrap_or_default().trim().to_owned();
        headers.retain(|line| !VARIES.iter().any(|name| line.starts_with(name)));
        headers.sort();
        let mut text = format!("{}\n{}\n\n", self.status, headers.join("\n"));
        let body = String::from_utf8_lossy(&self.body);
        let body = if id.is_empty() { body.into_owned() } else { body.replace(&id, "(id)") };
        let _ = text.write_str(&body);
        text
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
        let value: serde_json::Value = serde_json::from_slice(&self.body).ok()?;
        match value.get(name)? {
            serde_json::Value::String(text) => Some(text.clone()),
            serde_json::Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }
}

/// Says where two answers begin to differ, with a little of what stands around.
#[must_use]
pub fn difference(one: &Answer, other: &Answer) -> Option<String> {
    let (one, other) = (one.comparable(), other.comparable());
    if one == other {
        return None;
    }
    let at = one.bytes().zip(other.bytes()).take_while(|(left, right)| left == right).count();
    let part = |text: &str| {
        let begin = (0..=at.saturating_sub(60).min(text.len())).rev().find(|at| text.is_char_boundary(*at));
        let rest = &text[begin.unwrap_or_default()..];
        let end = (0..=rest.len().min(160)).rev().find(|at| rest.is_char_boundary(*at));
        rest[..end.unwrap_or_default()].replace('\n', "\\n")
    };
    Some(format!("one:   …{}…\nother: …{}…", part(&one), part(&other)))
}
