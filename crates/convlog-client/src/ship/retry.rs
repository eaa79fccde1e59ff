//! Sends what was kept aside once more.

use super::batch::Batch;
use super::courier::Courier;
use super::held::Held;
use super::lines::LineFile;
use crate::stats::Left;

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
