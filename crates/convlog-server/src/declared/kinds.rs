//! The kinds of values that parameters and fields take.

use convlog_core::ids::trim;
use convlog_core::limits::ID_BYTES_MAX;
use convlog_core::record::yes_or_no;
use convlog_core::{ConversationId, PublicId, Timestamp};
use convlog_store::{EntryPosition, Position};
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};

use super::ValueType;
use crate::responses::review::NodePlace;
use crate::routes::cursor;

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

/// A whole number within bounds.
#[derive(Debug)]
pub(crate) struct Number {
    pub(crate) from: u64,
    pub(crate) to: u64,
    /// What is taken where nothing is given, if that is a number.
    pub(crate) default: Option<u64>,
}

impl ValueType for Number {
    type Value = u64;

    fn schema(&self) -> ObjectBuilder {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(self.from as usize))
            .maximum(Some(self.to as usize))
            .default(self.default.map(Value::from))
    }

    fn expected(&self) -> String {
        format!("a whole number from {} to {}", self.from, self.to)
    }

    fn read(&self, text: &str) -> Option<u64> {
        trim(text).parse().ok().filter(|number| (self.from..=self.to).contains(number))
    }

    fn read_json(&self, value: &Value) -> Option<u64> {
        value.as_u64().filter(|number| (self.from..=self.to).contains(number))
    }
}

/// True or false; false where nothing is given, unless its text says otherwise.
#[derive(Debug)]
pub(crate) struct Flag;

impl ValueType for Flag {
    type Value = bool;

    fn schema(&self) -> ObjectBuilder {
        ObjectBuilder::new().schema_type(Type::Boolean)
    }

    fn expected(&self) -> String {
        "true or false".to_owned()
    }

    fn read(&self, text: &str) -> Option<bool> {
        yes_or_no(text)
    }

    fn read_json(&self, value: &Value) -> Option<bool> {
        value.as_bool()
    }
}

/// A point in time.
#[derive(Debug)]
pub(crate) struct Moment;

impl ValueType for Moment {
    type Value = Timestamp;

    fn schema(&self) -> ObjectBuilder {
        text().format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
    }

    fn expected(&self) -> String {
        "an ISO 8601 date and time, such as 2025-01-01T10:00:00Z".to_owned()
    }

    /// Reads RFC 3339, and the forms of ISO 8601 that people send as well: without an offset, which then is UTC, and
    /// without a time. A `+` that was not escaped in the URL arrives as a space.
    fn read(&self, text: &str) -> Option<Timestamp> {
        let text = trim(text);
        let escaped = match text.rsplit_once(' ') {
            Some((time, offset)) if text.len() > 19 && text.contains('T') => format!("{time}+{offset}"),
            _ => text.to_owned(),
        };
        Timestamp::parse(&escaped)
            .or_else(|| Timestamp::parse(&format!("{escaped}Z")))
            .or_else(|| Timestamp::parse(&format!("{escaped}T00:00:00Z")))
    }
}

/// Any text within bounds on its length.
#[derive(Debug)]
pub(crate) struct Text {
    pub(crate) from: usize,
    pub(crate) to: usize,
}

impl ValueType for Text {
    type Value = String;

    fn schema(&self) -> ObjectBuilder {
        text().min_length(Some(self.from).filter(|from| *from > 0)).max_length(Some(self.to))
    }

    fn expected(&self) -> String {
        match self.from {
            0 => format!("a text of at most {} characters", self.to),
            from => format!("a text of {from} to {} characters", self.to),
        }
    }

    fn read(&self, text: &str) -> Option<String> {
        (self.from..=self.to).contains(&text.chars().count()).then(|| text.to_owned())
    }
}

/// A name as records carry it, within bounds on its length: white space around it is none of it.
#[derive(Debug)]
pub(crate) struct Name {
    pub(crate) to: usize,
}

impl Name {
    const fn as_text(&self) -> Text {
        Text { from: 1, to: self.to }
    }
}

impl ValueType for Name {
    type Value = String;

    fn schema(&self) -> ObjectBuilder {
        self.as_text().schema()
    }

    fn expected(&self) -> String {
        self.as_text().expected()
    }

    /// A text of nothing but white space is nobody's name, which is no error: it finds nothing.
    fn read(&self, text: &str) -> Option<String> {
        let trimmed = trim(text);
        self.as_text().read(if trimmed.is_empty() { text } else { trimmed })
    }
}

/// An id that somebody else chose, or a name. One of other than plain letters may be longer in bytes than an id is: then
/// nothing has it.
#[derive(Debug)]
pub(crate) struct Id;

impl ValueType for Id {
    type Value = Option<ConversationId>;

    fn schema(&self) -> ObjectBuilder {
        text().min_length(Some(1)).max_length(Some(ID_BYTES_MAX)).pattern(Some(r"^[^\x00-\x1f\x7f-\x9f]+$"))
    }

    fn expected(&self) -> String {
        format!("an id of 1 to {ID_BYTES_MAX} characters without control characters")
    }

    fn read(&self, text: &str) -> Option<Option<ConversationId>> {
        let text = trim(text);
        let is_id = (1..=ID_BYTES_MAX).contains(&text.chars().count()) && !text.contains(char::is_control);
        is_id.then(|| ConversationId::new(text).ok())
    }
}

