//! The security log: what whoever runs a server has to be able to look up when something went wrong. Who was refused,
//! which keys and policies changed, what was erased or removed, and in which modes the server was started.
//!
//! INVARIANT: an event holds no personal value and nothing that a caller chose. The types see to it: what can be put in
//! is words of the program, numbers, times, and ids that an administrator or the server made. Labels of keys stay out,
//! because people write names into them; `convlog keys list` shows them by the key's id.

use std::fmt;

use convlog_core::{AccountId, NotPersonal, ProjectId, PromotedField, Timestamp};
use serde_json::{Map, Value};

use crate::erase::ReceiptId;
use crate::error::Result;
use crate::key::{KeyId, Scope};

mod network;

pub use network::Network;

/// Keeps events, for a store or a data directory.
pub trait SecurityLog: Send + Sync + fmt::Debug {
    /// Appends an event; when this returns, it is durable. It waits for the disk: asynchronous code calls it on a thread
    /// that may wait.
    ///
    /// # Errors
    /// It could not be written.
    fn append(&self, event: &SecurityEvent) -> Result<()>;
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// The server was started; `modes` lists what is unusual about it.
    ServerStarted,
    /// A key was made.
    KeyCreated,
    /// A key was revoked.
    KeyRevoked,
    /// A project was made.
    ProjectCreated,
    /// A project's policies were changed.
    PolicyChanged,
    /// The master key is to be exchanged for a new one.
    MasterKeyRotated,
    /// Retention removed conversations or personal parts.
    RetentionRan,
    /// Retention has something to remove and waits for a confirmation.
    RetentionHeld,
    /// What retention waited with was confirmed.
    RetentionConfirmed,
    /// A note was written.
    NoteWritten,
    /// Conversations were erased.
    ErasureAsked,
    /// A project's records are read again under its policy of now.
    RescanAsked,
    /// A key or a session opened nothing.
    AuthenticationFailed,
}

/// Events that are kept together, so that a flood of one group cannot push out the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventGroup {
    /// What those do who run the server, and the server by itself.
    Administration,
    /// What holders of keys do to records.
    Records,
    /// What strangers do.
    Doors,
}

impl EventGroup {
    /// Every group.
    pub const ALL: [EventGroup; 3] = [EventGroup::Administration, EventGroup::Records, EventGroup::Doors];
}

impl EventKind {
    /// Every kind.
    pub const ALL: [EventKind; 13] = [
        EventKind::ServerStarted,
        EventKind::KeyCreated,
        EventKind::KeyRevoked,
        EventKind::ProjectCreated,
        EventKind::PolicyChanged,
        EventKind::MasterKeyRotated,
        EventKind::RetentionRan,
        EventKind::RetentionHeld,
        EventKind::RetentionConfirmed,
        EventKind::NoteWritten,
        EventKind::ErasureAsked,
        EventKind::RescanAsked,
        EventKind::AuthenticationFailed,
    ];

    /// Returns the kind's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            EventKind::ServerStarted => "server_started",
            EventKind::KeyCreated => "key_created",
            EventKind::KeyRevoked => "key_revoked",
            EventKind::ProjectCreated => "project_created",
            EventKind::PolicyChanged => "policy_changed",
            EventKind::MasterKeyRotated => "master_key_rotated",
            EventKind::RetentionRan => "retention_ran",
            EventKind::RetentionHeld => "retention_held",
            EventKind::RetentionConfirmed => "retention_confirmed",
            EventKind::NoteWritten => "note_written",
            EventKind::ErasureAsked => "erasure_asked",
            EventKind::RescanAsked => "rescan_asked",
            EventKind::AuthenticationFailed => "authentication_failed",
        }
    }

    /// Returns the kind with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<EventKind> {
        EventKind::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Returns the group in which events of the kind are kept.
    #[must_use]
    pub const fn group(self) -> EventGroup {
        match self {
            EventKind::NoteWritten | EventKind::ErasureAsked | EventKind::RescanAsked => EventGroup::Records,
            EventKind::AuthenticationFailed => EventGroup::Doors,
            _ => EventGroup::Administration,
        }
    }
}

/// Who did something.
#[derive(Clone, Copy, Debug)]
pub enum Actor<'a> {
    /// The holder of a key.
    Key(&'a KeyId),
    /// A user of the machine, at the command line.
    CommandLine {
        /// The user's number in the operating system.
        uid: u32,
    },
    /// The server, by itself.
    Server,
}

/// One event. What stands in it is added by methods that take nothing a caller could have written freely.
#[derive(Clone, Debug, PartialEq)]
pub struct SecurityEvent {
    kind: EventKind,
    fields: Map<String, Value>,
}

