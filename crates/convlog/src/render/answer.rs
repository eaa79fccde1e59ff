//! The parts of the agents API's answers that are shown. Read leniently: what is missing or odd is not shown, so that a
//! newer or an older server can be read too.

use std::collections::HashMap;

use convlog_core::entry::API_RESPONSES_LOGGER;
use convlog_core::outcome::{Ending, Troubles};
use convlog_core::view::Status;
use convlog_core::{Level, Outcome};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};

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

/// One conversation whole.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Conversation {
    #[serde(skip)]
    pub(crate) summary: Summary,
    /// How function events came out, by their ids; empty where the server does not say.
    #[serde(skip)]
    outcomes: HashMap<String, Judged>,
    #[serde(deserialize_with = "list")]
    pub(crate) turns: Vec<Turn>,
    #[serde(deserialize_with = "object")]
    pub(crate) function_events: Map<String, Value>,
    #[serde(deserialize_with = "object")]
    pub(crate) metrics: Map<String, Value>,
}

impl Conversation {
    /// Reads an answer.
    pub(crate) fn parse(text: &str) -> serde_json::Result<Conversation> {
        // Twice over the text and not flattened: numbers of any precision do not survive flattening.
        let mut conversation: Conversation = serde_json::from_str(text)?;
        conversation.summary = serde_json::from_str(text)?;
        Ok(conversation)
    }

    /// Takes what a review of it says of how its function events came out, which this form has no place for.
    pub(crate) fn judge_by(&mut self, review: &str) {
        let review: Review = serde_json::from_str(review).unwrap_or_default();
        let events = review.turns.into_iter().flat_map(|turn| turn.events);
        self.outcomes = events.map(|event| (event.id, Judged::of(&event.outcome, event.fields.cancelled_by))).collect();
    }

    /// Returns the function events of a turn, which are listed under its number.
    pub(crate) fn events(&self, number: &str) -> Vec<Event> {
        let events = self.function_events.get(number).and_then(Value::as_array);
        let events = events.into_iter().flatten();
        let events = events.filter_map(|event| serde_json::from_value::<Event>(event.clone()).ok());
        events.map(|event| self.judge(event)).collect()
    }

    fn judge(&self, mut event: Event) -> Event {
        let told = self.outcomes.get(&event.id).filter(|told| told.outcome.is_some()).cloned();
        event.judged = told.unwrap_or_else(|| Judged { outcome: event.judge(), cancelled_by: String::new() });
        event
    }
}

/// How a function event came out, and who cancelled it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Judged {
    pub(crate) outcome: Option<Outcome>,
    pub(crate) cancelled_by: String,
}

impl Judged {
    fn of(outcome: &str, cancelled_by: String) -> Judged {
        let cancelled_by = if cancelled_by == "unknown" { String::new() } else { cancelled_by };
        Judged { outcome: Outcome::parse(outcome), cancelled_by }
    }
}

/// A review of a conversation, as far as it says how function events came out.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Review {
    turns: Vec<ReviewTurn>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ReviewTurn {
    events: Vec<ReviewEvent>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ReviewEvent {
    #[serde(deserialize_with = "text")]
    id: String,
    #[serde(deserialize_with = "text")]
    outcome: String,
    fields: ReviewFields,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ReviewFields {
    #[serde(deserialize_with = "text")]
    cancelled_by: String,
}

/// One turn; inside a conversation the names are in snake case.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Turn {
    pub(crate) turn_id: Value,
    #[serde(deserialize_with = "text")]
    pub(crate) user_input: String,
    #[serde(deserialize_with = "text")]
    pub(crate) user_input_datetime: String,
    #[serde(deserialize_with = "text")]
    pub(crate) user_input_dtmf: String,
    #[serde(deserialize_with = "text")]
    pub(crate) agent_response: String,
    #[serde(deserialize_with = "text")]
    pub(crate) agent_response_datetime: String,
    pub(crate) barge_in: Value,
    pub(crate) latency: Value,
}

/// One function event.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Event {
    #[serde(skip)]
    pub(crate) judged: Judged,
    #[serde(deserialize_with = "text")]
    pub(crate) id: String,
    #[serde(deserialize_with = "text")]
    pub(crate) name: String,
    pub(crate) function_id: Value,
    pub(crate) arguments: Value,
    #[serde(deserialize_with = "text")]
    pub(crate) start_time: String,
    #[serde(deserialize_with = "number")]
    pub(crate) duration: Option<f64>,
    pub(crate) content: Value,
    #[serde(deserialize_with = "text")]
    pub(crate) utterance: String,
    pub(crate) state_changes: Value,
    pub(crate) transition: Value,
    pub(crate) handoff: Value,
    pub(crate) hangup: Value,
    pub(crate) variant_id_change: Value,
    pub(crate) error: Value,
    pub(crate) logs: Value,
}

impl Event {
    /// Returns the entries of every logger, in the order of their times.
    pub(crate) fn entries(&self) -> Vec<&Map<String, Value>> {
        let Value::Object(loggers) = &self.logs else { return Vec::new() };
        let mut entries: Vec<_> =
            loggers.values().filter_map(Value::as_array).flatten().filter_map(Value::as_object).collect();
        // INVARIANT: the sort is stable, so one logger's entries of one microsecond stay in the order of the calls.
        entries.sort_by_key(|entry| entry.get("timestamp").and_then(Value::as_str).unwrap_or_default());
        entries
    }

    /// Returns what the function raised. The server tells of a call that never ended in the same place.
    pub(crate) fn raised(&self) -> Option<&Value> {
        Some(&self.error).filter(|error| !error.is_null() && self.never_ended().is_none())
    }

    /// Returns in a word why a call that did not end never will, as far as the server can tell.
    pub(crate) fn never_ended(&self) -> Option<&'static str> {
        match self.error.get("type").and_then(Value::as_str).filter(|_| self.duration.is_none()) {
            Some("Unfinished") => Some("unfinished"),
            Some("LostContact") => Some("lost contact"),
            _ => None,
        }
    }

    /// Judges how it came out by what is here, for a server that does not say.
    fn judge(&self) -> Option<Outcome> {
        if self.is_outside() {
            return None;
        }
        let ending = Ending::of_record(&json!({"error": self.raised(), "duration_ms": self.duration}).to_string());
        let is_over = self.never_ended() == Some("unfinished");
        let status = ending.status(if is_over { Status::Unfinished } else { Status::Live });
        let mut troubles = Troubles::default();
        for entry in self.entries() {
            let is = |key: &str, wanted: &str| entry.get(key).and_then(Value::as_str) == Some(wanted);
            if is("level", Level::Error.as_str()) {
                let is_response = is("logger", API_RESPONSES_LOGGER);
                *(if is_response { &mut troubles.failed_api_calls } else { &mut troubles.errors }) += 1;
            }
        }
        Outcome::of(ending, status, troubles)
    }

    /// Says whether this gathers the entries that were written outside any function.
    pub(crate) fn is_outside(&self) -> bool {
        self.name.is_empty() && self.function_id.is_null()
    }
}

fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    })
}

fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    Ok(Value::deserialize(deserializer)?.as_f64().filter(|number| number.is_finite()))
}

fn object<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Map<String, Value>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Object(object) => object,
        _ => Map::new(),
    })
}

fn list<'de, D: Deserializer<'de>, T: serde::de::DeserializeOwned>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let Value::Array(items) = Value::deserialize(deserializer)? else { return Ok(Vec::new()) };
    Ok(items.into_iter().filter_map(|item| serde_json::from_value(item).ok()).collect())
}
