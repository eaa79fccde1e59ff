//! A growing piece of JSON text: commas, escapes and numbers, nothing about records.
//!
//! Commas are placed by looking at the last byte written, which is enough because a finished value never ends in `{`,
//! `[`, `:` or `,`.

mod text;

use text::{append, append_quoted, escape, escape_content, is_plain, short_float};

/// A reusable buffer of JSON text, written left to right.
#[derive(Clone, Debug, Default)]
pub struct Json {
    pub(super) bytes: Vec<u8>,
}

/// A place in a [`Json`] to return to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark(pub(super) usize);

impl Mark {
    /// Returns how many bytes had been written there.
    #[must_use]
    pub fn offset(self) -> usize {
        self.0
    }
}

impl Json {
    /// Makes an empty buffer.
    #[must_use]
    pub fn new() -> Json {
        Json::default()
    }

    /// Empties the buffer and keeps its memory.
    pub fn clear(&mut self) {
        self.bytes.clear();
    }

    /// Returns the text written so far.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns how many bytes were written so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether nothing was written yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Remembers this place, so that what follows can be taken back as a whole.
    #[must_use]
    pub fn mark(&self) -> Mark {
        Mark(self.bytes.len())
    }

    /// Takes back everything written since `mark`.
    pub fn rollback(&mut self, mark: Mark) {
        self.bytes.truncate(mark.0);
    }

    /// Writes the name of a member; its value must follow.
    #[inline]
    pub fn key(&mut self, name: &str) {
        let separator = self.needs_separator();
        if is_plain(name.as_bytes()) {
            return append_quoted(&mut self.bytes, separator, name.as_bytes(), true);
        }
        self.separate();
        escape(&mut self.bytes, name);
        self.bytes.push(b':');
    }

    /// Writes a text value.
    #[inline]
    pub fn string(&mut self, value: &str) {
        let separator = self.needs_separator();
        if is_plain(value.as_bytes()) {
            return append_quoted(&mut self.bytes, separator, value.as_bytes(), false);
        }
        self.separate();
        escape(&mut self.bytes, value);
    }

    /// Writes a text value of at most `bytes_max` bytes of UTF-8 and returns whether it had to be cut.
    ///
    /// The cut falls between characters.
    pub fn string_bounded(&mut self, value: &str, bytes_max: usize) -> bool {
        let cut = &value[..value.floor_char_boundary(bytes_max)];
        self.string(cut);
        cut.len() < value.len()
    }

    /// Writes a whole number.
    #[inline]
    pub fn int(&mut self, value: i64) {
        self.separate();
        // Counts and attempts are what is logged most.
        if let Ok(digit @ 0..=9) = u8::try_from(value) {
            return self.bytes.push(b'0' + digit);
        }
        append(&mut self.bytes, itoa::Buffer::new().format(value).as_bytes());
    }

    /// Writes a whole number that is not negative.
    #[inline]
    pub fn uint(&mut self, value: u64) {
        self.separate();
        append(&mut self.bytes, itoa::Buffer::new().format(value).as_bytes());
    }

    /// Writes a number in the shortest form that reads back as the same 64-bit float, always with a fraction or an
    /// exponent, so that it stays a float (`1.0`, `0.1`, `1e30`).
    ///
    /// JSON has no word for the others: they become the texts `"NaN"`, `"Infinity"` and `"-Infinity"`.
    #[inline]
    pub fn float(&mut self, value: f64) {
        self.separate();
        if short_float(&mut self.bytes, value) {
            return;
        }
        if value.is_finite() {
            self.bytes.extend_from_slice(ryu::Buffer::new().format_finite(value).as_bytes());
        } else if value.is_nan() {
            self.bytes.extend_from_slice(b"\"NaN\"");
        } else if value > 0.0 {
            self.bytes.extend_from_slice(b"\"Infinity\"");
        } else {
            self.bytes.extend_from_slice(b"\"-Infinity\"");
        }
    }

    /// Writes `true` or `false`.
    #[inline]
    pub fn bool(&mut self, value: bool) {
        self.separate();
        append(&mut self.bytes, if value { b"true" } else { b"false" });
    }

