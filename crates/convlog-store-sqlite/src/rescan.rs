//! Rescans: rows that were stored under another policy or by older rules, read again in small steps.

use async_trait::async_trait;
use convlog_core::{AccountId, GuardPolicy, KnownPii, KnownPolicy, ProjectId, Timestamp, guard, reread};
use convlog_store::error::Result;
use convlog_store::{Administration, KnownWork, Rescan, Rescanned};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::failure::{self, Failure};
use crate::keys::Keys;
use crate::known::{self, KnownScopes, SenderRows};
use crate::open::SqliteStore;
use crate::rewrite::{Again, Parts, RowId, Rows, Stored};

const RESCAN: &str = "read again what is stored";
/// How many rows a step reads again: some milliseconds' worth.
const ROWS_MAX: usize = 100;
/// How many conversations a step passes by.
const CONVERSATIONS_MAX: u64 = 200;

const COLUMNS: &str = "policy, version, dry_run, started_at, finished_at, conversations, conversations_done, rows_read, \
    rows_changed";

#[async_trait]
impl Rescan for SqliteStore {
    async fn rescan(&self, administration: &Administration, dry_run: bool, now: Timestamp) -> Result<Rescanned> {
        let (account, project) = (administration.account().clone(), administration.project().clone());
        let (policy, _) = known::policies(self, &(account.clone(), project.clone())).await?;
        let work = move |connection: &Connection, apply: &mut crate::writer::Apply<'_>| {
            let number = apply.project(&account, &project)?;
            let sql = format!(
                "INSERT OR REPLACE INTO rescans (project, policy, version, dry_run, started_at, conversations, \
                 conversations_to) SELECT ?1, ?2, ?3, ?4, ?5, count(*), coalesce(max(id), 0) FROM conversations \
                 WHERE project = ?1 RETURNING {COLUMNS}"
            );
            let values = params![number, policy.as_str(), guard::VERSION, dry_run, now.as_micros()];
            connection.prepare_cached(&sql)?.query_row(values, rescanned)?
        };
        self.writer.work(RESCAN, work).await
    }

    async fn rescanned(&self, administration: &Administration) -> Result<Option<Rescanned>> {
        let read = |connection: &Connection| {
            let sql = format!(
                "SELECT {COLUMNS} FROM rescans WHERE project = \
                 (SELECT id FROM projects WHERE account = ?1 AND name = ?2)"
            );
            let names = params![administration.account().as_str(), administration.project().as_str()];
            connection.prepare_cached(&sql)?.query_row(names, rescanned).optional()?.transpose()
        };
        self.reader.read(RESCAN, read).await
    }

    fn known_work(&self, administration: &Administration) -> KnownWork {
        self.known.work(administration.account(), administration.project())
    }
}

fn rescanned(row: &Row<'_>) -> rusqlite::Result<failure::Result<Rescanned>> {
    let count = |at| row.get::<_, i64>(at).map(i64::unsigned_abs);
    let Some(policy) = GuardPolicy::parse(&row.get::<_, String>(0)?) else { return Ok(Err(Failure::Row("policy"))) };
    Ok(Ok(Rescanned {
        policy,
        version: row.get(1)?,
        dry_run: row.get(2)?,
        started_at: Timestamp::from_micros(row.get(3)?),
        finished_at: row.get::<_, Option<i64>>(4)?.map(Timestamp::from_micros),
        conversations: count(5)?,
        conversations_done: count(6)?,
        rows_read: count(7)?,
        rows_changed: count(8)?,
    }))
}

/// A rescan under way, and where it is.
#[derive(Clone)]
struct Task {
    project: i64,
    account: AccountId,
    name: ProjectId,
    policy: String,
    version: u32,
    dry_run: bool,
    to: i64,
    at: Place,
}

#[derive(Clone, Copy, Debug, Default)]
struct Place {
    conversation: i64,
    entry: i64,
    record: i64,
}

/// What is known in a conversation: by who sent it, and of what was stored before that was kept.
struct Known {
    scopes: KnownScopes,
    of_nobody: KnownPii,
}

