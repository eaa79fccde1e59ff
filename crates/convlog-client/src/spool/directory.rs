//! A producer's directory in the spool, and the lock that says its owner lives.
//!
//! `<spool>/<producer>/lock` is held with flock as long as the producer lives; the kernel lets go of it however the
//! process ends. Whoever can take the lock may adopt the directory.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::fd::{AsRawFd, RawFd};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use rustix::fs::FlockOperation;

use super::mapping::Mapping;
use super::segment::Spare;
use crate::scope::{hex, random};

const LOCK: &str = "lock";
/// Made when a dead producer was found; its time is when that was.
const FOUND: &str = "found";
/// The folder of dead letters beside the producers' directories.
pub(crate) const DEAD_LETTERS: &str = "dead-letters";
const ATTEMPTS: usize = 8;

/// The directory of a living producer.
#[derive(Debug)]
pub(crate) struct Directory {
    path: PathBuf,
    lock: File,
    files: AtomicU64,
    dont_fork: bool,
}

impl Directory {
    /// Makes and locks a directory under a fresh producer id, and proves with one segment that files in it can be
    /// mapped.
    pub(crate) fn create(spool: &Path, dont_fork: bool) -> io::Result<([u8; 16], Directory, Spare)> {
        make_private_dirs(spool)?;
        let mut last = io::Error::other("no free name");
        for _ in 0..ATTEMPTS {
            let producer = random::<16>();
            let path = spool.join(hex(&producer));
            DirBuilder::new().mode(0o700).create(&path)?;
            match try_lock(&path) {
                Ok(Some(lock)) => {
                    let directory = Directory { path, lock, files: AtomicU64::new(0), dont_fork };
                    return match directory.make_segment(super::segment::SEGMENT_BYTES) {
                        Ok(spare) => Ok((producer, directory, spare)),
                        Err(error) => {
                            directory.remove();
                            Err(error)
                        }
                    };
                }
                // Somebody adopted the empty directory between our two steps; it is theirs to remove.
                Ok(None) => {}
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The lock's descriptor, which a forked child has to close without unlocking.
    pub(crate) fn lock_fd(&self) -> RawFd {
        self.lock.as_raw_fd()
    }

    /// Makes a segment's file, allocated, mapped and present in memory.
    pub(crate) fn make_segment(&self, len: usize) -> io::Result<Spare> {
        let path = self.path.join(format!("{:08}.seg", self.files.fetch_add(1, Ordering::Relaxed)));
        let file = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(&path)?;
        match Mapping::of_file(&file, len, self.dont_fork) {
            Ok(mapping) => Ok(Spare::new(mapping, Some(path))),
            Err(error) => {
                let _ = fs::remove_file(&path);
                Err(error)
            }
        }
    }

    /// Removes the directory, if no segment is left in it.
    pub(crate) fn remove(&self) {
        // The lock's file goes while the lock is held, so that nobody can lock a directory that is about to go.
        let segments = fs::read_dir(&self.path).is_ok_and(|entries| entries.count() > 1);
        if !segments {
            let _ = fs::remove_file(self.path.join(LOCK));
            let _ = fs::remove_dir(&self.path);
        }
    }
}

/// The directory of a dead producer, locked by us.
#[derive(Debug)]
pub(crate) struct Adopted {
    path: PathBuf,
    _lock: File,
}

impl Adopted {
    /// Returns the paths of its segments, in the order they were made.
    pub(crate) fn segments(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(&self.path) else { return Vec::new() };
        let mut paths: Vec<PathBuf> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "seg"))
            .collect();
        paths.sort();
        paths
    }

    pub(crate) fn name(&self) -> String {
        self.path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
    }

    /// Returns when the producer was first found dead: the same for everybody who takes over after another, so that
    /// all of them tell the same.
    pub(crate) fn found_at(&self) -> SystemTime {
        let path = self.path.join(FOUND);
        // Of an old time nothing is changed by opening it again.
        let file = OpenOptions::new().append(true).create(true).mode(0o600).open(&path);
        let modified = file.and_then(|file| file.metadata()).and_then(|there| there.modified());
        // Where no file can be made, nobody who comes later could read one either.
        modified.unwrap_or_else(|_| SystemTime::now())
    }

    /// Removes the directory once its segments are gone.
    pub(crate) fn remove(self) {
        if self.segments().is_empty() {
            let _ = fs::remove_file(self.path.join(FOUND));
            let _ = fs::remove_file(self.path.join(LOCK));
            let _ = fs::remove_dir(&self.path);
        }
    }
}

/// Takes over every directory of the spool that nobody living holds and that belongs to our user.
pub(crate) fn adopt_all(spool: &Path) -> Vec<Adopted> {
    let Ok(entries) = fs::read_dir(spool) else { return Vec::new() };
    entries.filter_map(|entry| adopt(&entry.ok()?.path())).collect()
}

fn adopt(path: &Path) -> Option<Adopted> {
    let name = path.file_name()?.to_str()?;
    if name.len() != 32 || !name.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let metadata = fs::symlink_metadata(path).ok()?;
    if !metadata.is_dir() || metadata.uid() != rustix::process::geteuid().as_raw() {
        return None;
    }
    let lock = try_lock(path).ok()??;
    Some(Adopted { path: path.to_owned(), _lock: lock })
}

/// Takes the lock of a directory; `None` when somebody holds it or the directory went away meanwhile.
fn try_lock(directory: &Path) -> io::Result<Option<File>> {
    let path = directory.join(LOCK);
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed())
        .open(&path)?;
    match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => {}
        Err(rustix::io::Errno::WOULDBLOCK) => return Ok(None),
        Err(error) => return Err(error.into()),
    }
    // The one who held the lock before may have removed the file; a lock on a removed file protects nothing.
    let held = file.metadata()?;
    let there = fs::symlink_metadata(&path).map(|there| (there.dev(), there.ino()));
    Ok((there.ok() == Some((held.dev(), held.ino()))).then_some(file))
}

/// Makes a directory and its missing parents, readable for our user alone.
pub(crate) fn make_private_dirs(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}
