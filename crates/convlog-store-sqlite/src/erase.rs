//! Erasures: what is done when one is put, and what it looks through. What follows over time is in [`purge`].

use async_trait::async_trait;
use convlog_core::Timestamp;
use convlog_store::erasures::{ErasureFilter, Erasures, SweepPage};
use convlog_store::error::Result;
use convlog_store::{ConversationRef, Cursor, ErasedBy, Erasure, ProjectRef};
use rusqlite::{Connection, OptionalExtension};

use crate::open::SqliteStore;
use crate::writer::Apply;

pub(crate) mod cleaning;
pub(crate) mod personal;
pub(crate) mod purge;
mod receipts;
mod scrub;
pub(crate) mod sweep;
pub(crate) mod tombstone;

const ERASE: &str = "erase";
const LOOK: &str = "search for what is to be erased";

#[async_trait]
impl Erasures for SqliteStore {
    async fn put_erasure(&self, erasure: &Erasure, found: Vec<ConversationRef>) -> Result<Erasure> {
        let (erasure, keys) = (erasure.clone(), self.keys.clone());
        let work = move |connection: &Connection, apply: &mut Apply<'_>| {
            let select = "SELECT erasure FROM tombstones WHERE hash = ?1";
            let first =
                |hash: &[u8; 32]| connection.prepare_cached(select)?.query_row([hash], |row| row.get(0)).optional();
            if erasure.receipt.by == ErasedBy::Conversation
                && let Some(first) = first(&erasure.receipt.target)?
            {
                return receipts::one(connection, first);
            }
            let project = apply.project(&erasure.of.account, &erasure.of.project)?;
            let number = receipts::put(connection, &erasure, project)?;
            let mut buried = 0;
            for of in &found {
                buried += u64::from(tombstone::tombstone(connection, apply, keys.lookup(), (of, project), number)?);
            }
            receipts::count(connection, number, buried)?;
            receipts::one(connection, number)
        };
        self.writer.work(ERASE, work).await
    }

    async fn erasures(&self, which: ErasureFilter<'_>, limit: u32) -> Result<Vec<Erasure>> {
        self.reader.read("read receipts", |connection| receipts::list(connection, which, limit)).await
    }

    async fn looked_up(&self, of: &ProjectRef, hashes: &[[u8; 32]], limit: usize) -> Result<Vec<ConversationRef>> {
        self.reader.read(LOOK, |connection| sweep::looked_up(connection, of, hashes, limit)).await
    }

    async fn sweep(&self, of: &ProjectRef, after: Option<&Cursor>, to: &Cursor) -> Result<SweepPage> {
        self.reader.read(LOOK, |connection| sweep::page(connection, &self.keys, of, after, to)).await
    }

    async fn purge(&self, now: Timestamp) -> Result<bool> {
        purge::step(self, now).await
    }
}
