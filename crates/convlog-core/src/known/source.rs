//! Which values of a record become known: what its sender flagged, and how the caller is reached.
//!
//! What the guard finds and what a class hides teaches nothing: a body of an API has words that stand elsewhere for
//! good reasons, and what the guard knows it finds again by itself.

use serde_json::Value;

use super::number;
use super::withheld::is_nobodys;
use super::words::is_ideograph;
use crate::finding::Original;
use crate::schema::RecordType;
use crate::schema::caller::CALLER_SIDE;
use crate::schema::log::{FIXED_KEYS, TRUNCATED};

/// Shorter values stand in too many places by chance.
const CHARS_MIN: usize = 6;
/// The same for names that are written in ideographs or syllables.
const IDEOGRAPHS_MIN: usize = 3;

/// Returns the values that a record makes known.
#[must_use]
pub fn sources(kind: RecordType, original: &Original) -> Vec<String> {
    let is_source = |rule: &str| matches!(rule, "sender" | "class");
    if !original.findings.iter().any(|finding| is_source(&finding.rule)) {
        return Vec::new();
    }
    let Ok(whole) = serde_json::from_str::<Value>(&original.json) else { return Vec::new() };
    let mut values = Vec::new();
    for finding in &original.findings {
        match finding.rule.as_ref() {
            "sender" if finding.path.is_empty() => {
                let given = whole.as_object().into_iter().flatten();
                let given = given.filter(|(name, _)| *name == "content" || !is_ours(name));
                given.for_each(|(name, value)| match name.as_str() {
                    "content" => collect(value, &mut values, &message_may_identify),
                    _ => collect(value, &mut values, &may_identify),
                });
            }
            "sender" => collect_at(&whole, &finding.path, &mut values),
            "class" if is_caller_side(kind, &finding.path) => collect_at(&whole, &finding.path, &mut values),
            _ => {}
        }
    }
    values.sort();
    values.dedup();
    values
}

/// Says whether a value is long enough, and somebody's.
pub(super) fn is_telling(value: &str) -> bool {
    let ideographs = value.chars().filter(|char| is_ideograph(*char)).count();
    (value.chars().count() >= CHARS_MIN || ideographs >= IDEOGRAPHS_MIN) && !is_nobodys(value)
}

fn is_ours(name: &str) -> bool {
    FIXED_KEYS.contains(&name) || name == TRUNCATED
}

fn is_caller_side(kind: RecordType, path: &str) -> bool {
    kind == RecordType::Conversation && path.strip_prefix('/').is_some_and(|name| CALLER_SIDE.contains(&name))
}

fn collect_at(whole: &Value, path: &str, values: &mut Vec<String>) {
    if let Some(value) = whole.pointer(path) {
        collect(value, values, &|_| true);
    }
}

fn collect(value: &Value, values: &mut Vec<String>, is_wanted: &dyn Fn(&str) -> bool) {
    let mut offer = |text: &str| {
        let text = text.trim();
        if is_wanted(text) && is_telling(text) {
            values.push(text.to_owned());
        }
    };
    match value {
        Value::String(text) => offer(text),
        Value::Number(number) => offer(&number::whole(number.as_str()).unwrap_or_else(|| number.to_string())),
        Value::Array(items) => items.iter().for_each(|item| collect(item, values, is_wanted)),
        Value::Object(members) => members.values().for_each(|member| collect(member, values, is_wanted)),
        Value::Null | Value::Bool(_) => {}
    }
}

/// Says whether a value of an entry that is hidden as a whole may identify somebody: beside such values stand words
/// like `verified` and sentences, which must not be hidden everywhere.
fn may_identify(value: &str) -> bool {
    let words = value.split_whitespace().count();
    (2..=4).contains(&words) || (5..=8).contains(&words) && 2 * names(value) >= words || has_mark(value)
}

/// The same of a message, which is mostly the same words each time, and stands in open entries too: `Looked up the
/// caller`. With fewer than two words in capitals it names nobody.
fn message_may_identify(value: &str) -> bool {
    has_mark(value) || names(value) >= 2 && may_identify(value)
}

/// Counts the words that begin with a capital.
fn names(value: &str) -> usize {
    value.split_whitespace().filter(|word| word.starts_with(char::is_uppercase)).count()
}

