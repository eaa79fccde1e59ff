//! The look-up of personal values: which conversations hold them, by keyed hash.

use convlog_core::{AccountId, ProjectId};
use convlog_store::seal::LookupKey;
use convlog_store::sought::Normal;
use rusqlite::{Connection, params};

use super::summary::Summary;
use crate::failure::Result;

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
            let insert = "INSERT OR IGNORE INTO lookups (conversation, hash) VALUES (?1, ?2)";
            connection.prepare_cached(insert)?.execute(params![summary.id, hash])?;
        }
    }
    Ok(())
}
