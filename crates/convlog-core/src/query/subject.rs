//! What a query is asked about: one record as its reader sees it, with what it lies in.

use std::borrow::Cow;
use std::cell::OnceCell;

use serde_json::Value;

use super::field::{CONVERSATION_ID, DURATION, FieldPath, KIND, OUTCOME, STATUS, Scope, TEXT, TIME};
use super::words::Phrase;
use crate::entry::{Entry, EntryText, FIXED_KEYS};
use crate::level::Level;
use crate::limits::DEPTH_MAX;
use crate::merge::Values;
use crate::schema::{ENVIRONMENT_DEFAULT, Kind};
use crate::timestamp::Timestamp;
use crate::view::{Conversation, FunctionEvent, LogEntry, Span, Turn};

/// A record of a conversation, as one reader may see it.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// What it is one of.
    pub(super) scope: Scope,
    conversation: &'a Conversation,
    turn: Option<&'a Turn>,
    /// The function event; what was logged outside any has none.
    event: Option<&'a FunctionEvent>,
    span: Option<&'a Span>,
    entry: Option<&'a LogEntry>,
    /// The entry's JSON, once it was needed.
    json: OnceCell<Value>,
}

/// A value as comparisons take it.
pub(super) enum Operand<'a> {
    Level(Level),
    Time(Timestamp),
    Json(Cow<'a, Value>),
    /// All words that the record shows.
    Words,
}

impl<'a> Subject<'a> {
    fn new(conversation: &'a Conversation) -> Subject<'a> {
        let scope = Scope::Conversation;
        Subject { scope, conversation, turn: None, event: None, span: None, entry: None, json: OnceCell::new() }
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

    /// Returns the spans of a conversation, each with what it lies in.
    pub fn spans(conversation: &'a Conversation) -> impl Iterator<Item = Subject<'a>> {
        let spans = conversation.turns.iter().flat_map(|turn| turn.spans.iter().map(move |span| (turn, span)));
        spans.map(move |(turn, span)| Subject {
            scope: Scope::Span,
            event: caller(turn, span),
            span: Some(span),
            ..Subject::in_turn(conversation, turn)
        })
    }

    /// Returns the conversation itself, its turns, function events, spans and entries.
    pub fn all(conversation: &'a Conversation) -> impl Iterator<Item = Subject<'a>> {
        let turns = conversation.turns.iter().map(move |turn| Subject::in_turn(conversation, turn));
        let itself = std::iter::once(Subject::new(conversation));
        let parts = Subject::events(conversation).chain(Subject::spans(conversation));
        itself.chain(turns).chain(parts).chain(Subject::entries(conversation))
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

    /// Returns the span that it is.
    #[must_use]
    pub fn span(&self) -> Option<&'a Span> {
        self.span
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
            Scope::Record => match name {
                TIME => Some(Operand::Time(self.time())),
                TEXT => Some(Operand::Words),
                KIND => text(self.scope.as_str()),
                _ => None,
            },
            Scope::Conversation => match name {
                DURATION => self.duration_of_conversation(),
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
            Scope::Span => match (name, self.span?) {
                ("span_id", span) => text(&span.id),
                (STATUS, span) => text(span.status.as_str()),
                ("started_at", span) => Some(Operand::Time(span.started_at)),
                (_, span) => of_record(&span.fields, field),
            },
            Scope::Entry => self.in_entry(name),
        }
    }

    /// Returns when the record was written or began.
    #[must_use]
    pub fn time(&self) -> Timestamp {
        let entry = self.entry.map(|logged| logged.entry.time);
        let span = || self.span.map(|span| span.started_at);
        let event = || self.event.map(|event| event.started_at);
        let turn = || self.turn.map(|turn| turn.started_at);
        entry.or_else(span).or_else(event).or_else(turn).unwrap_or(self.conversation.started_at)
    }

    /// Says whether the record shows these words: in its own texts, numbers and keys, or in the names by which its
    /// function and conversation are known.
    #[must_use]
    pub fn shows(&self, phrase: &Phrase) -> bool {
        let named = |values: &Values, name: &str| values.text(name).is_some_and(|text| phrase.is_in(&text));
        phrase.is_in(self.conversation.id.as_str())
            || self.event.is_some_and(|event| named(&event.fields, "name"))
            || match self.scope {
                Scope::Entry => self.entry.is_some_and(|logged| shows_entry(&logged.entry, phrase)),
                Scope::Span => self.span.is_some_and(|span| shows_record(&span.fields, phrase)),
                Scope::FunctionEvent => self.event.is_some_and(|event| shows_record(&event.fields, phrase)),
                Scope::Turn => self.turn.is_some_and(|turn| shows_record(&turn.fields, phrase)),
                Scope::Conversation | Scope::Record => {
                    let metrics = &self.conversation.metrics;
                    shows_record(&self.conversation.fields, phrase)
                        || metrics
                            .iter()
                            .any(|metric| phrase.is_in(&metric.name) || shows_record(&metric.fields, phrase))
                }
            }
    }

    fn duration_of_conversation(&self) -> Option<Operand<'_>> {
        let ended_at = self.conversation.fields.time("ended_at")?;
        let micros = ended_at.as_micros().saturating_sub(self.conversation.started_at.as_micros());
        Some(Operand::Json(Cow::Owned(Value::from(micros / 1000))))
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

/// Returns the function event that called for a span: its parent, or that of the span that it is part of.
fn caller<'a>(turn: &'a Turn, span: &Span) -> Option<&'a FunctionEvent> {
    let mut parent = span.fields.text("parent_id")?;
    // Senders may write anything: spans that claim each other as parents have no caller.
    for _ in 0..DEPTH_MAX {
        if let Some(event) = turn.events.iter().find(|event| event.id.as_ref() == Some(&parent)) {
            return Some(event);
        }
        parent = turn.spans.iter().find(|span| span.id == parent)?.fields.text("parent_id")?;
    }
    None
}

fn shows_entry(entry: &Entry, phrase: &Phrase) -> bool {
    if phrase.is_in(&entry.content()) {
        return true;
    }
    match &entry.text {
        EntryText::Parts { extras, .. } => {
            extras.strip_prefix(',').is_some_and(|members| shows_json(&format!("{{{members}}}"), &[], phrase))
        }
        EntryText::Verbatim(_) => shows_json(&entry.to_json(), &FIXED_KEYS, phrase),
    }
}

fn shows_record(values: &Values, phrase: &Phrase) -> bool {
    values.iter().any(|(_, raw)| shows_json(raw.get(), &[], phrase))
}

/// Says whether a JSON text shows words, in a key or a value; of an object's own keys, some are passed over.
fn shows_json(json: &str, passed_over: &[&str], phrase: &Phrase) -> bool {
    // What no words of are in the text as it stands needs no reading, unless it holds escapes.
    if !json.contains('\\') && !phrase.is_in(json) {
        return false;
    }
    let Ok(mut value) = serde_json::from_str::<Value>(json) else { return false };
    if let Value::Object(members) = &mut value {
        members.retain(|name, _| !passed_over.contains(&name.as_str()));
    }
    shows_value(&value, phrase)
}

fn shows_value(value: &Value, phrase: &Phrase) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(flag) => phrase.is_in(if *flag { "true" } else { "false" }),
        Value::Number(number) => phrase.is_in(&number.to_string()),
        Value::String(text) => phrase.is_in(text),
        Value::Array(items) => items.iter().any(|item| shows_value(item, phrase)),
        Value::Object(members) => {
            members.iter().any(|(name, member)| phrase.is_in(name) || shows_value(member, phrase))
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
