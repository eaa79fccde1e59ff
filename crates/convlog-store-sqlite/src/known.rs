//! The pass for known values: hides what became known to be personal in a conversation where it stood before.
//!
//! What arrives later is compared by the writer, before its commit. The writer leaves news of each value that becomes
//! known in a conversation that has rows, in the transaction that made it known, so an end of the process costs nothing.
//! Looking is done beside the writer; only rows in which something was found go to it.

use std::collections::{BTreeSet, HashMap};

use convlog_core::{AccountId, GuardPolicy, KnownPii, KnownPolicy, ProjectId, Timestamp, reread};
use convlog_store::error::Result;
use convlog_store::{Control, KnownWork};
use parking_lot::Mutex;
use rusqlite::Connection;

use crate::failure::{self, Failure};
use crate::keys::Keys;
use crate::open::SqliteStore;
use crate::rewrite::{Again, Parts, RowId, Rows, Stored};
use crate::writer::Apply;

mod scopes;

pub(crate) use scopes::{KnownScopes, ScopeId, SenderRows, packed};

const HIDE: &str = "hide what is known to be personal";
/// How many rows are looked at in one go.
const ROWS_MAX: i64 = 2000;
/// Of how many conversations a step follows the news at most: one transaction forgets them all.
const NEWS_MAX: usize = 256;
/// After so many rows a step takes no further conversation, so that there is a pause.
const STEP_ROWS: u64 = 4000;
/// How many rows are hidden in one transaction.
const HIDDEN_MAX: usize = 64;

/// What the pass has done since the start.
#[derive(Debug, Default)]
pub(crate) struct Pass {
    work: Mutex<HashMap<Names, KnownWork>>,
}

/// A tenant and a project of it.
type Names = (AccountId, ProjectId);

impl Pass {
    /// Returns what the pass has done in a project since the start.
    pub(crate) fn work(&self, account: &AccountId, project: &ProjectId) -> KnownWork {
        self.work.lock().get(&(account.clone(), project.clone())).copied().unwrap_or_default()
    }

    fn count(&self, names: Names, hidden: u64, now: Timestamp) {
        let mut work = self.work.lock();
        let work = work.entry(names).or_default();
        work.conversations += 1;
        work.hidden_rows += hidden;
        work.last_at = Some(now);
    }
}

/// News of one conversation.
struct News {
    conversation: i64,
    names: Names,
    /// The last of them.
    last: i64,
    senders: Vec<(i64, i64)>,
}

/// Takes a step, which is what some conversations have gathered; says whether there is more to do now.
pub(crate) async fn step(store: &SqliteStore, now: Timestamp) -> Result<bool> {
    let news = store.reader.read(HIDE, next_news).await?;
    if news.is_empty() {
        return Ok(false);
    }
    let (found, mut done, mut rows) = (news.len(), Vec::with_capacity(news.len()), 0);
    let policies = Policies::of(store).await?;
    for news in news {
        if rows >= STEP_ROWS {
            break;
        }
        if let Some(policy) = policies.compared(&news.names) {
            let looked = look_through(store, news.conversation, policy, Some(&news.senders)).await?;
            rows += looked.rows;
            store.known.count(news.names, looked.hidden, now);
        }
        done.push([news.conversation, news.last]);
    }
    let more = found == NEWS_MAX || done.len() < found;
    let forget = move |connection: &Connection, _: &mut Apply<'_>| {
        let mut delete = connection.prepare_cached("DELETE FROM known_news WHERE conversation = ?1 AND id <= ?2")?;
        done.iter().try_for_each(|done| delete.execute(*done).map(drop))?;
        Ok(())
    };
    store.writer.work(HIDE, forget).await?;
    Ok(more)
}

/// Looks at all of a conversation whose rows were read again.
pub(crate) async fn look_again(
    store: &SqliteStore,
    conversation: i64,
    names: &Names,
    guard: GuardPolicy,
    now: Timestamp,
) -> Result<()> {
    let (_, policy) = policies(store, names).await?;
    if guard == GuardPolicy::Redact && policy != KnownPolicy::Off {
        let hidden = look_through(store, conversation, policy, None).await?.hidden;
        store.known.count(names.clone(), hidden, now);
    }
    Ok(())
}

