//! Putting newer versions of rows in their places.

use convlog_core::record::{Body, Log};
use convlog_core::{Identity, Original};
use convlog_store::erasure_value::personal_values;
use convlog_store::records::NewVersion;
use rusqlite::params;

use super::position::{RowPosition, Table};
use super::version::version;
use super::{Rows, moved};
use crate::failure::{Failure, Result};
use crate::writer::{Apply, bytes, parts, short_hash};

impl Rows<'_> {
    /// Puts a newer version of a row in its place, if it is still the one that was read; says whether it was. What is
    /// sealed can be found by its values from now on.
    pub(crate) fn put(&mut self, apply: &mut Apply<'_>, new: &NewVersion) -> Result<bool> {
        let RowPosition { table, row } = RowPosition::read(&new.row.cursor)?;
        if self.version(table, row)? != Some(new.row.version) {
            return Ok(false);
        }
        let identity = new.row.item.identity;
        if let Body::Log(log) = &new.row.item.body {
            match (&log.open, table) {
                (None, Table::Entries) => return self.hide(apply, row, (identity, log)).map(|()| true),
                (None, _) => return self.keep_hidden(row, (identity, log)).map(|()| true),
                (Some(open), Table::Hidden) => return self.show(apply, row, (identity, log, open)),
                (Some(_), _) => {}
            }
        }
        let before = bytes::of_stored(self.connection, table, row)?;
        match &new.row.item.body {
            Body::Log(log) if new.only_guard => self.keep(table, row, log.guard)?,
            Body::Fields(fields) if new.only_guard => self.keep(table, row, fields.guard)?,
            Body::Log(Log { open: Some(open), original, guard, .. }) if table == Table::Entries => {
                let sealed = self.seal(identity, original.as_ref(), Some(&open.to_json()))?;
                let (form, content, extras) = parts(open);
                let sql = "UPDATE entries SET form = ?2, content = ?3, extras = ?4, sealed = ?5, guard = ?6, \
                           edits = edits + 1, open_edits = open_edits + (?7 OR form <> ?2 OR content <> ?3 \
                               OR extras IS NOT ?4 OR (sealed IS NULL) <> (?5 IS NULL)) \
                           WHERE id = ?1";
                let values = params![row, form, content, extras, sealed, guard, new.is_told];
                self.connection.prepare_cached(sql)?.execute(values)?;
            }
            Body::Fields(fields) if table == Table::Records => {
                let sealed = self.seal(identity, fields.original.as_ref(), Some(&fields.open))?;
                let flags = (!fields.flags.is_empty()).then(|| serde_json::to_string(&fields.flags));
                let flags = flags.transpose().map_err(|_| Failure::Row("flags"))?;
                let sql = "UPDATE records SET fields = ?2, flags = ?3, sealed = ?4, guard = ?5, edits = edits + 1, \
                           open_edits = open_edits + (?6 OR fields <> ?2 OR flags IS NOT ?3) WHERE id = ?1";
                let values = params![row, fields.open, flags, sealed, fields.guard, new.is_told];
                self.connection.prepare_cached(sql)?.execute(values)?;
            }
            _ => return Err(Failure::Row("kind")),
        }
        self.grown += bytes::of_stored(self.connection, table, row)? - before;
        Ok(true)
    }

    /// Takes note of how much longer the rows have become, and of which entries are open.
    pub(crate) fn take_note(self, apply: &mut Apply<'_>) -> Result<()> {
        moved::tell(self.connection, apply, self.number, &self.moved)?;
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

    pub(super) fn seal(
        &mut self,
        identity: Identity,
        original: Option<&Original>,
        open: Option<&str>,
    ) -> Result<Option<Vec<u8>>> {
        let Some(original) = original else { return Ok(None) };
        let sealed = self.seal_with_new_key(identity, original)?;
        let sql = "INSERT OR IGNORE INTO lookups (conversation, hash) VALUES (?1, ?2)";
        let mut insert = self.connection.prepare_cached(sql)?;
        for value in personal_values(original, open) {
            let hash = short_hash(self.keys.lookup(), &self.of.of.account, &self.of.of.project, &value);
            insert.execute(params![self.number, hash])?;
        }
        Ok(Some(sealed))
    }

    /// Seals under the conversation's data key, which is made if need be.
    pub(crate) fn seal_with_new_key(&mut self, identity: Identity, original: &Original) -> Result<Vec<u8>> {
        if !self.unlock()? {
            let (key, wrapped, generation) = self.keys.new_data_key(&self.of.seal_context())?;
            let sql = "INSERT INTO conversation_keys (conversation, wrapped, generation) VALUES (?1, ?2, ?3)";
            self.connection.prepare_cached(sql)?.execute(params![self.number, wrapped, generation])?;
            self.key = Some(key);
        }
        let key = self.key.as_ref().ok_or(Failure::Row("key"))?;
        Ok(key.seal(&self.of.seal_context(), identity, original)?)
    }
}
