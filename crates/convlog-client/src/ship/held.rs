//! Records that a server refuses because of the key or the project they came with: kept aside, so that they hold up
//! nothing behind them, and sent again, because somebody may put the key or the project right.
//!
//! `<spool>/held/<producer>.ndjson`, one record a line as it was sent, readable for our user alone, bounded.

use std::cell::RefCell;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::fs::{FlockOperation, OFlags, flock};

use super::batch::Batch;
use super::courier::Courier;
use crate::counters::Counters;
use crate::spool::directory::{HELD, make_private_dirs};

/// The most bytes of one producer's file.
const FILE_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// The place of what is kept aside.
#[derive(Debug)]
pub(super) struct Held {
    folder: Option<PathBuf>,
    counters: Arc<Counters>,
    /// Where a file is being sent again: the lines that were refused again.
    again: RefCell<Option<Vec<u8>>>,
}

impl Held {
    pub(super) fn new(spool: Option<PathBuf>, counters: Arc<Counters>) -> Held {
        Held { folder: spool.map(|spool| spool.join(HELD)), counters, again: RefCell::default() }
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
            self.counters.held_bytes.add(line.len() as u64);
        }
        kept
    }

    /// Says how many files there are.
    pub(super) fn files(&self) -> Vec<PathBuf> {
        let entries = self.folder.as_deref().and_then(|folder| fs::read_dir(folder).ok());
        let paths = entries.into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
        paths.filter(|path| path.extension().is_some_and(|extension| extension == "ndjson")).collect()
    }
}

fn append(folder: &Path, producer: &str, line: &[u8]) -> io::Result<bool> {
    make_private_dirs(folder)?;
    let path = folder.join(format!("{producer}.ndjson"));
    let mut file = open(&path, OpenOptions::new().append(true).create(true).mode(0o600))?;
    flock(&file, FlockOperation::LockExclusive)?;
    if file.metadata()?.len() + line.len() as u64 > FILE_BYTES_MAX {
        return Ok(false);
    }
    // Whoever sent it again may have put another file in its place before we had the lock.
    if fs::symlink_metadata(&path).map(|there| there.ino()).ok() != Some(file.metadata()?.ino()) {
        file = open(&path, OpenOptions::new().append(true).create(true).mode(0o600))?;
    }
    file.write_all(&[line, b"\n"].concat())?;
    Ok(true)
}

fn open(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    options.custom_flags(OFlags::NOFOLLOW.bits().cast_signed()).open(path)
}

/// Sends everything that was kept aside again; false when there was no time for it.
pub(super) fn send_again(courier: &mut Courier<'_>) -> bool {
    for path in courier.held.files() {
        let Ok(mut file) = open(&path, OpenOptions::new().read(true).write(true)) else { continue };
        let is_ours = file.metadata().is_ok_and(|there| there.uid() == rustix::process::geteuid().as_raw());
        if !is_ours || flock(&file, FlockOperation::NonBlockingLockExclusive).is_err() {
            continue;
        }
        let mut bytes = Vec::new();
        if file.read_to_end(&mut bytes).is_err() {
            continue;
        }
        let producer = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        courier.held.again.replace(Some(Vec::new()));
        let settled = resend(courier, &producer, &bytes);
        let again = courier.held.again.take().unwrap_or_default();
        // What was decided meanwhile and is sent once more is known by its identity.
        if !settled {
            return false;
        }
        let lines = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
        courier.counters.held_released.add(lines(&bytes).saturating_sub(lines(&again)));
        if again != bytes && replace(&path, &again).is_err() {
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
    if lines.is_empty() {
        return fs::remove_file(path);
    }
    let beside = path.with_extension("part");
    let mut file = open(&beside, OpenOptions::new().write(true).create(true).truncate(true).mode(0o600))?;
    file.write_all(lines)?;
    fs::rename(beside, path)
}
