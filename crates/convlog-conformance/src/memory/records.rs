//! What is stored, for the passes that work on it.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use async_trait::async_trait;
use convlog_core::known::{SpellingKey, sources};
use convlog_core::record::Body;
use convlog_core::{ConversationId, GuardPolicy, KnownPii, Original, RecordType};
use convlog_store::append::{Item, KnownScope};
use convlog_store::error::Result;
use convlog_store::mark::{KeptMark, MarkId, Marks};
use convlog_store::passes::{Backend, Passes, known};
use convlog_store::records::{
    ConversationRef, Cursor, Deletion, Extent, KnownNews, KnownValue, NewVersion, ProjectRef, RecordStore, Row,
    RowFilter, RowPage, RowQuery, StoredConversation, guarded_by,
};

use super::retention::last;
use super::{MemoryStore, Rows};

/// What a row takes beside its texts.
const ROW_BYTES: usize = 128;

impl Rows {
    /// Returns how many bytes the records take.
    pub(super) fn bytes(&self) -> u64 {
        let items = self.conversations.values().flatten();
        items.map(|(item, _)| (ROW_BYTES + text_bytes(&item.body)) as u64).sum()
    }
}

fn text_bytes(body: &Body) -> usize {
    let (open, original) = match body {
        Body::Log(log) => (log.open.as_ref().map_or(0, |open| open.to_json().len()), &log.original),
        Body::Fields(fields) => (fields.open.len(), &fields.original),
    };
    open + original.as_ref().map_or(0, |original| original.json.len())
}

impl Backend for MemoryStore {
    fn passes(&self) -> &Passes {
        &self.passes
    }
}

