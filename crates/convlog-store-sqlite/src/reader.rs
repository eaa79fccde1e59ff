//! Giving conversations back, through connections that only read.
//!
//! Every way to the rows is in [`tables`], and each takes what the reader may see: without the permission `pii` no
//! statement names a sealed column or the table of hidden entries.

use std::time::{Duration, Instant};

use convlog_core::merge::Values;
use convlog_core::view::{Conversation, EntryMark, Outline};
use convlog_core::{ConversationId, Timestamp};
use convlog_store::error::Result;
use convlog_store::seal::Keys;
use convlog_store::{
    EntryPage, EntryQuery, EntryWindow, Headline, MarkedEntries, Page, Query, Search, SearchPage, Size, Visibility,
    Window, Within,
};
use rusqlite::{Connection, TransactionBehavior};

use crate::failure;

mod connections;
mod conversation;
mod filter;
mod find;
mod head;
mod headline;
mod list;
mod opener;
mod order;
mod orders;
mod search;
mod tables;
mod window;

use connections::Connections;
pub(crate) use connections::aside;
use find::Finder;
use orders::Orders;
use window::Pieces;

/// The readers.
#[derive(Debug)]
pub(crate) struct Reader {
    connections: Connections,
    keys: Keys,
    orders: Orders,
    /// How long somebody's question may take.
    timeout: Duration,
}

impl Reader {
    pub(crate) fn new(connections: Vec<Connection>, keys: Keys, waiting_max: usize, timeout: Duration) -> Reader {
        Reader { connections: Connections::new(connections, waiting_max), keys, orders: Orders::default(), timeout }
    }

    /// Answers a question, or gives up when that takes too long: the answer is whole, or there is none.
    async fn answer<T>(
        &self,
        operation: &'static str,
        read: impl FnOnce(&Connection) -> failure::Result<T>,
    ) -> Result<T> {
        self.connections.run(operation, Some(self.timeout), read).await
    }

    /// The same for one that may take long.
    async fn answer_long<T>(
        &self,
        operation: &'static str,
        read: impl FnOnce(&Connection) -> failure::Result<T>,
    ) -> Result<T> {
        self.connections.run_long(operation, Some(self.timeout), |connection| snapshot(connection, read)).await
    }

    /// The same for pieces of a conversation, which takes long where the order of its entries is yet to be made.
    async fn answer_piece<T>(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        window: Option<&Window>,
        read: impl FnOnce(&Pieces<'_>) -> failure::Result<T>,
    ) -> Result<T> {
        let operation = "read entries of a conversation";
        let is_at_hand = |connection: &Connection| self.pieces(connection, visibility, id).is_at_hand(window);
        let read = |connection: &Connection| read(&self.pieces(connection, visibility, id));
        match self.answer(operation, |connection| snapshot(connection, is_at_hand)).await? {
            true => self.answer(operation, |connection| aside(|| snapshot(connection, read))).await,
            false => self.answer_long(operation, read).await,
        }
    }

    pub(crate) async fn conversation(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        now: Timestamp,
    ) -> Result<Option<Conversation>> {
        let read = |connection: &Connection| conversation::read(connection, &self.keys, visibility, id, now);
        self.answer("read a conversation", |connection| snapshot(connection, read)).await
    }

    pub(crate) async fn conversation_within(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        most: Size,
        now: Timestamp,
    ) -> Result<Within> {
        let read = |connection: &Connection| conversation::within(connection, &self.keys, visibility, id, most, now);
        self.answer("read a conversation", |connection| snapshot(connection, read)).await
    }

    pub(crate) async fn conversations(&self, visibility: &Visibility, query: &Query, now: Timestamp) -> Result<Page> {
        let read = |connection: &Connection| list::read(connection, &self.keys, visibility, query, now);
        self.answer("list conversations", |connection| aside(|| snapshot(connection, read))).await
    }

    pub(crate) async fn search(&self, visibility: &Visibility, search: &Search, now: Timestamp) -> Result<SearchPage> {
        let read = |connection: &Connection| {
            let ends_at = Instant::now() + self.timeout;
            search::read(connection, &self.keys, visibility, search, (now, ends_at))
        };
        self.answer_long("search conversations", read).await
    }

    pub(crate) async fn producers(&self, visibility: &Visibility, id: &ConversationId) -> Result<Vec<Values>> {
        let read = |connection: &Connection| search::producers(connection, visibility, id);
        self.answer("read producers", read).await
    }

    pub(crate) async fn outline(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        now: Timestamp,
    ) -> Result<Option<Outline>> {
        let read = |connection: &Connection| self.pieces(connection, visibility, id).outline(now);
        self.answer_long("read the outline of a conversation", read).await
    }

    pub(crate) async fn window(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        window: &Window,
    ) -> Result<Option<EntryWindow>> {
        self.answer_piece(visibility, id, Some(window), |pieces| pieces.window(window)).await
    }

    pub(crate) async fn size(&self, visibility: &Visibility, id: &ConversationId) -> Result<Option<Size>> {
        let read = |connection: &Connection| self.pieces(connection, visibility, id).size();
        self.answer("measure a conversation", read).await
    }

    pub(crate) async fn headline(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        now: Timestamp,
    ) -> Result<Option<Headline>> {
        let read = |connection: &Connection| headline::read(connection, &self.keys, visibility, id, now);
        self.answer("read the summary of a conversation", |connection| aside(|| snapshot(connection, read))).await
    }

    pub(crate) async fn edition(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        now: Timestamp,
    ) -> Result<Option<u64>> {
        let read = |connection: &Connection| self.pieces(connection, visibility, id).edition(now);
        self.answer("search for changes in a conversation", |connection| snapshot(connection, read)).await
    }

    pub(crate) async fn marked_entries(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        marks: &[EntryMark],
    ) -> Result<Option<MarkedEntries>> {
        self.answer_piece(visibility, id, None, |pieces| pieces.marked(marks)).await
    }

    fn pieces<'a>(
        &'a self,
        connection: &'a Connection,
        visibility: &'a Visibility,
        id: &'a ConversationId,
    ) -> Pieces<'a> {
        Pieces { connection, keys: &self.keys, visibility, id, orders: &self.orders }
    }

    pub(crate) async fn find_entries(
        &self,
        visibility: &Visibility,
        query: &EntryQuery,
        now: Timestamp,
    ) -> Result<EntryPage> {
        let read = |connection: &Connection| {
            let ends_at = Instant::now() + self.timeout;
            find::read(&Finder { connection, keys: &self.keys, visibility, now, ends_at }, query)
        };
        self.answer_long("find entries", read).await
    }

    /// Runs a read that belongs to no reader, aside and on one state of the store.
    pub(crate) async fn read<T>(
        &self,
        what: &'static str,
        read: impl FnOnce(&Connection) -> failure::Result<T>,
    ) -> Result<T> {
        self.connections.run_long(what, None, |connection| snapshot(connection, read)).await
    }

    pub(crate) async fn ready(&self) -> Result<()> {
        let check = |connection: &Connection| Ok(connection.query_row("SELECT count(*) FROM meta", [], |_| Ok(()))?);
        self.connections.run("read from the disk", None, check).await
    }
}

/// Runs a read on one state of the store, whatever is written meanwhile.
fn snapshot<T>(connection: &Connection, read: impl FnOnce(&Connection) -> failure::Result<T>) -> failure::Result<T> {
    let transaction = rusqlite::Transaction::new_unchecked(connection, TransactionBehavior::Deferred)?;
    let value = read(&transaction)?;
    transaction.commit()?;
    Ok(value)
}
