//! A whole conversation of the agents API.

use convlog_core::view::{Conversation, Metric};
use convlog_store::Visibility;
use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::function_event::{EventsByTurn, split_early};
use super::summary::Summary;
use super::time::Naive;
use super::turn::TurnShape;

/// A conversation with its turns, metrics, function events and log entries.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Conversation)]
pub(crate) struct Detail<'a> {
    #[serde(flatten)]
    summary: Summary<'a>,
    /// The turns by number, from 1.
    turns: Vec<TurnShape<'a>>,
    /// The values of each metric in the order in which they were written.
    #[schema(value_type = Object)]
    metrics: IndexMap<&'a str, Vec<MetricValue>>,
    /// The function events by the number of their turn, as text.
    #[schema(value_type = Object)]
    function_events: EventsByTurn<'a>,
}

/// One value of a metric.
#[derive(Debug, Serialize, ToSchema)]
struct MetricValue {
    /// UTC, without an offset.
    #[schema(value_type = String)]
    timestamp: Naive,
    /// Always text, even for a number.
    value: String,
}

impl<'a> Detail<'a> {
    /// Writes a conversation whole.
    pub(crate) fn of(conversation: &'a Conversation, visibility: &'a Visibility) -> Detail<'a> {
        let function_events = EventsByTurn(Some(conversation));
        Detail { function_events, ..Detail::without_events(conversation, visibility) }
    }

    /// Writes a conversation without its function events, for which there is room at its end.
    pub(crate) fn without_events<E>(conversation: &'a Conversation<E>, visibility: &'a Visibility) -> Detail<'a> {
        let (early, turns) = split_early(conversation);
        let mut metrics: IndexMap<&str, Vec<MetricValue>> = IndexMap::new();
        for metric in &conversation.metrics {
            let value = MetricValue { timestamp: Naive(metric.time), value: metric_text(metric) };
            metrics.entry(&metric.name).or_default().push(value);
        }
        Detail {
            summary: Summary::of(conversation, visibility),
            turns: turns.iter().map(|turn| TurnShape::of(turn, if turn.number == 1 { early } else { &[] })).collect(),
            metrics,
            function_events: EventsByTurn(None),
        }
    }
}

/// Returns a metric's value as text.
pub(crate) fn metric_text(metric: &Metric) -> String {
    match metric.fields.value("value") {
        Some(Value::String(text)) => text,
        Some(other) => other.to_string(),
        None => String::new(),
    }
}
