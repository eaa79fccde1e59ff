//! What is known to be personal in a conversation, recognised where it stands again and nobody flagged it.
//!
//! A value is known because a sender flagged it, because it is how the caller is reached, or because the guard found
//! it. Texts are compared without regard to case, numbers by their digits; only whole words and numbers count.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use convlog_guard::{Part, Place, scan_json};
use serde_json::Value;

use crate::entry::{FIXED_KEYS, TRUNCATED};
use crate::guard::{self, Found};
use crate::pointer::Pointer;
use crate::record::Original;
use crate::redaction::Redaction;
use crate::schema::RecordType;

mod number;

/// The rule of what was found because it is known.
pub const KNOWN: &str = "known";

/// Shorter values stand in too many places by chance.
pub const CHARS_MIN: usize = 6;
/// Longer ones are texts, which nobody repeats to the letter.
pub const BYTES_MAX: usize = 256;
/// The most values of one conversation.
pub const VALUES_MAX: usize = 256;

/// The personal fields that say who somebody is. What else is personal by its class is speech and data, of which the
/// same words may stand elsewhere for good reasons.
const IDENTIFYING: [(RecordType, &str); 4] = [
    (RecordType::Conversation, "from_number"),
    (RecordType::Conversation, "to_number"),
    (RecordType::Conversation, "contact"),
    (RecordType::Turn, "user_input_dtmf"),
];

/// The known values of one conversation. It prints as a count.
#[derive(Clone, Default)]
pub struct Known {
    texts: BTreeSet<String>,
    /// By their digits, without zeros in front.
    numbers: BTreeSet<String>,
    finder: Option<AhoCorasick>,
}

impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Known").field("values", &(self.texts.len() + self.numbers.len())).finish_non_exhaustive()
    }
}

impl Known {
    /// Returns values that a sender says are known.
    #[must_use]
    pub fn of(values: &[String]) -> Known {
        let mut known = Known::default();
        values.iter().for_each(|value| known.add(value));
        known.settle();
        known
    }

