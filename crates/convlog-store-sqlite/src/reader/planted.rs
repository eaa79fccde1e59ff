//! The one leak that takes more than passing over a check: the places of hidden entries. For tests only.

use convlog_core::planted::{Leak, is_planted};
use convlog_core::view::StoredEntry;
use convlog_core::{Entry, Identity, ProducerId, Timestamp};
use rusqlite::Connection;

use crate::failure::{Failure, Result};
use crate::short_id::LongId;

/// Adds blank entries where hidden ones are, so that what only those refer to exists.
pub(super) fn add_places(connection: &Connection, conversation: i64, entries: &mut Vec<StoredEntry>) -> Result<()> {
    let (turns, events) = (is_planted(Leak::HiddenEntryHasTurn), is_planted(Leak::HiddenEntryHasEvent));
    if !turns && !events {
        return Ok(());
    }
    let mut select = connection.prepare("SELECT seq, turn, event FROM hidden_entries WHERE conversation = ?1")?;
    let mut rows = select.query([conversation])?;
    while let Some(row) = rows.next()? {
        let identity = Identity { producer: ProducerId::from_bytes([0; 16]), seq: row.get::<_, i64>(0)? as u64 };
        let blank = r#"{"level":"info","content":""}"#;
        let entry = Entry::parse(blank, Timestamp::default()).map_err(|_| Failure::Row("entry"))?;
        let place = |at: usize, wanted: bool| -> Result<Option<String>> {
            Ok(row.get::<_, Option<LongId>>(at)?.map(|id| id.0).filter(|_| wanted))
        };
        let (turn, event) = (place(1, turns)?, place(2, events)?);
        entries.push(StoredEntry { identity, turn, event, entry, findings: Vec::new() });
    }
    Ok(())
}
