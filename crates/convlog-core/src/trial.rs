//! What the guard would hide of a text or of JSON, for whoever tries it out. Nothing of it is stored.

use convlog_guard::{Explained, JsonSpan, OpenKeys, explain, explain_json};
pub use convlog_guard::{ExplainedJsonSpan, Part};
use serde_json::Value;

use crate::finding::PersonalSpan;
use crate::redaction::Redaction;

/// What became of a text that was tried.
#[derive(Clone, Debug)]
pub struct Trial {
    /// What every reader would see of it.
    pub open: String,
    /// What was found, in the order of the text, with what does not count because of a rule of the project.
    pub found: Vec<ExplainedJsonSpan>,
}

/// Reads a text or JSON, which may stand under a name, with keys of which a project says that they are not personal.
#[must_use]
pub fn try_out(name: Option<&str>, text: &str, open: &OpenKeys) -> Trial {
    match serde_json::from_str::<Value>(text) {
        Ok(value @ (Value::Object(_) | Value::Array(_))) => {
            let found = explain_json(name, text, open);
            Trial { open: format!("{:#}", hidden(value, &found)), found }
        }
        _ => {
            let found: Vec<ExplainedJsonSpan> = explain(name, text).into_iter().map(in_text).collect();
            let open = match hidden(Value::from(text), &found) {
                Value::String(open) => open,
                other => other.to_string(),
            };
            Trial { open, found }
        }
    }
}

fn hidden(mut value: Value, found: &[ExplainedJsonSpan]) -> Value {
    let mut redaction = Redaction::default();
    for ExplainedJsonSpan { place, .. } in found.iter().filter(|found| !found.is_lifted) {
        let JsonSpan { pointer, part, rule } = place.clone();
        redaction.add(&PersonalSpan { pointer, part, rule: rule.as_str() });
    }
    redaction.apply(&mut value);
    value
}

fn in_text(Explained { found, reason }: Explained) -> ExplainedJsonSpan {
    let place = JsonSpan { pointer: String::new(), part: Part::Within(found.range), rule: found.rule };
    ExplainedJsonSpan { place, reason, is_lifted: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_what_is_left_and_what_was_found_of_texts_and_of_json() {
        let open: OpenKeys = ["agent_name"].into_iter().collect();
        for (name, text, left, count) in [
            (None, "mail ada@example.org now", "mail [redacted] now", 1),
            (Some("first_name"), "Ada", "[redacted]", 1),
            (None, "nothing", "nothing", 0),
            (None, r#"{"phone":447700900123,"n":1}"#, "{\n  \"phone\": \"[redacted]\",\n  \"n\": 1\n}", 1),
            (
                None,
                r#"["ada@example.org",{"bob@example.org":1}]"#,
                "[\n  \"[redacted]\",\n  {\n    \"[redacted]\": 1\n  }\n]",
                2,
            ),
            (None, r#"{"agent_name":"Ada Lovelace"}"#, "{\n  \"agent_name\": \"Ada Lovelace\"\n}", 1),
        ] {
            let trial = try_out(name, text, &open);
            assert_eq!((trial.open.as_str(), trial.found.len()), (left, count), "{text}");
        }
    }
}
