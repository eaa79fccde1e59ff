//! A producer's directory in the spool, and the lock that says its owner lives.
//!
//! `<spool>/<producer>` itself and `lock` in it are held with flock as long as the producer lives; the kernel lets go
//! of them however the process ends. Whoever can take both may adopt the directory. The file is what every file system
//! can lock; the directory is what nobody can remove while there is something in it.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::fd::{AsRawFd, RawFd};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use rustix::fs::{FallocateFlags, FlockOperation};
use rustix::io::Errno;
use rustix::process::{Resource, getrlimit};

use super::home::Home;
use super::mapping::Mapping;
use super::segment::Spare;
use crate::scope::{hex, random};

const LOCK: &str = "lock";
/// Made when a dead producer was found; its time is when that was.
const FOUND: &str = "found";
/// The folder of dead letters beside the producers' directories.
pub(crate) const DEAD_LETTERS: &str = "dead-letters";
/// The folder of records kept aside, likewise.
pub(crate) const HELD: &str = "held";
const ATTEMPTS: usize = 8;

/// File systems whose pages come over a network or from another process: a store into a mapping could wait for either.
/// Names and numbers are those of `linux/magic.h`; 9p, CIFS, SMB2, FUSE, Ceph, NFS.
const REMOTE: [u32; 6] = [0x0102_1997, 0xFF53_4D42, 0xFE53_4D42, 0x6573_5546, 0x00C3_6400, 0x6969];

/// The directory of a living producer.
#[derive(Debug)]
pub(crate) struct Directory {
    path: PathBuf,
    locks: Mutex<Locks>,
    /// The descriptors of the locks, for a forked child, which cannot take the mutex.
    lock_fds: [AtomicI32; 2],
    files: AtomicU64,
    dont_fork: bool,
    /// Whether calls write to segments instead of storing into a mapping.
    writes: AtomicBool,
}

/// What says that a directory's owner lives.
#[derive(Debug)]
struct Locks {
    file: File,
    /// Absent where directories cannot be locked.
    directory: Option<File>,
}

