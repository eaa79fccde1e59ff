//! Opening what is sealed, for readers who may see it.

use convlog_core::{ConversationId, Identity, Original};
use convlog_store::seal::{DataKey, Keys, SealContext};
use convlog_store::{AccessRecorder, Visibility};
use rusqlite::{Connection, OptionalExtension};

use super::head::Head;
use crate::failure::{Failure, Result};

/// Opens the sealed parts of one conversation.
pub(super) struct Opener<'a> {
    connection: &'a Connection,
    keys: &'a Keys,
    place: SealContext<'a>,
    conversation: i64,
    key: Option<DataKey>,
    /// Whether anything was opened so far.
    pub(super) has_opened: bool,
    /// Who notes at once that something was, and whether nothing of the conversation is open.
    witness: Option<(&'a AccessRecorder, bool)>,
}

impl<'a> Opener<'a> {
    /// Returns an opener, for a reader who may see what is personal.
    pub(super) fn new(
        connection: &'a Connection,
        keys: &'a Keys,
        visibility: &'a Visibility,
        id: &'a ConversationId,
        conversation: i64,
    ) -> Option<Opener<'a>> {
        let place = SealContext { account: visibility.account(), project: visibility.project(), conversation: id };
        visibility.sees_personal().then_some(Opener {
            connection,
            keys,
            place,
            conversation,
            key: None,
            has_opened: false,
            witness: None,
        })
    }

    /// Has the first thing that is opened noted at once, for a view that the reader is given whatever else it holds.
    pub(super) fn noting(self, visibility: &'a Visibility, head: &Head) -> Opener<'a> {
        let witness = visibility.witness().filter(|_| visibility.sees_personal());
        Opener { witness: witness.map(|witness| (witness, !head.is_visible)), ..self }
    }

    /// Opens the personal part of a record.
    pub(super) fn open(&mut self, record: Identity, sealed: &[u8]) -> Result<Original> {
        let key = match self.key.take() {
            Some(key) => key,
            None => self.unwrap_key()?,
        };
        let original = key.open(&self.place, record, sealed);
        self.key = Some(key);
        let is_first = !std::mem::replace(&mut self.has_opened, true);
        if let (true, Some((witness, existence))) = (is_first, self.witness) {
            witness.opened(self.place.conversation, existence);
        }
        Ok(original?)
    }

    fn unwrap_key(&self) -> Result<DataKey> {
        let select = "SELECT wrapped, generation FROM conversation_keys WHERE conversation = ?1";
        let mut select = self.connection.prepare_cached(select)?;
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let found: Option<(Vec<u8>, i64)> = select.query_row([self.conversation], read).optional()?;
        let (wrapped, generation) = found.ok_or(Failure::Row("key"))?;
        Ok(self.keys.unwrap_data_key(&self.place, &wrapped, generation)?)
    }
}
