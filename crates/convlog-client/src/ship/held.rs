//! Records that a server refuses because of the key or the project they came with: kept aside, so that they hold up
//! nothing behind them, and sent again, because somebody may put the key or the project right.
//!
//! `<spool>/held/<producer>.ndjson`, one record a line as it was sent. While somebody sends that file again, which takes
//! as long as the server makes it, others are begun beside it.

use std::cell::RefCell;
use std::sync::Arc;

use super::batch::Batch;
use super::courier::Courier;
use super::lines::{LineFile, Lines};
use crate::counters::Counters;
use crate::spool::root::{HELD, Root};
use crate::stats::Left;

/// The place of what is kept aside.
#[derive(Debug)]
pub(super) struct Held {
    lines: Lines,
    /// The producer that is this process; none where only what others left is shipped.
    own: Option<String>,
    counters: Arc<Counters>,
    /// Where a file is being sent again: the lines that were refused again.
    again: RefCell<Option<Vec<u8>>>,
}

impl Held {
    pub(super) fn new(root: Option<Arc<Root>>, own: Option<String>, counters: Arc<Counters>) -> Held {
        Held { lines: Lines::new(root, HELD), own, counters, again: RefCell::default() }
    }

    /// Keeps a record aside; false when there is no room for it.
    pub(super) fn keep(&self, producer: &str, line: &[u8]) -> bool {
        if let Some(again) = &mut *self.again.borrow_mut() {
            again.extend_from_slice(line);
            again.push(b'\n');
            return true;
        }
        let kept = self.lines.append(producer, line).unwrap_or(false);
        if kept {
            self.counters.held.add(1);
            if self.is_own(producer) {
                self.counters.keep_aside(Left { records: 1, bytes: line.len() as u64 + 1 });
            }
        }
        kept
    }

    fn is_own(&self, producer: &str) -> bool {
        self.own.as_deref() == Some(producer)
    }

    /// Whether nothing is kept aside.
    pub(super) fn is_empty(&self) -> bool {
        self.lines.names().is_empty()
    }
}

/// What was kept aside on its way to the server once more: a batch at a time, so that what is recorded meanwhile does
/// not wait for all of it.
#[derive(Debug, Default)]
pub(super) struct Again {
    files: Vec<String>,
    current: Option<Resent>,
}

/// A file that is being sent again.
#[derive(Debug)]
struct Resent {
    file: LineFile,
    /// Everything before was decided about.
    at: usize,
    /// The lines of it that were refused again.
    refused: Vec<u8>,
}

impl Again {
    /// Begins with all files, unless it is in the middle of them.
    pub(super) fn look(&mut self, held: &Held) {
        if self.is_through() {
            self.files = held.lines.names();
        }
    }

    pub(super) fn is_through(&self) -> bool {
        self.files.is_empty() && self.current.is_none()
    }

    /// Sends one batch; false when there is nothing to send or no time for it.
    pub(super) fn step(&mut self, courier: &mut Courier<'_>) -> bool {
        while self.current.is_none() {
            let Some(name) = self.files.pop() else { return false };
            let file = courier.held.lines.open(name);
            self.current = file.map(|file| Resent { file, at: 0, refused: Vec::new() });
        }
        let Some(resent) = &mut self.current else { return false };
        if !resent.send_batch(courier) {
            return false;
        }
        if resent.at == resent.file.bytes.len() {
            resent.close(courier);
            self.current = None;
        }
        true
    }
}

impl Resent {
    /// Sends the next lines; false when there was no time. What was decided meanwhile and is sent once more is known by
    /// its identity.
    fn send_batch(&mut self, courier: &mut Courier<'_>) -> bool {
        let mut batch = Batch::new(self.file.producer());
        let mut end = self.at;
        let mut lines = self.file.bytes[self.at..].split_inclusive(|byte| *byte == b'\n');
        while batch.has_room()
            && let Some(line) = lines.next()
        {
            end += line.len();
            if !line.trim_ascii().is_empty() {
                batch.push_line(line.trim_ascii_end(), ());
            }
        }
        courier.held.again.replace(Some(Vec::new()));
        let is_delivered = courier.deliver(&batch, |_, _| {});
        let refused = courier.held.again.take().unwrap_or_default();
        if is_delivered {
            self.refused.extend_from_slice(&refused);
            self.at = end;
        }
        is_delivered
    }

    /// Leaves in the file what was refused again.
    fn close(&self, courier: &Courier<'_>) {
        let bytes = &self.file.bytes;
        if self.refused == *bytes && !bytes.is_empty() {
            return;
        }
        let lines = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
        let records = lines(bytes).saturating_sub(lines(&self.refused));
        courier.counters.held_released.add(records);
        if courier.held.is_own(self.file.producer()) {
            let bytes = bytes.len().saturating_sub(self.refused.len()) as u64;
            courier.counters.release(Left { records, bytes });
        }
        if self.file.replace(&self.refused).is_err() {
            courier.counters.problem("spool");
        }
    }
}