impl SecurityEvent {
    /// Begins an event.
    #[must_use]
    pub fn new(kind: EventKind, time: Timestamp) -> SecurityEvent {
        let event = SecurityEvent { kind, fields: Map::new() };
        event.time("time", time).word("kind", kind.as_str())
    }

    /// Returns what happened.
    #[must_use]
    pub fn kind(&self) -> EventKind {
        self.kind
    }

    /// Returns the event as a JSON object.
    #[must_use]
    pub fn as_json(&self) -> &Map<String, Value> {
        &self.fields
    }

    fn with(mut self, name: &str, value: impl Into<Value>) -> SecurityEvent {
        self.fields.insert(name.to_owned(), value.into());
        self
    }

    /// Adds who did it.
    #[must_use]
    pub fn by(self, actor: Actor<'_>) -> SecurityEvent {
        match actor {
            Actor::Key(id) => self.with("by", id.0.as_str()),
            Actor::CommandLine { uid } => self.with("by", "command line").count("uid", u64::from(uid)),
            Actor::Server => self.with("by", "server"),
        }
    }

    /// Adds the project it is about.
    #[must_use]
    pub fn project(self, account: &AccountId, project: &ProjectId) -> SecurityEvent {
        self.with("account", account.as_str()).with("project", project.as_str())
    }

    /// Adds the account and the projects that a key reaches; without a list it is every project of the account.
    #[must_use]
    pub fn scope(self, account: &AccountId, scope: &Scope) -> SecurityEvent {
        let event = self.with("account", account.as_str());
        match scope {
            Scope::All => event,
            Scope::Projects(projects) => {
                event.with("projects", projects.iter().map(ProjectId::as_str).collect::<Vec<_>>())
            }
        }
    }

    /// Adds the key it is about.
    #[must_use]
    pub fn key(self, id: &KeyId) -> SecurityEvent {
        self.with("key", id.0.as_str())
    }

    /// Adds the receipt of an erasure.
    #[must_use]
    pub fn receipt(self, id: &ReceiptId) -> SecurityEvent {
        self.with("receipt", id.0.as_str())
    }

    /// Adds the fields that a project has raised to personal.
    #[must_use]
    pub fn raised(self, raised: &[PromotedField]) -> SecurityEvent {
        self.with("raised", raised.iter().cloned().map(String::from).collect::<Vec<_>>())
    }

    /// Adds what a project says is not personal: names that an administrator gave, and that do not look personal.
    #[must_use]
    pub fn rule(self, rule: &NotPersonal) -> SecurityEvent {
        let event = self.with("key_name", rule.key.as_str());
        rule.function.iter().fold(event, |event, function| event.with("function", function.as_str()))
    }

    /// Adds where somebody came from.
    #[must_use]
    pub fn network(self, network: &Network) -> SecurityEvent {
        self.with("network", network.to_string())
    }

    /// Adds a word of the program.
    #[must_use]
    pub fn word(self, name: &'static str, word: &'static str) -> SecurityEvent {
        self.with(name, word)
    }

    /// Adds words of the program.
    #[must_use]
    pub fn words(self, name: &'static str, words: &[&'static str]) -> SecurityEvent {
        self.with(name, words.to_vec())
    }

    /// Adds a number.
    #[must_use]
    pub fn count(self, name: &'static str, count: u64) -> SecurityEvent {
        self.with(name, count)
    }

    /// Adds a time.
    #[must_use]
    pub fn time(self, name: &'static str, time: Timestamp) -> SecurityEvent {
        self.with(name, time.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_found_by_their_names() {
        for kind in EventKind::ALL {
            assert_eq!(EventKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(EventKind::parse("key_guessed"), None);
    }

    #[test]
    fn an_event_is_one_object_that_says_when_what_and_who() {
        let (account, project) = (AccountId::new("acme").unwrap(), ProjectId::new("front-desk").unwrap());
        let event = SecurityEvent::new(EventKind::PolicyChanged, Timestamp::from_micros(1))
            .by(Actor::CommandLine { uid: 1000 })
            .project(&account, &project)
            .words("changed", &["guard"])
            .word("guard", "off");
        assert_eq!(
            Value::Object(event.as_json().clone()).to_string(),
            "{\"time\":\"1970-01-01T00:00:00.000001Z\",\"kind\":\"policy_changed\",\"by\":\"command line\",\"uid\":1000,\
             \"account\":\"acme\",\"project\":\"front-desk\",\"changed\":[\"guard\"],\"guard\":\"off\"}"
        );
    }
}
