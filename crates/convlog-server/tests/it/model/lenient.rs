//! A client that takes what it finds, and shows it. Where it would crash, this panics.

use serde_json::Value;

/// Shows a conversation as a terminal would.
pub(crate) fn terminal_view(conversation: &Value) -> String {
    let text = |name: &str| conversation[name].as_str().unwrap_or("-").to_owned();
    let mut out = vec![text("conversationId"), text("startedAt"), text("channel"), text("fromNumber")];
    for name in ["duration", "totalDuration", "polyaiDuration"] {
        out.push(match &conversation[name] {
            Value::Null => "-".to_owned(),
            // A float of 60 and more has no minutes and seconds to this client.
            seconds => {
                let seconds = seconds.as_u64().expect("whole seconds");
                format!("{}m{}s", seconds / 60, seconds % 60)
            }
        });
    }
    let tags = conversation["tags"].as_array().expect("a list of tags");
    out.push(tags.iter().map(|tag| tag.as_str().expect("text")).collect::<Vec<_>>().join(", "));
    for turn in conversation["turns"].as_array().into_iter().flatten() {
        let said = |name: &str| turn[name].as_str().unwrap_or_default().to_owned();
        out.push(format!("> {}\n< {}", said("user_input"), said("agent_response")));
    }
    out.join("\n")
}
