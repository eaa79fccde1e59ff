//! The short names of fields. What is not among them, and does not begin with a kind of record, is a key of an entry that
//! its author chose.

use super::super::field::Scope::{self, Conversation, Entry, FunctionEvent, Record, Span, Turn};

/// A short name of one or more fields.
#[derive(Clone, Copy, Debug)]
pub struct Name {
    /// The name, and others for the same.
    pub names: &'static [&'static str],
    /// The fields; where there are several, one of them has to meet the condition.
    pub fields: &'static [(Scope, &'static [&'static str])],
    /// How its values are written, where not as the fields say.
    pub values: Values,
    /// What it means, for people.
    pub means: &'static str,
}

/// How the values of a name are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// As the type of its fields says.
    OfField,
    /// As a duration, where the field holds milliseconds.
    Milliseconds,
    /// As a duration, where the field holds seconds.
    Seconds,
    /// As a time from which on.
    Since,
    /// As a time up to which.
    Until,
    /// As the host of a URL.
    Host,
    /// As the name of something that a call may have.
    Has,
}

/// Every short name.
pub const NAMES: &[Name] = &[
    name(&["level"], &[(Entry, &["level"])], "the level of an entry: `info`, `warning`, `error`; has an order"),
    name(&["content", "message"], &[(Entry, &["content"])], "the message of an entry"),
    name(&["logger"], &[(Entry, &["logger"])], "the logger of an entry"),
    name(&["function"], &[(FunctionEvent, &["name"])], "the name of the function"),
    name(
        &["raised"],
        &[(FunctionEvent, &["error", "type"]), (FunctionEvent, &["error", "causes", "type"])],
        "the type of the exception that the function raised, or of one that caused it",
    ),
    name(
        &["outcome"],
        &[(FunctionEvent, &["outcome"])],
        "how the function came out: `ok`, `logged_error`, `api_failed`, `raised`, `cancelled`, `unfinished`",
    ),
    Name {
        values: Values::Milliseconds,
        ..name(&["duration"], &[(FunctionEvent, &["duration_ms"])], "how long the function took: `2s`, `300ms`, `1.5m`")
    },
    name(&["source"], &[(FunctionEvent, &["source"])], "where the function stands, as `file:line`"),
    name(&["arguments"], &[(FunctionEvent, &["arguments"])], "what the function was called with: `arguments.id:17`"),
    name(&["result"], &[(FunctionEvent, &["result"])], "what the function returned"),
    name(&["turn"], &[(Turn, &["number"])], "the number of the turn"),
    name(&["user"], &[(Turn, &["user_input"])], "what the caller said"),
    name(&["agent"], &[(Turn, &["agent_response"])], "what the agent said"),
    Name {
        values: Values::Seconds,
        ..name(&["latency"], &[(Turn, &["latency"])], "how long the caller waited for the answer: `2s`")
    },
    name(&["barge_in"], &[(Turn, &["barge_in"])], "whether the caller interrupted the agent"),
    name(&["flow"], &[(Turn, &["in_flow"])], "the flow that the turn was in"),
    name(&["step"], &[(Turn, &["in_step"])], "the step of that flow"),
    name(&["conversation", "id"], &[(Conversation, &["conversation_id"])], "the id of the conversation"),
    name(&["env", "environment"], &[(Conversation, &["environment"])], "where the agent ran"),
    name(&["channel"], &[(Conversation, &["channel"])], "how the caller reached the agent"),
    name(&["direction"], &[(Conversation, &["direction"])], "`inbound` or `outbound`"),
    name(&["language", "lang"], &[(Conversation, &["language"])], "the language of the conversation"),
    name(
        &["variant"],
        &[(Conversation, &["variant_id"]), (Conversation, &["variant_name"])],
        "the id or the name of the variant",
    ),
    name(&["deployment"], &[(Conversation, &["deployment_id"])], "the deployment that served the conversation"),
    name(&["handoff"], &[(Conversation, &["handoff"])], "whether the caller was handed over to a person"),
    name(&["ended_by"], &[(Conversation, &["ended_by"])], "who ended the conversation"),
    name(&["tag", "tags"], &[(Conversation, &["tags"])], "a label of the conversation"),
    name(&["note"], &[(Conversation, &["note"])], "the note on the conversation"),
    name(
        &["is"],
        &[(Conversation, &["status"])],
        "the state of the conversation: `live`, `lost_contact`, `unfinished`, `ended`",
    ),
    Name {
        values: Values::Has,
        ..name(&["has"], &[], "what the conversation has: `errors`, `warnings`, `note`, `handoff`")
    },
    Name {
        values: Values::Milliseconds,
        ..name(&["call_duration"], &[(Conversation, &["duration_ms"])], "how long the conversation took")
    },
    name(&["http.status"], &[(Span, &["status_code"]), (Entry, &["status_code"])], "the status of an API's response"),
    name(&["http.method"], &[(Span, &["method"]), (Entry, &["method"])], "the method of a call of an API"),
    name(&["http.url"], &[(Span, &["url"]), (Entry, &["url"])], "the URL of a call of an API"),
    Name {
        values: Values::Host,
        ..name(&["http.host"], &[(Span, &["url"]), (Entry, &["url"])], "the host of a call of an API")
    },
    name(&["model"], &[(Span, &["model"])], "the model that a span used"),
    name(
        &["kind"],
        &[(Record, &["kind"])],
        "the kind of record: `conversation`, `turn`, `function_event`, `span`, `entry`",
    ),
    name(&["text"], &[(Record, &["text"])], "words that a record shows; the same as the words alone"),
    name(
        &["time"],
        &[(Record, &["time"])],
        "when it was: `yesterday`, `2026-11-30`, `2026-11-30T14:00..2026-11-30T15:00`",
    ),
    Name {
        values: Values::Since,
        ..name(&["since"], &[(Record, &["time"])], "from when on: `2h`, `yesterday`, `\"thursday 14:00\"`")
    },
    Name { values: Values::Until, ..name(&["until"], &[(Record, &["time"])], "up to when") },
];

const fn name(
    names: &'static [&'static str],
    fields: &'static [(Scope, &'static [&'static str])],
    means: &'static str,
) -> Name {
    Name { names, fields, values: Values::OfField, means }
}

/// Returns the short name that the first parts of a name are, and how many parts they are.
pub(super) fn find(parts: &[String]) -> Option<(&'static Name, usize)> {
    let is = |name: &&Name, written: &str| name.names.contains(&written);
    let two = (parts.len() > 1).then(|| format!("{}.{}", parts[0], parts[1]));
    let two = two.and_then(|written| NAMES.iter().find(|name| is(name, &written)));
    let one = || parts.first().and_then(|written| NAMES.iter().find(|name| is(name, written)));
    two.map(|name| (name, 2)).or_else(|| one().map(|name| (name, 1)))
}

/// Returns the kind of record that a name begins with.
pub(super) fn scope(part: &str) -> Option<Scope> {
    match part {
        "call" => Some(Conversation),
        "event" => Some(FunctionEvent),
        "record" => None,
        other => Scope::parse(other),
    }
}