impl Directory {
    /// Makes and locks a directory under a fresh producer id, and proves with one segment that files can be made in it.
    ///
    /// There is no segment yet where the disk has no room for one now.
    pub(crate) fn create(
        spool: &Path,
        writes: bool,
        dont_fork: bool,
    ) -> io::Result<([u8; 16], Directory, Option<Spare>)> {
        make_private_dirs(spool)?;
        let mut last = io::Error::other("no free name");
        for _ in 0..ATTEMPTS {
            let producer = random::<16>();
            let path = spool.join(hex(&producer));
            DirBuilder::new().mode(0o700).create(&path)?;
            match try_lock(&path) {
                Ok(Some(locks)) => {
                    let directory = Directory {
                        lock_fds: locks.descriptors().map(AtomicI32::new),
                        locks: Mutex::new(locks),
                        path,
                        files: AtomicU64::new(0),
                        dont_fork,
                        writes: AtomicBool::new(writes),
                    };
                    return match directory.make_segment(super::segment::SEGMENT_BYTES) {
                        Ok(spare) => Ok((producer, directory, Some(spare))),
                        Err(error) if is_full(&error) => Ok((producer, directory, None)),
                        Err(error) => {
                            directory.remove();
                            Err(error)
                        }
                    };
                }
                // Somebody adopted the empty directory between our two steps; it is theirs to remove.
                Ok(None) => {}
                Err(error) => {
                    let _ = fs::remove_file(path.join(LOCK));
                    let _ = fs::remove_dir(&path);
                    last = error;
                }
            }
        }
        Err(last)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether calls write to segments because mapping them is not safe here.
    pub(crate) fn writes(&self) -> bool {
        self.writes.load(Ordering::Relaxed)
    }

    /// The locks' descriptors, which a forked child has to close without unlocking; -1 for one that there is not.
    pub(crate) fn lock_fds(&self) -> [RawFd; 2] {
        self.lock_fds.each_ref().map(|descriptor| descriptor.load(Ordering::Acquire))
    }

    /// Looks whether the directory is still there with its lock, and makes it again if not; true if it had to.
    ///
    /// # Errors
    ///
    /// Whatever keeps it from being made or locked again.
    pub(crate) fn restore(&self) -> io::Result<bool> {
        let mut locks = self.locks.lock().unwrap_or_else(PoisonError::into_inner);
        if is_at(&locks.file, &self.path.join(LOCK)) {
            return Ok(false);
        }
        make_private_dirs(&self.path)?;
        // Still locked through the directory, unless that went too: nobody else can have taken it over meanwhile.
        let directory_stays = locks.directory.as_ref().is_some_and(|directory| is_at(directory, &self.path));
        let fresh = if directory_stays {
            let file = lock_file(&self.path)?.ok_or(Errno::WOULDBLOCK)?;
            Locks { file, directory: locks.directory.take() }
        } else {
            try_lock(&self.path)?.ok_or(Errno::WOULDBLOCK)?
        };
        let descriptors = fresh.descriptors();
        // The old numbers are anybody's once their files are closed: a child forked just then must not close them.
        self.lock_fds.iter().for_each(|known| known.store(-1, Ordering::Release));
        *locks = fresh;
        for (known, descriptor) in self.lock_fds.iter().zip(descriptors) {
            known.store(descriptor, Ordering::Release);
        }
        Ok(true)
    }

    /// Returns a path that no segment had yet.
    pub(crate) fn next_path(&self) -> PathBuf {
        self.path.join(format!("{:08}.seg", self.files.fetch_add(1, Ordering::Relaxed)))
    }

    /// Makes a segment's file, all its blocks allocated: mapped and present in memory, or beside memory from which
    /// calls write to it.
    pub(crate) fn make_segment(&self, len: usize) -> io::Result<Spare> {
        // To go past the limit raises a signal (SIGXFSZ), which kills a process that does nothing about it.
        if getrlimit(Resource::Fsize).current.is_some_and(|most| most < len as u64) {
            return Err(Errno::FBIG.into());
        }
        let path = self.next_path();
        let file = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(&path)?;
        if !self.writes() && is_remote(&file) {
            self.writes.store(true, Ordering::Relaxed);
        }
        let mapped = if self.writes() { Err(Errno::OPNOTSUPP.into()) } else { self.map(&path, &file, len) };
        let made = match mapped {
            Ok(spare) => Ok(spare),
            Err(error) if is_full(&error) => Err(error),
            // Preallocation, mapping or the guard against faults cannot be had.
            Err(_) => {
                self.writes.store(true, Ordering::Relaxed);
                self.fill(&path, file, len)
            }
        };
        made.inspect_err(|_| drop(fs::remove_file(&path)))
    }

    fn map(&self, path: &Path, file: &File, len: usize) -> io::Result<Spare> {
        rustix::fs::fallocate(file, FallocateFlags::empty(), 0, len as u64)?;
        Ok(Spare::on_disk(Mapping::of_file(file, len, self.dont_fork)?, Home::mapped(path.to_owned(), file)?))
    }

    /// Takes the blocks by writing zeros, so that a call seldom meets a full disk.
    fn fill(&self, path: &Path, mut file: File, len: usize) -> io::Result<Spare> {
        let memory = Mapping::anonymous(len, self.dont_fork)?;
        file.set_len(0)?;
        io::Write::write_all(&mut file, &vec![0; len])?;
        Ok(Spare::on_disk(memory, Home::written(path.to_owned(), file)?))
    }

    /// Removes the directory, if no segment is left in it.
    pub(crate) fn remove(&self) {
        // The lock's file goes while the lock is held, so that nobody can lock a directory that is about to go.
        let is_empty = fs::read_dir(&self.path).is_ok_and(|entries| entries.count() <= 1);
        if is_empty {
            let _ = fs::remove_file(self.path.join(LOCK));
            let _ = fs::remove_dir(&self.path);
        }
    }
}

/// The directory of a dead producer, locked by us.
#[derive(Debug)]
pub(crate) struct Adopted {
    path: PathBuf,
    _locks: Locks,
}

impl Adopted {
    /// Returns the paths of its segments, in the order they were made.
    ///
    /// # Errors
    ///
    /// They cannot all be listed.
    pub(crate) fn segments(&self) -> io::Result<Vec<PathBuf>> {
        let paths = fs::read_dir(&self.path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<PathBuf>>>()?;
        let is_segment = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "seg");
        let mut paths: Vec<PathBuf> = paths.into_iter().filter(is_segment).collect();
        paths.sort();
        Ok(paths)
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
        if self.segments().is_ok_and(|segments| segments.is_empty()) {
            let _ = fs::remove_file(self.path.join(FOUND));
            let _ = fs::remove_file(self.path.join(LOCK));
            let _ = fs::remove_dir(&self.path);
        }
    }
}

/// What is in a spool and has no living owner.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Ours from now on.
    pub(crate) adopted: Vec<Adopted>,
    /// How many directories belong to another user, cannot be listed or cannot be locked.
    pub(crate) unreadable: u64,
}