    /// Says whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.numbers.is_empty()
    }

    /// Learns from what is personal in a record; says whether anything is news.
    pub fn learn(&mut self, kind: RecordType, original: &Original) -> bool {
        let before = self.texts.len() + self.numbers.len();
        let Ok(whole) = serde_json::from_str::<Value>(&original.json) else { return false };
        let mut by_guard = false;
        for finding in &original.findings {
            match finding.rule.as_ref() {
                "sender" if finding.path.is_empty() => {
                    let given = whole.as_object().into_iter().flatten();
                    let given = given.filter(|(name, _)| *name == "content" || !FIXED_KEYS.contains(&name.as_str()));
                    given.for_each(|(_, value)| self.add_all(value, &says_who));
                }
                "sender" => self.add_at(&whole, &finding.path),
                "class"
                    if IDENTIFYING
                        .iter()
                        .any(|(of, name)| *of == kind && finding.path.strip_prefix('/') == Some(name)) =>
                {
                    self.add_at(&whole, &finding.path);
                }
                "class" | "project" | KNOWN => {}
                _ => by_guard = true,
            }
        }
        if by_guard {
            let is_finding = |place: &Place| {
                let mut findings = original.findings.iter();
                findings.any(|finding| finding.path == place.pointer && finding.rule == place.rule.as_str())
            };
            scan_json(&original.json)
                .iter()
                .filter(|place| is_finding(place))
                .for_each(|at| self.add_place(&whole, at));
        }
        let is_news = self.texts.len() + self.numbers.len() > before;
        if is_news {
            self.settle();
        }
        is_news
    }

    fn add_at(&mut self, whole: &Value, path: &str) {
        if let Some(value) = whole.pointer(path) {
            self.add_all(value, &|_| true);
        }
    }

    fn add_place(&mut self, whole: &Value, place: &Place) {
        match (&place.part, whole.pointer(&place.pointer)) {
            (Part::Whole, Some(value)) => self.add_all(value, &|_| true),
            (Part::Within(range), Some(Value::String(text))) => {
                if let Some(part) = text.get(range.clone()) {
                    self.add(part);
                }
            }
            (Part::Key, _) => {
                let key = Pointer::parse(&place.pointer).and_then(|at| Some(at.segments().last()?.into_owned()));
                self.add(&key.unwrap_or_default());
            }
            _ => {}
        }
    }

    fn add_all(&mut self, value: &Value, is_wanted: &dyn Fn(&str) -> bool) {
        match value {
            Value::String(text) if is_wanted(text) => self.add(text),
            Value::Number(number) if is_wanted(number.as_str()) => self.add(number.as_str()),
            Value::Array(items) => items.iter().for_each(|item| self.add_all(item, is_wanted)),
            Value::Object(members) => members.values().for_each(|member| self.add_all(member, is_wanted)),
            _ => {}
        }
    }

    fn add(&mut self, value: &str) {
        let value = value.trim();
        if value.chars().count() < CHARS_MIN
            || value.len() > BYTES_MAX
            || self.texts.len() + self.numbers.len() >= VALUES_MAX
            || value == crate::class::REDACTED
        {
            return;
        }
        match number::normal(value) {
            Some(digits) if digits.len() >= CHARS_MIN => drop(self.numbers.insert(digits)),
            Some(_) => {}
            None => drop(self.texts.insert(value.to_lowercase())),
        }
    }

    fn settle(&mut self) {
        // Case is folded for ASCII alone; a text with other letters is also looked for as it was written in small ones.
        // Each conversation has a few values of its own and few texts to find them in, so what counts is being made
        // fast.
        let kind = Some(AhoCorasickKind::NoncontiguousNFA);
        let finder = || AhoCorasick::builder().ascii_case_insensitive(true).kind(kind).build(&self.texts).ok();
        self.finder = if self.texts.is_empty() { None } else { finder() };
    }

    /// Says whether a known value may stand in a JSON text, before it is taken apart: what holds no escape reads as it
    /// stands, and no sign of JSON belongs to a number or a word.
    fn may_stand_in(&self, json: &str) -> bool {
        !self.is_empty() && (json.contains('\\') || !self.ranges(json).is_empty())
    }

    /// Returns where known values stand in a JSON text.
    pub(crate) fn find(&self, json: &str) -> Vec<Found> {
        let mut found = Vec::new();
        if self.may_stand_in(json)
            && let Ok(value) = serde_json::from_str(json)
        {
            self.find_in(&value, &mut String::new(), &mut found);
        }
        found
    }

    /// Returns where they stand in an entry's content and extras.
    pub(crate) fn find_in_entry(&self, json: &str, hidden: &Redaction) -> Vec<Found> {
        let mut found = self.find(json);
        found.retain(|found| {
            let at = Pointer::parse(&found.pointer);
            let name = at.as_ref().and_then(Pointer::member);
            name.is_some_and(|name| name == "content" || !FIXED_KEYS.contains(&name.as_ref()))
                && !guard::is_hidden(found, hidden)
        });
        found
    }

    /// Returns where they stand in the guarded fields of a record.
    pub(crate) fn find_in_fields(&self, kind: RecordType, json: &str, hidden: &Redaction) -> Vec<Found> {
        let mut found = self.find(json);
        found.retain(|found| {
            let at = Pointer::parse(&found.pointer);
            let name = at.as_ref().and_then(Pointer::member);
            name.is_some_and(|name| name == TRUNCATED || kind.field(&name).is_some_and(guard::is_read))
                && !guard::is_hidden(found, hidden)
        });
        found
    }

    fn find_in(&self, value: &Value, at: &mut String, found: &mut Vec<Found>) {
        let len = at.len();
        match value {
            Value::String(text) => {
                for range in self.ranges(text) {
                    let part = if range == (0..text.len()) { Part::Whole } else { Part::Within(range) };
                    found.push(Found { pointer: at.clone(), part, rule: KNOWN });
                }
            }
            Value::Number(number) if !self.ranges(number.as_str()).is_empty() => {
                found.push(Found { pointer: at.clone(), part: Part::Whole, rule: KNOWN });
            }
            Value::Array(items) => {
                for (position, item) in items.iter().enumerate() {
                    Pointer::push_segment(at, &position.to_string());
                    self.find_in(item, at, found);
                    at.truncate(len);
                }
            }
            Value::Object(members) => {
                for (name, member) in members {
                    Pointer::push_segment(at, name);
                    if !self.ranges(name).is_empty() {
                        found.push(Found { pointer: at.clone(), part: Part::Key, rule: KNOWN });
                    }
                    self.find_in(member, at, found);
                    at.truncate(len);
                }
            }
            _ => {}
        }
    }

    /// Returns which parts of a text are known.
    fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        let mut ranges = if self.numbers.is_empty() { Vec::new() } else { number::ranges(text, &self.numbers) };
        let Some(finder) = &self.finder else { return ranges };
        let stands_alone = |range: &Range<usize>| {
            let before = text.get(..range.start).and_then(|before| before.chars().next_back());
            let after = text.get(range.end..).and_then(|after| after.chars().next());
            ![before, after].into_iter().flatten().any(char::is_alphanumeric)
        };
        ranges.extend(finder.find_overlapping_iter(text).map(|found| found.range()).filter(stands_alone));
        ranges
    }
}

