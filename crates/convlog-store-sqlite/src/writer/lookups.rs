//! The look-up of personal values: which conversations hold them, by keyed hash.

use convlog_core::record::Body;
use convlog_core::{AccountId, Entry, ProjectId};
use convlog_store::seal::LookupKey;
use convlog_store::sought::{Normal, personal_values};
use convlog_store::{Batch, Item};
use rusqlite::{Connection, params};

use super::summary::Summary;
use crate::failure::Result;

/// A batch and the hashes of its personal values, made before it reaches the one thread that writes.
#[derive(Debug)]
pub(super) struct Hashed {
    pub(super) batch: Batch,
    /// Each with the place of its item, in their order.
    hashes: Vec<(usize, i64)>,
}

impl Hashed {
    pub(super) fn new(batch: Batch, lookup: &LookupKey) -> Hashed {
        let mut hashes = Vec::new();
        for (at, item) in batch.items().iter().enumerate() {
            let values = values(item);
            hashes.extend(values.iter().map(|value| (at, short_hash(lookup, batch.account(), &item.project, value))));
        }
        Hashed { batch, hashes }
    }

    /// Returns the hashes of an item's personal values.
    pub(super) fn of(&self, item: usize) -> &[(usize, i64)] {
        let from = self.hashes.partition_point(|(at, _)| *at < item);
        let len = self.hashes[from..].iter().take_while(|(at, _)| *at == item).count();
        &self.hashes[from..from + len]
    }
}

fn values(item: &Item) -> Vec<Normal> {
    match &item.body {
        Body::Log(log) => log.original.as_ref().map_or_else(Vec::new, |original| {
            personal_values(original, log.open.as_ref().map(Entry::to_json).as_deref())
        }),
        Body::Fields(fields) => {
            fields.original.as_ref().map_or_else(Vec::new, |original| personal_values(original, Some(&fields.open)))
        }
    }
}

/// Returns the hash that the table has. Two values share it once in 2^64, which costs a conversation too many being
/// found; a shorter row is worth that.
pub(crate) fn short_hash(lookup: &LookupKey, account: &AccountId, project: &ProjectId, value: &Normal) -> i64 {
    let hash = lookup.hash(account, project, value.kind().as_str(), value.reveal());
    let mut short = [0; 8];
    short.copy_from_slice(&hash[..8]);
    i64::from_le_bytes(short)
}

/// Adds the hashes of a record's personal values.
pub(super) fn add(connection: &Connection, summary: &mut Summary, hashes: &[(usize, i64)]) -> Result<()> {
    for (_, hash) in hashes {
        if summary.look_up_by(*hash) {
            let insert = "INSERT OR IGNORE INTO lookups (hash, conversation) VALUES (?1, ?2)";
            connection.prepare_cached(insert)?.execute(params![hash, summary.id])?;
        }
    }
    Ok(())
}
