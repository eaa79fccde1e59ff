//! The pass for known values: follows the writer, and hides what became known to be personal in a conversation where it
//! stands again without a flag.
//!
//! It goes by commits, so what was written just before an end is done after the next start; and it gathers what a
//! second brings, so that a busy conversation is looked at once a step. Looking is done beside the writer; only rows in
//! which something was found go to it.

use std::collections::{HashMap, HashSet};

use convlog_core::{AccountId, GuardPolicy, Known, ProjectId, Timestamp, reread};
use convlog_store::error::Result;
use convlog_store::{Control, KnownWork};
use parking_lot::Mutex;
use rusqlite::{Connection, OptionalExtension, params};

use crate::failure::{self, Failure};
use crate::keys::Keys;
use crate::open::SqliteStore;
use crate::rewrite::{Again, Parts, RowId, Rows, Stored};
use crate::writer::Apply;

const HIDE: &str = "hide what is known to be personal";
/// About how many new rows a step looks at.
const ROWS_MAX: i64 = 4000;
/// How many rows are hidden in one transaction.
const HIDDEN_MAX: usize = 64;
/// Of how many conversations the known values are at hand.
const CONVERSATIONS_MAX: usize = 4096;
/// How many steps at most pass before the place is kept; after a crash what was done since is looked at once more.
const STEPS_UNKEPT_MAX: u32 = 30;

/// What the pass has at hand.
#[derive(Debug, Default)]
pub(crate) struct Pass {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The last commit that was looked at.
    at: Option<i64>,
    steps_unkept: u32,
    conversations: HashMap<i64, Learned>,
    work: HashMap<Names, KnownWork>,
}

/// A tenant and a project of it.
type Names = (AccountId, ProjectId);

/// What is known of a conversation, and from which rows: of entries, hidden entries and records.
#[derive(Clone, Debug, Default)]
struct Learned {
    known: Known,
    upto: [i64; 3],
}

/// What a step saw.
struct Look {
    /// The last commit that it saw, and whether there are more.
    at: i64,
    more: bool,
    learned: Vec<(i64, Names, Learned)>,
    hits: Vec<(i64, Vec<RowId>)>,
}

impl Pass {
    /// Returns what the pass has done in a project since the start.
    pub(crate) fn work(&self, account: &AccountId, project: &ProjectId) -> KnownWork {
        self.state.lock().work.get(&(account.clone(), project.clone())).copied().unwrap_or_default()
    }

    fn count(&self, names: &Names, hidden: u64, now: Timestamp) {
        let mut state = self.state.lock();
        let work = state.work.entry(names.clone()).or_default();
        work.conversations += 1;
        work.hidden_rows += hidden;
        work.last_at = Some(now);
    }
}

/// Takes a step; says whether there is more to do now.
pub(crate) async fn step(store: &SqliteStore, now: Timestamp) -> Result<bool> {
    let at = store.known.state.lock().at;
    let newest = move |connection: &Connection| newest(connection, at);
    let Some(at) = store.reader.read(HIDE, newest).await? else { return Ok(false) };
    let projects = store.control.projects(None).await?.into_iter();
    let guarded = projects.filter(|project| project.settings.guard == GuardPolicy::Redact);
    let guarded: HashSet<Names> = guarded.map(|project| (project.account, project.id)).collect();
    // Taken out while it is looked: what is forgotten on an error is only learned again.
    let at_hand = std::mem::take(&mut store.known.state.lock().conversations);
    let look = store.reader.read(HIDE, |connection| look(connection, &store.keys, &guarded, &at_hand, at)).await?;
    let (mut hidden, mut learned) = (0, HashMap::new());
    for (conversation, names, news) in look.learned {
        let found = look.hits.iter().find(|(number, _)| *number == conversation);
        let here = match found {
            Some((_, rows)) => hide_all(store, conversation, rows, &news.known).await?,
            None => 0,
        };
        store.known.count(&names, here, now);
        hidden += here;
        learned.insert(conversation, news);
    }
    let is_kept = {
        let mut state = store.known.state.lock();
        if at_hand.len() <= CONVERSATIONS_MAX {
            state.conversations = at_hand;
        }
        state.conversations.extend(learned);
        state.at = Some(look.at);
        state.steps_unkept += 1;
        let is_due = hidden > 0 || state.steps_unkept >= STEPS_UNKEPT_MAX;
        if is_due {
            state.steps_unkept = 0;
        }
        is_due
    };
    if is_kept {
        let at = look.at;
        store.writer.work(HIDE, move |connection, _| keep(connection, at)).await?;
    }
    Ok(look.more)
}

