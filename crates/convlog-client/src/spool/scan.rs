//! Reading a segment from front to back, whatever happened to it.
//!
//! Every frame whose checksum holds is found, also behind damage; nothing else is ever reported as a record, and the
//! work is bounded, so that no content can make a reader loop.

use super::frame::{self, Frame, FrameRead, Kind};

/// The most bytes whose checksum is computed while looking for a frame behind damage.
const SEARCH_BYTES_MAX: usize = 64 * 1024 * 1024;

/// What is found next in a segment.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Item<'a> {
    /// A record and its context's members.
    Record { frame: Frame<'a>, context: &'a [u8] },
    /// Bytes between two good frames, or a record whose context is damaged.
    Damage { bytes: &'a [u8], next: usize },
    /// The segment ends in something that was never published: a call that did not return.
    Torn,
}

/// Walks over the records of a segment.
#[derive(Debug)]
pub(crate) struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    seed: u32,
    search_bytes_left: usize,
}

impl<'a> Scan<'a> {
    /// Begins at an offset at which a frame begins.
    pub(crate) fn new(bytes: &'a [u8], seed: u32, from: usize) -> Scan<'a> {
        Scan { bytes, at: from, seed, search_bytes_left: SEARCH_BYTES_MAX }
    }

    /// Returns the offset before which everything was looked at.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    fn context(&self, offset: u32) -> Option<&'a [u8]> {
        if offset == 0 {
            return Some(b"");
        }
        match frame::read(self.bytes, offset as usize, self.seed) {
            FrameRead::Frame(frame) if frame.fields.kind == Kind::Context => Some(frame.payload),
            _ => None,
        }
    }

    /// Deals with a place where no good frame begins.
    fn recover(&mut self) -> Option<Item<'a>> {
        let from = self.at;
        let rest = &self.bytes[from.min(self.bytes.len())..];
        let zeros = rest.iter().position(|byte| *byte != 0).unwrap_or(rest.len());
        if zeros == rest.len() {
            self.at = self.bytes.len();
            return None;
        }
        // A length of a few bytes may begin with the damage; the next frame begins at a multiple of 8 in any case.
        let mut candidate = (from + 8).max((from + zeros) & !7);
        while candidate + frame::HEADER <= self.bytes.len() && self.search_bytes_left > 0 {
            let length = frame::u32_at(self.bytes, candidate) as usize;
            self.search_bytes_left = self.search_bytes_left.saturating_sub(8);
            if length >= frame::HEADER && length <= self.bytes.len() - candidate {
                // Only what passes the cheap checks costs a checksum.
                if self.bytes[candidate + 21..candidate + 24] == [0; 3] {
                    self.search_bytes_left = self.search_bytes_left.saturating_sub(length);
                }
                if let FrameRead::Frame(_) = frame::read(self.bytes, candidate, self.seed) {
                    self.at = candidate;
                    return Some(Item::Damage { bytes: &self.bytes[from..candidate], next: candidate });
                }
            }
            candidate += 8;
        }
        self.at = self.bytes.len();
        Some(Item::Torn)
    }
}

impl<'a> Iterator for Scan<'a> {
    type Item = Item<'a>;

