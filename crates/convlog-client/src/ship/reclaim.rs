//! Ships what dead producers left. Adopting twice is harmless: the identity of a record is its producer and sequence
//! number, and what was settled is remembered in the segment.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant, UNIX_EPOCH};

use convlog_core::Timestamp;
use convlog_private_dir::PrivateDir;
use data_encoding::HEXLOWER;

use crate::config::{Config, Secret};
use crate::counters::Counters;
use crate::ship::batch::Batch;
use crate::ship::batch_sender::BatchSender;
use crate::ship::expiry::expire;
use crate::ship::retry_pass::RetryPass;
use crate::signal::Signal;
use crate::spool::directory::{Adopted, OrphanScan, adopt_some};
use crate::spool::frame::{Fields, Frame, Kind};
use crate::spool::header::{HEADER, Header, SETTLED_AT, read_all, read_header};
use crate::spool::root::Root;
use crate::spool::scan::{Item, Scan};
use crate::stats::Shipment;

/// Directories that were taken over and what is still to be done in them.
#[derive(Debug, Default)]
pub(super) struct Reclaiming {
    root: Option<Arc<Root>>,
    directories: Vec<OrphanSpool>,
    /// Which were looked at since all were last looked for.
    seen: BTreeSet<OsString>,
    /// Whether there are others.
    has_more: bool,
    /// Directories and files that had to be left alone when they were last looked for.
    unreadable: u64,
}

/// How many directories are held at once. Each takes two file descriptors, of which the host may have few.
const HELD_MAX: usize = 8;

/// What one dead producer left.
#[derive(Debug)]
struct OrphanSpool {
    adopted: Adopted,
    segments: Vec<String>,
    /// Those of which nothing is left to ship. They stay until the death was told, because together they tell how far
    /// the dead one had counted.
    shipped: Vec<String>,
    summary: ProducerSummary,
    /// Whether a segment could not be read. Then its death is not told, for nobody knows how far it had counted, and
    /// everything stays for another time.
    is_incomplete: bool,
}

/// What its records told about the producer, so that its death can be told where it was known.
#[derive(Debug, Default)]
struct ProducerSummary {
    producer: String,
    last_seq: u64,
    /// The projects it wrote to, as members of a record.
    projects: BTreeSet<String>,
}

impl Reclaiming {
    /// Begins with what is in a spool, if there is one.
    pub(super) fn of(root: Option<&Arc<Root>>) -> Reclaiming {
        Reclaiming { root: root.cloned(), ..Reclaiming::default() }
    }

    /// Takes over what has no living owner, unless it is in the middle of that.
    pub(super) fn look(&mut self, sender: &BatchSender<'_>) {
        if self.is_through() {
            self.seen.clear();
            self.unreadable = 0;
            self.take_some(sender);
        }
    }

    pub(super) fn is_through(&self) -> bool {
        self.directories.is_empty() && !self.has_more
    }

    /// Takes over as many as may be held.
    fn take_some(&mut self, sender: &BatchSender<'_>) {
        let Some(root) = &self.root else { return };
        let OrphanScan { adopted, unreadable, has_more } = adopt_some(root, &mut self.seen, HELD_MAX);
        self.has_more = has_more;
        self.unreadable += unreadable;
        for adopted in adopted {
            let listed = adopted.segments();
            let mut is_incomplete = listed.is_err();
            self.unreadable += u64::from(is_incomplete);
            let mut segments: Vec<(u64, String)> = listed
                .unwrap_or_default()
                .into_iter()
                .filter_map(|name| match peek(adopted.dir(), &name) {
                    Peek::Segment(number) => Some((number, name)),
                    Peek::Spare => {
                        let _ = adopted.dir().remove(&name);
                        None
                    }
                    Peek::Damaged => {
                        sender.counters.corrupt.add(1);
                        sender.dead_letters.move_aside(&adopted, &name);
                        None
                    }
                    Peek::Unreadable => {
                        self.unreadable += 1;
                        is_incomplete = true;
                        None
                    }
                })
                .collect();
            // Backwards, because the next one is taken from the end.
            segments.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
            let segments = segments.into_iter().map(|(_, name)| name).collect();
            let (shipped, summary) = (Vec::new(), ProducerSummary::default());
            self.directories.push(OrphanSpool { adopted, segments, shipped, summary, is_incomplete });
        }
        if self.unreadable > 0 {
            sender.counters.problem("unreadable");
        }
    }