/// An id of a few plain letters.
#[derive(Debug)]
pub(crate) struct Token {
    pattern: &'static str,
}

impl Token {
    /// What an account or a project is called.
    pub(crate) const TENANT: Token = Token { pattern: "^[A-Za-z0-9_.:-]+$" };
}

impl ValueType for Token {
    type Value = String;

    fn schema(&self) -> ObjectBuilder {
        text().min_length(Some(1)).max_length(Some(ID_BYTES_MAX)).pattern(Some(self.pattern))
    }

    fn expected(&self) -> String {
        format!("1 to {ID_BYTES_MAX} letters, digits and the characters _ . : -")
    }

    fn read(&self, text: &str) -> Option<String> {
        let text = trim(text);
        let is_meant = |byte: u8| byte.is_ascii_alphanumeric() || b"_.:-".contains(&byte);
        ((1..=ID_BYTES_MAX).contains(&text.len()) && text.bytes().all(is_meant)).then(|| text.to_owned())
    }
}

/// A time zone by its name in the IANA's database.
#[derive(Debug)]
pub(crate) struct Zone;

impl ValueType for Zone {
    type Value = TimeZone;

    fn schema(&self) -> ObjectBuilder {
        text().min_length(Some(1)).max_length(Some(64)).examples([json!("Europe/London")])
    }

    fn expected(&self) -> String {
        "the name of a time zone, such as Europe/London".to_owned()
    }

    fn read(&self, text: &str) -> Option<TimeZone> {
        if text.len() > 64 { None } else { TimeZone::get(text.trim()).ok() }
    }
}

/// One of a few words.
#[derive(Debug)]
pub(crate) struct Choice(pub(crate) &'static [&'static str]);

impl ValueType for Choice {
    type Value = &'static str;

    fn schema(&self) -> ObjectBuilder {
        text().enum_values(Some(self.0.iter().map(|word| json!(word))))
    }

    fn expected(&self) -> String {
        format!("one of {}", self.0.join(", "))
    }

    fn read(&self, text: &str) -> Option<&'static str> {
        self.0.iter().copied().find(|word| word.eq_ignore_ascii_case(trim(text)))
    }
}

/// So many digits.
#[derive(Debug)]
pub(crate) struct Digits(pub(crate) usize);

impl ValueType for Digits {
    type Value = String;

    fn schema(&self) -> ObjectBuilder {
        text().pattern(Some(format!("^[0-9]{{{}}}$", self.0)))
    }

    fn expected(&self) -> String {
        format!("{} digits", self.0)
    }

    fn read(&self, text: &str) -> Option<String> {
        (text.len() == self.0 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.to_owned())
    }
}

/// A place in a list, as an answer gave it; nothing for its beginning.
#[derive(Debug)]
pub(crate) struct Cursor;

impl ValueType for Cursor {
    type Value = Option<Position>;

    fn schema(&self) -> ObjectBuilder {
        text().max_length(Some(cursor::LEN_MAX)).pattern(Some(cursor::PATTERN))
    }

    fn expected(&self) -> String {
        "malformed; use the cursor exactly as an answer returned it".to_owned()
    }

    fn read(&self, text: &str) -> Option<Option<Position>> {
        if text.is_empty() { Some(None) } else { cursor::read(text).map(Some) }
    }
}

/// A place among the entries of a conversation, as an answer gave it.
#[derive(Debug)]
pub(crate) struct EntryCursor;

impl ValueType for EntryCursor {
    type Value = EntryPosition;

    fn schema(&self) -> ObjectBuilder {
        text().max_length(Some(cursor::ENTRY_LEN)).pattern(Some(cursor::ENTRY_PATTERN))
    }

    fn expected(&self) -> String {
        "malformed; use the cursor exactly as an answer returned it".to_owned()
    }

    fn read(&self, text: &str) -> Option<EntryPosition> {
        cursor::read_entry(text)
    }
}

/// A place among the function events and spans of a conversation, as an answer gave it.
#[derive(Debug)]
pub(crate) struct NodeCursor;

impl ValueType for NodeCursor {
    type Value = NodePlace;

    fn schema(&self) -> ObjectBuilder {
        text().max_length(Some(cursor::NODE_LEN)).pattern(Some(cursor::NODE_PATTERN))
    }

    fn expected(&self) -> String {
        "malformed; use the cursor exactly as an answer returned it".to_owned()
    }

    fn read(&self, text: &str) -> Option<NodePlace> {
        cursor::read_node(text)
    }
}

/// The id of an entry, as an answer gave it.
#[derive(Debug)]
pub(crate) struct EntryId;

impl ValueType for EntryId {
    type Value = PublicId;

    fn schema(&self) -> ObjectBuilder {
        text().min_length(Some(32)).max_length(Some(32)).pattern(Some("^[0-9a-f]{32}$"))
    }

    fn expected(&self) -> String {
        "32 hex digits, as returned by an answer".to_owned()
    }

    fn read(&self, text: &str) -> Option<PublicId> {
        PublicId::parse(text)
    }
}
