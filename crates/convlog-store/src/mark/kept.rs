//! A mark as the JSON that a store seals.

use std::sync::Arc;

use convlog_core::known::Spelling;
use convlog_core::{Pointer, ProducerId, PublicId, RecordType, Timestamp};
use serde::{Deserialize, Serialize};

use super::{ConversationPart, Hides, KeptMark, MARK, Mark};
use crate::error::{Error, ErrorKind, Result};
use crate::key::KeyId;
use crate::records::Sender;

/// What a mark says.
#[derive(Serialize, Deserialize)]
struct Said {
    /// The type of record, and which.
    kind: String,
    part: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<Pointer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Value>,
    key: String,
    at: i64,
    is_undone: bool,
}

/// A value: who sent it (ingest key, origin, producer), and its spellings.
#[derive(Serialize, Deserialize)]
struct Value {
    sender: Option<(String, Option<String>, String)>,
    spellings: Vec<(u16, u32, u64)>,
}

impl Mark {
    /// Returns what a store keeps of the mark.
    pub(crate) fn body(&self) -> Result<String> {
        let (kind, part) = match &self.part {
            ConversationPart::Entry(id) => (RecordType::Log, id.to_string()),
            ConversationPart::Thing(kind, subject) => (*kind, subject.clone()),
        };
        let (path, value) = match &self.hides {
            Hides::Whole => (None, None),
            Hides::Field(path) => (Some(path.clone()), None),
            Hides::Value(sender, spellings) => (None, Some(Value::of(sender.as_ref(), spellings))),
        };
        let (key, at, is_undone) = (self.key.0.clone(), self.at.as_micros(), self.is_undone);
        let said = Said { kind: kind.as_str().to_owned(), part, path, value, key, at, is_undone };
        serde_json::to_string(&said).map_err(|error| Error::because(ErrorKind::Internal, MARK, error))
    }

    /// Reads a mark that a store kept.
    pub(crate) fn read(kept: &KeptMark) -> Result<Mark> {
        let said: Said =
            serde_json::from_str(&kept.body).map_err(|error| Error::because(ErrorKind::Corrupt, MARK, error))?;
        said.mark(kept).ok_or_else(|| Error::new(ErrorKind::Corrupt, MARK))
    }
}

impl Said {
    fn mark(self, kept: &KeptMark) -> Option<Mark> {
        let part = match RecordType::parse(&self.kind)? {
            RecordType::Log => ConversationPart::Entry(PublicId::parse(&self.part)?),
            kind => ConversationPart::Thing(kind, self.part),
        };
        let hides = match (self.path, self.value) {
            (Some(path), _) => Hides::Field(path),
            (None, Some(value)) => value.hides()?,
            (None, None) => Hides::Whole,
        };
        let (key, at) = (KeyId(self.key), Timestamp::from_micros(self.at));
        Some(Mark { id: kept.id, part, hides, key, at, is_undone: self.is_undone })
    }
}

impl Value {
    fn of(sender: Option<&Sender>, spellings: &[Spelling]) -> Value {
        let sender = sender.map(|Sender { key, origin, producer }| {
            (key.0.clone(), origin.map(|origin| origin.to_string()), producer.to_string())
        });
        Value { sender, spellings: spellings.iter().map(|it| (it.head, it.len, it.hash)).collect() }
    }

    fn hides(self) -> Option<Hides> {
        let sender = match self.sender {
            None => None,
            Some((key, origin, producer)) => Some(Sender {
                key: Arc::new(KeyId(key)),
                origin: match origin {
                    None => None,
                    Some(origin) => Some(ProducerId::parse(&origin)?),
                },
                producer: ProducerId::parse(&producer)?,
            }),
        };
        let spellings = self.spellings.into_iter().map(|(head, len, hash)| Spelling { head, len, hash });
        Some(Hides::Value(sender, spellings.collect()))
    }
}
