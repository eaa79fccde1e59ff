//! One JSON text: walks its values without building them, and hands each to the rules with what its keys say.

use std::fmt::Write as _;

use crate::key::Context;
use crate::{Part, Place, Rule, text};

/// Deeper values are not read: nothing that is kept is as deep.
const DEPTH_MAX: usize = 512;

/// Returns what is personal in a JSON text, in its order.
pub(crate) fn scan(json: &str) -> Vec<Place> {
    let mut walk = Walk { json, at: 0, frames: Vec::new(), found: Vec::new() };
    walk.value(Context::default());
    walk.found
}

/// An object or array that is being read.
struct Frame<'a> {
    segment: Segment<'a>,
}

enum Segment<'a> {
    Key(std::borrow::Cow<'a, str>),
    Index(usize),
}

struct Walk<'a> {
    json: &'a str,
    at: usize,
    frames: Vec<Frame<'a>>,
    found: Vec<Place>,
}

impl<'a> Walk<'a> {
    /// Reads one value with all below it; `None` where the text is not JSON.
    fn value(&mut self, context: Context) -> Option<()> {
        match self.peek()? {
            b'{' => self.object(context),
            b'[' => self.array(context),
            b'"' => {
                let value = self.string()?;
                self.judge(&value, context, false);
                Some(())
            }
            b'-' | b'0'..=b'9' => {
                let digits = self.scalar();
                self.judge(digits, context, true);
                Some(())
            }
            _ => (!self.scalar().is_empty()).then_some(()),
        }
    }

    fn object(&mut self, context: Context) -> Option<()> {
        self.enter()?;
        while self.peek()? != b'}' {
            let key = self.string()?;
            self.expect(b':')?;
            let below = context.below(&key);
            let personal = first_rule(&key);
            self.frames.last_mut()?.segment = Segment::Key(key);
            if let Some(rule) = personal {
                self.found.push(Place { pointer: self.pointer(), part: Part::Key, rule });
            }
            self.value(below)?;
            self.separator(b'}')?;
        }
        self.leave()
    }

    fn array(&mut self, context: Context) -> Option<()> {
        self.enter()?;
        let mut index = 0;
        while self.peek()? != b']' {
            self.frames.last_mut()?.segment = Segment::Index(index);
            self.value(context)?;
            self.separator(b']')?;
            index += 1;
        }
        self.leave()
    }

    fn enter(&mut self) -> Option<()> {
        self.at += 1;
        self.frames.push(Frame { segment: Segment::Index(0) });
        (self.frames.len() <= DEPTH_MAX).then_some(())
    }

    fn leave(&mut self) -> Option<()> {
        self.at += 1;
        self.frames.pop().map(|_| ())
    }

    /// Adds what the rules say about one scalar value.
    fn judge(&mut self, value: &str, context: Context, is_number: bool) {
        for found in text::scan(value, context, is_number) {
            let all = is_number || found.range == (0..value.len());
            let part = if all { Part::Whole } else { Part::Within(found.range) };
            self.found.push(Place { pointer: self.pointer(), part, rule: found.rule });
        }
    }

    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for frame in &self.frames {
            match &frame.segment {
                Segment::Key(key) => {
                    pointer.push('/');
                    pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                }
                Segment::Index(index) => _ = write!(pointer, "/{index}"),
            }
        }
        pointer
    }

    /// Returns the next byte that is not white space.
    fn peek(&mut self) -> Option<u8> {
        let bytes = self.json.as_bytes();
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(self.at) {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// Passes over a comma, or stays before the end of the container.
    fn separator(&mut self, end: u8) -> Option<()> {
        let next = self.peek()?;
        if next == end { Some(()) } else { self.expect(b',') }
    }

    /// Reads a number or a word.
    fn scalar(&mut self) -> &'a str {
        let rest = &self.json[self.at..];
        let end = rest.find([',', ']', '}', ' ', '\n', '\r', '\t', '"', ':', '[', '{']).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// Reads a string without its escapes.
    fn string(&mut self) -> Option<std::borrow::Cow<'a, str>> {
        self.expect(b'"')?;
        let start = self.at;
        let bytes = self.json.as_bytes();
        let mut escaped = false;
        loop {
            match bytes.get(self.at)? {
                b'"' => break,
                b'\\' => {
                    escaped = true;
                    self.at += 2;
                }
                _ => self.at += 1,
            }
        }
        let raw = self.json.get(start..self.at)?;
        self.at += 1;
        Some(if escaped { unescape(raw).into() } else { raw.into() })
    }
}

/// Returns the rule by which a key is personal itself.
fn first_rule(key: &str) -> Option<Rule> {
    let found = text::scan(key, Context::default(), false);
    found.first().map(|found| found.rule)
}

/// Reads the inside of a JSON string; a lone surrogate becomes the replacement character.
fn unescape(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let escape = rest.as_bytes().get(at + 1).copied().unwrap_or_default();
        rest = rest.get(at + 2..).unwrap_or_default();
        match escape {
            b'n' => out.push('\n'),
            b't' => out.push('\t'),
            b'r' => out.push('\r'),
            b'b' => out.push('\u{8}'),
            b'f' => out.push('\u{c}'),
            b'u' => rest = unescape_unit(rest, &mut out),
            byte => out.push(char::from(byte)),
        }
    }
    out.push_str(rest);
    out
}

/// Reads the digits of `\u` and, for the first half of a pair, the second half after it; returns what follows.
fn unescape_unit<'a>(rest: &'a str, out: &mut String) -> &'a str {
    let unit = |text: &str| text.get(..4).and_then(|digits| u16::from_str_radix(digits, 16).ok());
    let Some(first) = unit(rest) else { return rest };
    let rest = &rest[4..];
    let second = rest.strip_prefix("\\u").and_then(unit);
    let pair = [first, second.unwrap_or_default()];
    if let (Some(Ok(character)), true) = (char::decode_utf16(pair).next(), (0xd800..0xdc00).contains(&first)) {
        out.push(character);
        return &rest[6..];
    }
    out.push(char::from_u32(first.into()).unwrap_or(char::REPLACEMENT_CHARACTER));
    rest
}
