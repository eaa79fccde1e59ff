//! Which records exist, which fields each has, and the class of every field.
//!
//! This is the only list: the parser takes no field that is not here, the merge and the reference page
//! `docs/reference/fields.md` are driven by it. A field therefore has its class before it can have a value.

use serde::Serialize;

pub mod caller;
mod conversation;
mod field;
mod function_event;
pub mod log;
mod metric;
mod producer;
mod span;
mod turn;

pub use field::{Field, Kind};

/// A type of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum RecordType {
    /// One call or chat.
    Conversation = 1,
    /// One exchange.
    Turn = 2,
    /// One call of one function.
    FunctionEvent = 3,
    /// Something else that took time.
    Span = 4,
    /// One `conv.log.*` call.
    Log = 5,
    /// One measured or decided value.
    Metric = 6,
    /// One process that writes records.
    Producer = 7,
}

impl RecordType {
    /// Every type, in the order of the reference page.
    pub const ALL: [RecordType; 7] = [
        RecordType::Conversation,
        RecordType::Turn,
        RecordType::FunctionEvent,
        RecordType::Span,
        RecordType::Log,
        RecordType::Metric,
        RecordType::Producer,
    ];

    /// Returns the type's name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            RecordType::Conversation => "conversation",
            RecordType::Turn => "turn",
            RecordType::FunctionEvent => "function_event",
            RecordType::Span => "span",
            RecordType::Log => "log",
            RecordType::Metric => "metric",
            RecordType::Producer => "producer",
        }
    }

    /// Returns the type with this name on the wire.
    #[must_use]
    pub fn parse(name: &str) -> Option<RecordType> {
        RecordType::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Returns the type with this number, which is how stores keep it.
    #[must_use]
    pub fn from_number(number: u8) -> Option<RecordType> {
        RecordType::ALL.into_iter().find(|kind| *kind as u8 == number)
    }

    /// Returns the fields that a record of this type may carry beside the keys common to all.
    #[must_use]
    pub const fn fields(self) -> &'static [Field] {
        match self {
            RecordType::Conversation => conversation::FIELDS,
            RecordType::Turn => turn::FIELDS,
            RecordType::FunctionEvent => function_event::FIELDS,
            RecordType::Span => span::FIELDS,
            RecordType::Log => log::FIELDS,
            RecordType::Metric => metric::FIELDS,
            RecordType::Producer => producer::FIELDS,
        }
    }

    /// Returns the field with this name.
    #[must_use]
    pub fn field(self, name: &str) -> Option<&'static Field> {
        self.fields().iter().find(|field| field.name == name)
    }

    /// Returns the field that tells things of this type apart inside a conversation, where there is one.
    #[must_use]
    pub const fn subject(self) -> Option<&'static str> {
        match self {
            RecordType::Turn => Some("turn_id"),
            RecordType::FunctionEvent => Some("function_event_id"),
            RecordType::Span => Some("span_id"),
            RecordType::Conversation | RecordType::Log | RecordType::Metric | RecordType::Producer => None,
        }
    }
}

/// The environment of a conversation that names none: the original platform's default for lists, so that a caller who
/// says nothing is found where everybody looks first.
pub const ENVIRONMENT_DEFAULT: &str = "live";

/// The fields of a conversation that people write who read it. They are guarded, and never compared with hidden values:
/// whoever may write must not learn by it what is hidden.
pub const WRITTEN_BY_PEOPLE: [&str; 2] = ["note", "note_by"];

/// The keys that every record has beside its own fields; all of them are open.
pub const COMMON: [(&str, &str); 12] = [
    ("type", "The type of record."),
    ("producer", "The process that wrote it: 32 lowercase hex digits."),
    ("seq", "Its sequence number in that process: a whole number, from 1 without gaps."),
    (
        "origin",
        "The producer that first started this conversation: 32 lowercase hex digits, passed on by forks and pickled \
        conversations; where a project compares known values by producer, records of the same origin are compared.",
    ),
    ("timestamp", "When it was written, which decides whose value wins in a merge; a log record has it in its entry."),
    ("account_id", "The tenant: optional, must be the key's account."),
    ("project_id", "The agent: optional when the key has access to exactly one project."),
    ("conversation_id", "The call or chat; producer records have none."),
    ("pii", "JSON pointers into the record, each to a value that is personal."),
    (
        "pii_values",
        "Values that the sender knows to be personal in this conversation and that occur in this record again; they \
        are hidden like what the guard finds. The list itself is not stored.",
    ),
    (
        "_truncated",
        "JSON pointers into the record, each to a value that the sender shortened; a log record has them in its entry.",
    ),
    (
        "_mended",
        "An object: for each field of the wrong type, whether it was corrected (`mended`) or `left_out`. The server \
        adds the fields that it corrects itself.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::Class;

    #[test]
    fn no_record_declares_a_field_twice_or_a_common_key() {
        for kind in RecordType::ALL {
            for (at, field) in kind.fields().iter().enumerate() {
                assert!(kind.fields()[..at].iter().all(|other| other.name != field.name), "{kind:?} {}", field.name);
                assert!(COMMON.iter().all(|(name, _)| *name != field.name), "{kind:?} {}", field.name);
                assert!(!field.doc.is_empty());
            }
            assert!(kind.subject().is_none_or(|name| kind.field(name).is_some()));
        }
    }

    #[test]
    fn what_the_design_calls_personal_is_personal() {
        let personal = [
            (RecordType::Turn, &["user_input_dtmf", "asr_corrected_user_input", "top_transcripts"][..]),
            (RecordType::Span, &["input", "output", "query", "request_body", "response_body"]),
        ];
        for (kind, names) in personal {
            for name in names {
                assert_eq!(kind.field(name).map(|field| field.class), Some(Class::Personal), "{name}");
            }
        }
    }
}