    /// Deals with one segment; false when there is nothing to do.
    pub(super) fn step(&mut self, sender: &mut BatchSender<'_>) -> bool {
        if self.directories.is_empty() && self.has_more {
            self.take_some(sender);
        }
        let Some(orphan) = self.directories.last_mut() else { return false };
        if let Some(name) = orphan.segments.last() {
            match ship_segment(orphan.adopted.dir(), name, &mut orphan.summary, sender) {
                Shipped::Through => orphan.shipped.extend(orphan.segments.pop()),
                Shipped::Unreadable => {
                    self.unreadable += 1;
                    sender.counters.problem("unreadable");
                    orphan.is_incomplete = true;
                    orphan.segments.pop();
                }
                Shipped::NoTime => return false,
            }
            return true;
        }
        if orphan.is_incomplete {
            // What was settled is remembered in the segments; the next to look begins behind it.
            self.directories.pop();
            return true;
        }
        if !orphan.shipped.is_empty() && !announce(orphan, sender) {
            return false;
        }
        if let Some(orphan) = self.directories.pop() {
            // Only now: what cannot be read or delivered as a whole is taken over again and again.
            sender.counters.adopted.add(1);
            orphan.shipped.iter().for_each(|name| drop(orphan.adopted.dir().remove(name)));
            orphan.adopted.remove();
        }
        true
    }
}

impl ProducerSummary {
    /// Reads a segment from its beginning: what was settled long ago tells about the producer too.
    fn read(&mut self, producer: &str, bytes: &[u8], header: &Header) {
        producer.clone_into(&mut self.producer);
        let mut known = None;
        for item in Scan::new(bytes, header.seed, HEADER) {
            let Item::Record { frame, context } = item else { continue };
            self.last_seq = self.last_seq.max(frame.fields.seq);
            if known.replace(context) != Some(context) {
                self.note_project(context);
            }
        }
    }

    fn note_project(&mut self, context: &[u8]) {
        let members = format!("{{{}}}", String::from_utf8_lossy(context));
        let Ok(members) = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&members) else { return };
        let of_project = members.iter().filter(|(name, _)| matches!(name.as_str(), "account_id" | "project_id"));
        let project: Vec<String> = of_project.map(|(name, value)| format!("\"{name}\":{value}")).collect();
        self.projects.insert(project.join(","));
    }
}

/// Tells the server, in the name of the dead producer, that it died: what it left open will never end.
///
/// Its sequence goes on for this. Told twice, by whomever, it is the same record to the byte.
fn announce(orphan: &OrphanSpool, sender: &mut BatchSender<'_>) -> bool {
    let summary = &orphan.summary;
    let mut batch = Batch::new(&summary.producer);
    let since_epoch = orphan.adopted.found_at().duration_since(UNIX_EPOCH).unwrap_or_default();
    let found = Timestamp::from_micros(i64::try_from(since_epoch.as_micros()).unwrap_or(i64::MAX));
    let payload = format!("\"timestamp\":\"{found}\",\"adopted_at\":\"{found}\"");
    for (project, seq) in summary.projects.iter().zip(summary.last_seq + 1..) {
        let fields = Fields { kind: Kind::Producer, seq, context: 0, micros: found.as_micros() };
        batch.push(&Frame { fields, payload: payload.as_bytes(), next: 0 }, project.as_bytes(), ());
    }
    sender.deliver(&batch, |_, _| {})
}

enum Peek {
    Segment(u64),
    Spare,
    Damaged,
    Unreadable,
}

/// What came of a segment.
enum Shipped {
    /// Nothing is left in it.
    Through,
    /// It cannot be read now.
    Unreadable,
    /// There was no time for all of it.
    NoTime,
}

/// Looks at the header of a segment's file.
fn peek(directory: &PrivateDir, name: &str) -> Peek {
    let Ok(file) = directory.file(name) else { return Peek::Unreadable };
    let mut bytes = [0; HEADER];
    match file.read_exact_at(&mut bytes, 0) {
        Ok(()) => {}
        // Killed between making the file and giving it its length.
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Peek::Spare,
        Err(_) => return Peek::Unreadable,
    }
    match read_header(&bytes) {
        Ok(header) => Peek::Segment(header.number),
        Err(_) if bytes.iter().all(|byte| *byte == 0) => Peek::Spare,
        // Killed while it was wiped or taken into use: there is no record without a header.
        Err(_) => match read_all(&file) {
            Ok(bytes) if bytes[HEADER.min(bytes.len())..].iter().take(frame_probe()).all(|byte| *byte == 0) => {
                Peek::Spare
            }
            Ok(_) => Peek::Damaged,
            Err(_) => Peek::Unreadable,
        },
    }
}

/// How many bytes behind the header are zero in a segment without records.
const fn frame_probe() -> usize {
    crate::spool::frame::HEADER
}

