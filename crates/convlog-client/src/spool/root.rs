//! The spool's own directory: opened once, asked whose it is, and everything in it opened relative to that handle.

use std::ffi::OsStr;
use std::io;
use std::os::fd::{AsRawFd, RawFd};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use convlog_private_dir::{PrivateDir, Refusal};
use rustix::fs::fstat;

use super::age::CLOCK;

/// The folder of dead letters beside the producers' directories.
pub(crate) const DEAD_LETTERS: &str = "dead-letters";
/// The folder of records kept aside, likewise.
pub(crate) const HELD: &str = "held";

/// The directory of a spool.
#[derive(Debug)]
pub(crate) struct Root {
    path: PathBuf,
    dir: Mutex<Option<Arc<PrivateDir>>>,
    /// Its descriptor, for a forked child, which cannot take the mutex.
    fd: AtomicI32,
}

impl Root {
    /// Names one, without looking at it.
    pub(crate) fn at(path: &Path) -> Root {
        Root { path: path.to_owned(), dir: Mutex::default(), fd: AtomicI32::new(-1) }
    }

    /// Returns in a sentence why it cannot be used.
    pub(crate) fn problem(&self, error: &io::Error) -> String {
        // A refusal says itself what it is about.
        if Refusal::of(error).is_some() { error.to_string() } else { format!("{}: {error}", self.path.display()) }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the directory, which is made if it is not there.
    ///
    /// # Errors
    ///
    /// It cannot be made or opened, or it is not ours alone.
    pub(crate) fn make(&self) -> io::Result<Arc<PrivateDir>> {
        self.get_or(PrivateDir::make)
    }

    /// Returns the directory if it is there.
    ///
    /// # Errors
    ///
    /// It cannot be opened, or it is not ours alone.
    pub(crate) fn open(&self) -> io::Result<Arc<PrivateDir>> {
        self.get_or(PrivateDir::open)
    }

    fn get_or(&self, open: fn(&Path) -> io::Result<PrivateDir>) -> io::Result<Arc<PrivateDir>> {
        let mut dir = self.lock();
        match &*dir {
            Some(dir) => Ok(Arc::clone(dir)),
            None => self.keep(&mut dir, open(&self.path)?),
        }
    }

    /// Looks whether the path still leads to the directory, and goes over to what it leads to if not; it is made if not
    /// found any more.
    ///
    /// # Errors
    ///
    /// As for [`Root::make`]; the directory that was opened stays the one that is used.
    pub(crate) fn restore(&self) -> io::Result<Arc<PrivateDir>> {
        let there = PrivateDir::make(&self.path)?;
        let mut dir = self.lock();
        match &*dir {
            Some(dir) if is_same(dir, &there)? => Ok(Arc::clone(dir)),
            _ => self.keep(&mut dir, there),
        }
    }

    fn keep(&self, dir: &mut Option<Arc<PrivateDir>>, opened: PrivateDir) -> io::Result<Arc<PrivateDir>> {
        // Others may look into a directory that somebody made by hand. If there are things in it that are not ours, that
        // may be for their sake; all that we put there is for us alone in any case.
        if opened.names()?.iter().all(|name| is_ours(name)) {
            opened.tighten()?;
        }
        let opened = Arc::new(opened);
        // The old number is anybody's once its handle is closed: a child forked just then must not close it.
        self.fd.store(-1, Ordering::Release);
        *dir = Some(Arc::clone(&opened));
        self.fd.store(opened.as_raw_fd(), Ordering::Release);
        Ok(opened)
    }

    fn lock(&self) -> MutexGuard<'_, Option<Arc<PrivateDir>>> {
        self.dir.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Its descriptor, which a forked child has to close; -1 for none.
    pub(crate) fn fd(&self) -> RawFd {
        self.fd.load(Ordering::Acquire)
    }
}

fn is_ours(name: &OsStr) -> bool {
    [DEAD_LETTERS, HELD, CLOCK].iter().any(|known| name == *known) || is_producer(name)
}

/// Whether a name is that of a producer's directory.
pub(super) fn is_producer(name: &OsStr) -> bool {
    let bytes = name.as_encoded_bytes();
    bytes.len() == 32 && bytes.iter().all(u8::is_ascii_hexdigit)
}

fn is_same(one: &PrivateDir, other: &PrivateDir) -> io::Result<bool> {
    let (one, other) = (fstat(one)?, fstat(other)?);
    Ok((one.st_dev, one.st_ino) == (other.st_dev, other.st_ino))
}
