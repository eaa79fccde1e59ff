//! Small steps on JSON text that keep what the sender wrote: members in order, numbers to the digit.

use std::borrow::Cow;
use std::fmt;

use bytestring::ByteString;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

mod leaves;
mod scan;
mod tame;

pub use leaves::leaves_of_members;
pub(crate) use tame::{Tamed, tame};

/// A value as its sender wrote it: JSON without blanks around it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Raw<'a> {
    json: &'a str,
    /// Whether it is a text without escapes.
    is_plain: bool,
}

impl<'a> Raw<'a> {
    /// Takes a value that was just written, without blanks around it.
    pub(crate) fn written(json: &'a str) -> Raw<'a> {
        Raw { json, is_plain: json.starts_with('"') && !json.contains('\\') }
    }

    /// Returns the JSON.
    pub(crate) fn get(self) -> &'a str {
        self.json
    }
}

impl<'a> From<&'a RawValue> for Raw<'a> {
    fn from(raw: &'a RawValue) -> Raw<'a> {
        Raw::written(raw.get())
    }
}

/// Names and values in the order they were sent.
pub(crate) type List<'a> = Vec<(Cow<'a, str>, Raw<'a>)>;

/// The members of an object in the order they were sent, values untouched.
pub(crate) struct Members<'a> {
    pub(crate) list: List<'a>,
    /// Whether an escape stands anywhere in it.
    pub(crate) has_escapes: bool,
    /// The members of the one member that was taken apart as well.
    inner: Option<List<'a>>,
}

impl<'a> Members<'a> {
    /// Takes the members of an object that was just written, and those of one that stands in it.
    pub(crate) fn written(list: List<'a>, inner: Option<List<'a>>, has_escapes: bool) -> Members<'a> {
        Members { list, has_escapes, inner }
    }

    /// Reads an object.
    pub(crate) fn parse(text: &'a str) -> Result<Members<'a>, serde_json::Error> {
        Members::parse_with(text, None)
    }

    /// Reads an object and, in the same pass, the object that stands under one of its names.
    pub(crate) fn parse_with(text: &'a str, within: Option<&str>) -> Result<Members<'a>, serde_json::Error> {
        if let Some(members) = scan::members(text, within) {
            return Ok(members);
        }
        let RawMembers(list) = serde_json::from_str(text)?;
        let list = list.into_iter().map(|(name, raw)| (name, Raw::from(raw))).collect();
        Ok(Members { list, has_escapes: true, inner: None })
    }

    /// Returns the members of the object that was read in the same pass; `None` if there was none, or none so plain.
    pub(crate) fn take_inner(&mut self) -> Option<Members<'a>> {
        let list = self.inner.take()?;
        Some(Members { list, has_escapes: self.has_escapes, inner: None })
    }

    /// Returns the first member with this name.
    #[inline]
    pub(crate) fn get(&self, name: &str) -> Option<Raw<'a>> {
        self.list.iter().find(|(key, _)| is_same(key, name)).map(|(_, value)| *value)
    }

    /// Returns a name that stands in the object more than once.
    pub(crate) fn repeated(&self) -> Option<&str> {
        if self.list.len() > 32 {
            return self.repeated_of(|_| true);
        }
        let repeats = |at: usize| self.list[..at].iter().any(|(earlier, _)| is_same(earlier, &self.list[at].0));
        (1..self.list.len()).find(|&at| repeats(at)).map(|at| self.list[at].0.as_ref())
    }

    /// Returns a name of a kind that stands in the object more than once.
    pub(crate) fn repeated_of(&self, is_meant: impl Fn(&str) -> bool) -> Option<&str> {
        let mut seen = std::collections::HashSet::new();
        let mut names = self.list.iter().map(|(key, _)| key.as_ref()).filter(|name| is_meant(name));
        names.find(|name| !seen.insert(*name))
    }
}

/// Compares two names. Most differ in their length or last letter, which spares calling for a comparison.
fn is_same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.as_bytes().last() == other.as_bytes().last() && one == other
}

/// The members of an object as `serde_json` reads them.
pub(crate) struct RawMembers<'a>(pub(crate) Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for RawMembers<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = RawMembers<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(Key(key)) = map.next_key()? {
                    members.push((key, map.next_value()?));
                }
                Ok(RawMembers(members))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

/// A key, borrowed where it holds no escapes. (`Cow` itself always deserialises into an owned string.)
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Reader)
    }
}

/// Reads a JSON string, borrowing it where it holds no escapes; `None` for any other value or a lone surrogate.
pub(crate) fn text(raw: Raw<'_>) -> Option<Cow<'_, str>> {
    if raw.is_plain {
        return raw.json.get(1..raw.json.len() - 1).map(Cow::Borrowed);
    }
    let mut deserializer = serde_json::Deserializer::from_str(raw.json);
    Key::deserialize(&mut deserializer).ok().map(|key| key.0)
}

/// Returns where a part of a text begins in it.
pub(crate) fn offset_in(whole: &str, part: &str) -> Option<usize> {
    let at = (part.as_ptr() as usize).checked_sub(whole.as_ptr() as usize)?;
    (at + part.len() <= whole.len()).then_some(at)
}

/// Keeps a text without copying it where it is a part of `whole`, which then lives as long.
pub(crate) fn part_of(whole: &ByteString, text: Cow<'_, str>) -> ByteString {
    match text {
        Cow::Borrowed(part) if offset_in(whole, part).is_some() => whole.slice_ref(part),
        text => text.into_owned().into(),
    }
}

/// Says whether the value is `null`, which everywhere means the same as absent.
pub(crate) fn is_null(raw: Raw<'_>) -> bool {
    raw.json == "null"
}

/// Appends a JSON string with the fewest escapes.
pub fn push_string(out: &mut String, text: &str) {
    out.push('"');
    push_escaped(out, text);
    out.push('"');
}

/// Appends the inside of a JSON string with the fewest escapes.
pub(crate) fn push_escaped(out: &mut String, text: &str) {
    if !text.bytes().any(|byte| byte < 0x20 || byte == b'"' || byte == b'\\') {
        out.push_str(text);
        return;
    }
    let quoted = serde_json::Value::from(text).to_string();
    out.push_str(&quoted[1..quoted.len() - 1]);
}

/// Returns how many bytes the inside of a JSON string takes.
pub(crate) fn escaped_len(text: &str) -> usize {
    let len = |byte| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0c => 2,
        0..0x20 => 6,
        _ => 1,
    };
    text.bytes().map(len).sum()
}

/// Appends `"name":value`, preceded by a comma where the object already has a member.
pub fn push_member(out: &mut String, name: &str, value: &str) {
    if !out.ends_with('{') && !out.is_empty() {
        out.push(',');
    }
    push_string(out, name);
    out.push(':');
    out.push_str(value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_length_of_every_escaped_character() {
        for character in (0..0x300).filter_map(char::from_u32) {
            let mut out = String::new();
            push_escaped(&mut out, &character.to_string());
            assert_eq!(escaped_len(&character.to_string()), out.len(), "{character:?}");
        }
    }
}
