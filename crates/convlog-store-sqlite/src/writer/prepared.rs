//! What of a batch can be made out before it reaches the one thread that writes.

use std::collections::HashMap;

use convlog_core::record::Body;
use convlog_core::{ConversationId, Entry, ProjectId};
use convlog_store::seal::LookupKey;
use convlog_store::sought::{Normal, personal_values};
use convlog_store::{Batch, Item};
use foldhash::fast::RandomState;

use super::lookups::short_hash;

/// A batch, the conversations it speaks of, and the hashes of its personal values.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) batch: Batch,
    /// The first item of each project and conversation.
    firsts: Vec<usize>,
    /// Which of these each item belongs to.
    rooms: Vec<usize>,
    /// Each with the place of its item, in their order.
    hashes: Vec<(usize, i64)>,
}

impl Prepared {
    pub(super) fn new(batch: Batch, lookup: &LookupKey) -> Prepared {
        let items = batch.items();
        let (mut firsts, mut rooms) = (Vec::new(), Vec::with_capacity(items.len()));
        let mut known: HashMap<(&ProjectId, Option<&ConversationId>), usize, RandomState> = HashMap::default();
        let mut hashes = Vec::new();
        for (at, item) in items.iter().enumerate() {
            rooms.push(*known.entry((&item.project, item.conversation.as_ref())).or_insert_with(|| {
                firsts.push(at);
                firsts.len() - 1
            }));
            let values = values(item);
            hashes.extend(values.iter().map(|value| (at, short_hash(lookup, batch.account(), &item.project, value))));
        }
        Prepared { batch, firsts, rooms, hashes }
    }

    /// Returns an item of each project and conversation.
    pub(super) fn firsts(&self) -> impl Iterator<Item = &Item> {
        self.firsts.iter().map(|at| &self.batch.items()[*at])
    }

    /// Returns every item, with the place of its project and conversation among [`firsts`](Prepared::firsts) and the
    /// hashes of its personal values.
    pub(super) fn items(&self) -> impl Iterator<Item = (&Item, usize, &[(usize, i64)])> {
        let mut left = self.hashes.as_slice();
        self.batch.items().iter().zip(&self.rooms).enumerate().map(move |(at, (item, room))| {
            let own = left.iter().take_while(|(owner, _)| *owner == at).count();
            let (hashes, behind) = left.split_at(own);
            left = behind;
            (item, *room, hashes)
        })
    }
}

fn values(item: &Item) -> Vec<Normal> {
    match &item.body {
        Body::Log(log) => log.original.as_ref().map_or_else(Vec::new, |original| {
            personal_values(original, log.open.as_ref().map(Entry::to_json).as_deref())
        }),
        Body::Fields(fields) => {
            fields.original.as_ref().map_or_else(Vec::new, |original| personal_values(original, Some(&fields.open)))
        }
    }
}
