//! Values by which conversations are found to be erased: in which form they are recognised, and where they stand.
//!
//! A value is a number or a text. Numbers are telephone numbers, accounts, dates and whatever else is written in digits
//! with signs between them; they are compared by their digits. Texts are compared without regard to case and to the
//! amount of white space, and only whole words of them count.

use convlog_core::entry::FIXED_KEYS;
use convlog_core::json::leaves_of_members;
use convlog_core::{Finding, Original};
use serde_json::Value;
use zeroize::Zeroizing;

mod spans;

/// The fewest letters and digits of a value: what is shorter stands nearly everywhere.
pub const VALUE_CHARS_MIN: usize = 4;
/// The most characters of a value that is looked for or kept for looking up.
pub const VALUE_CHARS_MAX: usize = 256;
/// The characters that tell no value from others: signs, white space and what has no form, from each to each.
const SIGNS: [(char, char); 12] = [
    ('\0', '/'),
    (':', '@'),
    ('[', '`'),
    ('{', '\u{a0}'),
    ('\u{1680}', '\u{1680}'),
    ('\u{2000}', '\u{200a}'),
    ('\u{2010}', '\u{2011}'),
    ('\u{2028}', '\u{2029}'),
    ('\u{202f}', '\u{202f}'),
    ('\u{205f}', '\u{205f}'),
    ('\u{3000}', '\u{3000}'),
    ('\u{feff}', '\u{feff}'),
];

/// The most values of one record that are kept for looking up; those beyond are found by reading alone.
pub const VALUES_MAX: usize = 64;

/// How a value is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ComparisonKind {
    /// By its digits.
    Number,
    /// By its words.
    Text,
}

impl ComparisonKind {
    /// Returns the kind's name, which is part of a keyed hash.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            ComparisonKind::Number => "number",
            ComparisonKind::Text => "text",
        }
    }
}

/// A value in the form in which it is compared. It prints as redacted.
#[derive(Clone, PartialEq, Eq)]
pub struct NormalizedValue {
    kind: ComparisonKind,
    text: Zeroizing<String>,
}

impl std::fmt::Debug for NormalizedValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Normal([redacted])")
    }
}

/// Signs that people write between the digits of one number.
const SEPARATORS: &[char] = &[' ', '-', '.', '(', ')', '/', '\u{a0}', '\u{2009}', '\u{202f}', '\u{2010}', '\u{2011}'];

impl NormalizedValue {
    /// Brings a value into its normal form; `None` when it is too short or too long to be told apart.
    #[must_use]
    pub fn of(value: &str) -> Option<NormalizedValue> {
        if value.chars().count() > VALUE_CHARS_MAX {
            return None;
        }
        let trimmed = value.trim();
        let rest = trimmed.strip_prefix('+').unwrap_or(trimmed);
        let is_number = rest.chars().all(|sign| sign.is_ascii_digit() || SEPARATORS.contains(&sign));
        let (kind, text) = if is_number && rest.contains(|sign: char| sign.is_ascii_digit()) {
            (ComparisonKind::Number, rest.chars().filter(char::is_ascii_digit).collect())
        } else {
            (ComparisonKind::Text, words(trimmed))
        };
        let fits = text.chars().count() >= VALUE_CHARS_MIN;
        fits.then(|| NormalizedValue { kind, text: Zeroizing::new(text) })
    }

    /// Returns how it is compared.
    #[must_use]
    pub fn kind(&self) -> ComparisonKind {
        self.kind
    }

    /// Returns the value itself, to be hashed.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.text
    }
}

/// Says whether a character tells a value from others.
fn counts(sign: char) -> bool {
    SIGNS.iter().all(|(from, to)| !(*from..=*to).contains(&sign))
}

/// Returns what a value looks like that can be looked for, as a regular expression of ECMA-262: it has so many letters or
/// digits, whatever stands between them.
#[must_use]
pub fn value_pattern() -> String {
    let signs: String =
        SIGNS.iter().map(|(from, to)| format!("\\u{:04x}-\\u{:04x}", u32::from(*from), u32::from(*to))).collect();
    format!("^([{signs}]*[^{signs}]){{{VALUE_CHARS_MIN}}}")
}

/// Returns a text in lower case with one space between two words.
fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        if word.is_ascii() {
            out.extend(word.chars().map(|letter| letter.to_ascii_lowercase()));
        } else {
            out.push_str(&word.to_lowercase());
        }
    }
    out
}

/// A value that is looked for. It prints as redacted.
#[derive(Clone)]
pub struct ErasureValue {
    value: Zeroizing<String>,
    normal: NormalizedValue,
    /// The same number with the prefix for calls abroad, or without it.
    other: Option<NormalizedValue>,
}

