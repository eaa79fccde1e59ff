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

/// Sends everything that was kept aside again; false when there was no time for it.
pub(super) fn send_again(courier: &mut Courier<'_>) -> bool {
    for path in courier.held.files() {
        let Ok(mut file) = open(&path, OpenOptions::new().read(true).write(true)) else { continue };
        let is_ours = |there: fs::Metadata| there.is_file() && there.uid() == rustix::process::geteuid().as_raw();
        if !file.metadata().is_ok_and(is_ours) || flock(&file, FlockOperation::NonBlockingLockExclusive).is_err() {
            continue;
        }
        let mut bytes = Vec::new();
        if file.read_to_end(&mut bytes).is_err() {
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let producer = name.split('.').next().unwrap_or_default();
        courier.held.again.replace(Some(Vec::new()));
        let settled = resend(courier, producer, &bytes);
        let again = courier.held.again.take().unwrap_or_default();
        // What was decided meanwhile and is sent once more is known by its identity.
        if !settled {
            return false;
        }
        if again == bytes && !bytes.is_empty() {
            continue;
        }
        let lines = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
        let records = lines(&bytes).saturating_sub(lines(&again));
        courier.counters.held_released.add(records);
        if courier.held.is_own(producer) {
            courier.counters.release(Left { records, bytes: bytes.len().saturating_sub(again.len()) as u64 });
        }
        if replace(&path, &again).is_err() {
            courier.counters.problem("spool");
        }
    }
    true
}

fn resend(courier: &mut Courier<'_>, producer: &str, bytes: &[u8]) -> bool {
    let mut lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).peekable();
    while lines.peek().is_some() {
        let mut batch = Batch::new(producer);
        while batch.has_room()
            && let Some(line) = lines.next()
        {
            batch.push_line(line, ());
        }
        if !courier.deliver(&batch, |_, _| {}) {
            return false;
        }
    }
    true
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