    fn next(&mut self) -> Option<Item<'a>> {
        loop {
            if self.at >= self.bytes.len() {
                return None;
            }
            let FrameRead::Frame(frame) = frame::read(self.bytes, self.at, self.seed) else { return self.recover() };
            let from = self.at;
            self.at = frame.next;
            if frame.fields.kind == Kind::Context {
                continue;
            }
            let end = frame.next.min(self.bytes.len());
            return Some(match self.context(frame.fields.context) {
                Some(context) => Item::Record { frame, context },
                None => Item::Damage { bytes: &self.bytes[from..end], next: frame.next },
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spool::frame::Fields;
    use crate::spool::frame::tests::push;
    use crate::spool::header::{HEADER, header, read_header};
    use proptest::prelude::*;

    fn payload(seq: u64) -> Vec<u8> {
        format!("\"n\":{seq},\"text\":\"{}\"", "x".repeat(seq as usize * 7 % 90)).into_bytes()
    }

    /// A segment of 4 KiB with `records` records in two contexts.
    fn segment(records: u64) -> (Vec<u8>, u32) {
        let mut bytes = header(&[7; 16], 1, 1, 4096).to_vec();
        let seed = read_header(&bytes).unwrap().seed;
        let context = Fields { kind: Kind::Context, seq: 0, context: 0, micros: 0 };
        let contexts = [push(&mut bytes, seed, context, b"\"c\":1"), push(&mut bytes, seed, context, b"\"c\":2")];
        for seq in 1..=records {
            let fields =
                Fields { kind: Kind::Log, seq, context: contexts[(seq % 2) as usize] as u32, micros: seq as i64 };
            push(&mut bytes, seed, fields, &payload(seq));
        }
        bytes.resize(4096, 0);
        (bytes, seed)
    }

    fn seqs(bytes: &[u8], seed: u32) -> (Vec<u64>, usize, bool) {
        let (mut seqs, mut damages, mut torn) = (Vec::new(), 0, false);
        for item in Scan::new(bytes, seed, HEADER) {
            match item {
                Item::Record { frame, .. } => seqs.push(frame.fields.seq),
                Item::Damage { .. } => damages += 1,
                Item::Torn => torn = true,
            }
        }
        (seqs, damages, torn)
    }

    #[test]
    fn finds_records_behind_damage() {
        let (mut bytes, seed) = segment(9);
        let third = Scan::new(&bytes, seed, HEADER).nth(1).map(|item| match item {
            Item::Record { frame, .. } => frame.next,
            _ => 0,
        });
        bytes[third.unwrap() + 40] ^= 1;
        assert_eq!(seqs(&bytes, seed), (vec![1, 2, 4, 5, 6, 7, 8, 9], 1, false));
    }

    #[test]
    fn a_record_that_was_never_published_is_torn_not_damaged() {
        let (mut bytes, seed) = segment(3);
        let end = bytes.iter().rposition(|byte| *byte != 0).unwrap().next_multiple_of(8);
        bytes[end + frame::HEADER..end + frame::HEADER + 5].copy_from_slice(b"hello");
        assert_eq!(seqs(&bytes, seed), (vec![1, 2, 3], 0, true));
    }

    proptest! {
        #[test]
        fn corruption_never_invents_a_record_and_never_panics(
            records in 0u64..20,
            flips in prop::collection::vec((HEADER..4096usize, any::<u8>()), 0..30),
            cut in 0usize..4096,
        ) {
            let (mut bytes, seed) = segment(records);
            for (at, value) in flips {
                bytes[at] = value;
            }
            bytes.truncate(cut.max(HEADER));
            for item in Scan::new(&bytes, seed, HEADER) {
                if let Item::Record { frame, context } = item {
                    prop_assert!(frame.fields.seq >= 1 && frame.fields.seq <= records);
                    prop_assert_eq!(frame.payload, &payload(frame.fields.seq)[..]);
                    let expected = format!("\"c\":{}", frame.fields.seq % 2 + 1);
                    prop_assert_eq!(context, expected.as_bytes());
                }
            }
        }

        #[test]
        fn noise_holds_no_records(bytes in prop::collection::vec(any::<u8>(), 0..2048), seed in any::<u32>()) {
            for item in Scan::new(&bytes, seed, 0) {
                let is_record = matches!(item, Item::Record { .. });
                prop_assert!(!is_record);
            }
        }

        #[test]
        fn a_damaged_header_is_refused(at in 0usize..52, value in 1u8..) {
            let (mut bytes, _) = segment(1);
            bytes[at] ^= value;
            prop_assert!(read_header(&bytes).is_err());
        }
    }
}