impl std::fmt::Debug for ErasureValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ErasureValue([redacted])")
    }
}

impl ErasureValue {
    /// Takes a value; `None` when it is too short or too long to be told apart.
    #[must_use]
    pub fn new(value: &str) -> Option<ErasureValue> {
        if value.chars().filter(|sign| counts(*sign)).count() < VALUE_CHARS_MIN {
            return None;
        }
        let normal = NormalizedValue::of(value)?;
        let trimmed = value.trim();
        let other = match normal.kind {
            ComparisonKind::Number if trimmed.starts_with('+') => {
                NormalizedValue::of(&format!("00{}", normal.reveal()))
            }
            ComparisonKind::Number => trimmed.strip_prefix("00").and_then(NormalizedValue::of),
            ComparisonKind::Text => None,
        };
        Some(ErasureValue { value: Zeroizing::new(value.to_owned()), normal, other })
    }

    /// Returns the value as it was given, to be sealed while it is looked for.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.value
    }

    /// Returns the forms it may stand in, the one it was given in first.
    pub fn forms(&self) -> impl Iterator<Item = &NormalizedValue> {
        std::iter::once(&self.normal).chain(&self.other)
    }

    /// Says whether a text holds it.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        self.forms().any(|form| match form.kind {
            ComparisonKind::Number => spans::holds_number(text, form.reveal()),
            ComparisonKind::Text => spans::holds_words(text, form.reveal()),
        })
    }

    /// Says whether JSON holds it in a text, a number or a name. `json` may also be members without their braces.
    #[must_use]
    pub fn is_in_json(&self, json: &str) -> bool {
        // What holds no escape reads as it stands: the signs of JSON are neither in numbers nor in words, save the
        // full stop, the hyphen and white space between two values, which come with a comma.
        if !json.contains('\\') {
            return self.is_in(json);
        }
        let members = json.strip_prefix(',').map(|members| format!("{{{members}}}"));
        match serde_json::from_str(members.as_deref().unwrap_or(json)) {
            Ok(value) => self.is_in_value(&value),
            Err(_) => self.is_in(json),
        }
    }

    fn is_in_value(&self, value: &Value) -> bool {
        match value {
            Value::Null | Value::Bool(_) => false,
            Value::Number(number) => self.is_in(&number.to_string()),
            Value::String(text) => self.is_in(text),
            Value::Array(items) => items.iter().any(|item| self.is_in_value(item)),
            Value::Object(members) => members.iter().any(|(name, value)| self.is_in(name) || self.is_in_value(value)),
        }
    }
}

/// Returns the personal values of a record by which its conversation is to be found again, each once.
///
/// `open` is what every reader sees in the original's place, if there is anything: where only a part of a text is
/// personal, it tells which.
#[must_use]
pub fn personal_values(original: &Original, open: Option<&str>) -> Vec<NormalizedValue> {
    let mut values = Values(Vec::new());
    let (all, parts): (Vec<&Finding>, Vec<&Finding>) =
        original.findings.iter().partition(|finding| finding.path.is_empty());
    if !parts.is_empty() {
        let Ok(whole) = serde_json::from_str::<Value>(&original.json) else { return Vec::new() };
        let open: Value = open.and_then(|open| serde_json::from_str(open).ok()).unwrap_or_default();
        for finding in parts {
            let shown = open.pointer(&finding.path).and_then(Value::as_str);
            match (whole.pointer(&finding.path), shown) {
                (Some(Value::String(text)), Some(shown)) => {
                    spans::hidden_parts(text, shown).into_iter().for_each(|part| values.add(part));
                }
                (Some(value), _) => values.add_all(value),
                (None, _) => {}
            }
        }
    }
    if !all.is_empty() {
        let is_own = |name: &str| name == "content" || !FIXED_KEYS.contains(&name);
        leaves_of_members(&original.json, is_own, |leaf| values.add(leaf));
    }
    values.0
}

struct Values(Vec<NormalizedValue>);

impl Values {
    fn add(&mut self, text: &str) {
        let Some(value) = NormalizedValue::of(text) else { return };
        if self.0.len() < VALUES_MAX && !self.0.contains(&value) {
            self.0.push(value);
        }
    }

    fn add_all(&mut self, value: &Value) {
        match value {
            Value::Null | Value::Bool(_) => {}
            Value::Number(number) => self.add(&number.to_string()),
            Value::String(text) => self.add(text),
            Value::Array(items) => items.iter().for_each(|item| self.add_all(item)),
            Value::Object(members) => members.values().for_each(|value| self.add_all(value)),
        }
    }
}

#[cfg(test)]
mod tests;
