//! What was sent, and what was acknowledged of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::disk::{Event, Log};

/// Something that the store acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ack {
    /// Every record of this producer up to this number is stored.
    Records(u8, u64),
    /// The key with this number is stored.
    Key(u64),
    /// The record of the audit with this number is stored.
    Access(u64),
    /// The conversation with this number is erased.
    Erased(u64),
}

impl Ack {
    /// Returns the note as it stands in a log.
    #[must_use]
    pub fn to_number(self) -> u64 {
        let (kind, producer, value) = match self {
            Ack::Records(producer, seq) => (0, producer, seq),
            Ack::Key(n) => (1, 0, n),
            Ack::Access(n) => (2, 0, n),
            Ack::Erased(n) => (3, 0, n),
        };
        kind << 56 | u64::from(producer) << 48 | value
    }

    /// Reads what [`to_number`](Note::to_number) wrote.
    #[must_use]
    pub fn of_number(number: u64) -> Ack {
        let value = number & 0xffff_ffff_ffff;
        match number >> 56 {
            0 => Ack::Records((number >> 48) as u8, value),
            1 => Ack::Key(value),
            2 => Ack::Access(value),
            _ => Ack::Erased(value),
        }
    }
}

/// Everything acknowledged so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AckLedger {
    /// Up to which number each producer's records are stored.
    pub records: BTreeMap<u8, u64>,
    /// The keys.
    pub keys: BTreeSet<u64>,
    /// The records of the audit.
    pub accesses: BTreeSet<u64>,
    /// The erased conversations.
    pub erased: BTreeSet<u64>,
}

impl AckLedger {
    /// Takes what happened next.
    pub fn happen(&mut self, event: &Event) {
        if let Event::Note(number) = event {
            self.keep(Ack::of_number(*number));
        }
    }

    /// Adds an acknowledgement.
    pub fn keep(&mut self, note: Ack) {
        match note {
            Ack::Records(producer, seq) => {
                let last = self.records.entry(producer).or_default();
                *last = seq.max(*last);
            }
            Ack::Key(n) => drop(self.keys.insert(n)),
            Ack::Access(n) => drop(self.accesses.insert(n)),
            Ack::Erased(n) => drop(self.erased.insert(n)),
        }
    }

    /// Returns everything that was acknowledged in a log.
    #[must_use]
    pub fn of(log: &Log) -> AckLedger {
        let mut promise = AckLedger::default();
        log.iter().for_each(|event| promise.happen(event));
        promise
    }

    /// Returns how many acknowledgements it holds.
    #[must_use]
    pub fn len(&self) -> u64 {
        let others = self.keys.len() + self.accesses.len() + self.erased.len();
        self.records.values().sum::<u64>() + others as u64
    }

    /// Says whether nothing was acknowledged.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Returns the text of a record, which nobody else can have written.
#[must_use]
pub fn content(producer: u8, seq: u64) -> String {
    // Some are longer than a page, and most are not.
    let filler = if seq % 7 == 3 { 6_000 } else { (seq as usize * 37) % 600 };
    format!("p{producer} s{seq} {}", "x".repeat(filler))
}

/// Says whether a record is wholly personal.
#[must_use]
pub fn is_hidden(seq: u64) -> bool {
    seq % 10 == 9
}

/// Returns a record as it is sent.
#[must_use]
pub fn line(producer: u8, seq: u64) -> String {
    let (content, hidden) = (content(producer, seq), is_hidden(seq));
    format!(
        r#"{{"type":"log","conversation_id":"c{producer}","entry":{{"level":"info","content":"{content}","is_pii":{hidden}}}}}"#
    )
}