/// Says whether a value of an entry that is hidden as a whole may say who somebody is: beside such values stand words
/// like `verified`, which must not be hidden everywhere.
#[must_use]
pub fn says_who(value: &str) -> bool {
    let words = value.split_whitespace().count();
    (2..=4).contains(&words) || (words == 1 && value.chars().any(|char| char.is_ascii_digit() || char == '@'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Finding;

    fn original(json: &str, findings: &[(&str, &'static str)]) -> Original {
        let finding = |(path, rule): &(&str, &'static str)| Finding { path: (*path).into(), rule: (*rule).into() };
        Original { json: json.into(), findings: findings.iter().map(finding).collect() }
    }

    fn found(known: &Known, json: &str) -> Vec<String> {
        known.find(json).into_iter().map(|found| found.pointer).collect()
    }

    #[test]
    fn learns_what_says_who_somebody_is() {
        let mut known = Known::default();
        let call = original(
            r#"{"direction":"inbound","from_number":"+44 113 496 0000","contact":"ada@canary.example"}"#,
            &[("/from_number", "class"), ("/contact", "class")],
        );
        assert!(known.learn(RecordType::Conversation, &call));
        assert!(!known.learn(RecordType::Conversation, &call), "it is no news any more");
        let span = original(r#"{"input":["Certainly, one moment"]}"#, &[("/input", "class")]);
        assert!(!known.learn(RecordType::Span, &span), "what was said to a model may stand elsewhere");
        let entry = original(
            r#"{"level":"info","content":"Caller Zoë Quill","is_pii":true,"logger":"conversation_logger","status":"verified","n":123}"#,
            &[("", "sender")],
        );
        assert!(known.learn(RecordType::Log, &entry));
        let by_guard = original(
            r#"{"content":"mail to bob@canary.example now","note":"xx@canary.example"}"#,
            &[("/content", "email")],
        );
        assert!(known.learn(RecordType::Log, &by_guard));
        for (json, places) in [
            (r#"{"a":"from 0113 4960000, ADA@canary.example"}"#, 2),
            (r#"{"a":["CALLER ZOË QUILL"],"b":441134960000,"c":["caller zoë quill!"]}"#, 2),
            (r#"{"bob@canary.example":1}"#, 1),
            (r#"{"a":"verified, xx@canary.example, 4411349600001, certainly, one moment"}"#, 0),
            (r#"{"a":"xada@canary.example ada@canary.examples"}"#, 0),
        ] {
            assert_eq!(found(&known, json).len(), places, "{json}");
        }
        assert_eq!(format!("{known:?}"), "Known { values: 4, .. }");
    }
}
