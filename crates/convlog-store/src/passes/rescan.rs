//! Rescans: rows that were stored under another policy or by older rules, read again in small steps.

use std::time::Duration;

use async_trait::async_trait;
use convlog_core::mark::is_marked;
use convlog_core::record::Body;
use convlog_core::{
    AccountId, Guard, GuardPolicy, KnownPii, KnownPolicy, ProjectId, RecordType, Timestamp, guard, reclassify,
};
use serde::{Deserialize, Serialize};

use super::{Backend, Policies, known, mark, rules};
use crate::admin_grant::AdminGrant;
use crate::documents::{self, DocumentKind};
use crate::error::Result;
use crate::records::{
    ConversationRef, Cursor, Extent, NewVersion, ProjectRef, Row, RowFilter, RowQuery, StoredConversation,
};
use crate::rescan::{KnownWork, Rescan, Rescanned};

const KIND: DocumentKind = DocumentKind::Rescan;
/// How many rows a step reads again: some milliseconds' worth.
const ROWS_MAX: usize = 100;
/// How many conversations a step passes by.
const CONVERSATIONS_MAX: usize = 200;
/// How many rows are learned from in one go.
const LEARNED_MAX: usize = 5000;

/// A rescan as its document has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RescanState {
    /// The name of the policy it goes by.
    pub policy: String,
    /// The version of the guard's rules that it goes by.
    pub version: u32,
    /// What is marked with what was read by it; a document of an earlier convlog has none.
    #[serde(default)]
    pub mark: Option<u32>,
    /// The edition of the project's rules by which the last that changed anything had read everything, and when that began.
    #[serde(default)]
    pub settled: Option<(u32, i64)>,
    /// Whether it only counts.
    pub dry_run: bool,
    /// When it was asked for, in microseconds.
    pub started_at: i64,
    /// When it was done.
    pub finished_at: Option<i64>,
    /// How many conversations there are to look at.
    pub conversations: u64,
    /// How many were looked at.
    pub conversations_done: u64,
    /// How many rows were read again.
    pub rows_read: u64,
    /// In how many of them something was hidden or shown, or would be.
    pub rows_changed: u64,
    /// The last conversation there is to look at.
    pub to: Option<Cursor>,
    /// The last that was looked at.
    pub done: Option<Cursor>,
    /// The one that is being read, and the last row of it that was.
    pub within: Option<(Cursor, Cursor)>,
}

#[async_trait]
impl<S: Backend> Rescan for S {
    async fn rescan(&self, administration: &AdminGrant, dry_run: bool, now: Timestamp) -> Result<Rescanned> {
        let project = administration.place();
        let policies = Policies::of(self).await?;
        begin(self, &project, policies.guard(&project), dry_run, now).await?.told()
    }

    async fn rescanned(&self, administration: &AdminGrant) -> Result<Option<Rescanned>> {
        let name = administration.place().document_name();
        let (held, _) = documents::read::<RescanState>(self, KIND, &name).await?;
        held.map(|held| held.told()).transpose()
    }

    fn known_work(&self, administration: &AdminGrant) -> KnownWork {
        self.passes().known.of(&administration.place())
    }
}

fn project(name: &str) -> Option<ProjectRef> {
    let (account, project) = name.split_once('/')?;
    Some(ProjectRef { account: AccountId::new(account).ok()?, project: ProjectId::new(project).ok()? })
}

impl RescanState {
    fn told(&self) -> Result<Rescanned> {
        let policy = GuardPolicy::parse(&self.policy).ok_or(KIND.corrupt())?;
        Ok(Rescanned {
            policy,
            version: self.version,
            dry_run: self.dry_run,
            started_at: Timestamp::from_micros(self.started_at),
            finished_at: self.finished_at.map(Timestamp::from_micros),
            conversations: self.conversations,
            conversations_done: self.conversations_done,
            rows_read: self.rows_read,
            rows_changed: self.rows_changed,
        })
    }

    /// Returns this one, begun in the place of another.
    fn after(&self, held: Option<&RescanState>) -> RescanState {
        RescanState { settled: held.and_then(|held| held.settled), ..self.clone() }
    }

    fn begin_anew(&mut self, guard: Guard<'_>) {
        (self.policy, self.version) = (guard.policy.as_str().to_owned(), guard::VERSION);
        self.mark = Some(guard.mark());
        (self.conversations_done, self.rows_read, self.rows_changed) = (0, 0, 0);
        (self.done, self.within) = (None, None);
    }
}

