//! Ships what this process itself recorded, in the order it was recorded.

use crate::engine::Engine;
use crate::record::{INFO, REST, Stretch, Unread, UnreadStretch};
use crate::ship::batch::Batch;
use crate::ship::batch_sender::BatchSender;
use crate::spool::frame::{self, Frame};
use crate::spool::scan::{Item, Scan};
use crate::spool::segment::Segment;

/// How much of what was recorded a call of [`ship`] dealt with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shipped {
    Nothing,
    /// There is more, or there was no time.
    Part,
    Everything,
}

/// Where a line came from and what settles with it.
#[derive(Clone, Copy, Debug)]
struct Origin {
    stretch: Stretch,
    seq: u64,
}

/// Delivers one batch.
pub(super) fn ship(engine: &Engine, sender: &mut BatchSender<'_>) -> Shipped {
    // Everything up to `through` is published: sequence numbers are given and frames written under this same lock.
    let (through, unread) = {
        let recorder = engine.recorder();
        (recorder.totals.recorded, [recorder.unread(INFO), recorder.unread(REST)])
    };
    let Collected { batch, unreadable, complete } = collect(engine, sender, &unread);
    if batch.len() == 0 {
        lose(engine, &unreadable);
        if !complete {
            return Shipped::Part;
        }
        engine.settled_through(through);
        return Shipped::Nothing;
    }
    let written: Vec<&UnreadStretch> =
        unread.iter().flat_map(|unread| &unread.stretches).filter(|stretch| stretch.segment.is_written()).collect();
    let delivered = sender.deliver(&batch, |lines, taken| {
        let mut last = 0;
        let mut stretches: Vec<Stretch> = Vec::new();
        for origin in batch.origins(lines.start, lines.end) {
            last = origin.seq;
            merge(&mut stretches, origin.stretch);
        }
        for stretch in &stretches {
            // Before the lock is taken, and so before the segment may be another's.
            let of_it = |written: &&&UnreadStretch| written.segment.generation() == stretch.generation;
            written.iter().filter(of_it).for_each(|written| written.segment.write_settled(stretch.end));
        }
        let mut recorder = engine.recorder();
        recorder.totals.taken += taken;
        stretches.into_iter().for_each(|stretch| recorder.settle(stretch));
        drop(recorder);
        engine.settled_through(last);
        engine.maintenance_signal.notify();
    });
    if delivered {
        lose(engine, &unreadable);
    } else {
        // What was not settled is read again.
        engine.recorder().rewind();
    }
    match (delivered, complete) {
        (true, true) => {
            engine.settled_through(through);
            Shipped::Everything
        }
        _ => Shipped::Part,
    }
}

/// What there was to read.
struct Collected {
    batch: Batch<Origin>,
    /// What was written and could not be read, by the end of its stretch.
    unreadable: Vec<Stretch>,
    /// Whether the batch is all there is.
    complete: bool,
}

/// Counts what cannot be read any more: somebody took it away with its file.
fn lose(engine: &Engine, unreadable: &[Stretch]) {
    if unreadable.is_empty() {
        return;
    }
    let mut recorder = engine.recorder();
    unreadable.iter().for_each(|stretch| recorder.lose(*stretch));
    drop(recorder);
    engine.maintenance_signal.notify();
}

