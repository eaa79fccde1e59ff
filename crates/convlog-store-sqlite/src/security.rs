//! The security log of a data directory: files of JSON lines, to which the server and the command line append.
//!
//! Each group of events has a file of its own and a few older ones, so that a flood of one group costs its own past and
//! no other's. Whoever appends or renames holds the lock of the newest file, and then looks whether it still is the
//! newest: another process may have put it aside meanwhile.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use convlog_store::error::Result;
use convlog_store::{Error, ErrorKind, EventGroup, SecurityEvent, SecurityLog};
use rustix::fs::OFlags;
use serde_json::{Map, Value};

use crate::open_error::OpenError;

/// A file that would grow past this is put aside.
const FILE_BYTES_MAX: u64 = 4 * 1024 * 1024;
/// So many older files are kept of each group.
const OLDER_FILES: u32 = 7;

/// The security log of a data directory.
#[derive(Clone, Debug)]
pub struct SecurityFiles {
    data_dir: PathBuf,
    file_bytes_max: u64,
}

/// What was read of the log.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SecurityEvents {
    /// The events, the oldest first.
    pub events: Vec<Map<String, Value>>,
    /// How many lines hold no event.
    pub unreadable: u64,
}

impl SecurityFiles {
    /// Names the log of a data directory. A file is made with its first event.
    #[must_use]
    pub fn of(data_dir: &Path) -> SecurityFiles {
        SecurityFiles { data_dir: data_dir.to_owned(), file_bytes_max: FILE_BYTES_MAX }
    }

    /// Reads the events of some groups that are wanted.
    ///
    /// # Errors
    /// A file cannot be read.
    pub fn events(
        &self,
        groups: &[EventGroup],
        is_wanted: impl Fn(&Map<String, Value>) -> bool,
    ) -> Result<SecurityEvents> {
        let mut found = SecurityEvents::default();
        for group in groups {
            let read = self.read_group(*group, &is_wanted, &mut found);
            read.map_err(|error| failed("read the security log", &self.newest(*group), error))?;
        }
        // RFC 3339 in one form, so the order of the texts is that of the times.
        found.events.sort_by(|one, other| text(one, "time").cmp(text(other, "time")));
        Ok(found)
    }

    fn newest(&self, group: EventGroup) -> PathBuf {
        self.data_dir.join(match group {
            EventGroup::Administration => "security.log",
            EventGroup::Records => "security-records.log",
            EventGroup::Doors => "security-doors.log",
        })
    }

    fn read_group(
        &self,
        group: EventGroup,
        is_wanted: &impl Fn(&Map<String, Value>) -> bool,
        found: &mut SecurityEvents,
    ) -> io::Result<()> {
        let newest = self.newest(group);
        // Held until all are read, so that none is put aside meanwhile.
        let Some(held) = open_newest(&newest, OpenOptions::new().read(true), File::lock_shared)? else {
            return Ok(());
        };
        for number in (1..=OLDER_FILES).rev() {
            match open(&older(&newest, number), OpenOptions::new().read(true)) {
                Ok(file) => read_lines(&file, is_wanted, found)?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        read_lines(&held, is_wanted, found)
    }

    fn write_line(&self, path: &Path, line: &[u8]) -> io::Result<()> {
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true).mode(0o600);
        loop {
            let newest = open_newest(path, &options, File::lock)?;
            let mut file = newest.ok_or(io::ErrorKind::NotFound)?;
            let length = file.metadata()?.len();
            if length == 0 {
                give_to_owner_of_directory(&file, &self.data_dir)?;
            } else if length + line.len() as u64 > self.file_bytes_max {
                put_aside(path)?;
                continue;
            }
            let mut bytes = Vec::with_capacity(line.len() + 2);
            if length > 0 && !ends_a_line(&file, length)? {
                // Somebody was stopped in the middle of a line.
                bytes.push(b'\n');
            }
            bytes.extend_from_slice(line);
            bytes.push(b'\n');
            file.write_all(&bytes)?;
            file.sync_data()?;
            if length == 0 {
                File::open(&self.data_dir)?.sync_all()?;
            }
            return Ok(());
        }
    }
}

impl SecurityLog for SecurityFiles {
    fn append(&self, event: &SecurityEvent) -> Result<()> {
        let path = self.newest(event.kind().group());
        let operation = "write the security log";
        let line = serde_json::to_vec(event.as_json())
            .map_err(|error| Error::because(ErrorKind::Internal, operation, error))?;
        self.write_line(&path, &line).map_err(|error| failed(operation, &path, error))
    }
}

/// Opens the newest file of a group and locks it; `None` when there is none.
fn open_newest(path: &Path, options: &OpenOptions, lock: fn(&File) -> io::Result<()>) -> io::Result<Option<File>> {
    loop {
        let file = match open(path, options) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        lock(&file)?;
        let held = file.metadata()?;
        match fs::symlink_metadata(path) {
            Ok(found) if (found.dev(), found.ino()) == (held.dev(), held.ino()) => return Ok(Some(file)),
            // It was put aside while we waited.
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
}

/// Opens a file of ours, never what a link leads to.
fn open(path: &Path, options: &OpenOptions) -> io::Result<File> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let file = options.clone().custom_flags(flags.bits() as i32).open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("not a regular file")) }
}

