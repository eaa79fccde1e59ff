//! The fields of a conversation.

use super::field::fields;

fields! {
    /// When the conversation began.
    Open Time started_at;
    /// When it ended.
    Open Time ended_at;
    /// Where the agent ran: `live`, `pre-release`, `sandbox`, `draft`, or a name of your own; `live` when left out.
    Open Id environment;
    /// The channel through which the caller reached the agent: `VOICE-SIP`, `WEBCHAT`, `SMS`, …
    Open Id channel;
    /// `inbound` or `outbound`.
    Open Id direction;
    /// The calling side's number. Personal, except on a call known to be outbound.
    Personal Text from_number;
    /// The called side's number. Personal, except on a call known to be inbound.
    Personal Text to_number;
    /// How to reach the caller, by phone or e-mail.
    Personal Text contact;
    /// The language, as a BCP 47 tag.
    Open Id language;
    /// The variant's id.
    Open Id variant_id;
    /// The variant's name.
    Open Id variant_name;
    /// The deployment that served the conversation.
    Open Id deployment_id;
    /// Whether the caller was handed over to a person.
    Open Flag handoff;
    /// Why.
    Guarded Text handoff_reason;
    /// To whom.
    Guarded Text handoff_destination;
    /// Who ended it: `caller`, `agent`, `system`, …
    Open Id ended_by;
    /// Why it ended.
    Guarded Text end_reason;
    /// A short summary: text, or an object with `heading` and `content`.
    Guarded Any summary;
    /// Labels that people or functions gave it.
    Guarded TextList tags;
    /// A note of a reader.
    Guarded Text note;
    /// Who wrote the note: the label of the key, or its id.
    Guarded Text note_by;
    /// When the note was written.
    Open Time note_at;
    /// A quality score.
    Open Number poly_score;
    /// How long the agent itself took part, in milliseconds.
    Open Number polyai_duration_ms;
    /// The variables at the end, if no function event has their changes.
    Guarded Object state;
}
