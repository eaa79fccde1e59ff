//! The look-up of personal values: which conversations hold them, by keyed hash.

use convlog_core::record::Body;
use convlog_core::{AccountId, Entry, ProjectId};
use convlog_store::erasure_value::{NormalizedValue, personal_values};
use convlog_store::seal::LookupKey;
use rusqlite::{Connection, params};

use super::summary::Summary;
use crate::failure::Result;

/// Returns the hash that the table has. Two values share it once in 2^64, which costs a conversation too many being
/// found; a shorter row is worth that.
pub(crate) fn short_hash(lookup: &LookupKey, account: &AccountId, project: &ProjectId, value: &NormalizedValue) -> i64 {
    short(&lookup.hash(account, project, value.kind().as_str(), value.reveal()))
}

/// Shortens a keyed hash.
pub(crate) fn short(hash: &[u8; 32]) -> i64 {
    let mut short = [0; 8];
    short.copy_from_slice(&hash[..8]);
    i64::from_le_bytes(short)
}

/// Returns the hashes of a record's personal values.
pub(super) fn hashes(lookup: &LookupKey, account: &AccountId, project: &ProjectId, body: &Body) -> Vec<i64> {
    let values = match body {
        Body::Log(log) => log
            .original
            .as_ref()
            .map(|original| personal_values(original, log.open.as_ref().map(Entry::to_json).as_deref())),
        Body::Fields(fields) => fields.original.as_ref().map(|original| personal_values(original, Some(&fields.open))),
    };
    values.iter().flatten().map(|value| short_hash(lookup, account, project, value)).collect()
}

/// Adds the hashes of a record's personal values.
pub(super) fn add(connection: &Connection, summary: &mut Summary, hashes: &[i64]) -> Result<()> {
    for hash in hashes {
        if summary.look_up_by(*hash) {
            let insert = "INSERT OR IGNORE INTO lookups (conversation, hash) VALUES (?1, ?2)";
            connection.prepare_cached(insert)?.execute(params![summary.id, hash])?;
        }
    }
    Ok(())
}
