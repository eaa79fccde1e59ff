//! Outlines and windows, from scratch each time.

use std::collections::HashMap;
use std::convert::Infallible;
use std::hash::{DefaultHasher, Hash, Hasher};

use async_trait::async_trait;
use convlog_core::entry::API_RESPONSES_LOGGER;
use convlog_core::record::Body;
use convlog_core::view::{EntryMark, LogEntry, MarkedEntry, Opened, Outline, StoredEntry, outline};
use convlog_core::{ConversationId, Identity, Timestamp};
use convlog_store::error::Result;
use convlog_store::read::Read;
use convlog_store::search::Listed;
use convlog_store::visibility::Visibility;
use convlog_store::window::{
    EntryWindow, Headline, MarkedEntries, Ordered, SIZED_ENTRIES_MAX, Size, Window, WindowEntry, Windows, Within,
    choose,
};

use super::{Depth, MemoryStore, Rows, place};

#[async_trait]
impl Windows for MemoryStore {
    async fn outline(&self, visibility: &Visibility, id: &ConversationId, now: Timestamp) -> Result<Option<Outline>> {
        let state = self.lock();
        let rows = state.rows.get(&place(visibility));
        Ok(rows.and_then(|rows| rows.outline(id, visibility.sees_personal(), now)))
    }

    async fn window(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        window: &Window,
    ) -> Result<Option<EntryWindow>> {
        let state = self.lock();
        let rows = state.rows.get(&place(visibility));
        Ok(rows.and_then(|rows| rows.window(id, visibility.sees_personal(), window)))
    }

    async fn conversation_within(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        most: Size,
        now: Timestamp,
    ) -> Result<Within> {
        let (size, view) = (self.size(visibility, id).await?, self.conversation(visibility, id, now).await?);
        let (Some(size), Some(view)) = (size, view) else { return Ok(Within::Gone) };
        let is_larger = size.entries > most.entries || size.bytes > most.bytes;
        Ok(if is_larger { Within::Larger } else { Within::Whole(view) })
    }

    async fn size(&self, visibility: &Visibility, id: &ConversationId) -> Result<Option<Size>> {
        let state = self.lock();
        let view = state
            .rows
            .get(&place(visibility))
            .and_then(|rows| rows.view(id, visibility.sees_personal(), Timestamp::default()));
        Ok(view.map(|view| {
            let entries = view.entries().count() as u64;
            let of_entries: usize = view.entries().map(|logged| logged.entry.json_len()).sum();
            Size { entries, bytes: if entries > SIZED_ENTRIES_MAX { 0 } else { of_entries as u64 } }
        }))
    }

    async fn headline(&self, visibility: &Visibility, id: &ConversationId, now: Timestamp) -> Result<Option<Headline>> {
        let state = self.lock();
        let sees_personal = visibility.sees_personal();
        let rows = state.rows.get(&place(visibility));
        Ok(rows.and_then(|rows| {
            let explained = rows.outline(id, sees_personal, now)?.explained();
            let mut view = rows.view(id, sees_personal, now)?;
            let counts = rows.counts(&view, sees_personal);
            rows.strip(&mut view, sees_personal, false);
            let looked = explained.as_ref().and_then(|found| found.entry.as_ref());
            view.opened.sealed |= sees_personal && looked.is_some_and(|entry| rows.was_sealed(id, entry.identity));
            Some(Headline { listed: Listed { conversation: view, counts, matched: None }, explained })
        }))
    }

    async fn edition(&self, visibility: &Visibility, id: &ConversationId, now: Timestamp) -> Result<Option<u64>> {
        let state = self.lock();
        let view = state.rows.get(&place(visibility)).and_then(|rows| rows.view(id, visibility.sees_personal(), now));
        Ok(view.map(|view| hash(&format!("{view:?}"))))
    }

