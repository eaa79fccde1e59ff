//! Marks: what readers say afterwards is personal.

use std::borrow::Cow;

use convlog_core::limits::ID_BYTES_MAX;
use convlog_core::{Pointer, RecordType, Timestamp};
use convlog_store::mark::MARKED_CHARS_MAX;
use convlog_store::{ConversationPart, Hides, Mark};
use serde::Serialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use crate::declared::{Declared, EntryId, Text, command};

/// The longest path, in characters.
pub(crate) const PATH_CHARS_MAX: usize = 2048;

const ID: Text = Text { from: 1, to: ID_BYTES_MAX };

/// What is to be marked.
pub(crate) struct MarkBody;

impl MarkBody {
    pub(crate) const ENTRY: Declared<EntryId> = Declared::new("entry", EntryId, "The entry, by its id");
    pub(crate) const THINGS: [(RecordType, Declared<Text>); 3] = [
        (RecordType::Turn, Declared::new("turn", ID, "The turn, by its id")),
        (RecordType::FunctionEvent, Declared::new("event", ID, "The function event, by its id")),
        (RecordType::Span, Declared::new("span", ID, "The span, by its id")),
    ];
    pub(crate) const PATH: Declared<Text> = Declared::new(
        "path",
        Text { from: 1, to: PATH_CHARS_MAX },
        "The field, as a JSON pointer into the entry or the fields, such as `/content` or `/arguments/phone`",
    );
    pub(crate) const VALUE: Declared<Text> = Declared::new(
        "value",
        Text { from: 1, to: MARKED_CHARS_MAX },
        "A value that occurs there; it is hidden wherever it occurs in what the same sender wrote into the \
        conversation, in other spellings too",
    );
}

impl ToSchema for MarkBody {
    fn name() -> Cow<'static, str> {
        "ReviewMarkRequest".into()
    }
}

impl PartialSchema for MarkBody {
    fn schema() -> RefOr<Schema> {
        let doc = "Where the personal data is: at most one of `entry`, `turn`, `event` and `span` (none: the \
            conversation itself); and which part: `path` or `value` (neither: the whole entry)";
        let body = MarkBody::ENTRY.field(command(doc));
        let body = MarkBody::THINGS.iter().fold(body, |body, (_, thing)| thing.field(body));
        MarkBody::VALUE.field(MarkBody::PATH.field(body)).into()
    }
}

/// What a reader marked as personal.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewMark)]
pub(crate) struct MarkShape {
    /// The mark's id.
    id: String,
    /// The type of the marked record: `log`, `conversation`, `turn`, `function_event` or `span`.
    kind: &'static str,
    /// The id of the marked record; null for the conversation itself.
    #[schema(required)]
    part: Option<String>,
    /// What it hides: `entry`, `field` or `value`. The value itself is not stored.
    hides: &'static str,
    /// The field, if it hides one.
    #[schema(value_type = Option<String>, required)]
    path: Option<Pointer>,
    /// The key that made it.
    key_id: String,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

/// The marks of a conversation, the oldest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewMarks)]
pub(crate) struct MarksShape {
    pub(crate) marks: Vec<MarkShape>,
}

impl From<Mark> for MarkShape {
    fn from(mark: Mark) -> MarkShape {
        let (hides, path) = match mark.hides {
            Hides::Whole => ("entry", None),
            Hides::Field(path) => ("field", Some(path)),
            Hides::Value(..) => ("value", None),
        };
        let kind = mark.part.kind().as_str();
        let part = match mark.part {
            ConversationPart::Entry(id) => Some(id.to_string()),
            ConversationPart::Thing(RecordType::Conversation, _) => None,
            ConversationPart::Thing(_, subject) => Some(subject),
        };
        MarkShape { id: mark.id.to_string(), kind, part, hides, path, key_id: mark.key.0, at: mark.at }
    }
}