/// Takes over every directory of the spool that nobody living holds and that belongs to our user.
pub(crate) fn adopt_all(spool: &Path) -> Found {
    let mut found = Found::default();
    let entries = match fs::read_dir(spool) {
        Ok(entries) => entries,
        Err(error) => {
            found.unreadable = u64::from(error.kind() != io::ErrorKind::NotFound);
            return found;
        }
    };
    for entry in entries {
        match entry.and_then(|entry| adopt(&entry.path())) {
            Ok(Some(adopted)) => found.adopted.push(adopted),
            Ok(None) => {}
            // Somebody was quicker and is done with it.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(_) => found.unreadable += 1,
        }
    }
    found
}

/// Takes over a directory; `None` when it is no producer's or its producer lives.
fn adopt(path: &Path) -> io::Result<Option<Adopted>> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let metadata = fs::symlink_metadata(path)?;
    if name.len() != 32 || !name.bytes().all(|byte| byte.is_ascii_hexdigit()) || !metadata.is_dir() {
        return Ok(None);
    }
    // Root is no exception: a folder that somebody else may write to can hold links to anywhere.
    if metadata.uid() != rustix::process::geteuid().as_raw() {
        return Err(Errno::PERM.into());
    }
    Ok(try_lock(path)?.map(|locks| Adopted { path: path.to_owned(), _locks: locks }))
}

impl Locks {
    fn descriptors(&self) -> [RawFd; 2] {
        [self.file.as_raw_fd(), self.directory.as_ref().map_or(-1, AsRawFd::as_raw_fd)]
    }
}

/// Takes the locks of a directory; `None` when somebody holds one or the directory went away meanwhile.
fn try_lock(path: &Path) -> io::Result<Option<Locks>> {
    let directory = File::open(path)?;
    let directory = match rustix::fs::flock(&directory, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Some(directory),
        Err(Errno::WOULDBLOCK) => return Ok(None),
        // NFS locks what is open for writing, which no directory is.
        Err(_) => None,
    };
    Ok(lock_file(path)?.map(|file| Locks { file, directory }))
}

/// Takes the lock's file; `None` as for [`try_lock`].
fn lock_file(directory: &Path) -> io::Result<Option<File>> {
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
        Err(Errno::WOULDBLOCK) => return Ok(None),
        Err(error) => return Err(error.into()),
    }
    // The one who held the lock before may have removed the file; a lock on a removed file protects nothing.
    Ok(is_at(&file, &path).then_some(file))
}

/// Whether an open file is the one that stands at a path.
pub(crate) fn is_at(file: &File, path: &Path) -> bool {
    let identity = |there: fs::Metadata| (there.dev(), there.ino());
    let there = fs::symlink_metadata(path).ok().map(identity);
    there.is_some() && there == file.metadata().ok().map(identity)
}

/// Whether there is no room on the disk, or no more for us.
pub(crate) fn is_full(error: &io::Error) -> bool {
    let full = [Errno::NOSPC, Errno::DQUOT, Errno::FBIG].map(|errno| errno.raw_os_error());
    error.raw_os_error().is_some_and(|errno| full.contains(&errno))
}

fn is_remote(file: &File) -> bool {
    rustix::fs::fstatfs(file).is_ok_and(|found| REMOTE.contains(&(found.f_type as u32)))
}

/// Makes a directory and its missing parents, readable for our user alone.
pub(crate) fn make_private_dirs(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}
