//! The fields of a function event.

use super::field::fields;

fields! {
    /// The event's id, unique in its conversation.
    Open Id function_event_id;
    /// The turn in which the function was called.
    Open Id turn_id;
    /// The function event from whose function this one was called.
    Open Id parent_id;
    /// The function's name.
    Open Id name;
    /// The function's id, where the platform gives one.
    Open Id function_id;
    /// The function's version, where the platform gives one.
    Open Id function_version;
    /// What the function was called with.
    Guarded Object arguments;
    /// When it was called.
    Open Time started_at;
    /// When it returned or raised.
    Open Time ended_at;
    /// How long it took, in milliseconds.
    Open Number duration_ms;
    /// What it returned.
    Guarded Any result;
    /// The part of the result meant for the language model.
    Guarded Any content;
    /// The exact words it had spoken.
    Guarded Text utterance;
    /// The hand-off it asked for.
    Guarded Any handoff;
    /// Whether it asked to hang up.
    Open Flag hangup;
    /// The flow or step it asked for.
    Guarded Any transition;
    /// The variant it changed to.
    Open Id variant_id_change;
    /// What it raised: `type`, `message`, `stacktrace`, `causes`.
    Guarded Any error;
    /// Who cancelled it, as far as that is known, or else `unknown`; only what was cancelled has it.
    Guarded Text cancelled_by;
    /// The variables it changed: `added`, `updated` as `[old, new]`, `removed`.
    Guarded Object state_changes;
    /// The request to the language model that called it.
    Open Id llm_request_id;
    /// Where the function stands, as `file:line`.
    Open Id source;
    /// Advice for the developer, from senders that do not report the lines it is about.
    Derived TextList hints;
}