/// Puts the newest file aside; the oldest goes.
fn put_aside(newest: &Path) -> io::Result<()> {
    for number in (1..OLDER_FILES).rev() {
        match fs::rename(older(newest, number), older(newest, number + 1)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    fs::rename(newest, older(newest, 1))
}

fn older(newest: &Path, number: u32) -> PathBuf {
    newest.with_added_extension(number.to_string())
}

/// What root makes belongs to whoever owns the directory, as SQLite does with its logs: otherwise one command given as
/// root would keep the server from its own log.
fn give_to_owner_of_directory(file: &File, directory: &Path) -> io::Result<()> {
    let (owner, made) = (fs::metadata(directory)?, file.metadata()?);
    if rustix::process::geteuid().is_root() && owner.uid() != made.uid() {
        std::os::unix::fs::fchown(file, Some(owner.uid()), Some(owner.gid()))?;
    }
    Ok(())
}

fn ends_a_line(file: &File, length: u64) -> io::Result<bool> {
    let mut last = [0];
    file.read_exact_at(&mut last, length - 1)?;
    Ok(last == *b"\n")
}

fn read_lines(
    file: &File,
    is_wanted: &impl Fn(&Map<String, Value>) -> bool,
    found: &mut SecurityEvents,
) -> io::Result<()> {
    for line in BufReader::new(file).split(b'\n') {
        let line = line?;
        match serde_json::from_slice::<Map<String, Value>>(&line) {
            Ok(event) if text(&event, "time").is_empty() || text(&event, "kind").is_empty() => found.unreadable += 1,
            Ok(event) => found.events.extend(is_wanted(&event).then_some(event)),
            Err(_) => found.unreadable += 1,
        }
    }
    Ok(())
}

fn text<'a>(event: &'a Map<String, Value>, name: &str) -> &'a str {
    event.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn failed(operation: &'static str, path: &Path, error: io::Error) -> Error {
    let beneath = io::Error::new(error.kind(), OpenError::io(path, error).to_string());
    Error::because(ErrorKind::Unavailable, operation, beneath)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use convlog_core::Timestamp;
    use convlog_store::EventKind;

    use super::*;

    fn event(kind: EventKind, at: i64) -> SecurityEvent {
        SecurityEvent::new(kind, Timestamp::from_micros(at))
    }

    fn times(files: &SecurityFiles) -> Vec<String> {
        let read = files.events(&EventGroup::ALL, |_| true).unwrap();
        assert_eq!(read.unreadable, 0);
        read.events.iter().map(|event| text(event, "time").to_owned()).collect()
    }

    #[test]
    fn events_come_back_in_the_order_of_their_times_whatever_their_group() {
        let directory = tempfile::tempdir().unwrap();
        let files = SecurityFiles::of(directory.path());
        assert_eq!(times(&files).len(), 0);
        for (kind, at) in
            [(EventKind::KeyCreated, 1), (EventKind::AuthenticationFailed, 3), (EventKind::ErasureAsked, 2)]
        {
            files.append(&event(kind, at)).unwrap();
        }
        let order: Vec<String> = (1..=3).map(|at| Timestamp::from_micros(at).to_string()).collect();
        assert_eq!(times(&files), order);
        let made = fs::metadata(directory.path().join("security.log")).unwrap();
        assert_eq!(made.permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_flood_of_one_group_is_bounded_and_costs_no_other_its_past() {
        let directory = tempfile::tempdir().unwrap();
        let files = SecurityFiles { file_bytes_max: 1000, ..SecurityFiles::of(directory.path()) };
        files.append(&event(EventKind::KeyCreated, 0)).unwrap();
        for at in 1..=500 {
            files.append(&event(EventKind::AuthenticationFailed, at)).unwrap();
        }
        let sizes: Vec<u64> =
            fs::read_dir(directory.path()).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).collect();
        assert_eq!(sizes.len(), 1 + 1 + OLDER_FILES as usize);
        assert!(sizes.iter().all(|size| *size <= 1000), "{sizes:?}");
        let kept = times(&files);
        assert_eq!(kept[0], Timestamp::from_micros(0).to_string());
        assert_eq!(kept.last(), Some(&Timestamp::from_micros(500).to_string()));
        // Of the flood the newest are left, without a gap.
        let first = 500 - (kept.len() as i64 - 2);
        let flood: Vec<String> = (first..=500).map(|at| Timestamp::from_micros(at).to_string()).collect();
        assert_eq!(kept[1..], flood);
    }

    #[test]
    fn several_writers_lose_nothing_while_files_are_put_aside() {
        for _ in 0..20 {
            let directory = tempfile::tempdir().unwrap();
            let files = SecurityFiles { file_bytes_max: 700, ..SecurityFiles::of(directory.path()) };
            std::thread::scope(|scope| {
                for writer in 0..4_i64 {
                    let files = files.clone();
                    let write = move |at: i64| files.append(&event(EventKind::KeyRevoked, writer * 100 + at)).unwrap();
                    scope.spawn(move || (0..15).for_each(write));
                }
            });
            let mut kept = times(&files);
            assert_eq!(kept.len(), 60);
            kept.dedup();
            assert_eq!(kept.len(), 60);
        }
    }

    #[test]
    fn a_line_that_was_cut_off_costs_only_itself() {
        let directory = tempfile::tempdir().unwrap();
        let files = SecurityFiles::of(directory.path());
        fs::write(directory.path().join("security.log"), "{\"time\":\"2026-06-03T13:20").unwrap();
        files.append(&event(EventKind::KeyCreated, 7)).unwrap();
        let read = files.events(&EventGroup::ALL, |_| true).unwrap();
        assert_eq!((read.events.len(), read.unreadable), (1, 1));
    }

    #[test]
    fn a_link_in_the_place_of_the_log_is_not_followed() {
        let directory = tempfile::tempdir().unwrap();
        let elsewhere = directory.path().join("elsewhere");
        fs::write(&elsewhere, "theirs").unwrap();
        std::os::unix::fs::symlink(&elsewhere, directory.path().join("security.log")).unwrap();
        let files = SecurityFiles::of(directory.path());
        assert_eq!(files.append(&event(EventKind::KeyCreated, 1)).unwrap_err().kind(), ErrorKind::Unavailable);
        assert_eq!(fs::read(&elsewhere).unwrap(), b"theirs");
    }
}