/// Takes a step; says whether there is more to do now.
pub(super) async fn step(store: &(impl Backend + ?Sized), now: Timestamp) -> Result<bool> {
    let policies = Policies::of(store).await?;
    if begin_for_rules(store, &policies, now).await? {
        return Ok(true);
    }
    for (name, held) in store.list_documents(KIND, "").await? {
        let mut state: RescanState = held.said(KIND)?;
        let Some(of) = project(&name).filter(|_| state.finished_at.is_none()) else { continue };
        let (guard, known) = (policies.guard(&of), policies.compared(&of));
        if state.policy == guard.policy.as_str() && state.mark == Some(guard.mark()) {
            RescanStep { store, guard, known, compared: policies.known(&of), left: ROWS_MAX, now }
                .advance(&of, &mut state)
                .await?;
        } else {
            state.begin_anew(guard);
            state.started_at = now.as_micros();
        }
        // One that was asked for meanwhile has taken its place, and begins with the next step.
        documents::put(store, KIND, (&name, held.version), &state).await?;
        return Ok(true);
    }
    Ok(false)
}

/// What was read by the rules of before is stored at the latest so long after they have changed.
const LATE: Duration = Duration::from_secs(60);

/// Begins to read a project again whose rules have changed since it was read through, or so shortly before that some of it
/// may have been read by others; says whether there was one. Where the guard hides nothing, no rule shows anything.
async fn begin_for_rules(store: &(impl Backend + ?Sized), policies: &Policies, now: Timestamp) -> Result<bool> {
    for (of, changed_at) in policies.with_rules() {
        let guard = policies.guard(of);
        let (held, _) = documents::read::<RescanState>(store, KIND, &of.document_name()).await?;
        let is_under_way = held.as_ref().is_some_and(|state| state.finished_at.is_none());
        let settled = held.and_then(|state| state.settled);
        let late = changed_at.as_micros().saturating_add(LATE.as_micros() as i64);
        let is_settled = settled.is_some_and(|(edition, began_at)| {
            edition == guard.rules.edition() && (began_at >= late || now.as_micros() < late)
        });
        if guard.policy == GuardPolicy::Redact && !is_under_way && !is_settled {
            begin(store, of, guard, false, now).await?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// Begins to read a project again.
pub(super) async fn begin(
    store: &(impl Backend + ?Sized),
    of: &ProjectRef,
    guard: Guard<'_>,
    dry_run: bool,
    now: Timestamp,
) -> Result<RescanState> {
    let Extent { conversations, last_conversation: to, .. } = store.extent(of).await?;
    let state = RescanState {
        policy: guard.policy.as_str().to_owned(),
        version: guard::VERSION,
        mark: Some(guard.mark()),
        settled: None,
        dry_run,
        started_at: now.as_micros(),
        finished_at: None,
        conversations,
        conversations_done: 0,
        rows_read: 0,
        rows_changed: 0,
        to,
        done: None,
        within: None,
    };
    // It takes the place of whatever is there.
    let begin = |held: Option<RescanState>| Some(state.after(held.as_ref()));
    Ok(documents::change(store, KIND, &of.document_name(), begin).await?.unwrap_or(state))
}

/// One step of a rescan.
struct RescanStep<'a, S: ?Sized> {
    store: &'a S,
    guard: Guard<'a>,
    /// How known values are compared; nothing where they are not hidden.
    known: Option<KnownPolicy>,
    /// How they are compared with what readers marked, which is always hidden.
    compared: KnownPolicy,
    /// How many more rows it reads.
    left: usize,
    now: Timestamp,
}

impl<S: Backend + ?Sized> RescanStep<'_, S> {
    async fn advance(&mut self, of: &ProjectRef, state: &mut RescanState) -> Result<()> {
        let found = self.store.stored(Some(of), state.done.as_ref(), CONVERSATIONS_MAX).await?;
        let mut is_end = found.len() < CONVERSATIONS_MAX;
        for StoredConversation { cursor, of, .. } in found {
            if state.to.as_ref().is_none_or(|to| cursor > *to) {
                is_end = true;
                break;
            }
            let after = state.within.take().filter(|(at, _)| *at == cursor).map(|(_, row)| row);
            if let Some(row) = self.read_again(&of, after, state).await? {
                state.within = Some((cursor, row));
                return Ok(());
            }
            (state.done, state.conversations_done) = (Some(cursor), state.conversations_done + 1);
        }
        state.finished_at = is_end.then_some(self.now.as_micros());
        if is_end && !state.dry_run {
            state.settled = Some((self.guard.rules.edition(), state.started_at));
        }
        Ok(())
    }

    /// Reads stale rows of a conversation again, as many as are left to this step; returns where to go on in it.
    async fn read_again(
        &mut self,
        of: &ConversationRef,
        mut after: Option<Cursor>,
        state: &mut RescanState,
    ) -> Result<Option<Cursor>> {
        let mut is_changed = false;
        while self.left > 0 {
            let query = RowQuery {
                only: RowFilter::Stale { policy: self.guard.policy, mark: self.guard.mark() },
                after,
                sealed: true,
                limit: self.left,
            };
            let page = self.store.rows(of, &query).await?;
            if !page.rows.is_empty() {
                self.left -= page.rows.len().min(self.left);
                self.put(of, page.rows, state).await?;
                is_changed = !state.dry_run;
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        if let Some(policy) = self.known.filter(|_| is_changed) {
            // What the guard finds now may stand elsewhere in the conversation, where only knowing it tells.
            known::look_again(self.store, of, policy, self.now).await?;
        }
        Ok(after)
    }

    async fn put(&self, of: &ConversationRef, rows: Vec<Row>, state: &mut RescanState) -> Result<()> {
        let scopes = known::KnownScopes::load(self.store, of, self.known.unwrap_or(KnownPolicy::Off)).await?;
        let of_nobody = match self.known.is_some() && rows.iter().any(|row| row.item.sender.is_none()) {
            true => self.known_of_nobody(of).await?,
            false => KnownPii::default(),
        };
        let nothing = KnownPii::default();
        let marks = mark::over(self.store, of, &rows).await?;
        let functions = rules::functions(self.store, of, self.guard, rows.iter().map(|row| &row.item)).await?;
        let again = rows.into_iter().map(|mut row| {
            let unsent = if row.item.sender.is_none() { &of_nobody } else { &nothing };
            let known = scopes.to(&row.item, None).unwrap_or(unsent);
            let was_marked = is_marked(&row.item.body);
            let function = functions.of(&row.item).map(str::to_owned);
            let read = |body: &mut Body| read_again(body, (self.guard, function.as_deref()), known);
            let is_changed = mark::beneath(&mut row.item, &marks, self.compared, read);
            state.rows_read += 1;
            state.rows_changed += u64::from(is_changed);
            // Of one that is marked, what was there before is sealed, with the version of the rules.
            NewVersion { row, only_guard: !is_changed && !was_marked, is_told: false }
        });
        let again: Vec<NewVersion> = again.collect();
        if !state.dry_run {
            self.store.replace(of, again).await?;
        }
        Ok(())
    }

    /// Learns from what is sealed and was stored before senders were kept.
    async fn known_of_nobody(&self, of: &ConversationRef) -> Result<KnownPii> {
        let key = self.store.seal_keys().lookup().spelling_key(&of.of.account, &of.of.project, &of.id);
        let (mut known, mut after) = (KnownPii::new(key), None);
        loop {
            let query = RowQuery { only: RowFilter::SealedOfNobody, after, sealed: true, limit: LEARNED_MAX };
            let page = self.store.rows(of, &query).await?;
            for row in &page.rows {
                let (kind, original) = match &row.item.body {
                    Body::Log(log) => (RecordType::Log, &log.original),
                    Body::Fields(fields) => (fields.kind, &fields.original),
                };
                original.iter().for_each(|original| drop(known.learn(kind, original)));
            }
            after = page.next;
            if after.is_none() {
                return Ok(known);
            }
        }
    }
}

/// Reads a record again; says whether it is another now.
pub(super) fn read_again(body: &mut Body, (guard, function): (Guard<'_>, Option<&str>), known: &KnownPii) -> bool {
    let of_one = guard.of_one(function);
    match body {
        Body::Log(log) => {
            log.guard = guard.mark();
            let again =
                log.open.as_ref().and_then(|open| reclassify::entry(open, log.original.as_ref(), of_one, known));
            let Some(again) = again else { return false };
            (log.open, log.original) = (Some(again.open), again.original);
        }
        Body::Fields(it) => {
            it.guard = guard.mark();
            let (open, original) = ((it.open.as_str(), it.flags.as_slice()), it.original.as_ref());
            let Some(again) = reclassify::fields(it.kind, open, original, of_one, known) else {
                return false;
            };
            (it.open, it.original, it.flags) = (again.open, again.original, again.flags);
        }
    }
    true
}
