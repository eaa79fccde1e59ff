//! Ships what this process itself recorded, in the order it was recorded.

use crate::engine::Engine;
use crate::record::{INFO, REST, Stretch, Unread};
use crate::ship::batch::Batch;
use crate::ship::courier::Courier;
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
pub(super) fn ship(engine: &Engine, courier: &mut Courier<'_>) -> Shipped {
    // Everything up to `through` is published: sequence numbers are given and frames written under this same lock.
    let (through, unread) = {
        let recorder = engine.recorder();
        (recorder.totals.recorded, [recorder.unread(INFO), recorder.unread(REST)])
    };
    let (batch, complete) = collect(engine, courier, &unread);
    if batch.len() == 0 {
        engine.settled_through(through);
        return Shipped::Nothing;
    }
    let delivered = courier.deliver(&batch, |lines| {
        let mut last = 0;
        let mut stretches: Vec<Stretch> = Vec::new();
        for origin in batch.origins(lines.start, lines.end) {
            last = origin.seq;
            merge(&mut stretches, origin.stretch);
        }
        let mut recorder = engine.recorder();
        stretches.into_iter().for_each(|stretch| recorder.settle(stretch));
        drop(recorder);
        engine.settled_through(last);
        engine.keep_bell.ring();
    });
    match (delivered, complete) {
        (true, true) => {
            engine.settled_through(through);
            Shipped::Everything
        }
        _ => Shipped::Part,
    }
}

/// Composes a batch of both chains by ascending sequence number; also says whether it is all there is.
fn collect(engine: &Engine, courier: &Courier<'_>, unread: &[Unread; 2]) -> (Batch<Origin>, bool) {
    let mut batch = Batch::new(&engine.producer);
    let mut chains = [INFO, REST].map(|chain| records(chain, &unread[chain], courier, &engine.producer).peekable());
    let mut complete = true;
    loop {
        let seqs = [INFO, REST].map(|chain| chains[chain].peek().map(|(record, ..)| record.fields.seq));
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
        if let Some((frame, context, stretch)) = chains[chain].next() {
            let known = courier.known.borrow_mut().look(&frame, context);
            batch.push(&frame, context, known.as_deref(), Origin { stretch, seq: frame.fields.seq });
        }
    }
    drop(chains);
    let mut recorder = engine.recorder();
    if complete {
        for (chain, unread) in unread.iter().enumerate() {
            for (segment, _, end) in &unread.stretches {
                recorder.advance_read(chain, segment.generation(), *end);
            }
        }
    } else {
        for origin in batch.origins(0, batch.len()) {
            recorder.advance_read(origin.stretch.chain, origin.stretch.generation, origin.stretch.end);
        }
    }
    drop(recorder);
    (batch, complete)
}

type Record<'a> = (crate::spool::frame::Frame<'a>, &'a [u8], Stretch);

/// Walks over the unread records of a chain.
fn records<'a>(
    chain: usize,
    unread: &'a Unread,
    courier: &'a Courier<'_>,
    producer: &'a str,
) -> impl Iterator<Item = Record<'a>> {
    unread.stretches.iter().flat_map(move |(segment, from, end)| {
        scan(segment, *from, *end).filter_map(move |item| match item {
            Item::Record { frame, context } => {
                let bytes = crate::spool::frame::size(frame.payload.len()) as u64;
                let generation = segment.generation();
                Some((frame, context, Stretch { chain, generation, end: frame.next, records: 1, bytes }))
            }
            Item::Damage { bytes, .. } => {
                courier.counters.corrupt.add(1);
                courier.dead_letters.damaged(producer, bytes);
                None
            }
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
            known.end = stretch.end;
            known.records += stretch.records;
            known.bytes += stretch.bytes;
        }
        None => stretches.push(stretch),
    }
}
