//! What of a batch can be made out before it reaches the one thread that writes.

use std::collections::HashMap;

use convlog_core::known::{Spelling, sources};
use convlog_core::record::Body;
use convlog_core::{ConversationId, KnownPolicy, Original, ProjectId, RecordType};
use convlog_store::seal::LookupKey;
use convlog_store::{Batch, Item};
use foldhash::fast::RandomState;

use super::lookups;

/// A batch, the conversations it speaks of, the hashes of its personal values, and the spellings that it makes known.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) batch: Batch,
    /// The first item of each project and conversation.
    firsts: Vec<usize>,
    /// Which of these each item belongs to.
    rooms: Vec<usize>,
    /// The hashes of all items, one item's behind another's, and where those of each end.
    hashes: Vec<i64>,
    ends: Vec<usize>,
    /// Of each item that makes a value known.
    spellings: Vec<(usize, Vec<Spelling>)>,
}

/// One item of a batch.
pub(super) struct PreparedItem<'p> {
    pub(super) item: &'p Item,
    /// Which of [`firsts`](Prepared::firsts) has its project and conversation.
    pub(super) room: usize,
    pub(super) hashes: &'p [i64],
    pub(super) spellings: &'p [Spelling],
}

impl Prepared {
    pub(super) fn new(batch: Batch, lookup: &LookupKey) -> Prepared {
        let items = batch.items();
        let (mut firsts, mut rooms) = (Vec::new(), Vec::with_capacity(items.len()));
        let mut known: HashMap<(&ProjectId, Option<&ConversationId>), usize, RandomState> = HashMap::default();
        let (mut hashes, mut ends, mut spellings) = (Vec::new(), Vec::with_capacity(items.len()), Vec::new());
        for (at, item) in items.iter().enumerate() {
            rooms.push(*known.entry((&item.project, item.conversation.as_ref())).or_insert_with(|| {
                firsts.push(at);
                firsts.len() - 1
            }));
            hashes.extend(lookups::hashes(lookup, batch.account(), &item.project, &item.body));
            ends.push(hashes.len());
            if let Some(known) = known_spellings(&batch, item, lookup) {
                spellings.push((at, known));
            }
        }
        Prepared { batch, firsts, rooms, hashes, ends, spellings }
    }

    /// Returns an item of each project and conversation.
    pub(super) fn firsts(&self) -> impl Iterator<Item = &Item> {
        self.firsts.iter().map(|at| &self.batch.items()[*at])
    }

    /// Returns every item, in their order.
    pub(super) fn items(&self) -> impl Iterator<Item = PreparedItem<'_>> {
        let items = self.batch.items().iter().zip(&self.rooms).zip(&self.ends).enumerate();
        items.map(move |(at, ((item, room), end))| {
            let from = at.checked_sub(1).map_or(0, |before| self.ends[before]);
            let hashes = &self.hashes[from..*end];
            let known = self.spellings.binary_search_by_key(&at, |(item, _)| *item).ok();
            let spellings = known.map(|known| self.spellings[known].1.as_slice()).unwrap_or_default();
            PreparedItem { item, room: *room, hashes, spellings }
        })
    }
}

/// Returns the spellings of what an item makes known.
fn known_spellings(batch: &Batch, item: &Item, lookup: &LookupKey) -> Option<Vec<Spelling>> {
    let conversation =
        item.conversation.as_ref().filter(|_| item.sender.is_some() && item.known != KnownPolicy::Off)?;
    let (kind, original): (RecordType, &Original) = match &item.body {
        Body::Log(log) => (RecordType::Log, log.original.as_ref()?),
        Body::Fields(fields) => (fields.kind, fields.original.as_ref()?),
    };
    let values = sources(kind, original);
    if values.is_empty() {
        return None;
    }
    let key = lookup.spelling_key(batch.account(), &item.project, conversation);
    Some(values.iter().flat_map(|value| key.spellings(value)).collect())
}
