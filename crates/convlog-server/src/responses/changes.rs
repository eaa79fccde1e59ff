//! The changes that a function made to the variables, always with the three members and the types that clients read,
//! whatever the gate has hidden of them.

use convlog_core::class::REDACTED;
use convlog_core::merge::Values;
use serde_json::{Map, Value};

use super::raw::Json;

/// Returns the changes; `None` where there were none.
pub(crate) fn state_changes(fields: &Values) -> Option<Json<'_>> {
    let raw = fields.raw("state_changes")?;
    let recorded = fields.value("state_changes")?;
    Some(if is_complete(&recorded) { Json::Sent(raw) } else { Json::Made(complete(recorded)) })
}

/// Says whether all three members are there, of the types that clients read and in their order.
fn is_complete(recorded: &Value) -> bool {
    let Some(members) = recorded.as_object().filter(|members| members.keys().eq(["added", "updated", "removed"]))
    else {
        return false;
    };
    members["added"].is_object()
        && members["updated"].as_object().is_some_and(|updated| updated.values().all(is_pair))
        && members["removed"].is_array()
}

fn is_pair(change: &Value) -> bool {
    change.as_array().is_some_and(|pair| pair.len() == 2)
}

fn complete(recorded: Value) -> Value {
    let mut members = match recorded {
        Value::Object(members) => members,
        // Hidden as a whole: something was changed.
        hidden => Map::from_iter([("added".to_owned(), hidden)]),
    };
    let mut take = |name: &str| members.shift_remove(name);
    let added = object(take("added"));
    let updated = object(take("updated")).into_iter().map(|(name, change)| (name, pair(change))).collect();
    let removed = match take("removed") {
        None => Vec::new(),
        Some(Value::Array(names)) => names,
        Some(hidden) => vec![hidden],
    };
    serde_json::json!({"added": added, "updated": Value::Object(updated), "removed": removed})
}

fn object(value: Option<Value>) -> Map<String, Value> {
    match value {
        None => Map::new(),
        Some(Value::Object(members)) => members,
        Some(hidden) => Map::from_iter([(REDACTED.to_owned(), hidden)]),
    }
}

/// Returns `[old, new]`.
fn pair(change: Value) -> Value {
    if is_pair(&change) { change } else { Value::Array(vec![change.clone(), change]) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_complete_stays_and_what_is_hidden_keeps_its_type() {
        let complete_one = json!({"added": {"a": 1}, "updated": {"b": [1, 2]}, "removed": ["c"]});
        assert!(is_complete(&complete_one));
        assert_eq!(complete(complete_one.clone()), complete_one);
        for lacking in [json!({"added": {}, "updated": {"b": 1}, "removed": []}), json!({"added": {}, "updated": {}})] {
            assert!(!is_complete(&lacking) && is_complete(&complete(lacking)));
        }
        assert_eq!(complete(json!({"added": {"a": 1}})), json!({"added": {"a": 1}, "updated": {}, "removed": []}));
        assert_eq!(
            complete(json!("[redacted]")),
            json!({"added": {"[redacted]": "[redacted]"}, "updated": {}, "removed": []})
        );
        assert_eq!(
            complete(json!({"updated": {"a": "[redacted]"}, "removed": "[redacted]"})),
            json!({"added": {}, "updated": {"a": ["[redacted]", "[redacted]"]}, "removed": ["[redacted]"]})
        );
    }
}
