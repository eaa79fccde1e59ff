//! What a field is, and how the fields of one type of record are declared.

use crate::class::Class;

/// The kind of value that a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text of at most [`STRING_BYTES_MAX`](crate::limits::STRING_BYTES_MAX) bytes; longer text is cut and marked.
    Text,
    /// An id of at most [`ID_BYTES_MAX`](crate::limits::ID_BYTES_MAX) bytes; a longer one is shortened, and stays apart from
    /// others by a hash.
    Id,
    /// An RFC 3339 date and time.
    Time,
    /// `true` or `false`.
    Flag,
    /// A whole number, zero or greater.
    Count,
    /// Any number.
    Number,
    /// A JSON object.
    Object,
    /// A JSON array of text.
    TextList,
    /// Any JSON value.
    Any,
}

impl Kind {
    /// Returns the kind's name, for what reads the schema as a table.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Id => "id",
            Kind::Time => "time",
            Kind::Flag => "flag",
            Kind::Count => "count",
            Kind::Number => "number",
            Kind::Object => "object",
            Kind::TextList => "text_list",
            Kind::Any => "any",
        }
    }
}

impl Kind {
    /// Returns what values of the kind are, for people.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Id => "id",
            Kind::Time => "RFC 3339 time",
            Kind::Flag => "true or false",
            Kind::Count => "whole number",
            Kind::Number => "number",
            Kind::Object => "object",
            Kind::TextList => "array of text",
            Kind::Any => "any",
        }
    }
}

/// One field of one type of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// The field's name on the wire.
    pub name: &'static str,
    /// Its class.
    pub class: Class,
    /// The kind of value it takes.
    pub kind: Kind,
    /// What it means, with its unit.
    pub doc: &'static str,
}

/// Declares the fields of one type of record: documentation, class, kind and name.
macro_rules! fields {
    ($(#[doc = $doc:literal] $class:ident $kind:ident $name:ident;)*) => {
        pub(super) const FIELDS: &[super::field::Field] = &[
            $(super::field::Field {
                name: stringify!($name),
                class: crate::class::Class::$class,
                kind: super::field::Kind::$kind,
                doc: $doc,
            },)*
        ];
    };
}
pub(super) use fields;
