//! Reading rows for a value, in their open parts and their sealed ones.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use convlog_core::ConversationId;
use convlog_store::Sought;
use convlog_store::seal::DataKey;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Found, TABLES, identity};
use crate::erase::bury::Owner;
use crate::failure::{Failure, Result};
use crate::keys::Keys;
use crate::writer::VERBATIM;

/// The tables, in the order in which they are read.
pub(super) const NAMES: [&str; TABLES] = ["conversations", "entries", "hidden_entries", "records"];

/// What each gives: two ids of the caller's choosing, a text, JSON, how to read the text, and what is sealed.
const COLUMNS: [&str; TABLES] = [
    "NULL, NULL, NULL, NULL, 0, NULL, 0, 0",
    "turn, event, content, extras, form, sealed, producer, seq",
    "turn, event, NULL, NULL, 0, sealed, producer, seq",
    "subject, NULL, NULL, fields, 0, sealed, producer, seq",
];

/// What is read for.
pub(super) struct Reading<'a> {
    pub(super) connection: &'a Connection,
    pub(super) keys: &'a Keys,
    pub(super) owner: &'a Owner,
    pub(super) sought: &'a Sought,
}

impl Reading<'_> {
    /// Returns the conversations of the rows behind `after` up to `to` that hold what is looked for.
    pub(super) fn rows(&self, table: usize, after: i64, to: i64) -> Result<Found> {
        let (name, columns) = (NAMES[table], COLUMNS[table]);
        let join = match table {
            0 => String::from("conversations"),
            _ => format!("{name} JOIN conversations ON conversations.id = {name}.conversation"),
        };
        let sql = format!(
            "SELECT conversations.id, conversations.name, {columns} FROM {join} \
             WHERE {name}.id > ?1 AND {name}.id <= ?2 AND conversations.project = ?3"
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut rows = select.query(params![after, to, self.owner.number])?;
        let (mut found, mut opened) = (Found::new(), HashMap::new());
        while let Some(row) = rows.next()? {
            let number: i64 = row.get(0)?;
            if found.contains_key(&number) {
                continue;
            }
            let id = ConversationId::new(row.get::<_, String>(1)?).map_err(|_| Failure::Row("conversation"))?;
            let holds = match table {
                0 => self.sought.is_in(id.as_str()),
                _ => self.is_open_in(row)? || self.is_sealed_in(row, number, &id, &mut opened)?,
            };
            if holds {
                found.insert(number, id);
            }
        }
        Ok(found)
    }

    fn is_open_in(&self, row: &Row<'_>) -> Result<bool> {
        for at in [2, 3] {
            // What rests as bits is made of random digits.
            if let ValueRef::Text(id) = row.get_ref(at)?
                && std::str::from_utf8(id).is_ok_and(|id| self.sought.is_in(id))
            {
                return Ok(true);
            }
        }
        let is_json = row.get::<_, u8>(6)? == VERBATIM;
        let text = row.get_ref(4)?.as_str_or_null()?;
        let json = row.get_ref(5)?.as_str_or_null()?;
        Ok(text.is_some_and(|text| if is_json { self.sought.is_in_json(text) } else { self.sought.is_in(text) })
            || json.is_some_and(|json| self.sought.is_in_json(json)))
    }

    fn is_sealed_in(
        &self,
        row: &Row<'_>,
        number: i64,
        id: &ConversationId,
        opened: &mut HashMap<i64, Option<DataKey>>,
    ) -> Result<bool> {
        let Some(sealed) = row.get_ref(7)?.as_blob_or_null()? else { return Ok(false) };
        let place = self.owner.place(id);
        let key = match opened.entry(number) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(self.data_key(number, id)?),
        };
        // What opens under no key that there is can be read by nobody.
        let Some(key) = key else { return Ok(false) };
        let identity = identity(self.connection, row.get(8)?, row.get(9)?)?;
        Ok(key.open(&place, identity, sealed).is_ok_and(|original| self.sought.is_in_json(&original.json)))
    }

    fn data_key(&self, number: i64, id: &ConversationId) -> Result<Option<DataKey>> {
        let select = "SELECT wrapped, generation FROM conversation_keys WHERE conversation = ?1";
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let found: Option<(Vec<u8>, i64)> =
            self.connection.prepare_cached(select)?.query_row([number], read).optional()?;
        let Some((wrapped, generation)) = found else { return Ok(None) };
        Ok(self.keys.unwrap_data_key(&self.owner.place(id), &wrapped, generation).ok())
    }
}
