//! How much a reader sees of a conversation, counted in what the API answered.

use anyhow::{Context, Result};
use serde_json::Value;

/// What stands where a personal value was hidden.
const REDACTED: &[&str] = &["[redacted]", "REDACTED"];

/// What one reader sees.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tally {
    /// Log lines.
    lines: usize,
    /// Values that are hidden.
    redacted: usize,
}

impl Tally {
    /// Counts a conversation as `convlog get --json` prints it.
    pub(super) fn of(json: &str) -> Result<Self> {
        let mut conversation: Value = serde_json::from_str(json).context("`convlog get --json` printed no JSON")?;
        // The metadata of a turn repeats its function events.
        for turn in conversation["turns"].as_array_mut().context("the conversation has no turns")? {
            turn["metadata"] = Value::Null;
        }
        let events = conversation["functionEvents"].as_object().context("the conversation has no function events")?;
        let loggers =
            events.values().filter_map(Value::as_array).flatten().filter_map(|event| event["logs"].as_object());
        let lines = loggers.flat_map(|logs| logs.values()).filter_map(Value::as_array).map(Vec::len).sum();
        Ok(Self { lines, redacted: redacted_in(&conversation) })
    }

    /// Says in a sentence how two readers of one conversation differ.
    pub(super) fn compare(with: &Self, without: &Self) -> String {
        let absent = with.lines.saturating_sub(without.lines);
        format!(
            "With the permission pii one sees {} log lines of this call, without it {}: {absent} flagged lines are absent\n\
             without a trace, and {} personal values read [redacted] or REDACTED.",
            with.lines,
            without.lines,
            without.redacted.saturating_sub(with.redacted),
        )
    }
}

fn redacted_in(value: &Value) -> usize {
    match value {
        Value::String(text) => usize::from(REDACTED.contains(&text.as_str())),
        Value::Array(items) => items.iter().map(redacted_in).sum(),
        Value::Object(members) => members.values().map(redacted_in).sum(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONVERSATION: &str = r#"{
        "fromNumber": "REDACTED",
        "turns": [{"user_input": "[redacted]", "metadata": {"function_events": [{"utterance": "[redacted]"}]}}],
        "functionEvents": {
            "1": [{"utterance": "[redacted]", "logs": {"conversation_logger": [{"a": 1}, {"b": "[redacted]"}]}}],
            "2": [{"logs": null}, {"logs": {"conversation_logger": [], "api_responses": [{}]}}]
        }
    }"#;

    #[test]
    fn counts_each_line_and_each_hidden_value_once() {
        assert_eq!(Tally::of(CONVERSATION).unwrap(), Tally { lines: 3, redacted: 4 });
    }

    #[test]
    fn says_how_two_readers_differ() {
        let sentence = Tally::compare(&Tally { lines: 16, redacted: 0 }, &Tally { lines: 14, redacted: 9 });
        assert!(
            sentence.contains("16 log lines") && sentence.contains("14: 2 flagged") && sentence.contains("9 personal")
        );
    }

    #[test]
    fn refuses_what_is_no_conversation() {
        assert!(Tally::of("{}").is_err() && Tally::of("no JSON").is_err());
    }
}
