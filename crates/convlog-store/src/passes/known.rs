//! The pass for known values: hides what became known to be personal in a conversation where it stood before.
//!
//! What arrives later is compared by the store, before its commit. The store leaves news of each value that becomes
//! known in a conversation that has rows, together with what made it known, so an end of the process costs nothing.

use std::collections::{BTreeSet, HashMap};

use convlog_core::record::Body;
use convlog_core::{KnownPii, KnownPolicy, Timestamp, reclassify};

use super::unpoisoned_mutex::UnpoisonedMutex;
use super::{Backend, Policies, mark};
use crate::append::{Item, KnownScope};
use crate::error::Result;
use crate::records::{ConversationRef, Cursor, KnownNews, NewVersion, ProjectRef, Row, RowFilter, RowQuery};
use crate::rescan::KnownWork;

/// How many rows are looked at in one go.
const ROWS_MAX: usize = 500;
/// Of how many conversations a step follows the news at most.
const NEWS_MAX: usize = 256;
/// After so many rows a step takes no further conversation, so that there is a pause.
const STEP_ROWS: usize = 4000;
/// Of how many rows newer versions are put at once.
const HIDDEN_MAX: usize = 64;

/// What the pass has done since the start, by project.
#[derive(Default)]
pub(super) struct Work(UnpoisonedMutex<HashMap<ProjectRef, KnownWork>>);

impl Work {
    pub(super) fn of(&self, project: &ProjectRef) -> KnownWork {
        self.0.lock().get(project).copied().unwrap_or_default()
    }

    fn count(&self, project: &ProjectRef, hidden: u64, now: Timestamp) {
        let mut work = self.0.lock();
        let work = work.entry(project.clone()).or_default();
        work.conversations += 1;
        work.hidden_rows += hidden;
        work.last_at = Some(now);
    }
}

/// Takes a step, which is what some conversations have gathered; says whether there is more to do now.
pub(super) async fn step(store: &(impl Backend + ?Sized), now: Timestamp) -> Result<bool> {
    let news = store.known_news(NEWS_MAX).await?;
    if news.is_empty() {
        return Ok(false);
    }
    let policies = Policies::of(store).await?;
    let (found, mut followed, mut rows) = (news.len(), Vec::with_capacity(news.len()), 0);
    for news in news {
        if rows >= STEP_ROWS {
            break;
        }
        let KnownNews { of, senders, .. } = &news;
        if let Some(policy) = policies.compared(&of.of) {
            let wanted = senders.iter().filter_map(|sender| sender.scope(policy)).collect();
            let looked = look_through(store, of, policy, Some(&wanted)).await?;
            rows += looked.rows;
            store.passes().known.count(&of.of, looked.hidden, now);
        }
        followed.push(news);
    }
    let more = found == NEWS_MAX || followed.len() < found;
    store.forget_known_news(followed).await?;
    Ok(more)
}

/// Looks at all of a conversation whose rows were read again.
pub(super) async fn look_again(
    store: &(impl Backend + ?Sized),
    of: &ConversationRef,
    policy: KnownPolicy,
    now: Timestamp,
) -> Result<()> {
    let hidden = look_through(store, of, policy, None).await?.hidden;
    store.passes().known.count(&of.of, hidden, now);
    Ok(())
}

/// What was looked at in a conversation.
#[derive(Default)]
struct ScannedConversation {
    rows: usize,
    hidden: u64,
}

/// Hides known values in the rows of a conversation: in those of these scopes, or in all.
async fn look_through(
    store: &(impl Backend + ?Sized),
    of: &ConversationRef,
    policy: KnownPolicy,
    wanted: Option<&BTreeSet<KnownScope>>,
) -> Result<ScannedConversation> {
    let known = KnownScopes::load(store, of, policy).await?;
    let (mut looked, mut after) = (ScannedConversation::default(), None);
    loop {
        let query = RowQuery { only: RowFilter::Open, after, sealed: false, limit: ROWS_MAX };
        let page = store.rows(of, &query).await?;
        looked.rows += page.rows.len();
        let holds = |row: &&Row| {
            let body = &row.item.body;
            known.to(&row.item, wanted).is_some_and(|known| may_hold(body, known) && hide(&mut body.clone(), known))
        };
        let found: Vec<Cursor> = page.rows.iter().filter(holds).map(|row| row.cursor.clone()).collect();
        for found in found.chunks(HIDDEN_MAX) {
            looked.hidden += hide_at(store, of, &known, found).await?;
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(looked),
        }
    }
}

/// Hides known values in these rows, now with what they hide already; returns in how many there were any.
async fn hide_at(
    store: &(impl Backend + ?Sized),
    of: &ConversationRef,
    known: &KnownScopes,
    at: &[Cursor],
) -> Result<u64> {
    let query = RowQuery { only: RowFilter::At(at.to_vec()), after: None, sealed: true, limit: at.len() };
    let rows = store.rows(of, &query).await?.rows;
    let marks = mark::over(store, of, &rows).await?;
    let rows = rows.into_iter().filter_map(|mut row| {
        let to = known.to(&row.item, None)?;
        let is_hidden = mark::beneath(&mut row.item, &marks, known.policy, |body| hide(body, to));
        is_hidden.then_some(NewVersion { row, only_guard: false, is_told: false })
    });
    store.replace(of, rows.collect()).await
}

/// Says, before anything is taken apart, whether a known value may stand in what is open.
fn may_hold(body: &Body, known: &KnownPii) -> bool {
    match body {
        Body::Log(log) => log.open.as_ref().is_some_and(|open| open.may_hold(known)),
        Body::Fields(fields) => known.may_stand_in(&fields.open),
    }
}

/// Hides known values; says whether there were any.
#[must_use]
pub fn hide(body: &mut Body, known: &KnownPii) -> bool {
    match body {
        Body::Log(log) => {
            let again = log.open.as_ref().and_then(|open| reclassify::known_entry(open, log.original.as_ref(), known));
            let Some(again) = again else { return false };
            (log.open, log.original) = (Some(again.open), again.original);
        }
        Body::Fields(it) => {
            let Some(again) = reclassify::known_fields(it.kind, &it.open, &it.flags, it.original.as_ref(), known)
            else {
                return false;
            };
            (it.open, it.original, it.flags) = (again.open, again.original, again.flags);
        }
    }
    true
}

/// What is known in one conversation, by who may be compared with whom.
pub(super) struct KnownScopes {
    policy: KnownPolicy,
    scopes: HashMap<KnownScope, KnownPii>,
}

impl KnownScopes {
    pub(super) async fn load(
        store: &(impl Backend + ?Sized),
        of: &ConversationRef,
        policy: KnownPolicy,
    ) -> Result<KnownScopes> {
        let key = store.seal_keys().lookup().spelling_key(&of.of.account, &of.of.project, &of.id);
        let mut scopes = HashMap::new();
        for value in store.known_values(of).await? {
            let Some(scope) = value.sender.scope(policy) else { continue };
            scopes.entry(scope).or_insert_with(|| KnownPii::new(key.clone())).insert(value.spelling);
        }
        Ok(KnownScopes { policy, scopes })
    }

    /// Returns what is known to whoever sent a record, where that is among what is asked for.
    pub(super) fn to(&self, item: &Item, wanted: Option<&BTreeSet<KnownScope>>) -> Option<&KnownPii> {
        let scope = item.known_scope(self.policy)?;
        wanted.is_none_or(|wanted| wanted.contains(&scope)).then(|| self.scopes.get(&scope)).flatten()
    }
}
