//! Erasing: what is done when it is asked for. What follows over time is in [`purge`] and [`scan`].

use async_trait::async_trait;
use convlog_core::{ConversationId, Timestamp};
use convlog_store::error::Result;
use convlog_store::{Administration, Erase, Error, ErrorKind, Estimate, Receipt, ReceiptId, Retired, Sought, Target};
use rusqlite::{Connection, OptionalExtension, params};

use crate::failure;
use crate::keys::Keys;
use crate::open::SqliteStore;
use crate::writer::Apply;

pub(crate) mod bury;
pub(crate) mod personal;
pub(crate) mod purge;
mod receipts;
pub(crate) mod scan;

use bury::Owner;

const ERASE: &str = "erase";

/// What seals a value that is being looked for.
const SOUGHT: &str = "sought value";

#[async_trait]
impl Erase for SqliteStore {
    async fn erase(&self, administration: &Administration, target: &Target, now: Timestamp) -> Result<Receipt> {
        let name = ReceiptId::generate().map_err(|error| Error::because(ErrorKind::Unavailable, ERASE, error))?;
        let request = Request { administration: administration.clone(), name, now, keys: self.keys.clone() };
        let found = match target {
            Target::Conversation(_) => scan::Found::new(),
            // It reads as much as there are values, so nobody who wants to write is to wait for it. What comes in meanwhile
            // is within the bounds of the search that follows.
            Target::Value(sought) => self.reader.read(ERASE, |connection| request.look_up(connection, sought)).await?,
        };
        let target = target.clone();
        let work = move |connection: &Connection, apply: &mut Apply<'_>| match &target {
            Target::Conversation(id) => request.conversation(connection, apply, id),
            Target::Value(sought) => request.value(connection, apply, sought, found),
        };
        self.writer.work(ERASE, work).await
    }

    async fn estimate(&self, administration: &Administration, target: &Target) -> Result<Estimate> {
        let (keys, place) = (&self.keys, administration);
        self.reader.read("estimate an erasure", |connection| scan::estimate(connection, keys, place, target)).await
    }

    async fn receipts(&self, administration: &Administration, limit: u32) -> Result<Vec<Receipt>> {
        self.reader.read("list receipts", |connection| receipts::list(connection, administration, None, limit)).await
    }

    async fn receipt(&self, administration: &Administration, id: &ReceiptId) -> Result<Option<Receipt>> {
        let read = |connection: &Connection| receipts::list(connection, administration, Some(id), 1);
        Ok(self.reader.read("read a receipt", read).await?.pop())
    }

    async fn retired(&self, administration: &Administration) -> Result<Retired> {
        let read = |connection: &Connection| {
            let sql = "SELECT retired, retired_personal FROM projects WHERE account = ?1 AND name = ?2";
            let names = params![administration.account().as_str(), administration.project().as_str()];
            let counts = connection.prepare_cached(sql)?.query_row(names, |row| {
                let count = |at| row.get::<_, i64>(at).map(i64::unsigned_abs);
                Ok(Retired { conversations: count(0)?, personal_parts: count(1)? })
            });
            Ok(counts.optional()?.unwrap_or_default())
        };
        self.reader.read("count what was retired", read).await
    }
}

/// A request to erase, while the writer carries it out.
struct Request {
    administration: Administration,
    name: ReceiptId,
    now: Timestamp,
    keys: Keys,
}

impl Request {
    fn owner(&self, apply: &mut Apply<'_>) -> failure::Result<Owner> {
        let (account, project) = (self.administration.account(), self.administration.project());
        let number = apply.project(account, project)?;
        Ok(Owner { account: account.clone(), project: project.clone(), number })
    }

    fn conversation(
        &self,
        connection: &Connection,
        apply: &mut Apply<'_>,
        id: &ConversationId,
    ) -> failure::Result<Receipt> {
        let owner = self.owner(apply)?;
        let hash = self.keys.lookup().hash_conversation(&owner.account, &owner.project, id);
        let select = "SELECT erasure FROM tombstones WHERE hash = ?1";
        let first: Option<i64> = connection.prepare_cached(select)?.query_row([hash], |row| row.get(0)).optional()?;
        if let Some(first) = first {
            return receipts::one(connection, first);
        }
        let erasure = receipts::insert(connection, self, owner.number, &hash, None, apply.last_rows())?;
        let was_there = bury::bury(connection, apply, self.keys.lookup(), &owner, id, erasure)?;
        receipts::count(connection, erasure, u64::from(was_there))?;
        receipts::one(connection, erasure)
    }

    fn look_up(&self, connection: &Connection, sought: &Sought) -> failure::Result<scan::Found> {
        match scan::owner(connection, &self.administration)? {
            Some(owner) => scan::looked_up(connection, self.keys.lookup(), &owner, sought),
            None => Ok(scan::Found::new()),
        }
    }

    fn value(
        &self,
        connection: &Connection,
        apply: &mut Apply<'_>,
        sought: &Sought,
        found: scan::Found,
    ) -> failure::Result<Receipt> {
        let owner = self.owner(apply)?;
        let form = sought.forms().next().ok_or(failure::Failure::Row("value"))?;
        let lookup = self.keys.lookup();
        let hash = lookup.hash(&owner.account, &owner.project, form.kind().as_str(), form.reveal());
        let sealed = lookup.purpose_key(SOUGHT).seal(self.name.0.as_bytes(), sought.reveal().as_bytes())?;
        let erasure = receipts::insert(connection, self, owner.number, &hash, Some(sealed), apply.last_rows())?;
        scan::bury_all(connection, apply, lookup, &owner, erasure, found)?;
        receipts::one(connection, erasure)
    }
}
