//! One pass over an object, as nearly every sender writes it.
//!
//! Reading lines is most of what a server does, and they are read for little: where members begin and end. What is unusual
//! (escapes in names, deep nesting) or wrong is left to `serde_json`, which also says what is wrong with it.

use std::borrow::Cow;

use super::{List, Members, Raw};

/// Deeper values are left to `serde_json`, which needs no stack for them.
const DEPTH_MAX: usize = 32;
/// Most objects have fewer members.
const MEMBERS_USUAL: usize = 16;

/// Returns the members of an object, and those of the object that stands under one of its names; `None` where it takes
/// another to read it, or to say that it is none.
pub(super) fn members<'a>(text: &'a str, within: Option<&str>) -> Option<Members<'a>> {
    let mut scan = Scan { text, at: 0, has_escapes: false };
    scan.blanks();
    scan.take(b'{')?;
    let mut inner = None;
    let list = scan.list(|scan, name| {
        if Some(name) != within || scan.peek() != Some(b'{') {
            return scan.value(DEPTH_MAX);
        }
        scan.at += 1;
        inner = Some(scan.list(|scan, _| scan.value(DEPTH_MAX))?);
        Some(false)
    })?;
    scan.blanks();
    (scan.at == text.len()).then_some(Members { list, has_escapes: scan.has_escapes, inner })
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
    has_escapes: bool,
}