/// Returns what a project's guard does, and with which records known values are compared; nothing for one that is gone.
pub(crate) async fn policies(store: &SqliteStore, (account, project): &Names) -> Result<(GuardPolicy, KnownPolicy)> {
    let projects = store.control.projects(Some(account)).await?;
    let found = projects.into_iter().find(|known| known.id == *project);
    Ok(found.map_or((GuardPolicy::Off, KnownPolicy::Off), |found| (found.settings.guard, found.settings.known)))
}

/// What the projects' guards do, and with which records known values are compared.
struct Policies(HashMap<Names, (GuardPolicy, KnownPolicy)>);

impl Policies {
    async fn of(store: &SqliteStore) -> Result<Policies> {
        let projects = store.control.projects(None).await?.into_iter();
        let policies = projects.map(|found| ((found.account, found.id), (found.settings.guard, found.settings.known)));
        Ok(Policies(policies.collect()))
    }

    /// Returns how known values are compared in a project that hides them.
    fn compared(&self, names: &Names) -> Option<KnownPolicy> {
        let (guard, known) = self.0.get(names)?;
        (*guard == GuardPolicy::Redact && *known != KnownPolicy::Off).then_some(*known)
    }
}

/// What was looked at in a conversation.
#[derive(Default)]
struct Looked {
    rows: u64,
    hidden: u64,
}

/// Hides known values in the rows of a conversation: of these senders and producers, or of all.
async fn look_through(
    store: &SqliteStore,
    conversation: i64,
    policy: KnownPolicy,
    news: Option<&[(i64, i64)]>,
) -> Result<Looked> {
    let load = |connection: &Connection| Look::begin(connection, &store.keys, conversation, policy, news);
    let Some(mut look) = store.reader.read(HIDE, load).await? else { return Ok(Looked::default()) };
    let mut hidden = 0;
    loop {
        let rows = store.reader.read(HIDE, |connection| look.rows(connection, &store.keys)).await?;
        let Some(rows) = rows else { return Ok(Looked { rows: look.rows, hidden }) };
        for rows in rows.chunks(HIDDEN_MAX) {
            let (rows, known, keys) = (rows.to_vec(), look.known.clone(), store.keys.clone());
            let work =
                move |connection: &Connection, _: &mut Apply<'_>| hide(connection, &keys, conversation, &rows, &known);
            hidden += store.writer.work(HIDE, work).await?;
        }
    }
}

/// A walk through the rows of a conversation.
struct Look {
    conversation: i64,
    known: KnownScopes,
    /// The scopes to look at; all where there are none.
    wanted: Option<BTreeSet<(i64, i64)>>,
    /// The last entry and the last record that were looked at; nothing once all of a kind were.
    after: [Option<i64>; 2],
    /// How many rows were looked at.
    rows: u64,
}

impl Look {
    fn begin(
        connection: &Connection,
        keys: &Keys,
        conversation: i64,
        policy: KnownPolicy,
        news: Option<&[(i64, i64)]>,
    ) -> failure::Result<Option<Look>> {
        let Some(rows) = Rows::of(connection, keys, conversation)? else { return Ok(None) };
        let known = KnownScopes::load(connection, rows.spelling_key(), conversation, policy)?;
        let mut senders = SenderRows::default();
        let mut scope = |(sender, producer): &(i64, i64)| -> failure::Result<_> {
            let scope = senders.get(connection, *sender)?.scope(*producer, policy);
            Ok(scope.map(|scope| (scope.sender, scope.producer)))
        };
        let wanted = news.map(|news| news.iter().filter_map(|sent| scope(sent).transpose()).collect());
        let wanted = wanted.transpose()?;
        Ok(Some(Look { conversation, known, wanted, after: [Some(0), Some(0)], rows: 0 }))
    }