/// Ships what is unsettled in a segment.
fn ship_segment(
    directory: &PrivateDir,
    name: &str,
    summary: &mut ProducerSummary,
    sender: &mut BatchSender<'_>,
) -> Shipped {
    let file = match directory.file(name) {
        Ok(file) => file,
        // Somebody removed it.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Shipped::Through,
        Err(_) => return Shipped::Unreadable,
    };
    let Ok(bytes) = read_all(&file) else { return Shipped::Unreadable };
    let Ok(header) = read_header(&bytes) else { return Shipped::Unreadable };
    let producer = HEXLOWER.encode(&header.producer);
    summary.read(&producer, &bytes, &header);
    let mut items = Scan::new(&bytes, header.seed, header.settled);
    loop {
        let mut batch = Batch::new(&producer);
        let (mut damaged, mut is_torn, mut is_through) = (Vec::new(), false, false);
        while batch.has_room() && !is_through {
            match items.next() {
                Some(Item::Record { frame, context }) => {
                    batch.push(&frame, context, frame.next);
                }
                Some(Item::Damage { bytes, next }) => damaged.push((next, bytes)),
                Some(Item::Torn) => is_torn = true,
                None => is_through = true,
            }
        }
        let mut settled = header.settled;
        let counters = Arc::clone(&sender.counters);
        let delivered = sender.deliver(&batch, |lines, _| {
            counters.adopted_records.add(lines.len() as u64);
            settled = batch.origins(lines.start, lines.end).last().map_or(settled, |end| *end);
            remember(&file, &header, settled);
        });
        if delivered {
            // Whoever reads this segment again begins behind what is counted below.
            settled = items.at();
            remember(&file, &header, settled);
            sender.counters.torn.add(u64::from(is_torn));
        }
        for (_, bytes) in damaged.into_iter().filter(|(next, _)| *next <= settled) {
            sender.counters.corrupt.add(1);
            sender.dead_letters.damaged(&producer, bytes);
        }
        if !delivered {
            return Shipped::NoTime;
        }
        if is_through {
            return Shipped::Through;
        }
    }
}

/// Remembers in the file what was settled, so that the next to reclaim it resends little.
fn remember(file: &File, header: &Header, end: usize) {
    // A file that was cut may end anywhere; what is remembered is where a frame may begin.
    let settled = (end.max(header.settled) as u64 & !7).to_le_bytes();
    // A failure costs a few duplicates, which the server knows by their identity.
    let _ = file.write_all_at(&settled, SETTLED_AT as u64);
}

/// Ships everything adoptable in `spool` until nothing is left or the deadline is over; tells after each piece how many
/// records were dealt with so far. What is older than `age_max` then is removed.
pub(crate) fn ship_directory(
    spool: &Path,
    url: &str,
    api_key: Option<Secret>,
    deadline: Duration,
    age_max: Duration,
    tell: &mut dyn FnMut(u64),
) -> Shipment {
    let deadline = Instant::now() + deadline;
    let config = Config {
        url: Some(url.to_owned()),
        api_key,
        request_timeout: Config::default()
            .request_timeout
            .min(deadline.saturating_duration_since(Instant::now()))
            .max(Duration::from_millis(1)),
        ..Config::default()
    };
    let root = Arc::new(Root::at(spool));
    let counters = Arc::<Counters>::default();
    let bell = Signal::default();
    let pause = move |time: Duration| {
        let left = deadline.saturating_duration_since(Instant::now());
        bell.wait(time.min(left));
        time < left
    };
    let Some(mut sender) = BatchSender::new(&config, Some(&root), None, Arc::clone(&counters), Box::new(pause)) else {
        return Shipment::default();
    };
    let spool_problem = root.open().err().filter(|error| error.kind() != io::ErrorKind::NotFound);
    let mut reclaiming = Reclaiming::of(Some(&root));
    reclaiming.look(&sender);
    while Instant::now() < deadline && reclaiming.step(&mut sender) {
        tell(counters.adopted_records.get());
    }
    let mut again = RetryPass::default();
    again.look(&sender.held);
    while reclaiming.is_through() && again.step(&mut sender) {}
    let is_through = reclaiming.is_through() && again.is_through();
    let unreadable = reclaiming.unreadable;
    drop((reclaiming, again));
    expire(&root, age_max, &counters);
    Shipment {
        complete: is_through && unreadable == 0 && sender.held.is_empty(),
        producers: counters.adopted.get(),
        records: counters.adopted_records.get(),
        duplicate: counters.duplicate.get(),
        rejected: counters.rejected.get(),
        erased: counters.erased.get(),
        held: counters.held.get(),
        held_released: counters.held_released.get(),
        unreadable,
        expired: counters.expired.get(),
        dead_letters_expired: counters.dead_letters_expired.get(),
        spool_problem: spool_problem.map(|error| root.problem(&error)),
        dead_letters: counters.dead_letters.get(),
        corrupt: counters.corrupt.get(),
        torn: counters.torn.get(),
        last_error: counters.last_problem(),
    }
}
