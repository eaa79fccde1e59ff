//! What a query is asked about: one record as its reader sees it, with what it lies in.

use std::borrow::Cow;
use std::cell::OnceCell;

use serde_json::Value;

use super::field::{CONVERSATION_ID, FieldPath, OUTCOME, STATUS, Scope};
use crate::level::Level;
use crate::merge::Values;
use crate::schema::{ENVIRONMENT_DEFAULT, Kind};
use crate::timestamp::Timestamp;
use crate::view::{Conversation, FunctionEvent, LogEntry, Turn};

/// A record of a conversation, as one reader may see it.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// What it is one of.
    pub(super) scope: Scope,
    conversation: &'a Conversation,
    turn: Option<&'a Turn>,
    /// The function event; what was logged outside any has none.
    event: Option<&'a FunctionEvent>,
    entry: Option<&'a LogEntry>,
    /// The entry's JSON, once it was needed.
    json: OnceCell<Value>,
}

/// A value as comparisons take it.
pub(super) enum Operand<'a> {
    Level(Level),
    Time(Timestamp),
    Json(Cow<'a, Value>),
}

impl<'a> Subject<'a> {
    fn new(conversation: &'a Conversation) -> Subject<'a> {
        let scope = Scope::Conversation;
        Subject { scope, conversation, turn: None, event: None, entry: None, json: OnceCell::new() }
    }

    fn in_turn(conversation: &'a Conversation, turn: &'a Turn) -> Subject<'a> {
        Subject { scope: Scope::Turn, turn: Some(turn), ..Subject::new(conversation) }
    }

    /// Returns the log entries of a conversation, each with what it lies in.
    pub fn entries(conversation: &'a Conversation) -> impl Iterator<Item = Subject<'a>> {
        let events = conversation.turns.iter().flat_map(|turn| turn.events.iter().map(move |event| (turn, event)));
        events.flat_map(move |(turn, event)| {
            let within = event.id.is_some().then_some(event);
            event.entries.iter().map(move |entry| Subject {
                scope: Scope::Entry,
                event: within,
                entry: Some(entry),
                ..Subject::in_turn(conversation, turn)
            })
        })
    }

    /// Returns the function events of a conversation, each with what it lies in.
    pub fn events(conversation: &'a Conversation) -> impl Iterator<Item = Subject<'a>> {
        let events = conversation.turns.iter().flat_map(|turn| turn.events.iter().map(move |event| (turn, event)));
        events.filter(|(_, event)| event.id.is_some()).map(move |(turn, event)| Subject {
            scope: Scope::FunctionEvent,
            event: Some(event),
            ..Subject::in_turn(conversation, turn)
        })
    }

    /// Returns the conversation itself, its turns, function events and entries.
    pub fn all(conversation: &'a Conversation) -> impl Iterator<Item = Subject<'a>> {
        let turns = conversation.turns.iter().map(move |turn| Subject::in_turn(conversation, turn));
        let itself = std::iter::once(Subject::new(conversation));
        itself.chain(turns).chain(Subject::events(conversation)).chain(Subject::entries(conversation))
    }

    /// Returns the conversation that it is a part of.
    #[must_use]
    pub fn conversation(&self) -> &'a Conversation {
        self.conversation
    }

    /// Returns the turn that it is or lies in.
    #[must_use]
    pub fn turn(&self) -> Option<&'a Turn> {
        self.turn
    }

    /// Returns the function event that it is or lies in.
    #[must_use]
    pub fn event(&self) -> Option<&'a FunctionEvent> {
        self.event
    }

    /// Returns the log entry that it is.
    #[must_use]
    pub fn entry(&self) -> Option<&'a LogEntry> {
        self.entry
    }

    /// Returns the value of a field, without regard to what of it is asked for.
    pub(super) fn value(&self, field: &FieldPath) -> Option<Operand<'_>> {
        let name = field.name.as_str();
        match field.scope {
            Scope::Conversation => match name {
                CONVERSATION_ID => text(self.conversation.id.as_str()),
                STATUS => text(self.conversation.status.as_str()),
                "started_at" => Some(Operand::Time(self.conversation.started_at)),
                "environment" if self.conversation.fields.raw(name).is_none() => text(ENVIRONMENT_DEFAULT),
                _ => of_record(&self.conversation.fields, field),
            },
            Scope::Turn => match (name, self.turn?) {
                ("turn_id", turn) => text(turn.id.as_deref()?),
                ("number", turn) => Some(Operand::Json(Cow::Owned(Value::from(turn.number)))),
                ("started_at", turn) => Some(Operand::Time(turn.started_at)),
                (_, turn) => of_record(&turn.fields, field),
            },
            Scope::FunctionEvent => match (name, self.event?) {
                ("function_event_id", event) => text(event.id.as_deref()?),
                (STATUS, event) => text(event.status.as_str()),
                (OUTCOME, event) => text(event.outcome?.as_str()),
                ("started_at", event) => Some(Operand::Time(event.started_at)),
                (_, event) => of_record(&event.fields, field),
            },
            Scope::Entry => self.in_entry(name),
        }
    }

    fn in_entry(&self, name: &str) -> Option<Operand<'_>> {
        let entry = &self.entry?.entry;
        match name {
            "level" => Some(Operand::Level(entry.level)),
            "timestamp" => Some(Operand::Time(entry.time)),
            "is_pii" => Some(Operand::Json(Cow::Owned(Value::Bool(entry.is_pii)))),
            "logger" => text(&entry.logger),
            "content" => text(&entry.content()),
            _ => {
                let json = self.json.get_or_init(|| serde_json::from_str(&entry.to_json()).unwrap_or_default());
                json.get(name).map(|value| Operand::Json(Cow::Borrowed(value)))
            }
        }
    }
}

fn of_record<'a>(values: &Values, field: &FieldPath) -> Option<Operand<'a>> {
    let declared = field.scope.record_type().and_then(|kind| kind.field(&field.name));
    match declared?.kind {
        Kind::Time => values.time(&field.name).map(Operand::Time),
        _ => values.value(&field.name).map(|value| Operand::Json(Cow::Owned(value))),
    }
}

fn text<'a>(text: &str) -> Option<Operand<'a>> {
    Some(Operand::Json(Cow::Owned(Value::from(text))))
}