/// What a step is to do.
#[derive(Default)]
struct Look {
    at: Place,
    is_done: bool,
    conversations: u64,
    rows: Vec<(i64, Vec<RowId>, Known)>,
}

/// Takes a step; says whether there is more to do now.
pub(crate) async fn step(store: &SqliteStore, now: Timestamp) -> Result<bool> {
    let Some(task) = store.reader.read(RESCAN, under_way).await? else { return Ok(false) };
    let names = (task.account.clone(), task.name.clone());
    // A project that is gone has nothing to be read again.
    let (policy, known_policy) = known::policies(store, &names).await?;
    if task.policy != policy.as_str() || task.version != guard::VERSION {
        store.writer.work(RESCAN, move |connection, _| begin_anew(connection, task.project, policy)).await?;
        return Ok(true);
    }
    let look =
        store.reader.read(RESCAN, |connection| look(connection, &store.keys, &task, (policy, known_policy))).await?;
    let read: Vec<i64> = look.rows.iter().map(|(conversation, ..)| *conversation).filter(|_| !task.dry_run).collect();
    let keys = store.keys.clone();
    store.writer.work(RESCAN, move |connection, _| take(connection, &keys, &task, policy, &look, now)).await?;
    for conversation in read {
        // What the guard finds now may stand elsewhere in the conversation, where only knowing it tells.
        known::look_again(store, conversation, &names, policy, now).await?;
    }
    Ok(true)
}

fn under_way(connection: &Connection) -> failure::Result<Option<Task>> {
    let sql = "SELECT project, account, name, policy, version, dry_run, conversations_to, at_conversation, at_entry, \
               at_record FROM rescans JOIN projects ON projects.id = rescans.project WHERE finished_at IS NULL LIMIT 1";
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query([])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some(Task {
        project: row.get(0)?,
        account: AccountId::new(row.get::<_, String>(1)?).map_err(|_| Failure::Row("account"))?,
        name: ProjectId::new(row.get::<_, String>(2)?).map_err(|_| Failure::Row("project"))?,
        policy: row.get(3)?,
        version: row.get(4)?,
        dry_run: row.get(5)?,
        to: row.get(6)?,
        at: Place { conversation: row.get(7)?, entry: row.get(8)?, record: row.get(9)? },
    }))
}

fn begin_anew(connection: &Connection, project: i64, policy: GuardPolicy) -> failure::Result<()> {
    let sql = "UPDATE rescans SET policy = ?2, version = ?3, conversations_done = 0, rows_read = 0, rows_changed = 0, \
               at_conversation = 0, at_entry = 0, at_record = 0 WHERE project = ?1";
    connection.prepare_cached(sql)?.execute(params![project, policy.as_str(), guard::VERSION])?;
    Ok(())
}

/// Finds the next rows that are to be read again.
fn look(
    connection: &Connection,
    keys: &Keys,
    task: &Task,
    (policy, known_policy): (GuardPolicy, KnownPolicy),
) -> failure::Result<Look> {
    let known_policy = if policy == GuardPolicy::Redact { known_policy } else { KnownPolicy::Off };
    let mut out = Look { at: task.at, ..Look::default() };
    let mut count = 0;
    while count < ROWS_MAX && out.conversations < CONVERSATIONS_MAX {
        let rows = stale(connection, &mut out.at, policy, ROWS_MAX - count)?;
        if !rows.is_empty() {
            count += rows.len();
            let known = known_in(connection, keys, out.at.conversation, known_policy)?;
            out.rows.extend(known.map(|known| (out.at.conversation, rows, known)));
            continue;
        }
        let next = "SELECT min(id) FROM conversations WHERE project = ?1 AND id > ?2 AND id <= ?3";
        let next: Option<i64> = connection
            .prepare_cached(next)?
            .query_row(params![task.project, out.at.conversation, task.to], |row| row.get(0))?;
        out.conversations += u64::from(out.at.conversation > 0);
        match next {
            Some(conversation) => out.at = Place { conversation, entry: 0, record: 0 },
            None => {
                out.is_done = true;
                break;
            }
        }
    }
    Ok(out)
}