#[async_trait]
impl RecordStore for MemoryStore {
    async fn stored(
        &self,
        of: Option<&ProjectRef>,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<Vec<StoredConversation>> {
        let state = self.lock();
        let mut found = Vec::new();
        for (place, rows) in state.rows.iter().filter(|(place, _)| of.is_none_or(|of| of == *place)) {
            for (id, items) in &rows.conversations {
                let has_personal = items.iter().any(|(item, _)| original(&item.body).1.is_some());
                let of = ConversationRef { of: place.clone(), id: id.clone() };
                found.push(StoredConversation { cursor: self::place(&of), of, received_at: last(items), has_personal });
            }
        }
        found.retain(|found| after.is_none_or(|after| found.cursor > *after));
        found.sort_by(|one, other| one.cursor.cmp(&other.cursor));
        found.truncate(limit);
        Ok(found)
    }

    /// Rows go as far as what had arrived.
    async fn extent(&self, of: &ProjectRef) -> Result<Extent> {
        let stored = self.stored(Some(of), None, usize::MAX).await?;
        let (conversations, last) = (stored.len() as u64, stored.into_iter().next_back());
        let state = self.lock();
        Ok(Extent {
            conversations,
            last_conversation: last.map(|last| last.cursor),
            rows: 0,
            last_row: Cursor(state.received.to_be_bytes().to_vec()),
            retired: state.rows.get(of).map(|rows| rows.retired).unwrap_or_default(),
        })
    }

    async fn rows(&self, of: &ConversationRef, query: &RowQuery) -> Result<RowPage> {
        let state = self.lock();
        let items = state.rows.get(&of.of).and_then(|rows| rows.conversations.get(&of.id));
        let rows = items.into_iter().flatten().map(|(item, _)| Row {
            cursor: cursor(item),
            version: version(&item.body),
            item: item.clone(),
        });
        let mut rows: Vec<Row> = rows.filter(|row| is_meant(row, query)).collect();
        rows.sort_by(|one, other| one.cursor.cmp(&other.cursor));
        let more = rows.len() > query.limit;
        rows.truncate(query.limit);
        if !query.sealed {
            rows.iter_mut().for_each(close);
        }
        let next = rows.last().filter(|_| more).map(|row| row.cursor.clone());
        Ok(RowPage { rows, next })
    }

    async fn replace(&self, of: &ConversationRef, new: Vec<NewVersion>) -> Result<u64> {
        let mut state = self.lock();
        let items = state.rows.get_mut(&of.of).and_then(|rows| rows.conversations.get_mut(&of.id));
        let Some(items) = items else { return Ok(0) };
        let mut count = 0;
        for NewVersion { row, .. } in new {
            let held =
                items.iter_mut().find(|(item, _)| cursor(item) == row.cursor && version(&item.body) == row.version);
            if let Some((item, _)) = held {
                item.body = row.item.body;
                count += 1;
            }
        }
        state.keep_data_key(&self.keys, of);
        Ok(count)
    }

    async fn delete(&self, deletions: Vec<Deletion>) -> Result<Vec<bool>> {
        let mut state = self.lock();
        let delete = |it: &Deletion| {
            let is_gone = state.rows.get_mut(&it.of.of).is_some_and(|rows| rows.delete(it));
            state.keep_data_key(&self.keys, &it.of);
            is_gone
        };
        Ok(deletions.iter().map(delete).collect())
    }

    async fn known_values(&self, of: &ConversationRef) -> Result<Vec<KnownValue>> {
        let state = self.lock();
        let key = self.keys.lookup().spelling_key(&of.of.account, &of.of.project, &of.id);
        let items = state.rows.get(&of.of).and_then(|rows| rows.conversations.get(&of.id));
        let mut known = Vec::new();
        for (item, _) in items.into_iter().flatten() {
            let Some((sender, (kind, Some(original)))) = item.sent_by().zip(Some(original(&item.body))) else {
                continue;
            };
            let spellings = sources(kind, original).into_iter().flat_map(|value| key.spellings(&value));
            known.extend(spellings.map(|spelling| KnownValue { sender: sender.clone(), spelling }));
        }
        Ok(known)
    }

    /// Whatever was sent is news until it was followed.
    async fn known_news(&self, limit: usize) -> Result<Vec<KnownNews>> {
        let state = self.lock();
        let mut news = Vec::new();
        for (place, rows) in &state.rows {
            for (id, last) in &rows.news {
                let items = rows.conversations.get(id).into_iter().flatten();
                let senders = items.filter_map(|(item, _)| item.sent_by()).collect();
                let of = ConversationRef { of: place.clone(), id: id.clone() };
                news.push(KnownNews { of, senders, last: Cursor(last.to_be_bytes().to_vec()) });
            }
        }
        news.truncate(limit);
        Ok(news)
    }

    async fn forget_known_news(&self, followed: Vec<KnownNews>) -> Result<()> {
        let mut state = self.lock();
        for KnownNews { of, last, .. } in followed {
            if let Some(rows) = state.rows.get_mut(&of.of) {
                rows.news.retain(|id, held| *id != of.id || held.to_be_bytes().as_slice() > last.0.as_slice());
            }
        }
        Ok(())
    }

    async fn marks(&self, of: &ConversationRef) -> Result<Vec<KeptMark>> {
        let state = self.lock();
        let rows = state.rows.get(&of.of).filter(|rows| rows.conversations.contains_key(&of.id));
        Ok(rows.and_then(|rows| rows.marks.get(&of.id)).cloned().unwrap_or_default())
    }

    async fn put_mark(&self, of: &ConversationRef, id: &MarkId, body: String) -> Result<bool> {
        let mut state = self.lock();
        let rows = state.rows.get_mut(&of.of).filter(|rows| rows.conversations.contains_key(&of.id));
        let Some(rows) = rows else { return Ok(false) };
        let marks = rows.marks.entry(of.id.clone()).or_default();
        let before = marks.iter().position(|mark| mark.id == *id).map(|at| marks.remove(at).version);
        marks.push(KeptMark { id: *id, version: before.unwrap_or_default() + 1, is_settled: false, body });
        Ok(true)
    }

    async fn settle_mark(&self, of: &ConversationRef, mark: &KeptMark, remove: bool) -> Result<()> {
        let mut state = self.lock();
        let marks = state.rows.get_mut(&of.of).and_then(|rows| rows.marks.get_mut(&of.id));
        let Some(marks) = marks else { return Ok(()) };
        let is_same = |held: &KeptMark| (held.id, held.version) == (mark.id, mark.version);
        marks.iter_mut().filter(|held| is_same(held)).for_each(|held| held.is_settled = true);
        marks.retain(|held| !(remove && is_same(held)));
        Ok(())
    }

    async fn unsettled_marks(&self, limit: usize) -> Result<Vec<ConversationRef>> {
        let state = self.lock();
        let mut found = Vec::new();
        for (place, rows) in &state.rows {
            let unsettled = rows.marks.iter().filter(|(_, marks)| marks.iter().any(|mark| !mark.is_settled));
            found.extend(unsettled.map(|(id, _)| ConversationRef { of: place.clone(), id: id.clone() }));
        }
        found.truncate(limit);
        Ok(found)
    }
}

impl Rows {
    /// Hides what is marked in the records of a conversation from a place on, before anybody sees them.
    pub(super) fn hide_marked_from(&mut self, id: &ConversationId, from: usize, key: &SpellingKey) -> Result<()> {
        let (Some(items), Some(marks)) = (self.conversations.get_mut(id), self.marks.get(id)) else { return Ok(()) };
        let marks = Marks::of(marks, key)?;
        for (item, _) in items.iter_mut().skip(from) {
            if let Some(body) = marks.apply(item, item.known) {
                item.body = body;
            }
        }
        Ok(())
    }

