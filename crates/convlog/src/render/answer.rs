//! The parts of the agents API's list that are shown. Read leniently: what is missing or odd is not shown, so that a newer
//! or an older server can be read too.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// One conversation in a list.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Summary {
    #[serde(deserialize_with = "text")]
    pub(crate) conversation_id: String,
    #[serde(deserialize_with = "text")]
    pub(crate) project_id: String,
    #[serde(deserialize_with = "text")]
    pub(crate) started_at: String,
    #[serde(deserialize_with = "text")]
    pub(crate) finished_at: String,
    #[serde(deserialize_with = "text")]
    pub(crate) channel: String,
    #[serde(deserialize_with = "text")]
    pub(crate) direction: String,
    #[serde(deserialize_with = "text")]
    pub(crate) from_number: String,
    #[serde(deserialize_with = "text")]
    pub(crate) to_number: String,
    #[serde(deserialize_with = "text")]
    pub(crate) client_env: String,
    #[serde(deserialize_with = "text")]
    pub(crate) language: String,
    #[serde(deserialize_with = "text")]
    pub(crate) variant_id: String,
    #[serde(deserialize_with = "text")]
    pub(crate) handoff_destination: String,
    #[serde(deserialize_with = "text")]
    pub(crate) handoff_reason: String,
    #[serde(deserialize_with = "text")]
    pub(crate) note: String,
    #[serde(deserialize_with = "number")]
    pub(crate) duration: Option<f64>,
    #[serde(deserialize_with = "number")]
    pub(crate) total_duration: Option<f64>,
    pub(crate) in_progress: Value,
    pub(crate) handoff: Value,
    pub(crate) short_summary: Value,
    pub(crate) tags: Value,
}

impl Summary {
    /// Returns how long it took, in seconds.
    pub(crate) fn seconds(&self) -> Option<f64> {
        self.total_duration.or(self.duration)
    }

    /// Says whether it goes on.
    pub(crate) fn is_in_progress(&self) -> bool {
        self.in_progress == Value::Bool(true)
    }

    /// Says whether the caller was handed over.
    pub(crate) fn is_handoff(&self) -> bool {
        self.handoff == Value::Bool(true)
    }

    /// Returns the state in a word.
    pub(crate) fn state(&self) -> &'static str {
        match (self.is_in_progress(), self.finished_at.is_empty()) {
            (true, _) => "in progress",
            (false, true) => "unfinished",
            (false, false) => "ended",
        }
    }
}

pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    })
}

pub(super) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    Ok(Value::deserialize(deserializer)?.as_f64().filter(|number| number.is_finite()))
}