    /// Writes `null`.
    #[inline]
    pub fn null(&mut self) {
        self.separate();
        self.bytes.extend_from_slice(b"null");
    }

    /// Writes a value that is JSON already; the caller answers for its being exactly one valid value on one line.
    #[inline]
    pub fn raw(&mut self, value: &[u8]) {
        self.separate();
        self.bytes.extend_from_slice(value);
    }

    /// Writes members that are JSON already (`"a":1,"b":2`, without braces); nothing for no members.
    pub fn members(&mut self, members: &[u8]) {
        if !members.is_empty() {
            self.separate();
            self.bytes.extend_from_slice(members);
        }
    }

    /// Opens a mapping.
    #[inline]
    pub fn begin_object(&mut self) {
        self.separate();
        self.bytes.push(b'{');
    }

    /// Closes a mapping.
    #[inline]
    pub fn end_object(&mut self) {
        self.bytes.push(b'}');
    }

    /// Opens a list.
    #[inline]
    pub fn begin_array(&mut self) {
        self.separate();
        self.bytes.push(b'[');
    }

    /// Closes a list.
    #[inline]
    pub fn end_array(&mut self) {
        self.bytes.push(b']');
    }

    /// Writes a name and a text value.
    pub fn member_string(&mut self, name: &str, value: &str) {
        self.key(name);
        self.string(value);
    }

    /// Writes one text made of a prefix that needs no escapes and any text.
    pub(super) fn string_after(&mut self, prefix: &str, value: &str) {
        self.separate();
        self.bytes.push(b'"');
        self.bytes.extend_from_slice(prefix.as_bytes());
        escape_content(&mut self.bytes, value);
        self.bytes.push(b'"');
    }

    #[inline]
    fn separate(&mut self) {
        if self.needs_separator() {
            self.bytes.push(b',');
        }
    }

    #[inline]
    fn needs_separator(&self) -> bool {
        self.bytes.last().is_some_and(|last| !matches!(last, b'{' | b'[' | b':' | b','))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_text_survives(text in "\\PC{0,40}|[\\x00-\\x7f]{0,40}|.{0,40}") {
            let mut json = Json::new();
            json.string(&text);
            prop_assert_eq!(serde_json::from_slice::<String>(json.as_bytes()).unwrap(), text);
            prop_assert!(!json.as_bytes().contains(&b'\n'));
        }

        #[test]
        fn any_finite_float_survives(value in proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL | proptest::num::f64::ZERO) {
            let mut json = Json::new();
            json.float(value);
            let text = std::str::from_utf8(json.as_bytes()).unwrap();
            prop_assert_eq!(text.parse::<f64>().unwrap().to_bits(), value.to_bits());
            prop_assert!(serde_json::from_str::<serde_json::Number>(text).is_ok());
        }
    }

    proptest! {
        #[test]
        fn a_float_with_few_decimals_is_written_as_ryu_would(thousandths in -2_000_000_000_000_000_i64..2_000_000_000_000_000, digits in 0_i32..4) {
            let value = thousandths as f64 / 10_f64.powi(digits);
            let mut json = Json::new();
            json.float(value);
            let expected = ryu::Buffer::new().format_finite(value).to_owned();
            prop_assert_eq!(std::str::from_utf8(json.as_bytes()).unwrap(), expected);
        }
    }

    #[test]
    fn commas_fall_between_values_only() {
        let mut json = Json::new();
        json.begin_object();
        json.key("a");
        json.begin_array();
        json.int(1);
        json.begin_object();
        json.end_object();
        json.string(":");
        json.null();
        json.end_array();
        json.key("b");
        json.float(f64::NAN);
        json.members(b"\"c\":true,\"d\":2");
        json.end_object();
        assert_eq!(json.as_bytes(), br#"{"a":[1,{},":",null],"b":"NaN","c":true,"d":2}"#);
    }

    #[test]
    fn a_cut_falls_between_characters() {
        let mut json = Json::new();
        assert!(json.string_bounded("aéz", 2));
        assert_eq!(json.as_bytes(), br#""a""#);
    }
}
