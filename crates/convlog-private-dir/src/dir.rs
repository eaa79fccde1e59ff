//! A directory of ours, and what is in it, by the directory's handle.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rustix::fs::{
    AtFlags, Dir, Mode, OFlags, Stat, chmodat, fchmod, fstat, mkdirat, openat, renameat, statat, unlinkat,
};
use rustix::io::{Errno, retry_on_intr};
use rustix::process::{Resource, getrlimit};

use crate::refusal::Refusal;
use crate::rules::{self, OTHERS, mode};
use crate::walk::{DIRECTORY, Missing, walk};

/// How often something is tried again that somebody else removes while we look.
const ATTEMPTS: usize = 8;

/// An open directory that belongs to our user and that nobody else may write to.
///
/// Names are those of entries, never paths.
#[derive(Debug)]
pub struct PrivateDir {
    handle: OwnedFd,
    path: PathBuf,
}

impl PrivateDir {
    /// Opens a directory.
    ///
    /// # Errors
    /// It is not there or cannot be opened, or it or one on the way to it is refused ([`Refusal`]).
    pub fn open(path: &Path) -> io::Result<PrivateDir> {
        PrivateDir::on_the_way(path, Missing::Refused)
    }

    /// Opens a directory, and makes it and its missing parents for our user alone.
    ///
    /// # Errors
    /// As for [`PrivateDir::open`], or it cannot be made.
    pub fn make(path: &Path) -> io::Result<PrivateDir> {
        PrivateDir::on_the_way(path, Missing::Made)
    }

    /// The same; what is made is there after a power cut too.
    ///
    /// # Errors
    /// As for [`PrivateDir::make`].
    pub fn make_durably(path: &Path) -> io::Result<PrivateDir> {
        PrivateDir::on_the_way(path, Missing::MadeDurably)
    }

    fn on_the_way(path: &Path, missing: Missing) -> io::Result<PrivateDir> {
        Ok(PrivateDir { handle: walk(path, missing)?, path: path.to_owned() })
    }

    /// Returns the path that it was opened by.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Takes from others what they may do with the directory: read its names and go through it. Returns the mode that it
    /// had, if there was something to take.
    ///
    /// # Errors
    /// The mode cannot be changed.
    pub fn tighten(&self) -> io::Result<Option<u32>> {
        tighten(&self.handle)
    }

    /// Opens a directory in it, and takes from others what they may do with it.
    ///
    /// # Errors
    /// It is not there or cannot be opened, or it is refused.
    pub fn dir(&self, name: impl AsRef<OsStr>) -> io::Result<PrivateDir> {
        let path = self.path.join(name.as_ref());
        let handle = retry_on_intr(|| openat(&self.handle, name.as_ref(), OFlags::RDONLY | DIRECTORY, Mode::empty()));
        let handle = match handle {
            Ok(handle) => handle,
            Err(error) => return Err(self.explain(name.as_ref(), error, rules::directory)),
        };
        rules::directory(&fstat(&handle)?, &path)?;
        tighten(&handle)?;
        Ok(PrivateDir { handle, path })
    }

    /// Makes a directory in it that is not there, for our user alone.
    ///
    /// # Errors
    /// It is there, or it cannot be made.
    pub fn create_dir(&self, name: impl AsRef<OsStr>) -> io::Result<PrivateDir> {
        mkdirat(&self.handle, name.as_ref(), Mode::RWXU)?;
        self.dir(name)
    }

    /// Opens a directory in it, and makes it if it is not there.
    ///
    /// # Errors
    /// As for [`PrivateDir::dir`], or it cannot be made.
    pub fn dir_or_create(&self, name: impl AsRef<OsStr>) -> io::Result<PrivateDir> {
        match mkdirat(&self.handle, name.as_ref(), Mode::RWXU) {
            Ok(()) | Err(Errno::EXIST) => self.dir(name),
            Err(error) => Err(error.into()),
        }
    }

    /// Makes a file that is not there, for our user alone, and opens it to be read and written.
    ///
    /// # Errors
    /// Something stands there, or it cannot be made.
    pub fn create(&self, name: impl AsRef<OsStr>) -> io::Result<File> {
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mode = Mode::RUSR | Mode::WUSR;
        Ok(retry_on_intr(|| openat(&self.handle, name.as_ref(), flags, mode))?.into())
    }

    /// Opens a file to be read and written, and takes from others what they may do with it.
    ///
    /// # Errors
    /// It is not there or cannot be opened, or it is refused: links, FIFOs and devices, files of others, files that others
    /// may write to, files with a second name.
    pub fn file(&self, name: impl AsRef<OsStr>) -> io::Result<File> {
        let path = self.path.join(name.as_ref());
        // Nobody waits for the other end of a FIFO, and no terminal becomes ours. A regular file is the same with these.
        let flags = OFlags::RDWR | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
        let opened = match retry_on_intr(|| openat(&self.handle, name.as_ref(), flags, Mode::empty())) {
            Ok(opened) => opened,
            Err(error) => return Err(self.explain(name.as_ref(), error, rules::file)),
        };
        rules::file(&fstat(&opened)?, &path)?;
        tighten(&opened)?;
        Ok(opened.into())
    }

