//! Changes of variables that are none for a reader who may not see what changed.
//!
//! A producer compares variables with what is personal in them, so that one is listed at all would tell a reader that
//! its personal value has changed.

use serde_json::Value;

use super::values::{Values, raw_value};
use crate::class::REDACTED;
use crate::pointer::Pointer;

const FIELD: &str = "state_changes";
const PARTS: [&str; 3] = ["added", "updated", "removed"];

/// Drops each update whose two sides look the same, and all changes where none is left.
pub(super) fn drop_unseen(values: &mut Values) {
    if values.raw(FIELD).is_none_or(|raw| !raw.get().contains(REDACTED)) {
        return;
    }
    let Some(Value::Object(mut changes)) = values.value(FIELD) else { return };
    let Some(updated) = changes.get_mut("updated").and_then(Value::as_object_mut) else { return };
    let is_unseen = |sides: &Value| match sides.as_array().map(Vec::as_slice) {
        Some([before, after]) => before == after && before.to_string().contains(REDACTED),
        _ => false,
    };
    let unseen: Vec<String> =
        updated.iter().filter(|(_, sides)| is_unseen(sides)).map(|(name, _)| name.clone()).collect();
    if unseen.is_empty() {
        return;
    }
    updated.retain(|_, sides| !is_unseen(sides));
    let at = Pointer::to_member(FIELD).child("updated");
    let mut gone: Vec<Pointer> = unseen.iter().map(|name| at.child(name)).collect();
    let is_empty = |value: &Value| match value {
        Value::Object(members) => members.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    };
    if changes.iter().all(|(name, part)| PARTS.contains(&name.as_str()) && is_empty(part)) {
        values.fields.remove(FIELD);
        gone.push(Pointer::to_member(FIELD));
    } else if let Some(raw) = values.fields.get_mut(FIELD) {
        *raw = raw_value(&Value::Object(changes));
    }
    values.cut.retain(|mark| !gone.iter().any(|at| at.covers(mark)));
}
