//! Records that a server refuses because of the key or the project they came with: kept aside, so that they hold up
//! nothing behind them, and sent again, because somebody may put the key or the project right.
//!
//! `<spool>/held/<producer>.ndjson`, one record a line as it was sent, readable for our user alone, bounded. While
//! somebody sends that file again, which takes as long as the server makes it, `<producer>.2.ndjson` and so on.

use std::cell::RefCell;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::fs::{FlockOperation, OFlags, flock};
use rustix::io::Errno;

use super::batch::Batch;
use super::courier::Courier;
use crate::counters::Counters;
use crate::spool::directory::{HELD, is_at, make_private_dirs};
use crate::stats::Left;

/// The most bytes of one file.
const FILE_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// The most files of one producer.
const FILES_MAX: usize = 4;

/// The place of what is kept aside.
#[derive(Debug)]
pub(super) struct Held {
    folder: Option<PathBuf>,
    /// The producer that is this process; none where only what others left is shipped.
    own: Option<String>,
    counters: Arc<Counters>,
    /// Where a file is being sent again: the lines that were refused again.
    again: RefCell<Option<Vec<u8>>>,
}

impl Held {
    pub(super) fn new(spool: Option<PathBuf>, own: Option<String>, counters: Arc<Counters>) -> Held {
        Held { folder: spool.map(|spool| spool.join(HELD)), own, counters, again: RefCell::default() }
    }

    /// Keeps a record aside; false when there is no room for it.
    pub(super) fn keep(&self, producer: &str, line: &[u8]) -> bool {
        if let Some(again) = &mut *self.again.borrow_mut() {
            again.extend_from_slice(line);
            again.push(b'\n');
            return true;
        }
        let kept = self.folder.as_deref().is_some_and(|folder| append(folder, producer, line).unwrap_or(false));
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

    /// Returns the files.
    pub(super) fn files(&self) -> Vec<PathBuf> {
        let entries = self.folder.as_deref().and_then(|folder| fs::read_dir(folder).ok());
        let paths = entries.into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
        paths.filter(|path| path.extension().is_some_and(|extension| extension == "ndjson")).collect()
    }
}

/// Appends a record to a file of its producer that nobody is sending again; false when there is no room.
fn append(folder: &Path, producer: &str, line: &[u8]) -> io::Result<bool> {
    make_private_dirs(folder)?;
    for number in 1..=FILES_MAX {
        let name = if number == 1 { format!("{producer}.ndjson") } else { format!("{producer}.{number}.ndjson") };
        let path = folder.join(name);
        let mut file = open(&path, OpenOptions::new().append(true).create(true).mode(0o600))?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            // Whoever sent it again may have put another in its place before we had the lock.
            Ok(()) if is_at(&file, &path) => {}
            Ok(()) | Err(Errno::WOULDBLOCK) => continue,
            Err(error) => return Err(error.into()),
        }
        let before = file.metadata()?.len();
        if before + line.len() as u64 > FILE_BYTES_MAX {
            return Ok(false);
        }
        // Half a line would spoil the one behind it too.
        file.write_all(&[line, b"\n"].concat()).inspect_err(|_| drop(file.set_len(before)))?;
        return Ok(true);
    }
    Ok(false)
}

fn open(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    options.custom_flags(OFlags::NOFOLLOW.bits().cast_signed()).open(path)
}

/// What was kept aside on its way to the server once more: a batch at a time, so that what is recorded meanwhile does
/// not wait for all of it.
#[derive(Debug, Default)]
pub(super) struct Again {
    files: Vec<PathBuf>,
    current: Option<Resent>,
}

/// A file that is being sent again.
#[derive(Debug)]
struct Resent {
    path: PathBuf,
    /// Locked, so that nobody else sends it or adds to it.
    _file: File,
    bytes: Vec<u8>,
    /// Everything before was decided about.
    at: usize,
    /// The lines of it that were refused again.
    refused: Vec<u8>,
}

impl Again {
    /// Begins with all files, unless it is in the middle of them.
    pub(super) fn look(&mut self, held: &Held) {
        if self.is_through() {
            self.files = held.files();
        }
    }

    pub(super) fn is_through(&self) -> bool {
        self.files.is_empty() && self.current.is_none()
    }

    /// Sends one batch; false when there is nothing to send or no time for it.
    pub(super) fn step(&mut self, courier: &mut Courier<'_>) -> bool {
        while self.current.is_none() {
            let Some(path) = self.files.pop() else { return false };
            self.current = Resent::open(path);
        }
        let Some(resent) = &mut self.current else { return false };
        if !resent.send_batch(courier) {
            return false;
        }
        if resent.at == resent.bytes.len() {
            resent.close(courier);
            self.current = None;
        }
        true
    }
}

impl Resent {
    /// Takes a file; `None` when it is not ours, somebody else is sending it, or it cannot be read.
    fn open(path: PathBuf) -> Option<Resent> {
        let mut file = open(&path, OpenOptions::new().read(true).write(true)).ok()?;
        let is_ours = |there: fs::Metadata| there.is_file() && there.uid() == rustix::process::geteuid().as_raw();
        if !file.metadata().is_ok_and(is_ours) || flock(&file, FlockOperation::NonBlockingLockExclusive).is_err() {
            return None;
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).ok()?;
        Some(Resent { path, _file: file, bytes, at: 0, refused: Vec::new() })
    }

    fn producer(&self) -> String {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        name.split('.').next().unwrap_or_default().to_owned()
    }

    /// Sends the next lines; false when there was no time. What was decided meanwhile and is sent once more is known by
    /// its identity.
    fn send_batch(&mut self, courier: &mut Courier<'_>) -> bool {
        let mut batch = Batch::new(&self.producer());
        let mut end = self.at;
        let mut lines = self.bytes[self.at..].split_inclusive(|byte| *byte == b'\n');
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
        if self.refused == self.bytes && !self.bytes.is_empty() {
            return;
        }
        let lines = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
        let records = lines(&self.bytes).saturating_sub(lines(&self.refused));
        courier.counters.held_released.add(records);
        if courier.held.is_own(&self.producer()) {
            let bytes = self.bytes.len().saturating_sub(self.refused.len()) as u64;
            courier.counters.release(Left { records, bytes });
        }
        if replace(&self.path, &self.refused).is_err() {
            courier.counters.problem("spool");
        }
    }
}

/// Puts a file with these lines in the place of another; without any, none.
fn replace(path: &Path, lines: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("part");
    if lines.is_empty() {
        // Somebody who died in the middle may have left it.
        let _ = fs::remove_file(beside);
        return fs::remove_file(path);
    }
    let mut file = open(&beside, OpenOptions::new().write(true).create(true).truncate(true).mode(0o600))?;
    file.write_all(lines)?;
    file.sync_data()?;
    fs::rename(beside, path)
}
