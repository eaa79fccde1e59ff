//! Giving conversations back, through connections that only read.
//!
//! Every way to the rows is in [`tables`], and each takes what the reader may see: without the permission `pii` no
//! statement names a sealed column or the table of hidden entries.

use convlog_core::view::Conversation;
use convlog_core::{ConversationId, Timestamp};
use convlog_store::error::Result;
use convlog_store::seal::MasterKey;
use convlog_store::{Page, Query, Visibility};
use rusqlite::{Connection, TransactionBehavior};

use crate::failure;
use crate::pool::Pool;

mod conversation;
mod filter;
mod list;
mod opener;
mod tables;

/// The readers' threads.
#[derive(Debug)]
pub(crate) struct Reader {
    threads: Pool,
    master: MasterKey,
}

impl Reader {
    pub(crate) fn start(
        connections: Vec<Connection>,
        master: MasterKey,
        waiting_max: usize,
    ) -> std::io::Result<Reader> {
        Ok(Reader { threads: Pool::start("convlog-reader", connections, waiting_max)?, master })
    }

    pub(crate) async fn conversation(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        now: Timestamp,
    ) -> Result<Option<Conversation>> {
        let (visibility, id, master) = (visibility.clone(), id.clone(), self.master.clone());
        let job = move |connection: &Connection| {
            snapshot(connection, |connection| conversation::read(connection, &master, &visibility, id, now))
        };
        self.threads.run("read a conversation", job).await
    }

    pub(crate) async fn conversations(&self, visibility: &Visibility, query: &Query, now: Timestamp) -> Result<Page> {
        let (visibility, query, master) = (visibility.clone(), query.clone(), self.master.clone());
        let job = move |connection: &Connection| {
            snapshot(connection, |connection| list::read(connection, &master, &visibility, &query, now))
        };
        self.threads.run("list conversations", job).await
    }

    pub(crate) async fn ready(&self) -> Result<()> {
        let check = |connection: &Connection| Ok(connection.query_row("SELECT count(*) FROM meta", [], |_| Ok(()))?);
        self.threads.run("read from the disk", check).await
    }
}

/// Runs a read on one state of the store, whatever is written meanwhile.
fn snapshot<T>(connection: &Connection, read: impl FnOnce(&Connection) -> failure::Result<T>) -> failure::Result<T> {
    let transaction = rusqlite::Transaction::new_unchecked(connection, TransactionBehavior::Deferred)?;
    let value = read(&transaction)?;
    transaction.commit()?;
    Ok(value)
}
