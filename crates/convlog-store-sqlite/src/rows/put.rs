//! Putting newer versions of rows in their places.

use convlog_core::record::{Body, Log};
use convlog_core::{EntryText, Identity, Original};
use convlog_store::records::NewVersion;
use convlog_store::sought::personal_values;
use rusqlite::params;

use super::Rows;
use super::place::{Place, Table};
use super::version::version;
use crate::failure::{Failure, Result};
use crate::writer::{Apply, VERBATIM, bytes, short_hash};

impl Rows<'_> {
    /// Puts a newer version of a row in its place, if it is still the one that was read; says whether it was. What is
    /// sealed can be found by its values from now on.
    pub(crate) fn put(&mut self, new: &NewVersion) -> Result<bool> {
        let Place { table, row } = Place::read(&new.row.cursor)?;
        if self.version(table, row)? != Some(new.row.version) {
            return Ok(false);
        }
        let before = bytes::of_stored(self.connection, table, row)?;
        match &new.row.item.body {
            Body::Log(log) if new.only_guard => self.keep(table, row, log.guard)?,
            Body::Fields(fields) if new.only_guard => self.keep(table, row, fields.guard)?,
            Body::Log(Log { open: Some(open), original, guard, .. }) if table == Table::Entries => {
                let sealed = self.seal(new.row.item.identity, original.as_ref(), &open.to_json())?;
                let (form, content, extras) = match &open.text {
                    EntryText::Parts { content, extras } => (0, &**content, (!extras.is_empty()).then_some(&**extras)),
                    EntryText::Verbatim(text) => (VERBATIM, text.as_str(), None),
                };
                let sql = "UPDATE entries SET form = ?2, content = ?3, extras = ?4, sealed = ?5, guard = ?6, \
                           edits = edits + 1, open_edits = open_edits + (form <> ?2 OR content <> ?3 \
                               OR extras IS NOT ?4 OR (sealed IS NULL) <> (?5 IS NULL)) \
                           WHERE id = ?1";
                self.connection.prepare_cached(sql)?.execute(params![row, form, content, extras, sealed, guard])?;
            }
            Body::Fields(fields) if table == Table::Records => {
                let sealed = self.seal(new.row.item.identity, fields.original.as_ref(), &fields.open)?;
                let flags = (!fields.flags.is_empty()).then(|| serde_json::to_string(&fields.flags));
                let flags = flags.transpose().map_err(|_| Failure::Row("flags"))?;
                let sql = "UPDATE records SET fields = ?2, flags = ?3, sealed = ?4, guard = ?5, edits = edits + 1, \
                           open_edits = open_edits + (fields <> ?2 OR flags IS NOT ?3) WHERE id = ?1";
                self.connection.prepare_cached(sql)?.execute(params![row, fields.open, flags, sealed, fields.guard])?;
            }
            _ => return Err(Failure::Row("kind")),
        }
        self.grown += bytes::of_stored(self.connection, table, row)? - before;
        Ok(true)
    }

    /// Takes note of how much longer the rows have become.
    pub(crate) fn count_bytes(self, apply: &mut Apply<'_>) -> Result<()> {
        bytes::grow(self.connection, apply, self.number, self.grown)
    }

    fn keep(&self, table: Table, row: i64, guard: u32) -> Result<()> {
        let sql = format!("UPDATE {} SET guard = ?2 WHERE id = ?1", table.name());
        self.connection.prepare_cached(&sql)?.execute(params![row, guard])?;
        Ok(())
    }

    /// Returns the version that a row has now; nothing where it is not there any more.
    fn version(&self, table: Table, row: i64) -> Result<Option<u64>> {
        let columns = match table {
            Table::Entries => "form, content, extras, sealed, guard",
            Table::Hidden => "sealed, 0",
            Table::Records => "fields, flags, sealed, guard",
        };
        let sql = format!("SELECT {columns} FROM {} WHERE id = ?1 AND conversation = ?2", table.name());
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut rows = select.query([row, self.number])?;
        rows.next()?.map(|row| version(row, 0)).transpose()
    }

    fn seal(&mut self, identity: Identity, original: Option<&Original>, open: &str) -> Result<Option<Vec<u8>>> {
        let Some(original) = original else { return Ok(None) };
        if !self.unlock()? {
            let (key, wrapped, generation) = self.keys.new_data_key(&self.of.place())?;
            let sql = "INSERT INTO conversation_keys (conversation, wrapped, generation) VALUES (?1, ?2, ?3)";
            self.connection.prepare_cached(sql)?.execute(params![self.number, wrapped, generation])?;
            self.key = Some(key);
        }
        let sql = "INSERT OR IGNORE INTO lookups (conversation, hash) VALUES (?1, ?2)";
        let mut insert = self.connection.prepare_cached(sql)?;
        for value in personal_values(original, Some(open)) {
            let hash = short_hash(self.keys.lookup(), &self.of.of.account, &self.of.of.project, &value);
            insert.execute(params![self.number, hash])?;
        }
        let key = self.key.as_ref().ok_or(Failure::Row("key"))?;
        Ok(Some(key.seal(&self.of.place(), identity, original)?))
    }
}
