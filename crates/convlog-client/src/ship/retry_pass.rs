//! Sends what was kept aside once more.

use super::batch::Batch;
use super::batch_sender::BatchSender;
use super::lines::LineFile;
use super::retry_queue::RetryQueue;
use crate::stats::Pending;

/// What was kept aside on its way to the server once more: a batch at a time, so that what is recorded meanwhile does
/// not wait for all of it.
#[derive(Debug, Default)]
pub(super) struct RetryPass {
    files: Vec<String>,
    current: Option<RetryFile>,
}

/// A file that is being sent again.
#[derive(Debug)]
struct RetryFile {
    file: LineFile,
    /// Everything before was decided about.
    at: usize,
    /// The lines of it that were refused again.
    refused: Vec<u8>,
}

impl RetryPass {
    /// Begins with all files, unless it is in the middle of them.
    pub(super) fn look(&mut self, held: &RetryQueue) {
        if self.is_through() {
            self.files = held.lines.names();
        }
    }

    pub(super) fn is_through(&self) -> bool {
        self.files.is_empty() && self.current.is_none()
    }

    /// Sends one batch; false when there is nothing to send or no time for it.
    pub(super) fn step(&mut self, sender: &mut BatchSender<'_>) -> bool {
        while self.current.is_none() {
            let Some(name) = self.files.pop() else { return false };
            let file = sender.held.lines.open(name);
            self.current = file.map(|file| RetryFile { file, at: 0, refused: Vec::new() });
        }
        let Some(file_again) = &mut self.current else { return false };
        if !file_again.send_batch(sender) {
            return false;
        }
        if file_again.at == file_again.file.bytes.len() {
            file_again.close(sender);
            self.current = None;
        }
        true
    }
}

impl RetryFile {
    /// Sends the next lines; false when there was no time. What was decided meanwhile and is sent once more is known by
    /// its identity.
    fn send_batch(&mut self, sender: &mut BatchSender<'_>) -> bool {
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
        sender.held.again.replace(Some(Vec::new()));
        let is_delivered = sender.deliver(&batch, |_, _| {});
        let refused = sender.held.again.take().unwrap_or_default();
        if is_delivered {
            self.refused.extend_from_slice(&refused);
            self.at = end;
        }
        is_delivered
    }

    /// Leaves in the file what was refused again.
    fn close(&self, sender: &BatchSender<'_>) {
        let bytes = &self.file.bytes;
        if self.refused == *bytes && !bytes.is_empty() {
            return;
        }
        let lines = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
        let records = lines(bytes).saturating_sub(lines(&self.refused));
        sender.counters.held_released.add(records);
        if sender.held.is_own(self.file.producer()) {
            let bytes = bytes.len().saturating_sub(self.refused.len()) as u64;
            sender.counters.release(Pending { records, bytes });
        }
        if self.file.replace(&self.refused).is_err() {
            sender.counters.problem("spool");
        }
    }
}
