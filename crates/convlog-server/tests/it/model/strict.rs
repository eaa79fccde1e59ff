//! A client that refuses a response with a key missing, a key too many or a value of another type.

#![expect(dead_code, reason = "the fields are there to be demanded, not to be used")]

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// Reads a value that may be null but has to be there: serde lets a plain `Option` be absent.
fn nullable<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(deserializer)
}

/// Declares a struct with the keys of a summary and further ones.
macro_rules! with_summary {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $kind:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub(crate) struct $name {
            pub(crate) conversation_id: String,
            account_id: String,
            project_id: String,
            created_at: String,
            started_at: String,
            #[serde(deserialize_with = "nullable")]
            finished_at: Option<String>,
            #[serde(deserialize_with = "nullable")]
            channel: Option<String>,
            #[serde(deserialize_with = "nullable")]
            direction: Option<String>,
            #[serde(deserialize_with = "nullable")]
            from_number: Option<String>,
            #[serde(deserialize_with = "nullable")]
            to_number: Option<String>,
            #[serde(deserialize_with = "nullable")]
            client_env: Option<String>,
            #[serde(deserialize_with = "nullable")]
            duration: Option<u64>,
            #[serde(deserialize_with = "nullable")]
            total_duration: Option<u64>,
            #[serde(deserialize_with = "nullable")]
            polyai_duration: Option<u64>,
            in_progress: bool,
            handoff: bool,
            #[serde(deserialize_with = "nullable")]
            handoff_destination: Option<String>,
            #[serde(deserialize_with = "nullable")]
            handoff_reason: Option<String>,
            #[serde(deserialize_with = "nullable")]
            language: Option<String>,
            #[serde(deserialize_with = "nullable")]
            variant_id: Option<String>,
            #[serde(deserialize_with = "nullable")]
            deployment_id: Option<String>,
            #[serde(deserialize_with = "nullable")]
            note: Option<String>,
            #[serde(deserialize_with = "nullable")]
            audio_url: Option<String>,
            #[serde(deserialize_with = "nullable")]
            poly_score: Option<f64>,
            #[serde(deserialize_with = "nullable")]
            short_summary: Option<ShortSummary>,
            tags: Vec<String>,
            $(pub(crate) $field: $kind,)*
        }
    };
}

with_summary! {
    /// A conversation in a list.
    Summary {}
}

with_summary! {
    /// A whole conversation.
    Detail {
        turns: Vec<Turn>,
        metrics: BTreeMap<String, Vec<MetricValue>>,
        function_events: BTreeMap<String, Vec<FunctionEvent>>,
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct List {
    pub(crate) conversations: Vec<Summary>,
    pub(crate) count: u64,
    pub(crate) limit: u64,
    pub(crate) offset: u64,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum ShortSummary {
    Text(String),
    Parts { heading: String, content: String },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MetricValue {
    timestamp: String,
    value: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FunctionEvent {
    id: String,
    conversation_id: String,
    pub(crate) turn_id: u32,
    name: String,
    #[serde(deserialize_with = "nullable")]
    function_id: Option<String>,
    #[serde(deserialize_with = "nullable")]
    function_version: Option<String>,
    arguments: Map<String, Value>,
    start_time: String,
    #[serde(deserialize_with = "nullable")]
    duration: Option<u64>,
    content: Value,
    #[serde(deserialize_with = "nullable")]
    utterance: Option<String>,
    #[serde(deserialize_with = "nullable")]
    state_changes: Option<StateChanges>,
    transition: Value,
    handoff: Value,
    #[serde(deserialize_with = "nullable")]
    hangup: Option<bool>,
    #[serde(deserialize_with = "nullable")]
    variant_id_change: Option<String>,
    #[serde(deserialize_with = "nullable")]
    error: Option<Raised>,
    #[serde(deserialize_with = "nullable")]
    llm_request_id: Option<String>,
    #[serde(deserialize_with = "nullable")]
    logs: Option<Logs>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StateChanges {
    added: Map<String, Value>,
    updated: BTreeMap<String, (Value, Value)>,
    removed: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Raised {
    r#type: String,
    message: String,
    #[serde(deserialize_with = "nullable")]
    stacktrace: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Logs {
    conversation_logger: Vec<Entry>,
    #[serde(flatten)]
    others: BTreeMap<String, Vec<Entry>>,
}

#[derive(Debug, Deserialize)]
struct Entry {
    level: String,
    content: String,
    is_pii: bool,
    timestamp: String,
    logger: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Turn {
    pub(crate) turn_id: u32,
    user_input: String,
    #[serde(deserialize_with = "nullable")]
    user_input_datetime: Option<String>,
    #[serde(deserialize_with = "nullable")]
    user_input_audio_url: Option<String>,
    user_input_dtmf: String,
    user_input_dtmf_finish_key: String,
    agent_response: String,
    #[serde(deserialize_with = "nullable")]
    agent_response_datetime: Option<String>,
    translated_user_input: String,
    english_agent_response: String,
    #[serde(deserialize_with = "nullable")]
    asr_lang_code: Option<String>,
    #[serde(deserialize_with = "nullable")]
    tts_lang_code: Option<String>,
    barge_in: bool,
    entities: Value,
    intents: Value,
    #[serde(deserialize_with = "nullable")]
    is_ood: Option<bool>,
    #[serde(deserialize_with = "nullable")]
    is_silence: Option<bool>,
    latency: Latency,
    llm_requests: Vec<Value>,
    reviews: Vec<Value>,
    metadata: Metadata,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Latency {
    #[serde(deserialize_with = "nullable")]
    label: Option<String>,
    #[serde(deserialize_with = "nullable")]
    perceived_latency: Option<f64>,
    #[serde(deserialize_with = "nullable")]
    perceived_latency_percentile_1d: Option<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Metadata {
    asr_corrected_user_input: String,
    current_node: String,
    entities: Vec<Value>,
    retrieved_topics: Vec<Value>,
    safety: Map<String, Value>,
    top_transcripts: Vec<Value>,
    function_events: Vec<Reduced>,
}

/// Null-stripped, so here an absent key is right and a null one is not.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reduced {
    arguments: Map<String, Value>,
    #[serde(default)]
    duration: u64,
    #[serde(default)]
    function_id: String,
    #[serde(default)]
    handoff: Value,
    name: String,
    #[serde(default)]
    utterance: String,
}