/// Composes a batch of both chains by ascending sequence number.
fn collect(engine: &Engine, sender: &BatchSender<'_>, unread: &[Unread; 2]) -> Collected {
    let mut batch = Batch::new(&engine.producer);
    let mut chains = [INFO, REST].map(|chain| walk(chain, &unread[chain]).peekable());
    let (mut complete, mut damaged) = (true, Vec::new());
    loop {
        for chain in &mut chains {
            while let Some(Met::Damage { bytes, stretch }) = chain.next_if(|met| matches!(met, Met::Damage { .. })) {
                sender.counters.corrupt.add(1);
                sender.dead_letters.damaged(&engine.producer, bytes);
                damaged.push(stretch);
            }
        }
        let seqs = [INFO, REST].map(|chain| chains[chain].peek().map(Met::seq));
        // A chain with more segments than were looked at might go on with a smaller number.
        if [INFO, REST].into_iter().any(|chain| seqs[chain].is_none() && unread[chain].more) {
            complete = false;
            break;
        }
        let Some(chain) =
            [INFO, REST].into_iter().filter(|chain| seqs[*chain].is_some()).min_by_key(|chain| seqs[*chain])
        else {
            break;
        };
        if !batch.has_room() {
            complete = false;
            break;
        }
        if let Some(Met::Record { frame, context, stretch }) = chains[chain].next() {
            batch.push(&frame, context, Origin { stretch, seq: frame.fields.seq });
        }
    }
    // Where each chain stands; a chain that stands nowhere was read to its end.
    let stands = [INFO, REST].map(|chain| chains[chain].peek().map(Met::generation));
    drop(chains);
    // Damage that was passed is not met again by the next batch.
    let mut found: Vec<Stretch> = Vec::new();
    let records = batch.origins(0, batch.len()).map(|origin| origin.stretch);
    records.chain(damaged).for_each(|stretch| merge(&mut found, stretch));
    let mut unreadable = Vec::new();
    let mut recorder = engine.recorder();
    for (chain, unread) in unread.iter().enumerate() {
        let mut passed = true;
        for UnreadStretch { segment, end, records, .. } in &unread.stretches {
            let generation = segment.generation();
            let found = found.iter().find(|stretch| stretch.generation == generation);
            passed &= stands[chain] != Some(generation);
            if passed {
                recorder.advance_read(chain, generation, *end, *records);
                let missing = records.saturating_sub(found.map_or(0, |stretch| stretch.records));
                if missing > 0 {
                    unreadable.push(Stretch { chain, generation, end: *end, records: missing, bytes: 0 });
                }
            } else if let Some(stretch) = found {
                recorder.advance_read(chain, generation, stretch.end, stretch.records);
            }
        }
    }
    drop(recorder);
    Collected { batch, unreadable, complete }
}

/// What is met in a chain, and the stretch that ends with it.
enum Met<'a> {
    Record { frame: Frame<'a>, context: &'a [u8], stretch: Stretch },
    Damage { bytes: &'a [u8], stretch: Stretch },
}

impl Met<'_> {
    fn seq(&self) -> u64 {
        match self {
            Met::Record { frame, .. } => frame.fields.seq,
            Met::Damage { .. } => 0,
        }
    }

    fn generation(&self) -> u32 {
        let (Met::Record { stretch, .. } | Met::Damage { stretch, .. }) = self;
        stretch.generation
    }
}

/// Walks over what is unread of a chain.
fn walk(chain: usize, unread: &Unread) -> impl Iterator<Item = Met<'_>> {
    unread.stretches.iter().flat_map(move |UnreadStretch { segment, from, end, .. }| {
        let stretch = Stretch { chain, generation: segment.generation(), ..Stretch::default() };
        scan(segment, *from, *end).filter_map(move |item| match item {
            Item::Record { frame, context } => {
                let bytes = frame::size(frame.payload.len()) as u64;
                Some(Met::Record { frame, context, stretch: Stretch { end: frame.next, records: 1, bytes, ..stretch } })
            }
            Item::Damage { bytes, next } => Some(Met::Damage { bytes, stretch: Stretch { end: next, ..stretch } }),
            Item::Torn => None,
        })
    })
}

fn scan(segment: &Segment, from: usize, end: usize) -> Scan<'_> {
    // SAFETY: `end` was read under the recorder's lock, after everything before it was published; our reference to the
    // segment keeps it from being wiped.
    Scan::new(unsafe { segment.published(end) }, segment.seed(), from)
}

fn merge(stretches: &mut Vec<Stretch>, stretch: Stretch) {
    match stretches.iter_mut().find(|known| known.generation == stretch.generation) {
        Some(known) => {
            known.end = known.end.max(stretch.end);
            known.records += stretch.records;
            known.bytes += stretch.bytes;
        }
        None => stretches.push(stretch),
    }
}
