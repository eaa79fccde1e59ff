//! The in-memory reference: what every store must do, written to be read and not to be fast.
//!
//! It keeps every item as it came and answers each question from scratch, so there is nothing that could go stale.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use convlog_core::merge::{Merged, Values, Version};
use convlog_core::record::Body;
use convlog_core::view::{Conversation, Heard, Liveness, Opened, StoredEntry, StoredRecord, Writers, assemble};
use convlog_core::{ConversationId, Entry, Identity, ProducerId, ProjectId, RecordType, Timestamp};
use convlog_store::append::{Append, Batch, Item, Outcome};
use convlog_store::data_keys::WrappedKey;
use convlog_store::documents::{Document, DocumentKind};
use convlog_store::erase::{ReceiptId, Retired};
use convlog_store::erasures::Erasure;
use convlog_store::error::Result;
use convlog_store::mark::KeptMark;
use convlog_store::passes::{Backend, Passes};
use convlog_store::read::{Order, Page, Position, Query, Read};
use convlog_store::records::{ConversationRef, ProjectRef};
use convlog_store::retention::Removal;
use convlog_store::seal::{KeyMismatch, KeyState, Keys, MasterKey, MasterKeys, agree};
use convlog_store::search::{Search, SearchPage};
use convlog_store::visibility::Visibility;

use crate::{BoxError, Harness};

mod audit;
mod control;
mod data_keys;
mod erase;
mod find;
mod records;
mod retention;
mod search;
mod window;

/// The in-memory store.
#[derive(Debug)]
pub struct MemoryStore {
    keys: Keys,
    passes: Passes,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    key_state: KeyState,
    data_keys: BTreeMap<ConversationRef, WrappedKey>,
    erasures: Vec<Erasure>,
    /// How much has arrived.
    received: u64,
    rows: BTreeMap<ProjectRef, Rows>,
    documents: BTreeMap<(DocumentKind, String), Document>,
    accesses: BTreeMap<ProjectRef, audit::Kept>,
    /// By their numbers.
    removals: BTreeMap<i64, Removal>,
}

/// How deep a view goes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Depth {
    Own,
    Turns,
    Whole,
}

/// What outlives an in-memory store: opened again, the next goes on with it.
#[derive(Debug)]
pub struct Memory {
    /// The master key where none is given.
    own: MasterKey,
    state: Arc<Mutex<State>>,
}

impl Default for Memory {
    fn default() -> Memory {
        #[expect(clippy::expect_used, reason = "there is no reference without randomness")]
        let own = MasterKey::generate().expect("the system has randomness");
        Memory { own, state: Arc::default() }
    }
}

impl Memory {
    /// Opens it with a master key that is given, or with its own.
    ///
    /// # Errors
    /// It was used with another.
    pub fn open_with(&self, given: MasterKeys) -> std::result::Result<MemoryStore, KeyMismatch> {
        let given = [given.previous, Some(given.current.unwrap_or_else(|| self.own.clone()))];
        let held = &mut self.state.lock().unwrap_or_else(PoisonError::into_inner).key_state;
        let keys = agree(held.clone(), &given, given[1].clone())?;
        *held = keys.state();
        Ok(MemoryStore { keys, passes: Passes::default(), state: Arc::clone(&self.state) })
    }
}

#[async_trait]
impl Harness for Memory {
    async fn open_with(&self, keys: MasterKeys) -> std::result::Result<Arc<dyn Backend>, BoxError> {
        Ok(Arc::new(Memory::open_with(self, keys)?))
    }
}

impl Default for MemoryStore {
    fn default() -> MemoryStore {
        #[expect(clippy::expect_used, reason = "there is no reference without randomness")]
        Memory::default().open_with(MasterKeys::default()).expect("a new store takes its own key")
    }
}

/// Everything stored for one project.
#[derive(Debug, Default)]
struct Rows {
    /// With how much had arrived with each, in all projects.
    identities: HashMap<Identity, u64>,
    producers: BTreeMap<ProducerId, (Merged, Timestamp)>,
    conversations: BTreeMap<ConversationId, Vec<(Item, Timestamp)>>,
    erased: BTreeMap<ConversationId, ReceiptId>,
    retired: Retired,
    /// What readers marked in each conversation.
    marks: BTreeMap<ConversationId, Vec<KeptMark>>,
    /// How much each conversation had received when nobody had followed what became known in it.
    news: BTreeMap<ConversationId, u64>,
}

