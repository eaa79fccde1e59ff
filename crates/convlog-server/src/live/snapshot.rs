//! What a stream remembers of a conversation: of each of its nodes a hash, by which it sees what has become another.
//!
//! A hash is made of everything that the reader sees of a node, its values and the versions of its entries among them, and
//! of nothing else. It is no secret, and what it is made of decides it, so that a reader who comes back learns from one that
//! nothing has changed.

use std::collections::HashMap;

use convlog_core::merge::Values;
use convlog_core::view::{EntryMark, FunctionEvent, Outline, Span, Turn};
use convlog_store::{EntryPosition, Visibility};
use data_encoding::HEXLOWER;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::error::ApiError;
use crate::responses::review::{
    Counts, EventOwn, HeadOwn, LiveChanges, LivePlace, Removed, SpanShape, TurnOwn, metrics,
};

/// A stream that would have to say more nodes at once, or more bytes, has its reader fetch the outline instead.
const NODES_MAX: usize = 2_000;
const BYTES_MAX: usize = 1024 * 1024;

/// The first 128 bits of SHA-256.
pub(super) type Hash = [u8; 16];

/// What names a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Node {
    Turn(u32),
    /// What was written outside any function in a turn.
    Outside(u32),
    /// By the hash of its id, which may be long.
    Event(Hash),
    Span(Hash),
}

/// What one reader sees of a conversation at one time.
#[derive(Debug)]
pub(super) struct Snapshot {
    head: Hash,
    metrics: Hash,
    nodes: HashMap<Node, Hash>,
    /// Stands for all of it.
    pub(super) version: Hash,
    /// The place of the last entry.
    last: Option<EntryPosition>,
}

/// What is to be said of a new picture.
pub(super) enum SnapshotDiff {
    /// Nothing: it is as it was.
    None,
    /// The nodes that have become others, as JSON.
    Changed(Vec<u8>),
    /// More than can be said node by node.
    TooMuch,
}

/// The nodes of an outline that are not as they were.
#[derive(Default)]
struct ChangedNodes<'a> {
    turns: Vec<&'a Turn<EntryMark>>,
    events: Vec<(u32, &'a FunctionEvent<EntryMark>)>,
    spans: Vec<(u32, &'a Span)>,
}

/// What is looked at: what a reader is given of a conversation.
pub(super) struct SnapshotSource<'a> {
    pub(super) outline: &'a Outline,
    /// What its producers say of themselves.
    pub(super) producers: &'a [Values],
    pub(super) visibility: &'a Visibility,
}

impl<'a> SnapshotSource<'a> {
    /// Makes a picture, and says what of it is not as in the one before.
    pub(super) fn compare(&self, before: Option<&Snapshot>) -> Result<(Snapshot, SnapshotDiff), ApiError> {
        let (head, metrics) = (self.head(), metrics(self.outline, self.visibility.sees_personal()));
        let mut picture = Snapshot {
            head: hash_of(&head)?,
            metrics: hash_of(&metrics)?,
            nodes: HashMap::with_capacity(before.map_or(0, |before| before.nodes.len())),
            version: Hash::default(),
            last: self.last(),
        };
        let mut all = Sha256::new_with_prefix(picture.head).chain_update(picture.metrics);
        let mut differing = ChangedNodes::default();
        for turn in &self.outline.turns {
            self.look_at(
                turn,
                before,
                |node, hash| {
                    all.update(hash);
                    picture.nodes.insert(node, hash);
                },
                &mut differing,
            )?;
        }
        picture.version = short(all);
        let Some(before) = before else { return Ok((picture, SnapshotDiff::None)) };
        if before.version == picture.version {
            return Ok((picture, SnapshotDiff::None));
        }
        let Some(gone) = gone(before, &picture) else { return Ok((picture, SnapshotDiff::TooMuch)) };
        if differing.turns.len() + differing.events.len() + differing.spans.len() > NODES_MAX {
            return Ok((picture, SnapshotDiff::TooMuch));
        }
        let mut changes = LiveChanges::of(&differing.turns, &differing.events, &differing.spans, gone, picture.last);
        changes.head = Some(head).filter(|_| before.head != picture.head);
        changes.metrics = Some(metrics).filter(|_| before.metrics != picture.metrics);
        let json = serde_json::to_vec(&changes).map_err(|_| unwritten())?;
        let news = if json.len() > BYTES_MAX { SnapshotDiff::TooMuch } else { SnapshotDiff::Changed(json) };
        Ok((picture, news))
    }

