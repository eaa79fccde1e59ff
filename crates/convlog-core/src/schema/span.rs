//! The fields of a span.

use super::field::fields;

fields! {
    /// The span's id, unique in its conversation.
    Open Id span_id;
    /// The turn it belongs to.
    Open Id turn_id;
    /// The function event or span that it is part of.
    Open Id parent_id;
    /// What took the time: `llm`, `asr`, `tts`, `http` or `other`.
    Open Id kind;
    /// Its name.
    Open Id name;
    /// When it began.
    Open Time started_at;
    /// When it ended.
    Open Time ended_at;
    /// How long it took, in milliseconds.
    Open Number duration_ms;
    /// The model that was used.
    Open Id model;
    /// Whose model it was.
    Open Id provider;
    /// Tokens, characters or seconds used.
    Guarded Object usage;
    /// Anything else that is known of it.
    Guarded Object attributes;
    /// The messages to a language model, or what was to be spoken or recognised.
    Personal Any input;
    /// The messages from a language model, or what was recognised.
    Personal Any output;
    /// The HTTP method.
    Open Id method;
    /// The URL without its query string.
    Guarded Text url;
    /// The URL's query string.
    Personal Text query;
    /// The HTTP status.
    Open Count status_code;
    /// The body that was sent, at most 32 KiB of it.
    Personal Any request_body;
    /// The body that came back, at most 32 KiB of it.
    Personal Any response_body;
    /// What went wrong.
    Guarded Any error;
    /// Who cancelled it, as far as that is known, or else `unknown`; only what was cancelled has it.
    Guarded Text cancelled_by;
}
