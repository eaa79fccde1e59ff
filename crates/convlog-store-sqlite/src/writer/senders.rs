//! Who sends records: ingest keys and origins, as whole numbers.

use std::sync::Arc;

use convlog_core::{KnownPolicy, ProducerId};
use convlog_store::{Item, KeyId};
use rusqlite::{Connection, params};

use super::intern::find_or_insert;
use super::recent::Recent;
use crate::failure::Result;

const SENDERS_MAX: usize = 4096;

/// The sender of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sender {
    /// Its row; 0 for the server itself.
    pub(crate) number: i64,
    /// The row of its ingest key without an origin.
    pub(crate) key_number: i64,
}

/// Records of a conversation that are compared with each other's known values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ScopeId {
    /// The row of the sender, or of its ingest key.
    pub(crate) sender: i64,
    /// The row of the producer, where it alone is the scope; else 0.
    pub(crate) producer: i64,
}

impl Sender {
    /// What the server writes for people, and records of before senders were kept.
    pub(crate) const NOBODY: Sender = Sender { number: 0, key_number: 0 };

    /// Returns the scope in which known values are compared; none where they are not.
    pub(crate) fn scope(self, producer: i64, policy: KnownPolicy) -> Option<ScopeId> {
        let has_origin = self.number != self.key_number;
        match policy {
            _ if self == Sender::NOBODY => None,
            KnownPolicy::Off => None,
            KnownPolicy::IngestKey => Some(ScopeId { sender: self.key_number, producer: 0 }),
            KnownPolicy::Producer if has_origin => Some(ScopeId { sender: self.number, producer: 0 }),
            KnownPolicy::Producer => Some(ScopeId { sender: self.number, producer }),
        }
    }
}

/// The senders at hand.
pub(super) struct Senders {
    numbers: Recent<(Arc<KeyId>, Option<ProducerId>), Sender>,
    /// The one that was asked for last: whole batches are of one.
    last: Option<(Arc<KeyId>, Option<ProducerId>, Sender)>,
}

impl Senders {
    pub(super) fn new() -> Senders {
        Senders { numbers: Recent::new(SENDERS_MAX), last: None }
    }

    /// Returns the sender of a record, which is made if need be.
    pub(super) fn of(&mut self, connection: &Connection, item: &Item) -> Result<Sender> {
        let Some(key) = &item.sender else { return Ok(Sender::NOBODY) };
        if let Some((known, origin, sender)) = &self.last
            && Arc::ptr_eq(known, key)
            && *origin == item.origin
        {
            return Ok(*sender);
        }
        let name = (Arc::clone(key), item.origin);
        let sender = match self.numbers.get_mut(&name) {
            Some(sender) => *sender,
            None => {
                let sender = stored(connection, key, item.origin)?;
                self.numbers.insert(name, sender);
                sender
            }
        };
        self.last = Some((Arc::clone(key), item.origin, sender));
        Ok(sender)
    }

    pub(super) fn settle(&mut self) {
        self.numbers.settle();
    }

    pub(super) fn clear(&mut self) {
        self.numbers.clear();
        self.last = None;
    }
}

fn stored(connection: &Connection, key: &KeyId, origin: Option<ProducerId>) -> Result<Sender> {
    let number = |origin: &[u8]| {
        let select = "SELECT id FROM senders WHERE ingest_key = ?1 AND origin = ?2";
        let insert = "INSERT INTO senders (ingest_key, origin) VALUES (?1, ?2)";
        find_or_insert(connection, select, insert, params![key.0, origin])
    };
    let key_number = number(&[])?;
    let number = origin.map_or(Ok(key_number), |origin| number(origin.as_bytes()))?;
    Ok(Sender { number, key_number })
}