impl MemoryStore {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Append for MemoryStore {
    async fn append(&self, mut batch: Batch) -> Result<Vec<Outcome>> {
        batch.correct_arrival(|wall| self.passes.stamp(wall));
        let mut state = self.lock();
        let (account, last_contact_at) = (batch.account().clone(), batch.last_contact_at());
        let mut touched: BTreeMap<(ProjectId, ConversationId), usize> = BTreeMap::new();
        let State { rows: projects, received, .. } = &mut *state;
        let outcomes = batch.into_items().into_iter().map(|item| {
            let rows =
                projects.entry(ProjectRef { account: account.clone(), project: item.project.clone() }).or_default();
            if item.conversation.as_ref().is_some_and(|id| rows.erased.contains_key(id)) {
                return Outcome::Erased;
            }
            if rows.identities.contains_key(&item.identity) {
                return Outcome::Duplicate;
            }
            *received += 1;
            rows.identities.insert(item.identity, *received);
            if let Some(id) = &item.conversation {
                rows.news.insert(id.clone(), *received);
                let before = rows.conversations.get(id).map_or(0, Vec::len);
                touched.entry((item.project.clone(), id.clone())).or_insert(before);
            }
            rows.take(item, last_contact_at);
            Outcome::Stored
        });
        let outcomes = outcomes.collect();
        for ((project, id), from) in touched {
            let of = ProjectRef { account: account.clone(), project };
            if let Some(rows) = state.rows.get_mut(&of) {
                rows.hide_known_from(&id, from);
                let key = self.keys.lookup().spelling_key(&of.account, &of.project, &id);
                rows.hide_marked_from(&id, from, &key)?;
            }
            state.keep_data_key(&self.keys, &ConversationRef { of, id });
        }
        Ok(outcomes)
    }
}

impl Rows {
    fn take(&mut self, item: Item, last_contact_at: Timestamp) {
        match (&item.body, &item.conversation) {
            (Body::Fields(fields), _) if fields.kind == RecordType::Producer => {
                let slot = self.producers.entry(item.identity.producer);
                let (merged, heard) = slot.or_insert_with(|| (Merged::new(RecordType::Producer), last_contact_at));
                merged.add(Version { time: item.time, identity: item.identity }, &fields.open, &fields.flags);
                *heard = last_contact_at.max(*heard);
            }
            (_, Some(conversation)) => {
                self.conversations.entry(conversation.clone()).or_default().push((item, last_contact_at));
            }
            // A record of a conversation always names one; see `Record::parse`.
            (_, None) => {}
        }
    }

    fn view(&self, id: &ConversationId, sees_personal: bool, now: Timestamp) -> Option<Conversation> {
        let (records, entries) = self.stored(id, sees_personal)?;
        let view =
            assemble(id.clone(), records, entries, sees_personal, self.liveness(self.conversations.get(id)?, now))?;
        Some(Conversation { opened: self.opened(id, sees_personal, Depth::Whole), ..view })
    }

    /// Returns what is stored of a conversation as far as a reader may see it.
    fn stored(&self, id: &ConversationId, sees_personal: bool) -> Option<(Vec<StoredRecord>, Vec<StoredEntry>)> {
        let items = self.conversations.get(id)?;
        let (mut records, mut entries) = (Vec::new(), Vec::new());
        for (item, _) in items {
            match &item.body {
                Body::Fields(fields) => {
                    let original = fields.original.as_ref().filter(|_| sees_personal);
                    records.push(StoredRecord {
                        identity: item.identity,
                        time: item.time,
                        kind: fields.kind,
                        subject: fields.subject.clone(),
                        fields: original.map_or(&fields.open, |original| &original.json).clone(),
                        flags: fields.flags.clone(),
                        findings: original.map(|original| original.findings.clone()).unwrap_or_default(),
                    });
                }
                Body::Log(log) => {
                    let original = log.original.as_ref().filter(|_| sees_personal);
                    let restored = original.and_then(|original| Entry::of_original(&original.json, item.time).ok());
                    entries.extend(restored.or_else(|| log.open.clone()).map(|entry| StoredEntry {
                        identity: item.identity,
                        turn: log.turn.as_ref().map(ToString::to_string),
                        event: log.event.as_ref().map(ToString::to_string),
                        entry,
                        findings: original.map(|original| original.findings.clone()).unwrap_or_default(),
                        hints: log.hints.iter().filter(|_| sees_personal || log.original.is_none()).cloned().collect(),
                    }));
                }
            }
        }
        Some((records, entries))
    }

    /// Says what a reader who sees personal data has opened: of the whole, of what a list shows with turns, or without.
    fn opened(&self, id: &ConversationId, sees_personal: bool, depth: Depth) -> Opened {
        let items = self.conversations.get(id).filter(|_| sees_personal).map(Vec::as_slice).unwrap_or_default();
        let mut opened = Opened { sealed: false, existence: !items.is_empty() };
        for (item, _) in items {
            let (is_sealed, is_open, least) = match &item.body {
                Body::Fields(fields) if fields.kind == RecordType::Conversation => {
                    (fields.original.is_some(), true, Depth::Own)
                }
                Body::Fields(fields) => (fields.original.is_some(), true, Depth::Turns),
                Body::Log(log) if log.open.is_none() => (true, false, Depth::Turns),
                Body::Log(log) => (log.original.is_some(), true, Depth::Whole),
            };
            opened.sealed |= is_sealed && depth >= least;
            opened.existence &= !is_open;
        }
        opened
    }

