//! Values in short: enough to recognise, never the whole of something long.

use convlog_core::class::{REDACTED, REDACTED_NUMBER};
use serde_json::Value;

use crate::terminal::Style;

/// Returns a value as one short text.
///
/// Text stands without quotes where it is one word; containers are compact JSON.
pub(super) fn short(value: &Value) -> String {
    match value {
        Value::String(text) if is_one_word(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Returns a value as text: text as it is, anything else as compact JSON.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Returns how a value is shown: what is hidden stays quiet.
pub(super) fn style(value: &Value) -> Style {
    match value {
        Value::Null => Style::Quiet,
        Value::String(text) if is_redacted(text) => Style::Quiet,
        _ => Style::Plain,
    }
}

/// Says whether nothing is left of the text but the mark of what was there.
pub(super) fn is_redacted(text: &str) -> bool {
    text == REDACTED || text == REDACTED_NUMBER
}

/// Returns a text as it is shown: the shapes of some answers have another word for what is hidden, a terminal has one.
pub(super) fn shown(text: &str) -> &str {
    if is_redacted(text) { REDACTED } else { text }
}

fn is_one_word(text: &str) -> bool {
    // A word that JSON reads as something else ("true", "17") keeps its quotes, so that the type can be seen.
    !text.is_empty()
        && !text.contains(|character: char| character.is_whitespace() || "\"{}[]".contains(character))
        && serde_json::from_str::<Value>(text).is_err()
        || is_redacted(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_hidden_has_one_word() {
        for hidden in ["REDACTED", "[redacted]"] {
            assert_eq!(shown(hidden), "[redacted]");
        }
        assert_eq!(shown("REDACTED, said the caller"), "REDACTED, said the caller");
    }

    #[test]
    fn a_text_that_looks_like_something_else_keeps_its_quotes() {
        for (value, shown) in [
            (json!("upsert"), "upsert"),
            (json!("17"), "\"17\""),
            (json!(17), "17"),
            (json!("two words"), "\"two words\""),
            (json!(""), "\"\""),
            (json!("[redacted]"), "[redacted]"),
            (json!({"a": [1, null]}), "{\"a\":[1,null]}"),
        ] {
            assert_eq!(short(&value), shown);
        }
    }

    #[test]
    fn a_plain_value_has_no_quotes_but_its_own() {
        for (value, shown) in [
            (json!("two words"), "two words"),
            (json!("{\"an\":\"object\"}"), "{\"an\":\"object\"}"),
            (json!("\"quoted\""), "\"quoted\""),
            (json!({"an": "object"}), "{\"an\":\"object\"}"),
            (json!(17), "17"),
            (json!(""), ""),
        ] {
            assert_eq!(plain(&value), shown);
        }
    }
}
