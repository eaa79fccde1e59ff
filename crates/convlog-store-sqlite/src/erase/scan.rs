//! Finding the conversations in which a value stands: first by the look-up, then by reading everything, piece by piece.

use std::collections::BTreeMap;

use convlog_core::Timestamp;
use convlog_core::{AccountId, ConversationId, Identity, ProducerId, ProjectId};
use convlog_store::error::Result;
use convlog_store::seal::LookupKey;
use convlog_store::{Administration, Estimate, Sought, Target};
use rusqlite::{Connection, OptionalExtension, params};

use super::bury::{self, Owner};
use super::{SOUGHT, receipts};
use crate::failure::{self, Failure};
use crate::keys::Keys;
use crate::open::SqliteStore;
use crate::writer::Apply;
use crate::writer::lookups::short_hash;

mod read;

/// How many tables are read.
pub(super) const TABLES: usize = 4;
/// The place behind the last table. Before the first stands the look-up.
pub(super) const DONE: i64 = TABLES as i64 + 1;

/// How many conversations the look-up gives at once.
const LOOKED_UP_MAX: usize = 500;
/// How many rows a step reads.
const ROWS_MAX: i64 = 500;
/// How many steps an estimate takes at most.
const ESTIMATE_STEPS_MAX: usize = 200;

const SCAN: &str = "look for what is to be erased";

/// Conversations by number, with their ids.
pub(super) type Found = BTreeMap<i64, ConversationId>;

/// A search that is under way.
struct Scan {
    erasure: i64,
    owner: Owner,
    sought: Sought,
    at_table: i64,
    at_row: i64,
    to: [i64; TABLES],
}

/// Takes a step; says whether there is more to do now.
pub(crate) async fn step(store: &SqliteStore, now: Timestamp) -> Result<bool> {
    let keys = &store.keys;
    let look = |connection: &Connection| {
        let Some(scan) = next(connection, keys)? else { return Ok(None) };
        let found = match scan.at_table {
            0 => looked_up(connection, keys.lookup(), &scan.owner, &scan.sought)?,
            _ => scan.read(connection, keys)?,
        };
        Ok(Some((scan, found)))
    };
    let Some((mut scan, found)) = store.reader.read(SCAN, look).await? else { return Ok(false) };
    scan.advance(found.is_empty());
    let keys = store.keys.clone();
    let work = move |connection: &Connection, apply: &mut Apply<'_>| {
        bury_all(connection, apply, keys.lookup(), &scan.owner, scan.erasure, found)?;
        scan.keep(connection, now)
    };
    store.writer.work(SCAN, work).await?;
    Ok(true)
}

/// Returns the oldest search that is not at its end.
fn next(connection: &Connection, keys: &Keys) -> failure::Result<Option<Scan>> {
    let sql = "SELECT erasures.id, erasures.name, projects.account, projects.name, project, sought, at_table, at_row, \
               conversations_to, entries_to, hidden_to, records_to \
               FROM erasures JOIN projects ON projects.id = erasures.project \
               WHERE purged_at IS NULL AND erased_at IS NULL ORDER BY erasures.id LIMIT 1";
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query([])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let sealed: Vec<u8> = row.get(5)?;
    let value = keys.lookup().purpose_key(SOUGHT).open(row.get_ref(1)?.as_bytes()?, &sealed)?;
    let value = std::str::from_utf8(&value).ok().and_then(Sought::new);
    Ok(Some(Scan {
        erasure: row.get(0)?,
        owner: Owner {
            account: AccountId::new(row.get::<_, String>(2)?).map_err(|_| Failure::Row("account"))?,
            project: ProjectId::new(row.get::<_, String>(3)?).map_err(|_| Failure::Row("project"))?,
            number: row.get(4)?,
        },
        sought: value.ok_or(Failure::Row("sought"))?,
        at_table: row.get(6)?,
        at_row: row.get(7)?,
        to: [row.get(8)?, row.get(9)?, row.get(10)?, row.get(11)?],
    }))
}

impl Scan {
    /// Returns the last row of this step, in a table.
    fn end(&self, table: usize) -> i64 {
        self.to[table].min(self.at_row.saturating_add(ROWS_MAX))
    }

    fn read(&self, connection: &Connection, keys: &Keys) -> failure::Result<Found> {
        let Some(table) = self.table() else { return Ok(Found::new()) };
        let reading = read::Reading { connection, keys, owner: &self.owner, sought: &self.sought };
        reading.rows(table, self.at_row, self.end(table))
    }

    fn table(&self) -> Option<usize> {
        usize::try_from(self.at_table - 1).ok().filter(|table| *table < TABLES)
    }

    /// Goes to where the next step begins.
    fn advance(&mut self, found_nothing: bool) {
        match self.table() {
            // The look-up goes on until it finds nothing more.
            None => self.at_table += i64::from(self.at_table == 0 && found_nothing),
            Some(table) => self.at_row = self.end(table),
        }
        while let Some(table) = self.table()
            && self.at_row >= self.to[table]
        {
            (self.at_table, self.at_row) = (self.at_table + 1, 0);
        }
    }

