//! A growing piece of JSON text: commas, escapes and numbers, nothing about records.
//!
//! Commas are placed by looking at the last byte written, which is enough because a finished value never ends in `{`,
//! `[`, `:` or `,`.

/// A reusable buffer of JSON text, written left to right.
#[derive(Clone, Debug, Default)]
pub struct Json {
    pub(super) bytes: Vec<u8>,
}

/// A place in a [`Json`] to return to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark(pub(super) usize);

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
        self.bytes.extend_from_slice(if value { b"true" } else { b"false" });
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

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Whether any of eight bytes is a control character, a quotation mark or a backslash.
///
/// The classic test for a byte below n in a word; a byte of 0x80 and more never counts. It may only err towards `true`
/// for a byte after a real hit, which the slow path then copies as it is.
#[inline]
const fn needs_escape(word: u64) -> bool {
    let quote = word ^ (LOW * b'"' as u64);
    let backslash = word ^ (LOW * b'\\' as u64);
    let control = word.wrapping_sub(LOW * 0x20) & !word;
    let quote = quote.wrapping_sub(LOW) & !quote;
    let backslash = backslash.wrapping_sub(LOW) & !backslash;
    (control | quote | backslash) & HIGH != 0
}

/// Appends `text` as a JSON string.
#[inline]
fn escape(out: &mut Vec<u8>, text: &str) {
    // Room for the quotes and for what usually follows, so that the next small write finds it.
    out.reserve(text.len() + 16);
    out.push(b'"');
    escape_content(out, text);
    out.push(b'"');
}

#[inline]
fn escape_content(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    if is_plain(bytes) {
        append(out, bytes);
    } else {
        escape_bytes(out, bytes);
    }
}

/// Whether no byte of a text has to be escaped.
///
/// A text that is no multiple of eight bytes long has its last word read so that it overlaps the one before.
#[inline]
fn is_plain(bytes: &[u8]) -> bool {
    let word = |chunk: &[u8; 8]| u64::from_le_bytes(*chunk);
    if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        let mut rest = &bytes[8..];
        let mut escapes = needs_escape(word(first)) || needs_escape(word(last));
        while let Some((chunk, after)) = rest.split_first_chunk::<8>() {
            escapes |= needs_escape(word(chunk));
            rest = after;
        }
        !escapes
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        !needs_escape(u64::from(first) | u64::from(last) << 32)
    } else {
        bytes.iter().all(|byte| ESCAPES[usize::from(*byte)] == 0)
    }
}

/// Appends a few bytes without calling out for so little, and many as usual.
#[inline]
fn append(out: &mut Vec<u8>, bytes: &[u8]) {
    let len = bytes.len();
    out.reserve(len);
    // SAFETY: the room was reserved; `bytes` is borrowed apart from `out`, so the two do not overlap.
    unsafe {
        copy(bytes, out.as_mut_ptr().add(out.len()));
        out.set_len(out.len() + len);
    }
}

/// Appends a text that needs no escapes, with its quotes and what stands around them, in one go.
#[inline]
fn append_quoted(out: &mut Vec<u8>, separator: bool, bytes: &[u8], colon: bool) {
    let len = bytes.len();
    // Room for what usually follows too, so that the next small write finds it.
    out.reserve(len + 32);
    // SAFETY: at most four bytes more than `bytes` are written, all within what was reserved.
    unsafe {
        let start = out.as_mut_ptr().add(out.len());
        let mut at = start;
        if separator {
            at.write(b',');
            at = at.add(1);
        }
        at.write(b'"');
        copy(bytes, at.add(1));
        at = at.add(len + 1);
        at.write(b'"');
        at = at.add(1);
        if colon {
            at.write(b':');
            at = at.add(1);
        }
        let written = at.offset_from_unsigned(start);
        out.set_len(out.len() + written);
    }
}

/// Copies bytes; up to sixteen of them as two words that may overlap.
///
/// # Safety
///
/// There is room for them at `to`, which does not overlap them.
#[inline]
unsafe fn copy(bytes: &[u8], to: *mut u8) {
    // SAFETY: the caller vouches for the room; every chunk lies inside `bytes`.
    unsafe {
        if bytes.len() > 16 {
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), to, bytes.len());
        } else if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
            to.cast::<[u8; 8]>().write_unaligned(*first);
            to.add(bytes.len() - 8).cast::<[u8; 8]>().write_unaligned(*last);
        } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
            to.cast::<[u8; 4]>().write_unaligned(*first);
            to.add(bytes.len() - 4).cast::<[u8; 4]>().write_unaligned(*last);
        } else {
            for (index, byte) in bytes.iter().enumerate() {
                to.add(index).write(*byte);
            }
        }
    }
}

/// Appends a float that has at most three decimals and is not huge; returns `false` for any other.
///
/// A decimal of at most 15 digits that reads back as the float is the shortest one that does, so nothing needs to be
/// searched for.
#[inline]
fn short_float(out: &mut Vec<u8>, value: f64) -> bool {
    // Rounded by hand, because `round` is a call on machines without the instruction; the cast saturates.
    let thousandths = (value * 1000.0 + 0.5_f64.copysign(value)) as i64;
    if thousandths == 0 || thousandths.unsigned_abs() >= 1_000_000_000_000_000 || thousandths as f64 / 1000.0 != value {
        return false;
    }
    if thousandths < 0 {
        out.push(b'-');
    }
    let (whole, rest) = (thousandths.unsigned_abs() / 1000, thousandths.unsigned_abs() % 1000);
    append(out, itoa::Buffer::new().format(whole).as_bytes());
    let digits = [b'.', b'0' + (rest / 100) as u8, b'0' + (rest / 10 % 10) as u8, b'0' + (rest % 10) as u8];
    let len = if rest % 100 == 0 {
        2
    } else if rest % 10 == 0 {
        3
    } else {
        4
    };
    out.extend_from_slice(&digits[..len]);
    true
}

#[cold]
fn escape_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    for &byte in bytes {
        match ESCAPES[usize::from(byte)] {
            0 => out.push(byte),
            b'u' => out.extend_from_slice(&[
                b'\\',
                b'u',
                b'0',
                b'0',
                HEX[usize::from(byte >> 4)],
                HEX[usize::from(byte & 15)],
            ]),
            letter => out.extend_from_slice(&[b'\\', letter]),
        }
    }
}

/// For each byte 0 (copied as it is), `u` (written as `\u00XX`) or the letter of its short escape.
static ESCAPES: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = b'u';
        byte += 1;
    }
    table[0x08] = b'b';
    table[0x09] = b't';
    table[0x0a] = b'n';
    table[0x0c] = b'f';
    table[0x0d] = b'r';
    table[b'"' as usize] = b'"';
    table[b'\\' as usize] = b'\\';
    table
};

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
