//! A producer's directory in the spool, and the lock that says its owner lives.
//!
//! `<spool>/<producer>` itself and `lock` in it are held with flock as long as the producer lives; the kernel lets go
//! of them however the process ends. Whoever can take both may reclaim the directory. The file is what every file system
//! can lock; the directory is what nobody can remove while there is something in it.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd, RawFd};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use convlog_private_dir::{PrivateDir, may_be_this_long};
use data_encoding::HEXLOWER;
use rustix::fs::{FallocateFlags, FileType, FlockOperation};
use rustix::io::Errno;

use super::mapping::Mapping;
use super::root::{Root, is_producer};
use super::segment::Spare;
use super::segment_file::{CurrentDir, SegmentFile};
use crate::random::random;

const LOCK: &str = "lock";
/// Made when a dead producer was found; its time is when that was.
const FOUND: &str = "found";
const ATTEMPTS: usize = 8;

/// File systems whose pages come over a network or from another process: a store into a mapping could wait for either.
/// Names and numbers are those of `linux/magic.h`; 9p, CIFS, SMB2, FUSE, Ceph, NFS.
const REMOTE: [u32; 6] = [0x0102_1997, 0xFF53_4D42, 0xFE53_4D42, 0x6573_5546, 0x00C3_6400, 0x6969];

/// The directory of a living producer.
#[derive(Debug)]
pub(crate) struct Directory {
    root: Arc<Root>,
    name: String,
    path: PathBuf,
    here: Arc<CurrentDir>,
    locks: Mutex<Locks>,
    /// The descriptors of the locks, for a forked child, which cannot take the mutex: the file's and the directory's.
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
    /// Whether the directory is locked too, which is not so where directories cannot be.
    with_directory: bool,
}

