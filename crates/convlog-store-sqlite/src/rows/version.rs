//! What tells the versions of a row apart.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;
use rusqlite::Row;
use rusqlite::types::ValueRef;

use crate::failure::{Failure, Result};

/// Returns what stands for the version of a row: a hash of what can change of it, from a column on. Sealing draws a new
/// number each time, so two versions that seal anything are never alike.
pub(super) fn version(row: &Row<'_>, from: usize) -> Result<u64> {
    let mut hasher = FixedState::default().build_hasher();
    for at in from..row.as_ref().column_count() {
        let (kind, bytes): (u8, &[u8]) = match row.get_ref(at)? {
            ValueRef::Null => (0, &[]),
            ValueRef::Integer(number) => {
                hasher.write_i64(number);
                (1, &[])
            }
            ValueRef::Real(_) => return Err(Failure::Row("type")),
            ValueRef::Text(text) => (2, text),
            ValueRef::Blob(bytes) => (3, bytes),
        };
        hasher.write_u8(kind);
        hasher.write_usize(bytes.len());
        hasher.write(bytes);
    }
    Ok(hasher.finish())
}
