//! A function event of the agents API, with its log entries.

use convlog_core::ConversationId;
use convlog_core::entry::CONVERSATION_LOGGER;
use convlog_core::view::{Conversation, FunctionEvent, LogEntry, Status, Turn};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::changes::state_changes;
use super::number::{millis_between, rounded};
use super::raw::{Json, Raw, empty_text, object_or_empty};
use super::time::HttpDate;

/// One call of one function. Entries written outside any function are under an event without a name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FunctionEvent)]
pub(crate) struct EventShape<'a> {
    /// The event's id; empty for entries outside any function.
    id: &'a str,
    conversation_id: &'a str,
    /// The turn's number, which is also the key under which the event stands.
    turn_id: u32,
    /// The function's name; empty for entries outside any function.
    #[schema(value_type = String)]
    name: &'a RawValue,
    /// The function's id, or else its name; null for entries outside any function.
    #[schema(value_type = Option<String>)]
    function_id: Raw<'a>,
    #[schema(value_type = Option<String>)]
    function_version: Raw<'a>,
    /// What it was called with.
    #[schema(value_type = Object)]
    arguments: Json<'a>,
    /// When it was called, as an HTTP date.
    #[schema(value_type = String, example = "Wed, 03 Jun 2026 13:18:09 GMT")]
    start_time: HttpDate,
    /// How long it took, in milliseconds; null when it has not ended.
    duration: Option<u64>,
    /// What it returned for the language model.
    #[schema(value_type = serde_json::Value)]
    content: Raw<'a>,
    /// The exact words it had spoken.
    #[schema(value_type = Option<String>)]
    utterance: Raw<'a>,
    /// The variables it changed: `added`, `updated` as `[old, new]`, `removed`.
    #[schema(value_type = Option<Object>)]
    state_changes: Option<Json<'a>>,
    #[schema(value_type = serde_json::Value)]
    transition: Raw<'a>,
    #[schema(value_type = serde_json::Value)]
    handoff: Raw<'a>,
    #[schema(value_type = Option<bool>)]
    hangup: Raw<'a>,
    #[schema(value_type = Option<String>)]
    variant_id_change: Raw<'a>,
    /// What it raised: `type`, `message`, `stacktrace`, and `notes` and `causes` where there are any. A call that never ended has
    /// the type `Unfinished` or `LostContact`.
    #[schema(value_type = Option<Object>)]
    error: Option<Value>,
    #[schema(value_type = Option<String>)]
    llm_request_id: Raw<'a>,
    /// The entries by logger, `conversation_logger` first; null when this key may see none.
    #[schema(value_type = Option<Object>)]
    logs: Option<Logs<'a>>,
}

impl<'a> EventShape<'a> {
    /// Writes an event of the turn with this number.
    pub(crate) fn of(conversation: &'a Conversation, number: u32, event: &'a FunctionEvent) -> EventShape<'a> {
        let logs = (!event.entries.is_empty()).then_some(Logs(&event.entries));
        EventShape { logs, ..EventShape::without_logs(&conversation.id, number, event) }
    }

    /// Writes an event without its entries, for which there is room at its end.
    pub(crate) fn without_logs<E>(
        conversation: &'a ConversationId,
        number: u32,
        event: &'a FunctionEvent<E>,
    ) -> EventShape<'a> {
        let fields = &event.fields;
        let name = fields.raw("name");
        EventShape {
            id: event.id.as_deref().unwrap_or_default(),
            conversation_id: conversation.as_str(),
            turn_id: number,
            name: name.unwrap_or_else(|| empty_text()),
            function_id: fields.raw("function_id").or(name),
            function_version: fields.raw("function_version"),
            arguments: object_or_empty(fields, "arguments"),
            start_time: HttpDate(event.started_at),
            duration: duration(event),
            content: fields.raw("content"),
            utterance: fields.raw("utterance"),
            state_changes: state_changes(fields),
            transition: fields.raw("transition"),
            handoff: fields.raw("handoff"),
            hangup: fields.raw("hangup"),
            variant_id_change: fields.raw("variant_id_change"),
            error: error(event),
            llm_request_id: fields.raw("llm_request_id"),
            logs: None,
        }
    }
}

/// The copy of an event inside its turn: reduced to a few keys, without those that are null, and never with logs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReducedFunctionEvent)]
pub(crate) struct ReducedEvent<'a> {
    #[schema(value_type = Object)]
    arguments: Json<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    function_id: Raw<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = serde_json::Value, required = false)]
    handoff: Raw<'a>,
    #[schema(value_type = String)]
    name: &'a RawValue,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    utterance: Raw<'a>,
}

