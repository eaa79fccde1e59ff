//! The conversations at hand, and what of them a transaction has changed.

use convlog_core::ConversationId;
use convlog_store::rollup::Changes;
use convlog_store::seal::{LookupKey, SealContext};
use rusqlite::{Connection, OptionalExtension, params};

use super::contribution::{self, Contribution};
use super::news::News;
use super::next_rows::next_row;
use super::recent::Recent;
use super::summary::{COLUMNS, Change, Summary};
use crate::failure::Result;

/// How many conversations are remembered, at about 1 KiB each, twice that where they have personal parts.
const CONVERSATIONS_MAX: usize = 4096;

type Key = Box<[u8]>;

/// The conversations at hand.
pub(super) struct Conversations {
    summaries: Recent<Key, Summary>,
    touched: Vec<(i64, ConversationId)>,
    next_id: i64,
    scratch: Vec<u8>,
}

/// A conversation that a batch has in hand.
pub(super) struct CachedConversation {
    key: Key,
    pub(super) summary: Summary,
    pub(super) news: News,
    /// Whether this transaction had changed it before.
    was_changed: bool,
}

impl CachedConversation {
    /// Says whether the conversation may have rows of before this batch.
    pub(super) fn has_rows(&self) -> bool {
        self.was_changed || self.summary.is_stored
    }
}

impl Conversations {
    pub(super) fn new(connection: &Connection) -> Result<Conversations> {
        Ok(Conversations {
            summaries: Recent::new(CONVERSATIONS_MAX),
            touched: Vec::new(),
            next_id: next_id(connection)?,
            scratch: Vec::new(),
        })
    }

    /// Takes a conversation in hand for the length of a batch, so that its records need not look for it; `None` where
    /// it was erased and nothing of it is to be taken in any more. One that is at hand or stored is not erased, so that
    /// takes looking only once for each.
    pub(super) fn take(
        &mut self,
        connection: &Connection,
        lookup: &LookupKey,
        project: i64,
        place: &SealContext<'_>,
    ) -> Result<Option<CachedConversation>> {
        write_key(&mut self.scratch, project, place.conversation);
        let known = self.summaries.take(self.scratch.as_slice());
        let (key, summary) = match known {
            Some(known) => known,
            None => {
                let hash = lookup.hash_conversation(place.account, place.project, place.conversation);
                let mut select = connection.prepare_cached("SELECT 1 FROM tombstones WHERE hash = ?1")?;
                if select.exists([hash])? {
                    return Ok(None);
                }
                (self.scratch.as_slice().into(), self.load(connection, project, place.conversation)?)
            }
        };
        Ok(Some(CachedConversation {
            was_changed: summary.change != Change::Nothing,
            key,
            summary,
            news: News::default(),
        }))
    }

    /// Puts it back.
    pub(super) fn put_back(&mut self, in_hand: CachedConversation, project: i64, conversation: &ConversationId) {
        let CachedConversation { key, summary, was_changed, .. } = in_hand;
        if summary.change != Change::Nothing && !was_changed {
            self.touched.push((project, conversation.clone()));
        }
        self.summaries.insert(key, summary);
    }

    /// Forgets a conversation whose rows somebody else deletes or changes, after a [`flush`](Conversations::flush).
    pub(super) fn forget(&mut self, project: i64, conversation: &ConversationId) {
        write_key(&mut self.scratch, project, conversation);
        self.summaries.remove(self.scratch.as_slice());
    }

    /// Returns the id that the next conversation will have.
    pub(super) fn next_id(&self) -> i64 {
        self.next_id
    }

    /// Reads a conversation, or begins it.
    fn load(&mut self, connection: &Connection, project: i64, conversation: &ConversationId) -> Result<Summary> {
        let sql = format!("SELECT {COLUMNS} FROM conversations WHERE project = ?1 AND name = ?2");
        let mut select = connection.prepare_cached(&sql)?;
        let found = select.query_row(params![project, conversation.as_str()], Summary::read).optional()?;
        Ok(found.unwrap_or_else(|| {
            self.next_id += 1;
            Summary::new(self.next_id - 1)
        }))
    }

    /// Stores what changed, the sums of each project among it.
    pub(super) fn flush(&mut self, connection: &Connection) -> Result<()> {
        let mut changes = Changes::default();
        for (project, conversation) in self.touched.drain(..) {
            write_key(&mut self.scratch, project, &conversation);
            let Some(summary) = self.summaries.get_mut(self.scratch.as_slice()) else { continue };
            summary.write(connection, project, conversation.as_str())?;
            let now = Contribution::of(summary.is_visible(), summary.bytes);
            changes.replace(summary.counted.map(|counted| (project, counted)), Some((project, now)));
            (summary.is_stored, summary.counted, summary.change) = (true, Some(now), Change::Nothing);
        }
        contribution::store(connection, changes)?;
        self.summaries.settle();
        Ok(())
    }

    /// Forgets everything after a transaction was undone.
    pub(super) fn clear(&mut self, connection: &Connection) -> Result<()> {
        self.summaries.clear();
        self.touched.clear();
        self.next_id = next_id(connection)?;
        Ok(())
    }
}

fn next_id(connection: &Connection) -> Result<i64> {
    next_row(connection, "conversations")
}

fn write_key(key: &mut Vec<u8>, project: i64, conversation: &ConversationId) {
    key.clear();
    key.extend_from_slice(&project.to_le_bytes());
    key.extend_from_slice(conversation.as_str().as_bytes());
}
