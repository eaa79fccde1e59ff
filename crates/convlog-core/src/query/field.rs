//! Which fields can be asked for, and of which type each is: those of the schema, and the few that only a view has.

use crate::class::Class;
use crate::entry::FIXED_KEYS;
use crate::schema::{Kind, RecordType};

/// Whose field it is, from the outside in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Whatever record the question is asked about: every record has these fields.
    Record,
    /// The conversation.
    Conversation,
    /// The turn.
    Turn,
    /// The function event.
    FunctionEvent,
    /// The span: a call of an API or of a language model, for example.
    Span,
    /// The log entry.
    Entry,
}

/// A field, or a place inside its value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FieldPath {
    /// What it is a field of.
    pub scope: Scope,
    /// Its name.
    pub name: String,
    /// The names that lead to a place inside its value, which has to be an object. Lists have no names: each of their
    /// items is looked into.
    pub inside: Vec<String>,
}

/// The types of values that comparisons know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Text,
    Time,
    Flag,
    Number,
    Level,
    Status,
    Outcome,
    /// The type of a record.
    Kind,
    /// All words that a record shows.
    Words,
    /// An object of which only the inside can be compared.
    Object,
    /// Any of them: the value says which.
    Any,
}

/// The states of a conversation and of a function event.
pub(super) const STATUS: &str = "status";
/// How a function event came out.
pub(super) const OUTCOME: &str = "outcome";
/// The id of a conversation, which none of its records has as a field of its own.
pub(super) const CONVERSATION_ID: &str = "conversation_id";
/// How long a conversation took, which no record of it says.
pub(super) const DURATION: &str = "duration_ms";
/// When a record was written or began.
pub(super) const TIME: &str = "time";
/// All words that a record shows.
pub(super) const TEXT: &str = "text";
/// The type of a record.
pub(super) const KIND: &str = "kind";

impl Scope {
    /// Every scope, from the outside in.
    pub const ALL: [Scope; 6] =
        [Scope::Record, Scope::Conversation, Scope::Turn, Scope::FunctionEvent, Scope::Span, Scope::Entry];

    /// Returns the scope's name, which is that of its type of record, or `record` or `entry`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match (self, self.record_type()) {
            (_, Some(kind)) => kind.as_str(),
            (Scope::Record, None) => "record",
            (_, None) => "entry",
        }
    }

    /// Says whether a record of another scope has such fields: of its own, or of what it lies in.
    #[must_use]
    pub fn is_around(self, subject: Scope) -> bool {
        match self {
            Scope::Span | Scope::Entry => self == subject,
            _ => self <= subject,
        }
    }

    /// Returns the scope with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Scope> {
        Scope::ALL.into_iter().find(|scope| scope.as_str() == name)
    }

    /// Returns the type of record whose fields these are; an entry has keys, and
    /// what every record has is made on reading.
    pub(super) const fn record_type(self) -> Option<RecordType> {
        match self {
            Scope::Conversation => Some(RecordType::Conversation),
            Scope::Turn => Some(RecordType::Turn),
            Scope::FunctionEvent => Some(RecordType::FunctionEvent),
            Scope::Span => Some(RecordType::Span),
            Scope::Record | Scope::Entry => None,
        }
    }
}

impl FieldPath {
    /// Names a field.
    #[must_use]
    pub fn new(scope: Scope, name: impl Into<String>) -> FieldPath {
        FieldPath { scope, name: name.into(), inside: Vec::new() }
    }

    /// Returns the class of what the path leads to, before anything in it was flagged; `None` where there is no such
    /// field.
    #[must_use]
    pub fn class(&self) -> Option<Class> {
        if self.scope == Scope::Record {
            return self.type_of_view().map(|_| if self.name == TEXT { Class::Guarded } else { Class::Open });
        }
        let Some(kind) = self.scope.record_type() else {
            let is_open = FIXED_KEYS.contains(&self.name.as_str()) && self.name != "content";
            return Some(if is_open { Class::Open } else { Class::Guarded });
        };
        let declared = kind.field(&self.name).map(|field| field.class);
        declared.or_else(|| {
            let is_derived = self.name == OUTCOME;
            self.type_of_view().map(|_| if is_derived { Class::Derived } else { Class::Open })
        })
    }

    /// Returns the type of what the path leads to; `None` where there is no such field.
    pub(super) fn value_type(&self) -> Option<Type> {
        let outside = self.outside_type()?;
        match (outside, self.inside.is_empty()) {
            (outside, true) => Some(outside),
            (Type::Object | Type::Any, false) => Some(Type::Any),
            _ => None,
        }
    }

    /// Returns the type of the field itself.
    pub(super) fn outside_type(&self) -> Option<Type> {
        let Some(kind) = self.scope.record_type() else {
            return if self.scope == Scope::Entry { Some(type_in_entry(&self.name)) } else { self.type_of_view() };
        };
        let declared = kind.field(&self.name).map(|field| match field.kind {
            Kind::Text | Kind::Id | Kind::TextList => Type::Text,
            Kind::Time => Type::Time,
            Kind::Flag => Type::Flag,
            Kind::Count | Kind::Number => Type::Number,
            Kind::Object => Type::Object,
            Kind::Any => Type::Any,
        });
        declared.or_else(|| self.type_of_view())
    }

    fn type_of_view(&self) -> Option<Type> {
        match (self.scope, self.name.as_str()) {
            (Scope::Record, TIME) => Some(Type::Time),
            (Scope::Record, TEXT) => Some(Type::Words),
            (Scope::Record, KIND) => Some(Type::Kind),
            (Scope::Conversation, DURATION) => Some(Type::Number),
            (Scope::Conversation | Scope::FunctionEvent | Scope::Span, STATUS) => Some(Type::Status),
            (Scope::FunctionEvent, OUTCOME) => Some(Type::Outcome),
            (Scope::Conversation, CONVERSATION_ID) => Some(Type::Text),
            _ => None,
        }
    }

    /// Returns the path as an error may show it: names that an asker made up may be personal.
    pub(super) fn shown(&self) -> String {
        let is_ours = match self.scope.record_type() {
            Some(_) => self.outside_type().is_some(),
            None if self.scope == Scope::Record => self.outside_type().is_some(),
            None => FIXED_KEYS.contains(&self.name.as_str()),
        };
        format!("{}.{}", self.scope.as_str(), if is_ours { &self.name } else { "(a key of your own)" })
    }
}

/// Returns the type of one of an entry's keys; what a caller gave beside the fixed ones may be anything.
fn type_in_entry(name: &str) -> Type {
    match name {
        "level" => Type::Level,
        "content" | "logger" => Type::Text,
        "is_pii" => Type::Flag,
        "timestamp" => Type::Time,
        _ => Type::Any,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fixed_key_of_an_entry_has_a_type_of_its_own() {
        for name in FIXED_KEYS {
            assert_ne!(type_in_entry(name), Type::Any, "{name}");
        }
    }

    #[test]
    fn every_field_of_the_schema_can_be_asked_for_and_keeps_its_class() {
        for scope in Scope::ALL {
            assert_eq!(Scope::parse(scope.as_str()), Some(scope));
            for field in scope.record_type().map_or(&[][..], RecordType::fields) {
                let path = FieldPath::new(scope, field.name);
                assert!(path.value_type().is_some(), "{}", field.name);
                assert_eq!(path.class(), Some(field.class));
            }
        }
        assert_eq!(FieldPath::new(Scope::Turn, "from_number").value_type(), None);
    }
}