/// Returns rows of the conversation behind a place that were hidden by other rules than those of now, and moves on.
fn stale(connection: &Connection, at: &mut Place, policy: GuardPolicy, limit: usize) -> failure::Result<Vec<RowId>> {
    // Where the guard hides nothing, what was hidden because it was known is to be shown too.
    let condition = if policy == GuardPolicy::Redact { "guard <> ?3" } else { "(guard <> ?3 OR sealed IS NOT NULL)" };
    let ids = |table: &str, after: i64, limit: usize| -> failure::Result<Vec<i64>> {
        let sql =
            format!("SELECT id FROM {table} WHERE conversation = ?1 AND id > ?2 AND {condition} ORDER BY id LIMIT ?4");
        let mut select = connection.prepare_cached(&sql)?;
        let found =
            select.query_map(params![at.conversation, after, policy.version(), limit as i64], |row| row.get(0))?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    };
    let entries = ids("entries", at.entry, limit)?;
    let records = ids("records", at.record, limit - entries.len())?;
    at.entry = entries.last().copied().unwrap_or(at.entry);
    at.record = records.last().copied().unwrap_or(at.record);
    Ok(entries.into_iter().map(RowId::Entry).chain(records.into_iter().map(RowId::Record)).collect())
}

/// Returns what is known in a conversation; nothing where it is not there any more.
fn known_in(connection: &Connection, keys: &Keys, number: i64, policy: KnownPolicy) -> failure::Result<Option<Known>> {
    let Some(mut rows) = Rows::of(connection, keys, number)? else { return Ok(None) };
    let key = rows.spelling_key();
    let mut of_nobody = KnownPii::new(key.clone());
    if policy != KnownPolicy::Off {
        // What cannot be opened any more teaches nothing.
        match rows.learn_of_nobody(&mut of_nobody) {
            Err(Failure::Row(_) | Failure::Seal(_)) | Ok(()) => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(Some(Known { scopes: KnownScopes::load(connection, key, number, policy)?, of_nobody }))
}

/// Reads rows again as they are now, and notes how far it has come.
fn take(
    connection: &Connection,
    keys: &Keys,
    task: &Task,
    policy: GuardPolicy,
    look: &Look,
    now: Timestamp,
) -> failure::Result<()> {
    let (mut read, mut changed) = (0_i64, 0_i64);
    let nothing = KnownPii::default();
    for (conversation, ids, known) in &look.rows {
        let Some(mut rows) = Rows::of(connection, keys, *conversation)? else { continue };
        let mut senders = SenderRows::default();
        for id in ids {
            let parts = match rows.row(*id) {
                Ok(Some(parts)) => parts,
                // A row that does not open any more stays as it is.
                Ok(None) | Err(Failure::Row(_) | Failure::Seal(_)) => continue,
                Err(failure) => return Err(failure),
            };
            read += 1;
            let of_sender = known::known_to(connection, &parts, &known.scopes, &mut senders, None)?;
            let again =
                again(&parts, policy, of_sender.unwrap_or(if parts.sender == 0 { &known.of_nobody } else { &nothing }));
            changed += i64::from(again.is_some());
            match again {
                _ if task.dry_run => {}
                Some(again) => rows.put(&parts, &again, policy.version())?,
                None => rows.keep(&parts, policy.version())?,
            }
        }
    }
    let sql = "UPDATE rescans SET at_conversation = ?2, at_entry = ?3, at_record = ?4, \
               conversations_done = conversations_done + ?5, rows_read = rows_read + ?6, \
               rows_changed = rows_changed + ?7, finished_at = ?8 WHERE project = ?1";
    connection.prepare_cached(sql)?.execute(params![
        task.project,
        look.at.conversation,
        look.at.entry,
        look.at.record,
        look.conversations as i64,
        read,
        changed,
        look.is_done.then_some(now.as_micros()),
    ])?;
    Ok(())
}

fn again(parts: &Parts, policy: GuardPolicy, known: &KnownPii) -> Option<Again> {
    let original = parts.original.as_ref();
    match &parts.stored {
        Stored::Entry(entry) => reread::entry(entry, original, policy, known).map(Again::Entry),
        Stored::Fields(kind, open, _) => reread::fields(*kind, open, original, policy, known).map(Again::Fields),
    }
}
