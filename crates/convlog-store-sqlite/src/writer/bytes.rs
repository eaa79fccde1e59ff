//! How many bytes rows take: their texts and sealed parts, and a fixed number for each row, which stands for its ids,
//! numbers and places in indexes. Every row is counted so when it is stored, changed and removed.

use convlog_core::ConversationId;
use convlog_store::rollup::Changes;
use rusqlite::{Connection, OptionalExtension, params};

use super::Apply;
use super::contribution::{self, Contribution};
use crate::failure::{Failure, Result};
use crate::rows::Table;

/// What a row takes beside its texts. Step 9 of the schema has the same number.
const ROW_BYTES: usize = 128;

/// Returns the bytes of a row with these texts.
pub(super) fn of_row(open: &[&str], sealed: Option<&[u8]>) -> i64 {
    let texts: usize = open.iter().map(|text| text.len()).sum();
    (ROW_BYTES + texts + sealed.map_or(0, <[u8]>::len)) as i64
}

/// Returns the expression for the bytes of a row.
pub(crate) fn of_table(table: Table) -> String {
    let texts = match table {
        Table::Entries => "octet_length(content) + coalesce(octet_length(extras), 0)",
        Table::Hidden => "0",
        Table::Records => "octet_length(fields)",
    };
    format!("{ROW_BYTES} + {texts} + coalesce(octet_length(sealed), 0)")
}

/// Returns the bytes of a row; none where it is not there.
pub(crate) fn of_stored(connection: &Connection, table: Table, row: i64) -> Result<i64> {
    let (bytes, name) = (of_table(table), table.name());
    let sql = format!("SELECT coalesce((SELECT {bytes} FROM {name} WHERE id = ?1), 0)");
    Ok(connection.prepare_cached(&sql)?.query_row([row], |row| row.get(0))?)
}

/// Takes note that the rows of a conversation have grown by so many bytes, or become smaller, and has the writer read it
/// again when more of it comes.
pub(crate) fn grow(connection: &Connection, apply: &mut Apply<'_>, conversation: i64, by: i64) -> Result<()> {
    if by == 0 {
        return Ok(());
    }
    let sql = "UPDATE conversations SET bytes = bytes + ?2 WHERE id = ?1 RETURNING project, name";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?));
    let found = connection.prepare_cached(sql)?.query_row(params![conversation, by], read).optional()?;
    // One that was erased has taken its bytes along.
    let Some((project, name)) = found else { return Ok(()) };
    apply.forget(project, &ConversationId::new(name).map_err(|_| Failure::Row("conversation"))?);
    let mut changes = Changes::default();
    changes.replace(None, Some((project, Contribution { bytes: by, ..Contribution::default() })));
    contribution::store(connection, changes)
}
