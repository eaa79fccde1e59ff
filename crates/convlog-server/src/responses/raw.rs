//! Values that go through as the JSON they came as, and what stands where the gate has hidden one.

use convlog_core::class::REDACTED;
use convlog_core::merge::Values;
use serde_json::Value;
use serde_json::value::RawValue;

/// A JSON value, or `null`.
pub(crate) type Raw<'a> = Option<&'a RawValue>;

/// A JSON value that may have been made anew.
#[derive(Debug, serde::Serialize)]
#[serde(untagged)]
pub(crate) enum Json<'a> {
    /// As it came.
    Sent(&'a RawValue),
    /// Made here.
    Made(Value),
}

impl Json<'_> {
    /// Returns an empty list.
    pub(crate) fn empty_list() -> Self {
        Json::Made(Value::Array(Vec::new()))
    }

    /// Returns an empty object.
    pub(crate) fn empty_object() -> Self {
        Json::Made(Value::Object(serde_json::Map::new()))
    }
}

/// [`REDACTED_NUMBER`](convlog_core::class::REDACTED_NUMBER) as JSON.
const REDACTED_NUMBER_JSON: &str = "\"REDACTED\"";

/// Returns the JSON of a constant.
fn constant(json: &'static str) -> &'static RawValue {
    // INVARIANT: every caller passes valid JSON.
    serde_json::from_str(json).unwrap_or(RawValue::NULL)
}

/// Returns the JSON text `""`.
pub(crate) fn empty_text() -> &'static RawValue {
    constant("\"\"")
}

/// Returns a conversation's environment, which is never missing.
pub(crate) fn environment(fields: &Values) -> &RawValue {
    fields.raw("environment").unwrap_or_else(|| constant("\"live\""))
}

/// Returns a field's text, or `""`.
pub(crate) fn text_or_empty<'a>(fields: &'a Values, name: &str) -> &'a RawValue {
    fields.raw(name).unwrap_or_else(|| empty_text())
}

/// Returns a number of the call; a hidden one reads `REDACTED` in these shapes.
pub(crate) fn phone_number<'a>(fields: &'a Values, name: &str) -> Raw<'a> {
    let raw = fields.raw(name)?;
    Some(if is_redacted(raw) { constant(REDACTED_NUMBER_JSON) } else { raw })
}

/// Says whether a whole value was hidden.
pub(crate) fn is_redacted(raw: &RawValue) -> bool {
    raw.get().strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) == Some(REDACTED)
}

/// Returns a field that readers expect to be an object. A value hidden as a whole becomes an object that says so.
pub(crate) fn object_or_empty<'a>(fields: &'a Values, name: &str) -> Json<'a> {
    let Some(raw) = fields.raw(name) else { return Json::empty_object() };
    match raw.get().as_bytes().first() {
        Some(b'{') => Json::Sent(raw),
        _ => Json::Made(serde_json::json!({ REDACTED: REDACTED })),
    }
}

/// Returns a field that readers expect to be a list. Anything else becomes a list of that one value.
pub(crate) fn list_or_empty<'a>(fields: &'a Values, name: &str) -> Json<'a> {
    let Some(raw) = fields.raw(name) else { return Json::empty_list() };
    match raw.get().as_bytes().first() {
        Some(b'[') => Json::Sent(raw),
        _ => Json::Made(Value::Array(serde_json::from_str(raw.get()).into_iter().collect())),
    }
}

/// Returns labels as a list of text, whatever stands there.
pub(crate) fn texts(fields: &Values, name: &str) -> Vec<String> {
    let text = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    match fields.value(name) {
        None => Vec::new(),
        Some(Value::Array(items)) => items.into_iter().map(text).collect(),
        Some(other) => vec![text(other)],
    }
}
