//! The variables at the end of a conversation, which nobody records: function events record what changed.

use convlog_core::view::Conversation;
use serde_json::{Map, Value};

/// Plays the changes back in order. What the conversation itself says of a variable counts most.
pub(crate) fn final_state(conversation: &Conversation) -> Map<String, Value> {
    let mut state = Map::new();
    for event in conversation.turns.iter().flat_map(|turn| &turn.events) {
        let Some(Value::Object(mut changes)) = event.fields.value("state_changes") else { continue };
        if let Some(Value::Object(added)) = changes.shift_remove("added") {
            state.extend(added);
        }
        if let Some(Value::Object(updated)) = changes.shift_remove("updated") {
            state.extend(updated.into_iter().map(|(name, change)| (name, newest(change))));
        }
        if let Some(Value::Array(removed)) = changes.shift_remove("removed") {
            removed.iter().filter_map(Value::as_str).for_each(|name| drop(state.shift_remove(name)));
        }
    }
    if let Some(Value::Object(own)) = conversation.fields.value("state") {
        state.extend(own);
    }
    state
}

/// Returns the new one of `[old, new]`.
fn newest(change: Value) -> Value {
    match change {
        Value::Array(mut pair) if pair.len() == 2 => pair.pop().unwrap_or(Value::Null),
        other => other,
    }
}