    /// Returns in which of the next rows known values stand open; nothing once all were looked at.
    fn rows(&mut self, connection: &Connection, keys: &Keys) -> failure::Result<Option<Vec<RowId>>> {
        let Some(kind) = self.after.iter().position(Option::is_some) else { return Ok(None) };
        let Some(mut rows) = Rows::of(connection, keys, self.conversation)? else { return Ok(None) };
        let after = self.after[kind].unwrap_or_default();
        let parts = if kind == 0 { rows.open_entries(after, ROWS_MAX)? } else { rows.open_records(after, ROWS_MAX)? };
        self.rows += parts.len() as u64;
        self.after[kind] = parts.last().map(|parts| parts.id.number());
        let mut senders = SenderRows::default();
        let mut found = Vec::new();
        for parts in &parts {
            let known = known_to(connection, parts, &self.known, &mut senders, self.wanted.as_ref())?;
            if known.is_some_and(|known| hidden(parts, known).is_some()) {
                found.push(parts.id);
            }
        }
        Ok(Some(found))
    }
}

/// Returns what is known to whoever sent a row.
pub(crate) fn known_to<'k>(
    connection: &Connection,
    parts: &Parts,
    known: &'k KnownScopes,
    senders: &mut SenderRows,
    wanted: Option<&BTreeSet<(i64, i64)>>,
) -> failure::Result<Option<&'k KnownPii>> {
    let scope = senders.get(connection, parts.sender)?.scope(parts.producer, known.policy());
    let is_wanted = |scope: &ScopeId| wanted.is_none_or(|wanted| wanted.contains(&(scope.sender, scope.producer)));
    Ok(scope.filter(is_wanted).and_then(|scope| known.of(scope)))
}

/// Returns the news of the conversations that have waited longest.
fn next_news(connection: &Connection) -> failure::Result<Vec<News>> {
    let sql = format!(
        "SELECT known_news.conversation, account, projects.name FROM known_news \
         JOIN conversations ON conversations.id = known_news.conversation \
         JOIN projects ON projects.id = conversations.project \
         GROUP BY known_news.conversation ORDER BY min(known_news.id) LIMIT {NEWS_MAX}"
    );
    let mut select = connection.prepare_cached(&sql)?;
    let mut rows = select.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let account = AccountId::new(row.get::<_, String>(1)?).map_err(|_| Failure::Row("account"))?;
        let project = ProjectId::new(row.get::<_, String>(2)?).map_err(|_| Failure::Row("project"))?;
        all.push(news_of(connection, row.get(0)?, (account, project))?);
    }
    Ok(all)
}

fn news_of(connection: &Connection, conversation: i64, names: Names) -> failure::Result<News> {
    let mut news = News { conversation, names, last: 0, senders: Vec::new() };
    let sql = "SELECT max(id), sender, producer FROM known_news WHERE conversation = ?1 GROUP BY sender, producer";
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query([conversation])?;
    while let Some(row) = rows.next()? {
        news.last = news.last.max(row.get(0)?);
        news.senders.push((row.get(1)?, row.get(2)?));
    }
    Ok(news)
}

/// Returns a row with known values hidden; nothing where there are none.
fn hidden(parts: &Parts, known: &KnownPii) -> Option<Again> {
    let original = parts.original.as_ref();
    match &parts.stored {
        Stored::Entry(entry) => reread::known_entry(entry, original, known).map(Again::Entry),
        Stored::Fields(kind, open, flags) => {
            reread::known_fields(*kind, open, flags, original, known).map(Again::Fields)
        }
    }
}

/// Hides known values in these rows, as they are now; returns in how many there were any.
fn hide(
    connection: &Connection,
    keys: &Keys,
    conversation: i64,
    ids: &[RowId],
    known: &KnownScopes,
) -> failure::Result<u64> {
    let Some(mut rows) = Rows::of(connection, keys, conversation)? else { return Ok(0) };
    let mut senders = SenderRows::default();
    let mut count = 0;
    for id in ids {
        let parts = match rows.row(*id) {
            Ok(Some(parts)) => parts,
            // One row that does not open must not keep the others open.
            Ok(None) | Err(Failure::Row(_) | Failure::Seal(_)) => continue,
            Err(failure) => return Err(failure),
        };
        let Some(known) = known_to(connection, &parts, known, &mut senders, None)? else { continue };
        if let Some(again) = hidden(&parts, known) {
            rows.put(&parts, &again, parts.guard)?;
            count += 1;
        }
    }
    Ok(count)
}