/// Says whether digits, an address's sign or ideographs stand in a value.
fn has_mark(value: &str) -> bool {
    value.chars().any(|char| char.is_ascii_digit() || char == '@' || is_ideograph(char))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Finding;

    fn learned(kind: RecordType, json: &str, findings: &[(&str, &'static str)]) -> Vec<String> {
        let finding = |(path, rule): &(&str, &'static str)| Finding { path: (*path).into(), rule: (*rule).into() };
        sources(kind, &Original::new(json.into(), findings.iter().map(finding).collect()))
    }

    #[test]
    fn flags_and_the_side_of_the_caller_make_values_known() {
        let call = r#"{"from_number":"+44 113 496 0000","contact":"ada@canary.example","note":"call back"}"#;
        let found = [("/from_number", "class"), ("/contact", "class"), ("/note", "phone")];
        assert_eq!(learned(RecordType::Conversation, call, &found), ["+44 113 496 0000", "ada@canary.example"]);
        let entry = r#"{"content":"Caller Zoë Quill","is_pii":true,"logger":"audit_of_42","_truncated":["/a/42"],"status":"verified","n":135792.0}"#;
        assert_eq!(learned(RecordType::Log, entry, &[("", "sender")]), ["135792", "Caller Zoë Quill"]);
        let one = r#"{"content":"x","who":{"name":"Thomson","ok":true,"tries":3}}"#;
        assert_eq!(learned(RecordType::Log, one, &[("/who", "sender")]), ["Thomson"]);
    }

    #[test]
    fn of_an_entry_hidden_as_a_whole_what_may_identify_is_known() {
        for (value, is_known) in [
            ("12 Mill Road, Leeds, LS1 4AP, United Kingdom", true),
            ("ES79 8442 9063 1991 9144 0290", true),
            ("ada@canary.example", true),
            ("Anna Maria van der Berg", true),
            ("anna van der berg", true),
            ("東京都君津市戸塚町", true),
            ("Thomson", false),
            ("The caller Anna wants another table", false),
        ] {
            let json = serde_json::json!({"content": "x", "is_pii": true, "a": {"b": [value]}}).to_string();
            assert_eq!(learned(RecordType::Log, &json, &[("", "sender")]).len(), usize::from(is_known), "{value}");
        }
    }

    #[test]
    fn a_message_that_names_nobody_stands_in_open_entries_too() {
        for (message, is_known) in [
            ("Looked up the caller", false),
            ("Identity check", false),
            ("lookup customer booking", false),
            ("Caller Zoë Quill", true),
            ("caller said 7 March 1984", true),
            ("mail ada@canary.example", true),
        ] {
            let json = serde_json::json!({"content": message, "is_pii": true}).to_string();
            assert_eq!(learned(RecordType::Log, &json, &[("", "sender")]).len(), usize::from(is_known), "{message}");
        }
    }

    #[test]
    fn what_the_guard_found_and_what_a_class_or_a_project_hides_teaches_nothing() {
        let span = r#"{"input":["Certainly, one moment"]}"#;
        assert!(learned(RecordType::Span, span, &[("/input", "class")]).is_empty());
        let entry = r#"{"content":"mail bob@canary.example now","response_body":{"error":"no table"}}"#;
        assert!(learned(RecordType::Log, entry, &[("/content", "email"), ("/response_body", "class")]).is_empty());
        assert!(learned(RecordType::Log, entry, &[("", "project")]).is_empty());
        assert!(
            learned(RecordType::Turn, r#"{"user_input_dtmf":"123456"}"#, &[("/user_input_dtmf", "class")]).is_empty()
        );
    }

    #[test]
    fn short_values_placeholders_and_plain_words_are_nobodys() {
        for value in ["Ada", "verified", "content", "error", "not provided", "withheld", "0000000000", "[redacted]"] {
            let json = serde_json::json!({"content": "x", "a": value}).to_string();
            assert!(learned(RecordType::Log, &json, &[("/a", "sender")]).is_empty(), "{value}");
        }
        let json = r#"{"content":"x","a":"山田太郎"}"#;
        assert_eq!(learned(RecordType::Log, json, &[("/a", "sender")]), ["山田太郎"]);
    }
}