    /// Judges by what is open: a hidden entry is no sign of life, unless there is nothing else.
    fn liveness(&self, items: &[(Item, Timestamp)], now: Timestamp) -> Liveness {
        let is_open = |item: &&(Item, Timestamp)| !matches!(&item.0.body, Body::Log(log) if log.open.is_none());
        let any_open = items.iter().any(|item| is_open(&item));
        let mut last_heard = Timestamp::from_micros(i64::MIN);
        let mut writers = BTreeSet::new();
        for (item, last_contact_at) in items.iter().filter(|item| !any_open || is_open(item)) {
            last_heard = last_heard.max(*last_contact_at);
            writers.insert(item.identity.producer);
        }
        let mut least = Writers::Adopted;
        let mut reporting = BTreeMap::new();
        for producer in writers {
            let Some((merged, heard)) = self.producers.get(&producer) else {
                least = Writers::Present;
                continue;
            };
            let values = merged.clone().view(false);
            let state = Writers::of_one(values.time("ended_at").is_some(), values.time("adopted_at").is_some());
            last_heard = last_heard.max(*heard);
            least = least.min(state);
            reporting.insert(producer, Heard { at: *heard, state });
        }
        Liveness { last_heard, writers: least, now, reporting }
    }
}

#[async_trait]
impl Read for MemoryStore {
    async fn conversation(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        now: Timestamp,
    ) -> Result<Option<Conversation>> {
        let state = self.lock();
        let of = ConversationRef { of: place(visibility), id: id.clone() };
        let sees_personal = visibility.sees_personal() && state.opens(&self.keys, &of);
        Ok(state.rows.get(&of.of).and_then(|rows| rows.view(id, sees_personal, now)))
    }

    async fn conversations(&self, visibility: &Visibility, query: &Query, now: Timestamp) -> Result<Page> {
        let state = self.lock();
        let Some(rows) = state.rows.get(&place(visibility)) else {
            return Ok(Page { conversations: Vec::new(), next: None, total: query.with_total.then_some(0) });
        };
        let sees_personal = visibility.sees_personal();
        let views = rows.conversations.keys().filter_map(|id| rows.view(id, sees_personal, now));
        let views = views.filter(|view| rows.matches(&query.filter, view, sees_personal, now));
        let mut page = page(views.collect(), query);
        for conversation in &mut page.conversations {
            rows.strip(conversation, sees_personal, query.with_turns);
        }
        Ok(page)
    }

    async fn search(&self, visibility: &Visibility, search: &Search, now: Timestamp) -> Result<SearchPage> {
        let state = self.lock();
        let rows = state.rows.get(&place(visibility));
        Ok(rows.map_or_else(|| search::nothing(search), |rows| rows.search(visibility.sees_personal(), search, now)))
    }

    async fn producers(&self, visibility: &Visibility, id: &ConversationId) -> Result<Vec<Values>> {
        let state = self.lock();
        let rows = state.rows.get(&place(visibility));
        Ok(rows.map(|rows| rows.producers_of(id, visibility)).unwrap_or_default())
    }
}

fn place(visibility: &Visibility) -> ProjectRef {
    ProjectRef { account: visibility.account().clone(), project: visibility.project().clone() }
}

fn position(view: &Conversation) -> Position {
    Position { started_at: view.started_at, id: view.id.clone() }
}

fn page(mut views: Vec<Conversation>, query: &Query) -> Page {
    let total = query.with_total.then_some(views.len() as u64);
    views.sort_by_key(position);
    if query.order == Order::NewestFirst {
        views.reverse();
    }
    if let Some(after) = &query.after {
        views.retain(|view| match query.order {
            Order::NewestFirst => position(view) < *after,
            Order::OldestFirst => position(view) > *after,
        });
    }
    let offset = usize::try_from(query.offset).unwrap_or(usize::MAX);
    let more = views.len() > offset.saturating_add(query.limit as usize);
    let conversations: Vec<Conversation> = views.into_iter().skip(offset).take(query.limit as usize).collect();
    let next = conversations.last().filter(|_| more).map(position);
    Page { conversations, next, total }
}

impl Rows {
    /// Leaves out what a list does not show.
    fn strip(&self, conversation: &mut Conversation, sees_personal: bool, with_turns: bool) {
        let depth = if with_turns { Depth::Turns } else { Depth::Own };
        conversation.opened = self.opened(&conversation.id, sees_personal, depth);
        if !with_turns {
            conversation.turns.clear();
            conversation.metrics.clear();
        }
        for turn in &mut conversation.turns {
            turn.events.retain(|event| event.id.is_some());
            turn.events.iter_mut().for_each(|event| event.entries.clear());
        }
    }
}