    /// Hides known values in the records of a conversation from a place on, before anybody sees them.
    pub(super) fn hide_known_from(&mut self, id: &ConversationId, from: usize) {
        let Some(items) = self.conversations.get_mut(id) else { return };
        let known = known_in(items.iter().map(|(item, _)| item));
        for (item, _) in items.iter_mut().skip(from) {
            let scope = item.known_scope(item.known);
            let was_redacted = guarded_by(&item.body).is_some_and(|(mark, _)| mark > 0);
            if let Some(known) = scope.filter(|_| was_redacted).and_then(|scope| known.get(&scope)) {
                let _ = known::hide(&mut item.body, known);
            }
        }
    }
}

fn known_in<'a>(items: impl Iterator<Item = &'a Item>) -> BTreeMap<KnownScope, KnownPii> {
    let mut known: BTreeMap<KnownScope, KnownPii> = BTreeMap::new();
    for item in items {
        let (Some(scope), (kind, Some(original))) = (item.known_scope(item.known), original(&item.body)) else {
            continue;
        };
        known.entry(scope).or_default().learn(kind, original);
    }
    known
}

pub(super) fn original(body: &Body) -> (RecordType, Option<&Original>) {
    match body {
        Body::Log(log) => (RecordType::Log, log.original.as_ref()),
        Body::Fields(fields) => (fields.kind, fields.original.as_ref()),
    }
}

/// Returns what every reader may see of a record.
pub(super) fn open(body: &Body) -> Option<String> {
    match body {
        Body::Log(log) => log.open.as_ref().map(|open| open.to_json()),
        Body::Fields(fields) => Some(fields.open.clone()),
    }
}

/// Leaves out what is sealed.
fn close(row: &mut Row) {
    row.version = 0;
    match &mut row.item.body {
        Body::Log(log) => log.original = None,
        Body::Fields(fields) => fields.original = None,
    }
}

fn is_meant(row: &Row, query: &RowQuery) -> bool {
    let guarded = guarded_by(&row.item.body);
    let is_behind = query.after.as_ref().is_none_or(|after| row.cursor > *after);
    is_behind
        && match &query.only {
            RowFilter::Any => true,
            RowFilter::Open => guarded.is_some(),
            RowFilter::At(cursors) => cursors.contains(&row.cursor),
            RowFilter::SealedOfNobody => row.item.sender.is_none() && original(&row.item.body).1.is_some(),
            RowFilter::Kind(kind) => matches!(&row.item.body, Body::Fields(fields) if fields.kind == *kind),
            RowFilter::Stale { policy, mark } => guarded
                .is_some_and(|(marked, is_sealed)| marked != *mark || (*policy != GuardPolicy::Redact && is_sealed)),
        }
}

fn cursor(item: &Item) -> Cursor {
    let mut bytes = item.identity.producer.as_bytes().to_vec();
    bytes.extend(item.identity.seq.to_be_bytes());
    Cursor(bytes)
}

/// Returns what stands for a version: a hash of what can change.
fn version(body: &Body) -> u64 {
    let mut hasher = DefaultHasher::new();
    (open(body), original(body).1.map(|original| &original.json), guarded_by(body)).hash(&mut hasher);
    hasher.finish()
}

/// Returns the place of a conversation among all.
pub(super) fn place(of: &ConversationRef) -> Cursor {
    Cursor(format!("{}/{}/{}", of.of.account, of.of.project, of.id).into_bytes())
}
