//! Files of one record a line in a folder of the spool, for our user alone, bounded: `<producer>.ndjson`, and while somebody
//! works on that one, `<producer>.2.ndjson` and so on.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use convlog_core::Timestamp;
use convlog_private_dir::{PrivateDir, Refusal, may_be_this_long};
use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;
use serde::Deserialize;

use crate::spool::age::{is_possible, written_at};
use crate::spool::root::Root;

/// The most bytes of one file.
const FILE_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// The most files of one producer.
const FILES_MAX: usize = 4;
const ENDING: &str = ".ndjson";

/// The files of one folder.
#[derive(Debug)]
pub(super) struct Lines {
    root: Option<Arc<Root>>,
    folder: &'static str,
}

/// One file, locked, so that nobody else works on it or adds to it.
#[derive(Debug)]
pub(super) struct LineFile {
    folder: PrivateDir,
    name: String,
    file: File,
    pub(super) bytes: Vec<u8>,
}

impl Lines {
    /// Names the files of a folder in a spool, if there is one.
    pub(super) fn new(root: Option<Arc<Root>>, folder: &'static str) -> Lines {
        Lines { root, folder }
    }

    /// Returns the folder, which is made if it is not there.
    pub(super) fn folder(&self) -> io::Result<PrivateDir> {
        self.root.as_ref().ok_or(Errno::NOENT)?.make()?.dir_or_create(self.folder)
    }

    /// Adds a line to a file of its producer that nobody works on; false when there is no room.
    ///
    /// # Errors
    ///
    /// The folder cannot be used, or the file cannot be written.
    pub(super) fn append(&self, producer: &str, line: &[u8]) -> io::Result<bool> {
        let folder = self.folder()?;
        let mut refused = None;
        for number in 1..=FILES_MAX {
            let name = if number == 1 { format!("{producer}{ENDING}") } else { format!("{producer}.{number}{ENDING}") };
            let file = match folder.file_or_create(&name) {
                Ok(file) => file,
                // Something stands there that is no file of ours.
                Err(error) if Refusal::of(&error).is_some() => {
                    refused = Some(error);
                    continue;
                }
                Err(error) => return Err(error),
            };
            match flock(&file, FlockOperation::NonBlockingLockExclusive) {
                // Whoever worked on it may have put another in its place before we had the lock.
                Ok(()) if folder.is_at(&file, &name) => {}
                Ok(()) | Err(Errno::WOULDBLOCK) => continue,
                Err(error) => return Err(error.into()),
            }
            let before = file.metadata()?.len();
            let after = before + line.len() as u64 + 1;
            if after > FILE_BYTES_MAX {
                return Ok(false);
            }
            may_be_this_long(after)?;
            // Half a line would spoil the one behind it too.
            let written = file.write_all_at(&[line, b"\n"].concat(), before);
            written.inspect_err(|_| drop(file.set_len(before)))?;
            return Ok(true);
        }
        refused.map_or(Ok(false), Err)
    }

    /// Returns the names of the files.
    pub(super) fn names(&self) -> Vec<String> {
        let names = self.existing().and_then(|folder| folder.names()).unwrap_or_default();
        names.into_iter().filter_map(|name| name.into_string().ok()).filter(|name| name.ends_with(ENDING)).collect()
    }

    fn existing(&self) -> io::Result<PrivateDir> {
        self.root.as_ref().ok_or(Errno::NOENT)?.open()?.dir(self.folder)
    }

