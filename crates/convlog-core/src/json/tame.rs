//! Text that is nearly JSON, made JSON: what programs write that is none, replaced value by value.
//!
//! Only a line that cannot be read as it is comes here, so it is one careful pass and not a quick one.

use crate::cut::TOO_DEEP;

/// What lies deeper than this is replaced. Readers of JSON give up at 128 levels; values are cut at far fewer
/// ([`DEPTH_MAX`](crate::limits::DEPTH_MAX)), so whatever is replaced here would be cut anyway.
const LEVELS_MAX: usize = 100;

/// Names of numbers that JSON does not have, as JavaScript and Python write them. They become text, as the SDK writes them.
const NO_NUMBERS: [&str; 3] = ["NaN", "Infinity", "-Infinity"];

/// A text that was made JSON.
#[derive(Debug)]
pub(crate) struct Tamed {
    pub(crate) json: String,
    /// Where in it something was replaced, in ascending order.
    pub(crate) places: Vec<usize>,
}

/// Replaces halves of surrogate pairs, control characters within texts, numbers that JSON does not have, and what is
/// nested deeper than any reader follows; `None` where there is nothing of the kind.
pub(crate) fn tame(text: &str) -> Option<Tamed> {
    let mut tamer = Tamer { text, at: 0, copied: 0, depth: 0, out: String::new(), places: Vec::new() };
    if text.starts_with('\u{feff}') {
        tamer.replace('\u{feff}'.len_utf8(), "");
    }
    while let Some(&byte) = text.as_bytes().get(tamer.at) {
        match byte {
            b'"' => tamer.string(),
            b'{' | b'[' if tamer.depth == LEVELS_MAX => {
                tamer.replace(container_len(&text[tamer.at..]), &quoted(TOO_DEEP))
            }
            b'{' | b'[' => tamer.go(1),
            b'}' | b']' => tamer.go(-1),
            b'N' | b'I' | b'-' => tamer.word(),
            _ => tamer.at += 1,
        }
    }
    (!tamer.places.is_empty()).then(|| {
        tamer.out.push_str(&text[tamer.copied..]);
        Tamed { json: tamer.out, places: tamer.places }
    })
}

struct Tamer<'a> {
    text: &'a str,
    at: usize,
    /// Up to where the text is in `out`.
    copied: usize,
    depth: usize,
    out: String,
    places: Vec<usize>,
}

impl Tamer<'_> {
    fn go(&mut self, levels: isize) {
        self.depth = self.depth.saturating_add_signed(levels);
        self.at += 1;
    }

    /// Puts something in place of the next bytes.
    fn replace(&mut self, len: usize, by: &str) {
        self.out.push_str(&self.text[self.copied..self.at]);
        self.places.push(self.out.len());
        self.out.push_str(by);
        self.at += len;
        self.copied = self.at;
    }

    fn word(&mut self) {
        let rest = &self.text[self.at..];
        match NO_NUMBERS.iter().find(|word| rest.starts_with(**word)) {
            Some(word) => self.replace(word.len(), &quoted(word)),
            None => self.at += 1,
        }
    }

    /// Passes over a text with both of its quotes.
    fn string(&mut self) {
        self.at += 1;
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            match byte {
                b'"' => return self.at += 1,
                b'\\' => self.escape(),
                0..0x20 => self.replace(1, &format!("\\u{byte:04x}")),
                _ => self.at += 1,
            }
        }
    }

    fn escape(&mut self) {
        let rest = &self.text[self.at..];
        match surrogate(rest) {
            Some(0xd800..0xdc00) if matches!(rest.get(6..).and_then(surrogate), Some(0xdc00..0xe000)) => self.at += 12,
            Some(0xd800..0xe000) => self.replace(6, "\\ufffd"),
            // The letter behind it, whatever it is: it may be a quote, and is one byte where it means anything.
            _ => self.at += 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
        }
    }
}

/// Reads an escape of four hex digits.
fn surrogate(text: &str) -> Option<u32> {
    u32::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok()
}

/// Returns how long the object or array is that a text begins with.
fn container_len(text: &str) -> usize {
    let (mut depth, mut in_string, mut is_escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_string => is_escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    text.len()
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn leaves_json_alone() {
        for text in [r#"{"a":[1,-2.5e3,null,true,"x\n\u00e9 \ud83d\ude00 NaN \" ]["]}"#, "", "[]", "{", "\"\\"] {
            assert!(tame(text).is_none(), "{text}");
        }
    }

    #[test]
    fn replaces_what_programs_write_that_is_none() {
        for (text, expected) in [
            (
                r#"{"a":NaN,"b":[-Infinity,Infinity],"c":-1}"#,
                json!({"a": "NaN", "b": ["-Infinity", "Infinity"], "c": -1}),
            ),
            (r#"{"a":"x\ud800y","\udc00":1}"#, json!({"a": "x\u{fffd}y", "\u{fffd}": 1})),
            (r#"{"a":"\ud800\ud83d\ude00\ud800"}"#, json!({"a": "\u{fffd}\u{1f600}\u{fffd}"})),
            ("{\"a\":\"tab\there\u{1}\"}", json!({"a": "tab\there\u{1}"})),
            ("\u{feff}{\"a\":1}", json!({"a": 1})),
        ] {
            let Tamed { json, places } = tame(text).unwrap();
            assert_eq!(serde_json::from_str::<Value>(&json).unwrap(), expected);
            assert!(!places.is_empty() && places.is_sorted());
        }
    }

    #[test]
    fn replaces_what_lies_deeper_than_any_reader_goes() {
        for levels in [LEVELS_MAX + 1, 500, 100_000] {
            let text = format!("{}\"]}}\"{}", "[".repeat(levels), "]".repeat(levels));
            let Tamed { json, places } = tame(&text).unwrap();
            assert!(json.contains(TOO_DEEP) && places.len() == 1);
            assert!(serde_json::from_str::<Value>(&json).is_ok());
        }
        assert!(tame(&format!("{}1{}", "[".repeat(LEVELS_MAX), "]".repeat(LEVELS_MAX))).is_none());
    }

    proptest! {
        #[test]
        fn whatever_the_text_it_ends_and_leaves_json_as_it_was(text in "[\\[\\]{}\":,\\\\uNaIinfty0-9dD \\x01é-]{0,60}") {
            let tamed = tame(&text);
            if serde_json::from_str::<Value>(&text).is_ok() {
                prop_assert!(tamed.is_none(), "{}", text);
            }
        }
    }
}
