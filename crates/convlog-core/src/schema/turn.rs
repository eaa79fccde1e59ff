//! The fields of a turn.

use super::field::fields;

fields! {
    /// The turn's id, unique in its conversation.
    Open Id turn_id;
    /// Its number, from 1; 0 is what runs before the first turn. Assigned on reading when left out.
    Open Count number;
    /// When it began.
    Open Time started_at;
    /// When it ended.
    Open Time ended_at;
    /// What the caller said.
    Guarded Text user_input;
    /// When the caller had finished speaking.
    Open Time user_input_datetime;
    /// The keys that the caller pressed.
    Personal Text user_input_dtmf;
    /// The key that ended them.
    Personal Text user_input_dtmf_finish_key;
    /// What the agent said.
    Guarded Text agent_response;
    /// When the agent began to speak.
    Open Time agent_response_datetime;
    /// What the caller said, translated.
    Guarded Text translated_user_input;
    /// What the agent said, in English.
    Guarded Text english_agent_response;
    /// The language that was listened for, as a BCP 47 tag.
    Open Id asr_lang_code;
    /// The language that was spoken, as a BCP 47 tag.
    Open Id tts_lang_code;
    /// Whether the caller interrupted the agent.
    Open Flag barge_in;
    /// The intents that were recognised.
    Guarded Any intents;
    /// The entities that were extracted.
    Guarded Any entities;
    /// Whether the caller's words were out of the agent's domain.
    Open Flag is_ood;
    /// Whether the caller said nothing.
    Open Flag is_silence;
    /// From the end of the caller's speech to the start of the agent's, in seconds.
    Open Number latency;
    /// What the caller said, after correction.
    Personal Text asr_corrected_user_input;
    /// The recogniser's alternatives.
    Personal Any top_transcripts;
    /// The topics that were looked up.
    Guarded Any retrieved_topics;
    /// The sources that were looked up.
    Guarded Any retrieved_sources;
    /// The guardrails that fired.
    Guarded Any safety;
    /// The node of the dialogue that the turn ended in.
    Open Id current_node;
    /// The flow that the turn was in.
    Open Id in_flow;
    /// The step of that flow.
    Open Id in_step;
    /// The variant that the turn ran under.
    Open Id variant;
}
