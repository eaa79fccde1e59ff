//! A turn of the agents API.

use convlog_core::view::{FunctionEvent, Turn};
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::function_event::ReducedEvent;
use super::raw::{Json, Raw, list_or_empty, object_or_empty, text_or_empty};
use super::time::WithOffset;

/// One exchange.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Turn)]
pub(crate) struct TurnShape<'a> {
    /// The turn's number.
    turn_id: u32,
    #[schema(value_type = String)]
    user_input: &'a RawValue,
    #[schema(value_type = Option<String>, format = DateTime)]
    user_input_datetime: Option<WithOffset>,
    /// Always null: no audio is kept here.
    user_input_audio_url: Option<&'static str>,
    #[schema(value_type = String)]
    user_input_dtmf: &'a RawValue,
    #[schema(value_type = String)]
    user_input_dtmf_finish_key: &'a RawValue,
    #[schema(value_type = String)]
    agent_response: &'a RawValue,
    #[schema(value_type = Option<String>, format = DateTime)]
    agent_response_datetime: Option<WithOffset>,
    #[schema(value_type = String)]
    translated_user_input: &'a RawValue,
    #[schema(value_type = String)]
    english_agent_response: &'a RawValue,
    #[schema(value_type = Option<String>)]
    asr_lang_code: Raw<'a>,
    #[schema(value_type = Option<String>)]
    tts_lang_code: Raw<'a>,
    barge_in: bool,
    #[schema(value_type = Option<Vec<serde_json::Value>>)]
    entities: Option<Json<'a>>,
    #[schema(value_type = Option<Vec<serde_json::Value>>)]
    intents: Option<Json<'a>>,
    #[schema(value_type = Option<bool>)]
    is_ood: Raw<'a>,
    #[schema(value_type = Option<bool>)]
    is_silence: Raw<'a>,
    latency: Latency<'a>,
    /// Always empty for now.
    #[schema(value_type = Vec<Object>)]
    llm_requests: [(); 0],
    /// Always empty for now.
    #[schema(value_type = Vec<Object>)]
    reviews: [(); 0],
    metadata: Metadata<'a>,
}

/// How long the caller waited.
#[derive(Debug, Serialize, ToSchema)]
struct Latency<'a> {
    label: Option<&'static str>,
    /// From the end of the caller's speech to the start of the agent's, in seconds.
    #[schema(value_type = Option<f64>)]
    perceived_latency: Raw<'a>,
    perceived_latency_percentile_1d: Option<f64>,
}

/// What the diagnosis of a turn shows.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TurnMetadata)]
struct Metadata<'a> {
    #[schema(value_type = String)]
    asr_corrected_user_input: &'a RawValue,
    #[schema(value_type = String)]
    current_node: &'a RawValue,
    #[schema(value_type = Vec<serde_json::Value>)]
    entities: Json<'a>,
    #[schema(value_type = Vec<serde_json::Value>)]
    retrieved_topics: Json<'a>,
    #[schema(value_type = Object)]
    safety: Json<'a>,
    #[schema(value_type = Vec<serde_json::Value>)]
    top_transcripts: Json<'a>,
    /// The turn's function events, reduced.
    function_events: Vec<ReducedEvent<'a>>,
}

impl<'a> TurnShape<'a> {
    /// Writes a turn; `early` are the events before the first turn, which the first one takes in.
    pub(crate) fn of<E>(turn: &'a Turn<E>, early: &'a [FunctionEvent<E>]) -> TurnShape<'a> {
        let fields = &turn.fields;
        let text = |name: &str| text_or_empty(fields, name);
        let list = |name: &str| fields.raw(name).map(|_| list_or_empty(fields, name));
        TurnShape {
            turn_id: turn.number,
            user_input: text("user_input"),
            user_input_datetime: fields.time("user_input_datetime").map(WithOffset),
            user_input_audio_url: None,
            user_input_dtmf: text("user_input_dtmf"),
            user_input_dtmf_finish_key: text("user_input_dtmf_finish_key"),
            agent_response: text("agent_response"),
            agent_response_datetime: fields.time("agent_response_datetime").map(WithOffset),
            translated_user_input: text("translated_user_input"),
            english_agent_response: text("english_agent_response"),
            asr_lang_code: fields.raw("asr_lang_code"),
            tts_lang_code: fields.raw("tts_lang_code"),
            barge_in: fields.flag("barge_in").unwrap_or(false),
            entities: list("entities"),
            intents: list("intents"),
            is_ood: fields.raw("is_ood"),
            is_silence: fields.raw("is_silence"),
            latency: Latency {
                label: None,
                perceived_latency: fields.raw("latency"),
                perceived_latency_percentile_1d: None,
            },
            llm_requests: [],
            reviews: [],
            metadata: Metadata {
                asr_corrected_user_input: text("asr_corrected_user_input"),
                current_node: text("current_node"),
                entities: list_or_empty(fields, "entities"),
                retrieved_topics: list_or_empty(fields, "retrieved_topics"),
                safety: object_or_empty(fields, "safety"),
                top_transcripts: list_or_empty(fields, "top_transcripts"),
                function_events: early.iter().chain(&turn.events).filter_map(ReducedEvent::of).collect(),
            },
        }
    }
}