impl<'a> ReducedEvent<'a> {
    /// Writes the copy; entries outside any function are no event to copy.
    pub(crate) fn of<E>(event: &'a FunctionEvent<E>) -> Option<ReducedEvent<'a>> {
        event.id.as_ref()?;
        let fields = &event.fields;
        let name = fields.raw("name");
        Some(ReducedEvent {
            arguments: object_or_empty(fields, "arguments"),
            duration: duration(event),
            function_id: fields.raw("function_id").or(name),
            handoff: fields.raw("handoff"),
            name: name.unwrap_or_else(|| empty_text()),
            utterance: fields.raw("utterance"),
        })
    }
}

/// The function events of a conversation by the number of their turn; none where they are written behind all else.
#[derive(Debug)]
pub(crate) struct EventsByTurn<'a>(pub(crate) Option<&'a Conversation>);

impl Serialize for EventsByTurn<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(conversation) = self.0 {
            for (number, events) in events_by_turn(conversation) {
                let shapes = events.into_iter().map(|event| EventShape::of(conversation, number, event));
                map.serialize_entry(&number.to_string(), &shapes.collect::<Vec<_>>())?;
            }
        }
        map.end()
    }
}

/// Returns the function events by the number of their turn. What ran before the first turn comes first under 1, for these
/// shapes know no turn 0.
pub(crate) fn events_by_turn<E>(conversation: &Conversation<E>) -> Vec<(u32, Vec<&FunctionEvent<E>>)> {
    let (early, turns) = split_early(conversation);
    let mut by_turn = Vec::new();
    if !early.is_empty() && turns.first().is_none_or(|first| first.number != 1) {
        by_turn.push((1, early.iter().collect()));
    }
    for turn in turns {
        let before: &[FunctionEvent<E>] = if turn.number == 1 { early } else { &[] };
        let events: Vec<&FunctionEvent<E>> = before.iter().chain(&turn.events).collect();
        if !events.is_empty() {
            by_turn.push((turn.number, events));
        }
    }
    by_turn
}

/// Returns the events before the first turn, and the turns that these shapes know.
pub(crate) fn split_early<E>(conversation: &Conversation<E>) -> (&[FunctionEvent<E>], &[Turn<E>]) {
    match conversation.turns.split_first() {
        Some((zero, turns)) if zero.number == 0 => (&zero.events, turns),
        _ => (&[], &conversation.turns),
    }
}

fn duration<E>(event: &FunctionEvent<E>) -> Option<u64> {
    let ended = || event.fields.time("ended_at").map(|end| millis_between(event.started_at, end));
    rounded(&event.fields, "duration_ms").or_else(ended)
}

/// Returns what the function raised, with the three members that clients read.
fn error<E>(event: &FunctionEvent<E>) -> Option<Value> {
    let made = |kind: &str, message: Value| serde_json::json!({"type": kind, "message": message, "stacktrace": null});
    match event.fields.value("error") {
        Some(Value::Object(recorded)) => Some(complete_error(recorded)),
        Some(message @ Value::String(_)) => Some(made("Error", message)),
        Some(other) => Some(made("Error", Value::String(other.to_string()))),
        None if event.id.is_none() => None,
        None => match event.status {
            Status::Unfinished => Some(made("Unfinished", "its process ended before the function returned".into())),
            Status::LostContact => {
                Some(made("LostContact", "no heartbeat from its process for more than 30 seconds".into()))
            }
            Status::Live | Status::Ended => None,
        },
    }
}

fn complete_error(mut recorded: Map<String, Value>) -> Value {
    let mut error = Map::new();
    for (name, missing) in [("type", "Error".into()), ("message", "".into()), ("stacktrace", Value::Null)] {
        error.insert(name.into(), recorded.shift_remove(name).unwrap_or(missing));
    }
    for name in ["notes", "causes"] {
        if let Some(some) = recorded.shift_remove(name).filter(|all| *all != Value::Array(Vec::new())) {
            error.insert(name.into(), some);
        }
    }
    Value::Object(error)
}

/// Log entries by logger. Only made of entries that the reader may see, so that none visible and none written are
/// the same.
#[derive(Debug)]
pub(crate) struct Logs<'a>(pub(crate) &'a [LogEntry]);

impl Serialize for Logs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut loggers = vec![CONVERSATION_LOGGER];
        for entry in self.0 {
            if !loggers.contains(&&*entry.entry.logger) {
                loggers.push(&entry.entry.logger);
            }
        }
        let mut map = serializer.serialize_map(Some(loggers.len()))?;
        for logger in loggers {
            map.serialize_entry(logger, &LogsOf { logger, entries: self.0 })?;
        }
        map.end()
    }
}

struct LogsOf<'a> {
    logger: &'a str,
    entries: &'a [LogEntry],
}

impl Serialize for LogsOf<'_> {
    /// Writes the entries exactly as the core does, all in one text, which is faster than one by one.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let of_logger = || self.entries.iter().filter(|entry| entry.entry.logger == self.logger);
        let len: usize = of_logger().map(|entry| entry.entry.json_len() + 1).sum();
        let mut json = String::with_capacity(len + 2);
        json.push('[');
        for entry in of_logger() {
            if json.len() > 1 {
                json.push(',');
            }
            entry.entry.push_json(&mut json);
        }
        json.push(']');
        RawValue::from_string(json).map_err(serde::ser::Error::custom)?.serialize(serializer)
    }
}
