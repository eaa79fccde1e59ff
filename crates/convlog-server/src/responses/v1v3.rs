//! A conversation of the v1 and v3 lists. Both have the same keys; where text is missing v1 says `null` and v3 `""`.

use convlog_core::merge::Values;
use convlog_core::view::{Conversation, Turn};
use convlog_store::Visibility;
use indexmap::IndexMap;
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::detail::metric_text;
use super::function_event::split_early;
use super::number::{seconds_between, seconds_of_millis};
use super::raw::{Json, Raw, empty_text, environment, list_or_empty, phone_number};
use super::state::final_state;
use super::summary::is_in_progress;
use super::time::WithOffset;

/// What sets the two lists apart, and what was asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    /// Missing text is `""` and not `null`.
    pub(crate) empty_text: bool,
    /// Turns tell their latency.
    pub(crate) latency: bool,
}

/// A conversation with its turns.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ListedConversation)]
pub(crate) struct Listed<'a> {
    id: &'a str,
    account_id: &'a str,
    project_id: &'a str,
    #[schema(value_type = Option<String>)]
    environment: Raw<'a>,
    #[schema(value_type = String, format = DateTime)]
    started_at: WithOffset,
    #[schema(value_type = Option<String>)]
    channel: Raw<'a>,
    in_progress: bool,
    #[schema(value_type = Option<String>)]
    variant_id: Raw<'a>,
    #[schema(value_type = Option<String>)]
    variant_name: Raw<'a>,
    /// `REDACTED` if the key has no access to it.
    #[schema(value_type = Option<String>)]
    from_number: Raw<'a>,
    /// `REDACTED` if the key has no access to it.
    #[schema(value_type = Option<String>)]
    to_number: Raw<'a>,
    num_turns: usize,
    /// In seconds.
    total_duration: Option<u64>,
    /// In seconds.
    polyai_duration: Option<u64>,
    handoff: bool,
    #[schema(value_type = Option<String>)]
    handoff_reason: Raw<'a>,
    #[schema(value_type = Option<String>)]
    handoff_destination: Raw<'a>,
    num_silences: usize,
    num_ood: usize,
    /// The value of each metric, or a list where it was written more than once.
    #[schema(value_type = Object)]
    metrics: IndexMap<&'a str, MetricValues>,
    /// The variables at the end.
    #[schema(value_type = Object)]
    state: Map<String, Value>,
    turns: Vec<ListedTurn<'a>>,
}

/// One value as it is, several as a list.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum MetricValues {
    One(String),
    Several(Vec<String>),
}

/// One exchange.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListedTurn<'a> {
    #[schema(value_type = Option<String>)]
    user_input: Raw<'a>,
    #[schema(value_type = Option<String>)]
    user_input_dtmf: Raw<'a>,
    #[schema(value_type = Option<String>, format = DateTime)]
    user_input_datetime: Option<WithOffset>,
    #[schema(value_type = Option<String>)]
    agent_response: Raw<'a>,
    #[schema(value_type = Option<String>, format = DateTime)]
    agent_response_datetime: Option<WithOffset>,
    /// In seconds; null unless requested with `include_latency` in v3.
    #[schema(value_type = Option<f64>)]
    latency: Raw<'a>,
    #[schema(value_type = Option<String>)]
    translated_user_input: Raw<'a>,
    #[schema(value_type = Option<String>)]
    english_agent_response: Raw<'a>,
    #[schema(value_type = Vec<serde_json::Value>)]
    intents: Json<'a>,
    #[schema(value_type = Vec<serde_json::Value>)]
    entities: Json<'a>,
    is_ood: bool,
    is_silence: bool,
    barge_in: bool,
}

impl Style {
    /// Returns a field's text, or what this style says where it is missing.
    fn text<'a>(self, fields: &'a Values, name: &str) -> Raw<'a> {
        self.or_missing(fields.raw(name))
    }

    fn or_missing(self, raw: Raw<'_>) -> Raw<'_> {
        let missing: Option<&RawValue> = self.empty_text.then(empty_text);
        raw.or(missing)
    }
}

impl<'a> Listed<'a> {
    /// Writes a conversation.
    pub(crate) fn of(conversation: &'a Conversation, visibility: &'a Visibility, style: Style) -> Listed<'a> {
        let fields = &conversation.fields;
        let (_, turns) = split_early(conversation);
        let flagged = |name: &str| turns.iter().filter(|turn| turn.fields.flag(name) == Some(true)).count();
        let text = |name: &str| style.text(fields, name);
        Listed {
            id: conversation.id.as_str(),
            account_id: visibility.account().as_str(),
            project_id: visibility.project().as_str(),
            environment: Some(environment(fields)),
            started_at: WithOffset(conversation.started_at),
            channel: text("channel"),
            in_progress: is_in_progress(conversation),
            variant_id: text("variant_id"),
            variant_name: text("variant_name"),
            from_number: style.or_missing(phone_number(fields, "from_number")),
            to_number: style.or_missing(phone_number(fields, "to_number")),
            num_turns: turns.len(),
            total_duration: fields.time("ended_at").map(|end| seconds_between(conversation.started_at, end)),
            polyai_duration: seconds_of_millis(fields, "polyai_duration_ms"),
            handoff: fields.flag("handoff").unwrap_or(false),
            handoff_reason: text("handoff_reason"),
            handoff_destination: text("handoff_destination"),
            num_silences: flagged("is_silence"),
            num_ood: flagged("is_ood"),
            metrics: metrics(conversation),
            state: final_state(conversation),
            turns: turns.iter().map(|turn| ListedTurn::of(turn, style)).collect(),
        }
    }
}

impl<'a> ListedTurn<'a> {
    fn of(turn: &'a Turn, style: Style) -> ListedTurn<'a> {
        let fields = &turn.fields;
        let flag = |name: &str| fields.flag(name).unwrap_or(false);
        ListedTurn {
            user_input: style.text(fields, "user_input"),
            user_input_dtmf: style.text(fields, "user_input_dtmf"),
            user_input_datetime: fields.time("user_input_datetime").map(WithOffset),
            agent_response: style.text(fields, "agent_response"),
            agent_response_datetime: fields.time("agent_response_datetime").map(WithOffset),
            latency: fields.raw("latency").filter(|_| style.latency),
            translated_user_input: style.text(fields, "translated_user_input"),
            english_agent_response: style.text(fields, "english_agent_response"),
            intents: list_or_empty(fields, "intents"),
            entities: list_or_empty(fields, "entities"),
            is_ood: flag("is_ood"),
            is_silence: flag("is_silence"),
            barge_in: flag("barge_in"),
        }
    }
}

fn metrics(conversation: &Conversation) -> IndexMap<&str, MetricValues> {
    let mut metrics: IndexMap<&str, MetricValues> = IndexMap::new();
    for metric in &conversation.metrics {
        let value = metric_text(metric);
        let held = metrics.entry(&metric.name);
        held.and_modify(|held| held.push(value.clone())).or_insert(MetricValues::One(value));
    }
    metrics
}

impl MetricValues {
    fn push(&mut self, value: String) {
        match self {
            MetricValues::Several(values) => values.push(value),
            MetricValues::One(first) => *self = MetricValues::Several(vec![std::mem::take(first), value]),
        }
    }
}