impl<'a> Scan<'a> {
    /// Reads the rest of an object, each value by a function that says whether it is a text without escapes.
    fn list(&mut self, mut value: impl FnMut(&mut Self, &str) -> Option<bool>) -> Option<List<'a>> {
        let mut list = Vec::with_capacity(MEMBERS_USUAL);
        self.blanks();
        if self.peek()? == b'}' {
            self.at += 1;
            return Some(list);
        }
        while {
            let name = self.name()?;
            let start = self.at;
            let is_plain = value(self, name)?;
            list.push((Cow::Borrowed(name), Raw { json: self.text.get(start..self.at)?, is_plain }));
            self.goes_on(b'}')?
        } {}
        Some(list)
    }

    /// Reads a name without escapes and what stands between it and its value.
    fn name(&mut self) -> Option<&'a str> {
        self.blanks();
        self.take(b'"')?;
        let start = self.at;
        let is_plain = self.string()?;
        let name = self.text.get(start..self.at - 1)?;
        self.blanks();
        self.take(b':')?;
        self.blanks();
        is_plain.then_some(name)
    }

    /// Passes over a value; says whether it is a text without escapes.
    fn value(&mut self, depth: usize) -> Option<bool> {
        match self.peek()? {
            b'"' => {
                self.at += 1;
                return self.string();
            }
            b'{' => self.nested(depth, b'}')?,
            b'[' => self.nested(depth, b']')?,
            b't' => self.word("true")?,
            b'f' => self.word("false")?,
            b'n' => self.word("null")?,
            _ => self.number()?,
        }
        Some(false)
    }

    fn nested(&mut self, depth: usize, end: u8) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        self.at += 1;
        self.blanks();
        if self.peek()? == end {
            self.at += 1;
            return Some(());
        }
        while {
            if end == b'}' {
                self.name()?;
            } else {
                self.blanks();
            }
            self.value(depth)?;
            self.goes_on(end)?
        } {}
        Some(())
    }

    /// Passes over a comma, or over the end of the object or array; says which it was.
    fn goes_on(&mut self, end: u8) -> Option<bool> {
        self.blanks();
        let next = self.peek()?;
        self.at += 1;
        (next == b',' || next == end).then_some(next == b',')
    }

    /// Passes over the rest of a string and its closing quote; says whether it holds no escape.
    fn string(&mut self) -> Option<bool> {
        let bytes = self.text.as_bytes();
        let mut is_plain = true;
        loop {
            while let Some(eight) = bytes.get(self.at..).and_then(|rest| rest.first_chunk::<8>()) {
                let stops = stops(u64::from_le_bytes(*eight));
                if stops != 0 {
                    self.at += stops.trailing_zeros() as usize / 8;
                    break;
                }
                self.at += 8;
            }
            match *bytes.get(self.at)? {
                b'"' => {
                    self.at += 1;
                    return Some(is_plain);
                }
                b'\\' => {
                    is_plain = false;
                    self.has_escapes = true;
                    self.escape()?;
                }
                0..0x20 => return None,
                _ => self.at += 1,
            }
        }
    }

    fn escape(&mut self) -> Option<()> {
        let rest = &self.text.as_bytes()[self.at + 1..];
        let len = match rest.first()? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => 2,
            b'u' if rest.get(1..5)?.iter().all(u8::is_ascii_hexdigit) => 6,
            _ => return None,
        };
        self.at += len;
        Some(())
    }

    fn number(&mut self) -> Option<()> {
        self.at += usize::from(self.peek()? == b'-');
        match self.peek()? {
            b'0' => self.at += 1,
            _ => self.digits()?,
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            self.at += usize::from(matches!(self.peek()?, b'+' | b'-'));
            self.digits()?;
        }
        Some(())
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    fn word(&mut self, word: &str) -> Option<()> {
        let is_it = self.text.as_bytes()[self.at..].starts_with(word.as_bytes());
        self.at += word.len();
        is_it.then_some(())
    }

    fn blanks(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}

/// Returns the highest bit of each of eight bytes that ends a string, begins an escape in it or may not stand in it: the
/// lowest such bit is right, and those above it may be set for nothing.
fn stops(eight: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let quotes = eight ^ (ONES * b'"' as u64);
    let escapes = eight ^ (ONES * b'\\' as u64);
    let below = |bytes: u64, bound: u64| bytes.wrapping_sub(ONES * bound) & !bytes;
    (below(quotes, 1) | below(escapes, 1) | below(eight, 0x20)) & HIGH
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::json::RawMembers;

    /// What `serde_json` makes of the same text: names and values.
    fn by_serde(text: &str) -> Option<Vec<(String, String)>> {
        let RawMembers(list) = serde_json::from_str(text).ok()?;
        Some(list.into_iter().map(|(name, raw)| (name.into_owned(), raw.get().to_owned())).collect())
    }

    fn by_scan(text: &str) -> Option<Vec<(String, String)>> {
        let members = members(text, None)?;
        assert_eq!(members.has_escapes, text.contains('\\'), "{text}");
        for (_, raw) in &members.list {
            assert_eq!(raw.is_plain, raw.json.starts_with('"') && !raw.json.contains('\\'), "{text}");
        }
        Some(members.list.into_iter().map(|(name, raw)| (name.into_owned(), raw.json.to_owned())).collect())
    }

    #[test]
    fn reads_objects_as_they_are_written() {
        for text in [
            r#"{}"#,
            " { } ",
            r#"{"a":1}"#,
            r#"{"a": [1, {"b": "c"}, []] , "seven":"1234567","eight":"12345678", "d":-0.5e+3,"e":true,"f":false,"g":null}"#,
            r#"{"text":"é \n \u00e9 \\ \" and more than eight","":""}"#,
            "{\"a\u{e9}\":\"\u{7f}\u{80}\u{20ac}\u{1f600}\"}",
        ] {
            assert!(by_scan(text).is_some(), "{text}");
            assert_eq!(by_scan(text), by_serde(text), "{text}");
        }
    }

    #[test]
    fn takes_one_member_apart_too() {
        let text = r#"{"a":{"c":1},"entry":{"b":"x\n","entry":{"d":2}},"e":3}"#;
        let read = members(text, Some("entry")).unwrap();
        assert!(read.has_escapes);
        let entry = read.get("entry").unwrap().get();
        assert_eq!(entry, r#"{"b":"x\n","entry":{"d":2}}"#);
        let inner = read.inner.unwrap();
        assert_eq!(inner.len(), 2);
        assert_eq!((inner[0].0.as_ref(), inner[0].1.json), ("b", r#""x\n""#));
        assert_eq!((inner[1].0.as_ref(), inner[1].1.json), ("entry", r#"{"d":2}"#));
        assert!(members(r#"{"entry":[]}"#, Some("entry")).unwrap().inner.is_none());
        assert!(members(r#"{"entry":{"a"}}"#, Some("entry")).is_none());
    }

    #[test]
    fn leaves_what_is_unusual_or_wrong() {
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(DEPTH_MAX + 1), "]".repeat(DEPTH_MAX + 1));
        assert!(by_serde(&deep).is_some());
        for text in [r#"{"\u0061":1}"#, &deep, r#"{"a":{"\n":1}}"#] {
            assert_eq!(by_scan(text), None, "{text}");
        }
        for text in [
            "",
            "{",
            "1",
            "[]",
            r#"{"a"}"#,
            r#"{"a":}"#,
            r#"{"a":1,}"#,
            r#"{"a":1}}"#,
            r#"{"a":01}"#,
            r#"{"a":1.}"#,
            r#"{"a":-}"#,
            r#"{"a":1e}"#,
            r#"{"a":+1}"#,
            r#"{"a":tru}"#,
            r#"{"a":[1,]}"#,
            r#"{"a":[1}"#,
            r#"{"a":"\x"}"#,
            r#"{"a":"\u12g4"}"#,
            "{\"a\":\"12345678\u{1}\"}",
            "{\"a\":\"\n\"}",
            r#"{"a":"b"#,
            r#"{"a":"\"#,
        ] {
            assert_eq!(by_serde(text), None, "{text}");
            assert_eq!(by_scan(text), None, "{text}");
        }
    }

    proptest! {
        /// Texts put together from the signs of JSON are read as `serde_json` reads them, or left to it.
        #[test]
        fn agrees_with_serde_json(parts in prop::collection::vec(
            prop::sample::select(vec![
                "{", "}", "[", "]", ":", ",", "\"", "\"a\"", "\"a\":", "\"b\":\"", "\\", "\\n", "\\u00e9", "\\ud800", " ", "\n",
                "1", "0", "-", ".5", "e3", "true", "null", "abcdefgh", "\u{e9}", "\u{1}", "{\"c\":[1,2]}", "\"x\",",
            ]), 0..24), is_object in any::<bool>()) {
            let inside = parts.concat();
            let text = if is_object { format!("{{\"a\":{inside}}}") } else { inside };
            let (scanned, parsed) = (by_scan_only(&text), by_serde(&text));
            if scanned.is_some() {
                prop_assert_eq!(&scanned, &parsed);
            } else if let Some(pairs) = parsed {
                let has_escaped_name = text.contains('\\');
                prop_assert!(has_escaped_name, "{} was left: {:?}", text, pairs);
            }
        }
    }

    fn by_scan_only(text: &str) -> Option<Vec<(String, String)>> {
        members(text, None)
            .map(|read| read.list.into_iter().map(|(name, raw)| (name.into_owned(), raw.json.to_owned())).collect())
    }
}