    /// Takes a file; `None` when it is not ours, somebody else works on it, or it cannot be read.
    pub(super) fn open(&self, name: String) -> Option<LineFile> {
        let folder = self.existing().ok()?;
        let mut file = folder.file(&name).ok()?;
        flock(&file, FlockOperation::NonBlockingLockExclusive).ok()?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).ok()?;
        Some(LineFile { folder, name, file, bytes })
    }

    /// Removes the lines that are older than this, and what else has lain in the folder longer, if that may be; returns
    /// how many lines and other files that were.
    pub(super) fn expire(&self, age_max: Duration, may_remove: &dyn Fn() -> bool) -> u64 {
        let Some(before) = SystemTime::now().checked_sub(age_max) else { return 0 };
        let Ok(folder) = self.existing() else { return 0 };
        let names = folder.names().unwrap_or_default().into_iter().filter_map(|name| name.into_string().ok());
        let expire = |name: String| {
            let is_old = |time: Option<SystemTime>| time.is_some_and(|time| time < before) && may_remove();
            if name.ends_with(ENDING) { self.expire_lines(name, is_old) } else { expire_file(&folder, &name, is_old) }
        };
        names.map(expire).sum()
    }

    fn expire_lines(&self, name: String, is_old: impl Fn(Option<SystemTime>) -> bool) -> u64 {
        let Some(file) = self.open(name) else { return 0 };
        let written = file.file.metadata().ok().and_then(|metadata| written_at(&metadata));
        let mut kept = Vec::new();
        let mut expired = 0;
        for line in file.bytes.split_inclusive(|byte| *byte == b'\n') {
            if is_old(time_of(line).or(written)) {
                expired += 1;
            } else {
                kept.extend_from_slice(line);
            }
        }
        if expired > 0 && file.replace(&kept).is_err() { 0 } else { expired }
    }
}

fn expire_file(folder: &PrivateDir, name: &str, is_old: impl Fn(Option<SystemTime>) -> bool) -> u64 {
    let written = folder.file(name).and_then(|file| Ok(written_at(&file.metadata()?)));
    u64::from(written.is_ok_and(is_old) && folder.remove(name).is_ok())
}

impl LineFile {
    /// Returns whose lines they are.
    pub(super) fn producer(&self) -> &str {
        self.name.split('.').next().unwrap_or_default()
    }

    /// Puts a file with these lines in its place; without any, none.
    ///
    /// # Errors
    ///
    /// It cannot be written; the file is as it was.
    pub(super) fn replace(&self, lines: &[u8]) -> io::Result<()> {
        let beside = format!("{}.part", self.name.trim_end_matches(ENDING));
        // Somebody who died in the middle may have left it.
        let _ = self.folder.remove(&beside);
        if lines.is_empty() {
            return self.folder.remove(&self.name);
        }
        may_be_this_long(lines.len() as u64)?;
        let mut file = self.folder.create(&beside)?;
        file.write_all(lines)?;
        file.sync_data()?;
        self.folder.rename(beside, &self.folder, &self.name)
    }
}

/// The times that a line may tell of: when a record was refused, or when it was made.
#[derive(Deserialize)]
struct Times {
    at: Option<String>,
    timestamp: Option<String>,
    entry: Option<Box<Times>>,
    record: Option<Box<Times>>,
}

impl Times {
    fn first(&self) -> Option<&str> {
        let inner = || self.entry.as_ref().or(self.record.as_ref()).and_then(|inner| inner.first());
        self.at.as_deref().or(self.timestamp.as_deref()).or_else(inner)
    }
}

/// Returns the time that a line tells of, if it does.
fn time_of(line: &[u8]) -> Option<SystemTime> {
    let times: Times = serde_json::from_slice(line).ok()?;
    let micros = Timestamp::parse(times.first()?)?.as_micros();
    Some(UNIX_EPOCH + Duration::from_micros(u64::try_from(micros).ok()?)).filter(|time| is_possible(*time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_as_old_as_its_refusal_or_else_its_record() {
        let seconds = |line: &str| Some(time_of(line.as_bytes())?.duration_since(UNIX_EPOCH).unwrap().as_secs());
        let day = "2025-06-01T00:00:00Z";
        for line in [
            format!(r#"{{"at":"{day}","record":{{"timestamp":"2025-02-01T00:00:00Z"}}}}"#),
            format!(r#"{{"code":"x","record":{{"type":"log","entry":{{"timestamp":"{day}","content":1e400}}}}}}"#),
            format!(r#"{{"type":"turn","timestamp":"{day}"}}"#),
            format!(r#"{{"type":"log","seq":3,"entry":{{"timestamp":"{day}"}}}}"#),
        ] {
            assert_eq!(seconds(&line), Some(1_748_736_000), "{line}");
        }
        for line in ["", "{}", "no json", r#"{"entry":"this is no entry"}"#, r#"{"timestamp":"1970-01-01T00:05:00Z"}"#]
        {
            assert_eq!(seconds(line), None, "{line}");
        }
    }
}
