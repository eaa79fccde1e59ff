//! Which sequence numbers of a producer are stored: what decides that a record is a duplicate.
//!
//! Producers number densely, so their numbers are kept as ranges and not one by one: a million entries of one producer
//! take about 245 rows of a few bytes. The numbers of a row are bounded, so a sender with wild gaps costs no more than
//! a row for each of its numbers.

use rusqlite::{Connection, OptionalExtension, params};

use super::recent::Recent;
use crate::failure::{Failure, Result};

/// How many numbers one row speaks of.
const CHUNK: u64 = 4096;
const WORDS: usize = CHUNK as usize / 64;

/// How many chunks are remembered, at 520 bytes each.
const CHUNKS_MAX: usize = 8192;

/// The chunks at hand, and those that changed in this transaction.
pub(super) struct Seen {
    chunks: Recent<(i64, u64), Marks>,
    changed: Vec<(i64, u64)>,
}

/// A bit for each number of a chunk.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Marks {
    words: Box<[u64; WORDS]>,
    is_changed: bool,
}

impl Seen {
    pub(super) fn new() -> Seen {
        Seen { chunks: Recent::new(CHUNKS_MAX), changed: Vec::new() }
    }

    /// Marks a number as stored; says whether it was not yet.
    pub(super) fn mark(&mut self, connection: &Connection, producer: i64, seq: u64) -> Result<bool> {
        let key = (producer, seq / CHUNK);
        let marks = match self.chunks.get_mut(&key) {
            Some(marks) => marks,
            None => {
                let marks = load(connection, key)?;
                self.chunks.insert(key, marks)
            }
        };
        let (word, bit) = ((seq % CHUNK / 64) as usize, 1u64 << (seq % 64));
        if marks.words[word] & bit != 0 {
            return Ok(false);
        }
        marks.words[word] |= bit;
        if !std::mem::replace(&mut marks.is_changed, true) {
            self.changed.push(key);
        }
        Ok(true)
    }

    /// Stores what changed.
    pub(super) fn flush(&mut self, connection: &Connection) -> Result<()> {
        let mut upsert =
            connection.prepare_cached("INSERT OR REPLACE INTO seen (producer, chunk, marks) VALUES (?1, ?2, ?3)")?;
        for key in self.changed.drain(..) {
            let Some(marks) = self.chunks.get_mut(&key) else { continue };
            marks.is_changed = false;
            upsert.execute(params![key.0, key.1 as i64, encode(&marks.words)])?;
        }
        self.chunks.settle();
        Ok(())
    }

    pub(super) fn clear(&mut self) {
        self.chunks.clear();
        self.changed.clear();
    }
}

fn load(connection: &Connection, (producer, chunk): (i64, u64)) -> Result<Marks> {
    let mut select = connection.prepare_cached("SELECT marks FROM seen WHERE producer = ?1 AND chunk = ?2")?;
    let marks: Option<Vec<u8>> = select.query_row(params![producer, chunk as i64], |row| row.get(0)).optional()?;
    let words = marks.map_or_else(|| Some(Box::new([0; WORDS])), |marks| decode(&marks));
    Ok(Marks { words: words.ok_or(Failure::Row("marks"))?, is_changed: false })
}

/// Writes ranges as pairs of numbers, how many to pass over and how many to take, or the bits where that is shorter.
fn encode(words: &[u64; WORDS]) -> Vec<u8> {
    let mut out = Vec::with_capacity(16);
    let (mut at, mut end) = (0, 0);
    while at < CHUNK as usize {
        at = next(words, at, true);
        if at == CHUNK as usize || out.len() >= WORDS * 8 {
            break;
        }
        push_number(&mut out, at - end);
        end = next(words, at, false);
        push_number(&mut out, end - at);
        at = end;
    }
    if out.len() >= WORDS * 8 {
        return words.iter().flat_map(|word| word.to_le_bytes()).collect();
    }
    out
}

/// Returns the first place from `at` on whose bit is `wanted`.
fn next(words: &[u64; WORDS], at: usize, wanted: bool) -> usize {
    let mut at = at;
    while at < CHUNK as usize {
        let word = if wanted { words[at / 64] } else { !words[at / 64] } >> (at % 64);
        if word != 0 {
            return at + word.trailing_zeros() as usize;
        }
        at = (at / 64 + 1) * 64;
    }
    at
}

/// Numbers are at most 4096, so two bytes hold each: seven bits and a mark that there are more.
fn push_number(out: &mut Vec<u8>, number: usize) {
    if number < 128 {
        out.push(number as u8);
    } else {
        out.push(number as u8 | 128);
        out.push((number >> 7) as u8);
    }
}

fn decode(bytes: &[u8]) -> Option<Box<[u64; WORDS]>> {
    let mut words = Box::new([0u64; WORDS]);
    if bytes.len() == WORDS * 8 {
        for (word, bytes) in words.iter_mut().zip(bytes.chunks_exact(8)) {
            *word = u64::from_le_bytes(bytes.try_into().ok()?);
        }
        return Some(words);
    }
    let mut bytes = bytes.iter();
    let mut number = || -> Option<usize> {
        let low = usize::from(*bytes.next()?);
        Some(if low < 128 { low } else { low & 127 | usize::from(*bytes.next()?) << 7 })
    };
    let mut at = 0;
    while let Some(gap) = number() {
        let (start, end) = (at + gap, at + gap + number()?);
        if end > CHUNK as usize {
            return None;
        }
        (start..end).for_each(|at| words[at / 64] |= 1 << (at % 64));
        at = end;
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(marked: impl IntoIterator<Item = usize>) -> Box<[u64; WORDS]> {
        let mut words = Box::new([0; WORDS]);
        marked.into_iter().for_each(|at| words[at / 64] |= 1 << (at % 64));
        words
    }

    proptest! {
        #[test]
        fn any_set_reads_back(
            ranges in prop::collection::vec((0..4096usize, 0..300usize), 0..40),
            every in 1..9usize,
        ) {
            let marked = ranges.iter().flat_map(|(start, len)| *start..(start + len).min(4096));
            let sparse = words(marked);
            prop_assert_eq!(decode(&encode(&sparse)), Some(sparse));
            let regular = words((0..4096).step_by(every));
            prop_assert_eq!(decode(&encode(&regular)), Some(regular));
        }
    }

    #[test]
    fn dense_numbers_take_a_few_bytes_and_no_set_takes_more_than_its_bits() {
        assert_eq!(encode(&words(1..4096)).len(), 3);
        assert_eq!(encode(&words(0..4096)).len(), 3);
        assert_eq!(encode(&words((0..4096).step_by(2))).len(), 512);
        assert_eq!(encode(&words([])), Vec::<u8>::new());
    }

    #[test]
    fn refuses_bytes_it_cannot_have_written() {
        assert_eq!(decode(&[1]), None);
        assert_eq!(decode(&[255, 255, 1]), None);
    }
}