/// Looks at all of a conversation whose rows were read again.
pub(crate) async fn look_again(
    store: &SqliteStore,
    conversation: i64,
    names: &Names,
    policy: GuardPolicy,
    now: Timestamp,
) -> Result<()> {
    store.known.state.lock().conversations.remove(&conversation);
    if policy != GuardPolicy::Redact {
        return Ok(());
    }
    let mut learned = Learned::default();
    let look = |connection: &Connection| look_into(connection, &store.keys, conversation, &mut learned);
    let rows = store.reader.read(HIDE, look).await?;
    let hidden = hide_all(store, conversation, &rows, &learned.known).await?;
    store.known.count(names, hidden, now);
    Ok(())
}

/// Hides known values in rows, a few in each transaction; returns in how many there were any.
async fn hide_all(store: &SqliteStore, conversation: i64, rows: &[RowId], known: &Known) -> Result<u64> {
    let mut hidden = 0;
    for rows in rows.chunks(HIDDEN_MAX) {
        let (rows, known, keys) = (rows.to_vec(), known.clone(), store.keys.clone());
        let work =
            move |connection: &Connection, _: &mut Apply<'_>| hide(connection, &keys, conversation, &rows, &known);
        hidden += store.writer.work(HIDE, work).await?;
    }
    Ok(hidden)
}

/// Returns the last commit that was looked at, if there are newer ones.
fn newest(connection: &Connection, at: Option<i64>) -> failure::Result<Option<i64>> {
    let at = match at {
        Some(at) => at,
        None => {
            let sql = "SELECT commit_id FROM passes WHERE name = 'known'";
            connection.prepare_cached(sql)?.query_row([], |row| row.get(0)).optional()?.unwrap_or_default()
        }
    };
    let sql = "SELECT coalesce(max(id), 0) FROM commits";
    let newest: i64 = connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
    Ok((newest > at).then_some(at))
}

fn keep(connection: &Connection, at: i64) -> failure::Result<()> {
    let sql = "INSERT INTO passes (name, commit_id) VALUES ('known', ?1) \
               ON CONFLICT DO UPDATE SET commit_id = excluded.commit_id";
    connection.prepare_cached(sql)?.execute([at])?;
    Ok(())
}

/// The rows of some commits: of entries, hidden entries and records, each from one up to another.
struct Span {
    from: [i64; 3],
    to: [i64; 3],
    last: i64,
    more: bool,
}

fn span(connection: &Connection, after: i64) -> failure::Result<Span> {
    let sql = "SELECT id, entries_from, hidden_from, records_from FROM commits WHERE id > ?1 ORDER BY id";
    let mut select = connection.prepare_cached(sql)?;
    let mut commits = select.query([after])?;
    let mut span = Span { from: [0; 3], to: [i64::MAX; 3], last: after, more: false };
    let mut is_first = true;
    while let Some(row) = commits.next()? {
        let from = [row.get(1)?, row.get(2)?, row.get(3)?];
        if std::mem::replace(&mut is_first, false) {
            span.from = from;
        }
        if from.iter().zip(span.from).map(|(now, first)| now - first).sum::<i64>() > ROWS_MAX {
            (span.to, span.more) = (from, true);
            break;
        }
        span.last = row.get(0)?;
    }
    Ok(span)
}