    async fn marked_entries(
        &self,
        visibility: &Visibility,
        id: &ConversationId,
        marks: &[EntryMark],
    ) -> Result<Option<MarkedEntries>> {
        let state = self.lock();
        let sees_personal = visibility.sees_personal();
        let found = state.rows.get(&place(visibility)).and_then(|rows| {
            let view = rows.view(id, sees_personal, Timestamp::default())?;
            let shown: HashMap<Identity, &LogEntry> = view.entries().map(|logged| (logged.identity, logged)).collect();
            let read = |mark: &EntryMark| Ok(shown.get(&mark.identity).map(|logged| (*logged).clone()));
            let Ok::<_, Infallible>(found) = MarkedEntries::follow(marks, read);
            let existence = rows.opened(id, sees_personal, Depth::Own).existence;
            let sealed = sees_personal && found.entries.iter().any(|logged| rows.was_sealed(id, logged.identity));
            Some(MarkedEntries { opened: Opened { sealed, existence }, ..found })
        });
        Ok(found)
    }
}

impl Rows {
    fn outline(&self, id: &ConversationId, sees_personal: bool, now: Timestamp) -> Option<Outline> {
        let (records, entries) = self.stored(id, sees_personal)?;
        let marked = entries.iter().map(|stored| MarkedEntry {
            turn: stored.turn.as_deref(),
            event: stored.event.as_deref(),
            mark: mark(stored),
        });
        let liveness = self.liveness(self.conversations.get(id)?, now);
        let view = outline(id.clone(), records, marked.collect(), sees_personal, liveness)?;
        Some(Outline { opened: self.opened(id, sees_personal, Depth::Turns), ..view })
    }

    fn window(&self, id: &ConversationId, sees_personal: bool, window: &Window) -> Option<EntryWindow> {
        let (_, mut entries) = self.stored(id, sees_personal)?;
        // What a hint needs is for the whole to say.
        let view = self.view(id, sees_personal, Timestamp::default())?;
        let shown: HashMap<Identity, &LogEntry> = view.entries().map(|logged| (logged.identity, logged)).collect();
        entries.sort_by_key(|stored| (stored.entry.time, stored.identity));
        let Ok(chosen) = choose(&mut Sorted { entries: &entries, shown: &shown }, window);
        let existence = self.opened(id, sees_personal, Depth::Own).existence;
        let sealed = chosen.entries.iter().any(|found| self.was_sealed(id, found.logged.identity));
        Some(EntryWindow { opened: Opened { sealed: sees_personal && sealed, existence }, ..chosen })
    }

    fn was_sealed(&self, id: &ConversationId, identity: Identity) -> bool {
        let items = self.conversations.get(id).map(Vec::as_slice).unwrap_or_default();
        items.iter().any(|(item, _)| {
            item.identity == identity
                && match &item.body {
                    Body::Log(log) => log.original.is_some(),
                    Body::Fields(_) => false,
                }
        })
    }
}

fn mark(stored: &StoredEntry) -> EntryMark {
    let (time, level) = (stored.entry.time, stored.entry.level);
    let (is_hidden, is_response) = (stored.is_hidden(), stored.entry.logger == API_RESPONSES_LOGGER);
    let version = hash(&format!("{:?} {:?} {:?}", stored.entry, stored.findings, stored.hints)) as u32;
    EntryMark { identity: stored.identity, time, level, is_hidden, is_response, version }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

struct Sorted<'a> {
    entries: &'a [StoredEntry],
    shown: &'a HashMap<Identity, &'a LogEntry>,
}

impl Ordered for Sorted<'_> {
    type Error = Infallible;

    fn count(&self) -> usize {
        self.entries.len()
    }

    fn mark(&self, at: usize) -> EntryMark {
        mark(&self.entries[at])
    }

    fn is_of(&self, at: usize, window: &Window) -> bool {
        let stored = &self.entries[at];
        let is_same = |wanted: &Option<String>, named: &Option<String>| wanted.is_none() || wanted == named;
        let is_outside = !window.outside || stored.event.is_none();
        is_outside && is_same(&window.turn, &stored.turn) && is_same(&window.event, &stored.event)
    }

    fn entry(&mut self, at: usize) -> std::result::Result<Option<WindowEntry>, Infallible> {
        let stored = &self.entries[at];
        let logged = self.shown.get(&stored.identity).map(|logged| (*logged).clone());
        Ok(logged.map(|logged| WindowEntry { turn: stored.turn.clone(), event: stored.event.clone(), logged }))
    }
}