    fn head(&self) -> HeadOwn<'a> {
        let counts = Counts::of(self.outline, |mark| mark.level);
        HeadOwn::of(self.outline, counts, self.producers, self.visibility)
    }

    /// Hashes the nodes of a turn, and finds those that differ.
    fn look_at(
        &self,
        turn: &'a Turn<EntryMark>,
        before: Option<&Snapshot>,
        mut take: impl FnMut(Node, Hash),
        differing: &mut ChangedNodes<'a>,
    ) -> Result<(), ApiError> {
        let sees_personal = self.visibility.sees_personal();
        let mut differs = |node: Node, hash: Hash| {
            take(node, hash);
            before.is_some_and(|before| before.nodes.get(&node) != Some(&hash))
        };
        if differs(Node::Turn(turn.number), hash_of(&TurnOwn::of(turn, sees_personal))?) {
            differing.turns.push(turn);
        }
        for event in &turn.events {
            let node = event.id.as_deref().map_or(Node::Outside(turn.number), |id| Node::Event(hash_of_bytes(id)));
            let mut hasher = Sha256::new_with_prefix(turn.number.to_be_bytes());
            write(&EventOwn::of(event, sees_personal), &mut hasher)?;
            event.entries.iter().for_each(|mark| hash_mark(mark, &mut hasher));
            if differs(node, short(hasher)) {
                differing.events.push((turn.number, event));
            }
        }
        for span in &turn.spans {
            let hash = hash_of(&(turn.number, SpanShape::of(span, sees_personal)))?;
            if differs(Node::Span(hash_of_bytes(&span.id)), hash) {
                differing.spans.push((turn.number, span));
            }
        }
        Ok(())
    }

    fn last(&self) -> Option<EntryPosition> {
        let last = self.outline.entries().max_by_key(|mark| (mark.time, mark.identity));
        last.map(EntryPosition::of_mark)
    }
}

impl Snapshot {
    /// Returns what a reader is told of where the conversation stands.
    pub(super) fn place(&self) -> Result<Vec<u8>, ApiError> {
        serde_json::to_vec(&LivePlace::of(self.last)).map_err(|_| unwritten())
    }

    /// Returns what a reader who comes back names the picture by.
    pub(super) fn name(&self) -> String {
        HEXLOWER.encode(&self.version)
    }
}

/// Lists what is no more; nothing where a function event or a span has gone, of which only the hash is known.
fn gone(before: &Snapshot, now: &Snapshot) -> Option<Removed> {
    let mut gone = Removed::default();
    for node in before.nodes.keys().filter(|node| !now.nodes.contains_key(node)) {
        match node {
            Node::Turn(number) => gone.turns.push(*number),
            Node::Outside(number) => gone.outside.push(*number),
            Node::Event(_) | Node::Span(_) => return None,
        }
    }
    gone.turns.sort_unstable();
    gone.outside.sort_unstable();
    Some(gone)
}

fn hash_mark(mark: &EntryMark, hasher: &mut Sha256) {
    let mut bytes = [0; 38];
    bytes[..16].copy_from_slice(&mark.identity.producer.as_bytes()[..]);
    bytes[16..24].copy_from_slice(&mark.identity.seq.to_be_bytes());
    bytes[24..32].copy_from_slice(&mark.time.as_micros().to_be_bytes());
    bytes[32..36].copy_from_slice(&mark.version.to_be_bytes());
    (bytes[36], bytes[37]) = (mark.level as u8, u8::from(mark.is_hidden));
    hasher.update(bytes);
}

pub(super) fn hash_of(shape: &impl Serialize) -> Result<Hash, ApiError> {
    let mut hasher = Sha256::new();
    write(shape, &mut hasher)?;
    Ok(short(hasher))
}

fn write(shape: &impl Serialize, hasher: &mut Sha256) -> Result<(), ApiError> {
    hasher.update(serde_json::to_vec(shape).map_err(|_| unwritten())?);
    Ok(())
}

fn hash_of_bytes(text: &str) -> Hash {
    short(Sha256::new_with_prefix(text))
}

fn short(hasher: Sha256) -> Hash {
    let mut hash = Hash::default();
    hash.copy_from_slice(&hasher.finalize()[..16]);
    hash
}

fn unwritten() -> ApiError {
    ApiError::internal("the answer could not be written")
}