/// Looks at what the commits behind one brought.
fn look(
    connection: &Connection,
    keys: &Keys,
    guarded: &HashSet<Names>,
    at_hand: &HashMap<i64, Learned>,
    after: i64,
) -> failure::Result<Look> {
    let span = span(connection, after)?;
    let mut out = Look { at: span.last, more: span.more, learned: Vec::new(), hits: Vec::new() };
    // Where nothing is sealed nothing is known.
    let sql = "SELECT conversations.id, account, projects.name FROM (\
                 SELECT conversation FROM entries WHERE id >= ?1 AND id < ?2 \
                 UNION SELECT conversation FROM hidden_entries WHERE id >= ?3 AND id < ?4 \
                 UNION SELECT conversation FROM records WHERE id >= ?5 AND id < ?6) AS brought \
               JOIN conversation_keys ON conversation_keys.conversation = brought.conversation \
               JOIN conversations ON conversations.id = brought.conversation \
               JOIN projects ON projects.id = conversations.project";
    let mut select = connection.prepare_cached(sql)?;
    let ([a, b, c], [x, y, z]) = (span.from, span.to);
    let mut rows = select.query(params![a, x, b, y, c, z])?;
    while let Some(row) = rows.next()? {
        let account = AccountId::new(row.get::<_, String>(1)?).map_err(|_| Failure::Row("account"))?;
        let names = (account, ProjectId::new(row.get::<_, String>(2)?).map_err(|_| Failure::Row("project"))?);
        if !guarded.contains(&names) {
            continue;
        }
        let number: i64 = row.get(0)?;
        let mut learned = at_hand.get(&number).cloned().unwrap_or_default();
        let hits = match look_into(connection, keys, number, &mut learned) {
            // One row that does not open must not keep the others from being looked at.
            Err(Failure::Row(_) | Failure::Seal(_)) => continue,
            hits => hits?,
        };
        out.learned.push((number, names, learned));
        if !hits.is_empty() {
            out.hits.push((number, hits));
        }
    }
    Ok(out)
}

/// Learns from the new rows of a conversation, and returns in which rows known values stand open: in new ones, or in
/// any where there was news.
fn look_into(connection: &Connection, keys: &Keys, number: i64, learned: &mut Learned) -> failure::Result<Vec<RowId>> {
    let Some(mut rows) = Rows::of(connection, keys, number)? else { return Ok(Vec::new()) };
    let sql = "SELECT (SELECT max(id) FROM entries WHERE conversation = ?1), \
               (SELECT max(id) FROM hidden_entries WHERE conversation = ?1), \
               (SELECT max(id) FROM records WHERE conversation = ?1)";
    let last =
        |at: usize, row: &rusqlite::Row<'_>| Ok::<i64, rusqlite::Error>(row.get::<_, Option<i64>>(at)?.unwrap_or(0));
    let upto =
        connection.prepare_cached(sql)?.query_row([number], |row| Ok([last(0, row)?, last(1, row)?, last(2, row)?]))?;
    let is_news = rows.learn(&mut learned.known, learned.upto)?;
    let after = if is_news { [0; 3] } else { learned.upto };
    learned.upto = upto;
    let mut hits = Vec::new();
    if learned.known.is_empty() {
        return Ok(hits);
    }
    let mut judge = |found: Vec<Parts>| {
        hits.extend(found.into_iter().filter(|parts| hidden(parts, &learned.known).is_some()).map(|parts| parts.id));
    };
    judge(rows.open_entries(after[0])?);
    judge(rows.open_records(after[2])?);
    Ok(hits)
}

/// Returns a row with known values hidden; nothing where there are none.
fn hidden(parts: &Parts, known: &Known) -> Option<Again> {
    let original = parts.original.as_ref();
    match &parts.stored {
        Stored::Entry(entry) => reread::known_entry(entry, original, known).map(Again::Entry),
        Stored::Fields(kind, open, flags) => {
            reread::known_fields(*kind, open, flags, original, known).map(Again::Fields)
        }
    }
}

/// Hides known values in these rows, as they are now.
fn hide(connection: &Connection, keys: &Keys, conversation: i64, ids: &[RowId], known: &Known) -> failure::Result<u64> {
    let Some(mut rows) = Rows::of(connection, keys, conversation)? else { return Ok(0) };
    let mut count = 0;
    for id in ids {
        let Some(parts) = rows.row(*id)? else { continue };
        if let Some(again) = hidden(&parts, known) {
            rows.put(&parts, &again, parts.guard)?;
            count += 1;
        }
    }
    Ok(count)
}