    /// Keeps how far it has come. At the end, what was looked for is not needed any more.
    fn keep(&self, connection: &Connection, now: Timestamp) -> failure::Result<()> {
        let ended_at = (self.at_table >= DONE).then_some(now.as_micros());
        let sql = "UPDATE erasures SET at_table = ?2, at_row = ?3, erased_at = ?4, \
                   sought = CASE WHEN ?4 IS NULL THEN sought END WHERE id = ?1";
        let row = params![self.erasure, self.at_table, self.at_row, ended_at];
        connection.prepare_cached(sql)?.execute(row)?;
        Ok(())
    }
}

/// Returns the project of an administrator, if anything of it is stored.
pub(super) fn owner(connection: &Connection, administration: &Administration) -> failure::Result<Option<Owner>> {
    let (account, project) = (administration.account(), administration.project());
    let select = "SELECT id FROM projects WHERE account = ?1 AND name = ?2";
    let names = params![account.as_str(), project.as_str()];
    let number = connection.prepare_cached(select)?.query_row(names, |row| row.get(0)).optional()?;
    Ok(number.map(|number| Owner { account: account.clone(), project: project.clone(), number }))
}

/// Returns conversations of a project that the look-up has for a value, no more than a step takes.
pub(super) fn looked_up(
    connection: &Connection,
    lookup: &LookupKey,
    owner: &Owner,
    sought: &Sought,
) -> failure::Result<Found> {
    // One pass over the look-up takes a fifth of what looking into it for each conversation does.
    let sql = "SELECT conversations.id, conversations.name \
               FROM lookups CROSS JOIN conversations ON conversations.id = lookups.conversation \
               WHERE hash = ?1 AND project = ?2 LIMIT ?3";
    let mut select = connection.prepare_cached(sql)?;
    let mut found = Found::new();
    for form in sought.forms() {
        let hash = short_hash(lookup, &owner.account, &owner.project, form);
        let mut rows = select.query(params![hash, owner.number, LOOKED_UP_MAX as i64])?;
        while let Some(row) = rows.next()? {
            let id = ConversationId::new(row.get::<_, String>(1)?).map_err(|_| Failure::Row("conversation"))?;
            found.insert(row.get(0)?, id);
        }
    }
    Ok(found)
}

/// Erases what was found.
pub(super) fn bury_all(
    connection: &Connection,
    apply: &mut Apply<'_>,
    lookup: &LookupKey,
    owner: &Owner,
    erasure: i64,
    found: Found,
) -> failure::Result<()> {
    let mut buried = 0;
    for id in found.values() {
        buried += u64::from(bury::bury(connection, apply, lookup, owner, id, erasure)?);
    }
    receipts::count(connection, erasure, buried)
}

/// Counts what an erasure would find, as far as a bounded look goes.
pub(super) fn estimate(
    connection: &Connection,
    keys: &Keys,
    administration: &Administration,
    target: &Target,
) -> failure::Result<Estimate> {
    let Some(owner) = owner(connection, administration)? else {
        return Ok(Estimate { conversations: 0, complete: true });
    };
    let sought = match target {
        Target::Value(sought) => sought.clone(),
        Target::Conversation(id) => {
            let select = "SELECT count(*) FROM conversations WHERE project = ?1 AND name = ?2";
            let mut select = connection.prepare_cached(select)?;
            let count: i64 = select.query_row(params![owner.number, id.as_str()], |row| row.get(0))?;
            return Ok(Estimate { conversations: count.unsigned_abs(), complete: true });
        }
    };
    let mut found = looked_up(connection, keys.lookup(), &owner, &sought)?;
    let mut complete = found.len() < LOOKED_UP_MAX;
    let to = last_rows(connection)?;
    let mut scan = Scan { erasure: 0, owner, sought, at_table: 0, at_row: 0, to };
    scan.advance(true);
    for _ in 0..ESTIMATE_STEPS_MAX {
        if scan.at_table >= DONE {
            break;
        }
        found.append(&mut scan.read(connection, keys)?);
        scan.advance(true);
    }
    complete &= scan.at_table >= DONE;
    Ok(Estimate { conversations: found.len() as u64, complete })
}

fn last_rows(connection: &Connection) -> failure::Result<[i64; TABLES]> {
    let mut last = [0; TABLES];
    for (last, table) in last.iter_mut().zip(read::NAMES) {
        let sql = format!("SELECT coalesce(max(id), 0) FROM {table}");
        *last = connection.query_row(&sql, [], |row| row.get(0))?;
    }
    Ok(last)
}

/// Returns the identity of a record by the number of its producer.
fn identity(connection: &Connection, producer: i64, seq: i64) -> failure::Result<Identity> {
    let mut select = connection.prepare_cached("SELECT key FROM producers WHERE id = ?1")?;
    let producer = ProducerId::from_bytes(select.query_row([producer], |row| row.get(0))?);
    Ok(Identity { producer, seq: seq as u64 })
}