impl Directory {
    /// Makes and locks a directory under a fresh producer id, and proves with one segment that files can be made in it.
    ///
    /// There is no segment yet where the disk has no room for one now.
    pub(crate) fn create(
        root: &Arc<Root>,
        writes: bool,
        dont_fork: bool,
    ) -> io::Result<([u8; 16], Directory, Option<Spare>)> {
        let spool = root.make()?;
        let mut last = io::Error::other("no free name");
        for _ in 0..ATTEMPTS {
            let producer = random::<16>();
            let name = HEXLOWER.encode(&producer);
            let here = Arc::new(spool.create_dir(&name)?);
            match try_lock(&here) {
                Ok(Some(locks)) => {
                    let directory = Directory {
                        root: Arc::clone(root),
                        path: root.path().join(&name),
                        name,
                        lock_fds: descriptors(&locks, &here).map(AtomicI32::new),
                        here: Arc::new(CurrentDir::new(here)),
                        locks: Mutex::new(locks),
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
                    let _ = here.remove(LOCK);
                    let _ = spool.remove_dir(&name);
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
        let spool = self.root.restore()?;
        let here = self.here.get();
        let stays = spool.is_at(&*here, &self.name);
        if stays && here.is_at(&locks.file, LOCK) {
            return Ok(false);
        }
        let fresh = if stays { here } else { Arc::new(spool.dir_or_create(&self.name)?) };
        // Still locked through the directory, unless that went too: nobody else can have taken it over meanwhile.
        let fresh_locks = if stays && locks.with_directory {
            Locks { file: lock_file(&fresh)?.ok_or(Errno::WOULDBLOCK)?, with_directory: true }
        } else {
            try_lock(&fresh)?.ok_or(Errno::WOULDBLOCK)?
        };
        let descriptors = descriptors(&fresh_locks, &fresh);
        // The old numbers are anybody's once their files are closed: a child forked just then must not close them.
        self.lock_fds.iter().for_each(|known| known.store(-1, Ordering::Release));
        *locks = fresh_locks;
        self.here.set(fresh);
        for (known, descriptor) in self.lock_fds.iter().zip(descriptors) {
            known.store(descriptor, Ordering::Release);
        }
        Ok(true)
    }

    /// Where its files are now.
    pub(crate) fn here(&self) -> Arc<CurrentDir> {
        Arc::clone(&self.here)
    }

    /// Returns a name that no segment had yet.
    pub(crate) fn next_name(&self) -> String {
        format!("{:08}.seg", self.files.fetch_add(1, Ordering::Relaxed))
    }

    /// Makes a segment's file, all its blocks allocated: mapped and present in memory, or beside memory from which
    /// calls write to it.
    pub(crate) fn make_segment(&self, len: usize) -> io::Result<Spare> {
        may_be_this_long(len as u64)?;
        let (name, here) = (self.next_name(), self.here.get());
        let file = here.create(&name)?;
        if !self.writes() && is_remote(&file) {
            self.writes.store(true, Ordering::Relaxed);
        }
        let mapped = if self.writes() { Err(Errno::OPNOTSUPP.into()) } else { self.map(&name, &file, len) };
        let made = match mapped {
            Ok(spare) => Ok(spare),
            Err(error) if is_full(&error) => Err(error),
            // Preallocation, mapping or the guard against faults cannot be had.
            Err(_) => {
                self.writes.store(true, Ordering::Relaxed);
                self.fill(&name, file, len)
            }
        };
        made.inspect_err(|_| drop(here.remove(&name)))
    }

    fn map(&self, name: &str, file: &File, len: usize) -> io::Result<Spare> {
        rustix::fs::fallocate(file, FallocateFlags::empty(), 0, len as u64)?;
        let mapping = Mapping::of_file(file, len, self.dont_fork)?;
        Ok(Spare::on_disk(mapping, SegmentFile::mapped(self.here(), name.to_owned(), file)?))
    }

    /// Takes the blocks by writing zeros, so that a call seldom meets a full disk.
    fn fill(&self, name: &str, mut file: File, len: usize) -> io::Result<Spare> {
        let memory = Mapping::anonymous(len, self.dont_fork)?;
        file.set_len(0)?;
        io::Write::write_all(&mut file, &vec![0; len])?;
        Ok(Spare::on_disk(memory, SegmentFile::written(self.here(), name.to_owned(), file)?))
    }

    /// Removes the directory, if no segment is left in it.
    pub(crate) fn remove(&self) {
        // The lock's file goes while the lock is held, so that nobody can lock a directory that is about to go.
        let here = self.here.get();
        if here.names().is_ok_and(|names| names.len() <= 1) {
            let _ = here.remove(LOCK);
            let _ = self.root.open().and_then(|spool| spool.remove_dir(&self.name));
        }
    }
}

/// The directory of a dead producer, locked by us.
#[derive(Debug)]
pub(crate) struct Adopted {
    spool: Arc<PrivateDir>,
    name: String,
    dir: PrivateDir,
    _locks: Locks,
}

impl Adopted {
    /// Returns the names of its segments, in the order they were made.
    ///
    /// # Errors
    ///
    /// They cannot all be listed.
    pub(crate) fn segments(&self) -> io::Result<Vec<String>> {
        segments(&self.dir)
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Returns the directory itself.
    pub(crate) fn dir(&self) -> &PrivateDir {
        &self.dir
    }

    /// Returns when the producer was first found dead: the same for everybody who takes over after another, so that
    /// all of them tell the same.
    pub(crate) fn found_at(&self) -> SystemTime {
        // Of an old time nothing is changed by opening it again.
        let modified = self.dir.file_or_create(FOUND).and_then(|file| file.metadata()?.modified());
        // Where no file can be made, nobody who comes later could read one either.
        modified.unwrap_or_else(|_| SystemTime::now())
    }

    /// Returns when something in it was last written to, or when it was found if that was later.
    ///
    /// # Errors
    ///
    /// Not everything in it can be asked about.
    pub(crate) fn touched_at(&self) -> io::Result<SystemTime> {
        Ok(self.found_at().max(written_at(&self.dir)?))
    }

    /// Removes the directory once its segments are gone.
    pub(crate) fn remove(self) {
        if self.segments().is_ok_and(|segments| segments.is_empty()) {
            let _ = self.dir.remove(FOUND);
            let _ = self.dir.remove(LOCK);
            let _ = self.spool.remove_dir(&self.name);
        }
    }
}

/// Returns the names of a producer's segments, sorted.
fn segments(dir: &PrivateDir) -> io::Result<Vec<String>> {
    let names = dir.names()?.into_iter().filter_map(|name| name.into_string().ok());
    let mut names: Vec<String> = names.filter(|name| Path::new(name).extension() == Some(OsStr::new("seg"))).collect();
    names.sort();
    Ok(names)
}

/// Returns when one of a producer's segments was last written to, whole seconds.
///
/// # Errors
///
/// Not every segment can be asked about.
pub(crate) fn written_at(dir: &PrivateDir) -> io::Result<SystemTime> {
    let mut latest = UNIX_EPOCH;
    for name in segments(dir)? {
        let since_epoch = Duration::from_secs(dir.stat(name)?.st_mtime.try_into().unwrap_or(0));
        latest = latest.max(UNIX_EPOCH + since_epoch);
    }
    Ok(latest)
}

/// What is in a spool and has no living owner.
#[derive(Debug, Default)]
pub(crate) struct OrphanScan {
    /// Ours from now on.
    pub(crate) adopted: Vec<Adopted>,
    /// How many directories belong to another user, cannot be listed or cannot be locked.
    pub(crate) unreadable: u64,
    /// Whether there are others that were not looked at.
    pub(crate) has_more: bool,
}

/// Takes over directories of the spool that nobody living holds and that belong to our user, at most so many of those that
/// were not seen yet.
pub(crate) fn adopt_some(root: &Root, seen: &mut BTreeSet<OsString>, most: usize) -> OrphanScan {
    let mut found = OrphanScan::default();
    let listed = root.open().and_then(|spool| Ok((producers(&spool)?, spool)));
    let (names, spool) = match listed {
        Ok(listed) => listed,
        Err(error) => {
            found.unreadable = u64::from(error.kind() != io::ErrorKind::NotFound);
            return found;
        }
    };
    for name in names {
        if seen.contains(&name) {
            continue;
        }
        if found.adopted.len() == most {
            found.has_more = true;
            break;
        }
        let adopted = reclaim(&spool, &name);
        seen.insert(name);
        match adopted {
            Ok(Some(adopted)) => found.adopted.push(adopted),
            Ok(None) => {}
            // Somebody was quicker and is done with it.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(_) => found.unreadable += 1,
        }
    }
    found
}

/// Returns the names of all directories of producers in a spool.
///
/// # Errors
///
/// They cannot all be listed.
pub(crate) fn producers(spool: &PrivateDir) -> io::Result<Vec<OsString>> {
    let mut names = spool.names()?;
    names.retain(|name| is_producer(name));
    Ok(names)
}

/// Takes over a directory; `None` when it is none or its producer lives.
pub(crate) fn reclaim(spool: &Arc<PrivateDir>, name: &OsStr) -> io::Result<Option<Adopted>> {
    if FileType::from_raw_mode(spool.stat(name)?.st_mode) == FileType::RegularFile {
        return Ok(None);
    }
    let dir = spool.dir(name)?;
    let Some(locks) = try_lock(&dir)? else { return Ok(None) };
    let name = name.to_string_lossy().into_owned();
    Ok(Some(Adopted { spool: Arc::clone(spool), name, dir, _locks: locks }))
}

/// The descriptors that hold the locks.
fn descriptors(locks: &Locks, here: &PrivateDir) -> [RawFd; 2] {
    [locks.file.as_raw_fd(), here.as_raw_fd()]
}

/// Takes the locks of a directory; `None` when somebody holds one or the directory went away meanwhile.
fn try_lock(directory: &PrivateDir) -> io::Result<Option<Locks>> {
    let with_directory = match rustix::fs::flock(directory, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => true,
        Err(Errno::WOULDBLOCK) => return Ok(None),
        // NFS locks what is open for writing, which no directory is.
        Err(_) => false,
    };
    Ok(lock_file(directory)?.map(|file| Locks { file, with_directory }))
}

/// Takes the lock's file; `None` as for [`try_lock`].
fn lock_file(directory: &PrivateDir) -> io::Result<Option<File>> {
    let file = directory.file_or_create(LOCK)?;
    match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => {}
        Err(Errno::WOULDBLOCK) => return Ok(None),
        Err(error) => return Err(error.into()),
    }
    // The one who held the lock before may have removed the file; a lock on a removed file protects nothing.
    Ok(directory.is_at(&file, LOCK).then_some(file))
}

/// Whether there is no room on the disk, or no more for us.
pub(crate) fn is_full(error: &io::Error) -> bool {
    let full = [Errno::NOSPC, Errno::DQUOT, Errno::FBIG].map(|errno| errno.raw_os_error());
    error.raw_os_error().is_some_and(|errno| full.contains(&errno))
}

fn is_remote(file: &File) -> bool {
    rustix::fs::fstatfs(file).is_ok_and(|found| REMOTE.contains(&(found.f_type as u32)))
}
