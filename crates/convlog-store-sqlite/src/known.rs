//! What is known in one conversation, by who may be compared with whom.

use std::collections::HashMap;

use convlog_core::known::{Spelling, SpellingKey};
use convlog_core::{KnownPii, KnownPolicy};
use rusqlite::Connection;

use crate::failure::{Failure, Result};
use crate::writer::{ScopeId, Sender};

/// The known values of one conversation under one policy.
#[derive(Clone, Debug)]
pub(crate) struct KnownScopes {
    policy: KnownPolicy,
    key: SpellingKey,
    scopes: HashMap<ScopeId, KnownPii>,
}

impl KnownScopes {
    /// Reads what is known in a conversation.
    pub(crate) fn load(
        connection: &Connection,
        key: SpellingKey,
        conversation: i64,
        policy: KnownPolicy,
    ) -> Result<KnownScopes> {
        let mut known = KnownScopes { policy, key, scopes: HashMap::new() };
        let sql = "SELECT sender, producer, spellings FROM known_values WHERE conversation = ?1";
        let mut select = connection.prepare_cached(sql)?;
        let mut rows = select.query([conversation])?;
        let mut senders = SenderRows::default();
        while let Some(row) = rows.next()? {
            let sender = senders.get(connection, row.get(0)?)?;
            let Some(scope) = sender.scope(row.get(1)?, policy) else { continue };
            let known = known.of_mut(scope);
            for spelling in unpacked(row.get_ref(2)?.as_blob()?)? {
                known.insert(spelling);
            }
        }
        Ok(known)
    }

    pub(crate) fn policy(&self) -> KnownPolicy {
        self.policy
    }

    /// Returns what is known in a scope; nothing where nothing is.
    pub(crate) fn of(&self, scope: ScopeId) -> Option<&KnownPii> {
        self.scopes.get(&scope)
    }

    pub(crate) fn of_mut(&mut self, scope: ScopeId) -> &mut KnownPii {
        let key = &self.key;
        self.scopes.entry(scope).or_insert_with(|| KnownPii::new(key.clone()))
    }
}

/// What a spelling takes in a row: its head, its length and its hash, each in little endian.
const SPELLING_BYTES: usize = 14;

/// Returns spellings as a row has them.
pub(crate) fn packed(spellings: &[Spelling]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(spellings.len() * SPELLING_BYTES);
    for Spelling { head, len, hash } in spellings {
        bytes.extend_from_slice(&head.to_le_bytes());
        bytes.extend_from_slice(&len.to_le_bytes());
        bytes.extend_from_slice(&hash.to_le_bytes());
    }
    bytes
}

/// Returns the spellings of a row.
pub(crate) fn unpacked(bytes: &[u8]) -> Result<impl Iterator<Item = Spelling>> {
    let (spellings, rest) = bytes.as_chunks::<SPELLING_BYTES>();
    if !rest.is_empty() {
        return Err(Failure::Row("spellings"));
    }
    Ok(spellings.iter().map(|bytes| {
        let [a, b, len @ .., c, d, e, f, g, h, i, j] = *bytes;
        Spelling {
            head: u16::from_le_bytes([a, b]),
            len: u32::from_le_bytes(len),
            hash: u64::from_le_bytes([c, d, e, f, g, h, i, j]),
        }
    }))
}

/// Senders by their rows, each looked up once.
#[derive(Debug, Default)]
pub(crate) struct SenderRows(HashMap<i64, Sender>);

impl SenderRows {
    pub(crate) fn get(&mut self, connection: &Connection, number: i64) -> Result<Sender> {
        if number == 0 {
            return Ok(Sender::NOBODY);
        }
        if let Some(sender) = self.0.get(&number) {
            return Ok(*sender);
        }
        let sql = "SELECT own.id FROM senders AS own JOIN senders AS named ON named.ingest_key = own.ingest_key \
                   WHERE named.id = ?1 AND own.origin = x''";
        let key_number = connection.prepare_cached(sql)?.query_row([number], |row| row.get(0))?;
        let sender = Sender { number, key_number };
        self.0.insert(number, sender);
        Ok(sender)
    }
}