    /// Opens a file to be read and written, and makes it if it is not there.
    ///
    /// # Errors
    /// As for [`PrivateDir::file`], or it cannot be made.
    pub fn file_or_create(&self, name: impl AsRef<OsStr>) -> io::Result<File> {
        let name = name.as_ref();
        for _ in 0..ATTEMPTS {
            match self.file(name) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                opened => return opened,
            }
            match self.create(name) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                made => return made,
            }
        }
        Err(Errno::BUSY.into())
    }

    /// Returns the names of everything in it.
    ///
    /// # Errors
    /// They cannot all be listed.
    pub fn names(&self) -> io::Result<Vec<OsString>> {
        let mut names = Vec::new();
        for entry in Dir::read_from(&self.handle)? {
            let entry = entry?;
            let name = OsStr::from_bytes(entry.file_name().to_bytes());
            if name != "." && name != ".." {
                names.push(name.to_owned());
            }
        }
        Ok(names)
    }

    /// Asks about an entry, without opening it and without following it.
    ///
    /// # Errors
    /// It is not there, or cannot be asked about.
    pub fn stat(&self, name: impl AsRef<OsStr>) -> io::Result<Stat> {
        Ok(statat(&self.handle, name.as_ref(), AtFlags::SYMLINK_NOFOLLOW)?)
    }

    /// Returns why something does not open: what stands there may say more than the system does.
    fn explain(&self, name: &OsStr, error: Errno, rule: fn(&Stat, &Path) -> io::Result<()>) -> io::Error {
        let stands = self.stat(name).and_then(|stat| rule(&stat, &self.path.join(name)));
        stands.err().filter(|error| Refusal::of(error).is_some()).unwrap_or_else(|| error.into())
    }

    /// Asks about a file without opening it, and takes from others what they may do with it; returns the mode that it had,
    /// if there was something to take. To open and close a file gives up the locks that this process has on it otherwise
    /// (fcntl(2)), as a database does.
    ///
    /// # Errors
    /// It is not there or refused, or its mode cannot be changed.
    pub fn check(&self, name: impl AsRef<OsStr>) -> io::Result<Option<u32>> {
        let stat = self.stat(name.as_ref())?;
        rules::file(&stat, &self.path.join(name.as_ref()))?;
        let mode = mode(&stat);
        if mode & OTHERS == 0 {
            return Ok(None);
        }
        // By its name: nobody but us can put something else there.
        chmodat(&self.handle, name.as_ref(), Mode::from_raw_mode(mode & !OTHERS), AtFlags::empty())?;
        Ok(Some(mode))
    }

    /// Whether an open file is the one that stands under a name.
    #[must_use]
    pub fn is_at(&self, file: impl AsFd, name: impl AsRef<OsStr>) -> bool {
        let identity = |stat: Stat| (stat.st_dev, stat.st_ino);
        let there = self.stat(name).ok().map(identity);
        there.is_some() && there == fstat(file).ok().map(identity)
    }

    /// Removes a file, a link, or whatever else is no directory.
    ///
    /// # Errors
    /// It is not there, or cannot be removed.
    pub fn remove(&self, name: impl AsRef<OsStr>) -> io::Result<()> {
        Ok(unlinkat(&self.handle, name.as_ref(), AtFlags::empty())?)
    }

    /// Removes an empty directory.
    ///
    /// # Errors
    /// It is not there, is not empty, or cannot be removed.
    pub fn remove_dir(&self, name: impl AsRef<OsStr>) -> io::Result<()> {
        Ok(unlinkat(&self.handle, name.as_ref(), AtFlags::REMOVEDIR)?)
    }

    /// Gives an entry another name, in this directory or another one; what stood there is gone.
    ///
    /// # Errors
    /// It is not there, or cannot be renamed.
    pub fn rename(&self, name: impl AsRef<OsStr>, to: &PrivateDir, new: impl AsRef<OsStr>) -> io::Result<()> {
        Ok(renameat(&self.handle, name.as_ref(), &to.handle, new.as_ref())?)
    }
}

impl AsFd for PrivateDir {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.handle.as_fd()
    }
}

impl AsRawFd for PrivateDir {
    fn as_raw_fd(&self) -> RawFd {
        self.handle.as_raw_fd()
    }
}

fn tighten(handle: &OwnedFd) -> io::Result<Option<u32>> {
    let mode = mode(&fstat(handle)?);
    if mode & OTHERS == 0 {
        return Ok(None);
    }
    fchmod(handle, Mode::from_raw_mode(mode & !OTHERS))?;
    Ok(Some(mode))
}

/// Says whether a file of this process may be this long. To write past the limit raises a signal (SIGXFSZ), which kills a
/// process that does nothing about it.
///
/// # Errors
/// It may not (`EFBIG`).
pub fn may_be_this_long(bytes: u64) -> io::Result<()> {
    if getrlimit(Resource::Fsize).current.is_some_and(|most| most < bytes) {
        return Err(Errno::FBIG.into());
    }
    Ok(())
}
