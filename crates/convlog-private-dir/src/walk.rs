//! The way to a directory: every component is opened and asked, links are followed by hand.

use std::collections::VecDeque;
use std::ffi::{OsStr, OsString};
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStringExt;
use std::path::{Component, Path, PathBuf};

use rustix::fs::{CWD, FileType, Mode, OFlags, fstat, fsync, mkdirat, openat, readlinkat};
use rustix::io::{Errno, retry_on_intr};

use crate::rules;

/// As many links as the kernel follows (path_resolution(7)).
const LINKS_MAX: usize = 40;

/// What is done about directories that are not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    /// They are not there.
    Refused,
    /// They are made.
    Made,
    /// They are made, and in their parents after a power cut too.
    MadeDurably,
}

/// Opens the directory of ours that a path leads to. Everything on the way is what nobody but us and root can change.
pub(crate) fn walk(path: &Path, missing: Missing) -> io::Result<OwnedFd> {
    let mut way = Way::begin()?;
    let mut parts = parts(&std::path::absolute(path)?);
    let mut links = 0;
    while let Some(part) = parts.pop_front() {
        if let Some(target) = way.step(&part, missing)? {
            links += 1;
            if links > LINKS_MAX {
                return Err(Errno::LOOP.into());
            }
            if target.is_absolute() {
                way = Way::begin()?;
            }
            for part in self::parts(&target).into_iter().rev() {
                parts.push_front(part);
            }
        }
    }
    rules::directory(&fstat(&way.at)?, &way.path)?;
    // The same directory: that handle was to ask about it and to go on from it.
    Ok(retry_on_intr(|| openat(&way.at, ".", OFlags::RDONLY | DIRECTORY, Mode::empty()))?)
}

/// What any directory is opened with.
pub(crate) const DIRECTORY: OFlags = OFlags::DIRECTORY.union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

fn parts(path: &Path) -> VecDeque<OsString> {
    let is_step = |part: &Component<'_>| matches!(part, Component::Normal(_) | Component::ParentDir);
    path.components().filter(is_step).map(|part| part.as_os_str().to_owned()).collect()
}

/// How far we came.
struct Way {
    at: OwnedFd,
    path: PathBuf,
}

impl Way {
    fn begin() -> io::Result<Way> {
        let at = retry_on_intr(|| openat(CWD, "/", OFlags::PATH | DIRECTORY, Mode::empty()))?;
        Ok(Way { at, path: PathBuf::from("/") })
    }

    /// Goes into a directory, or returns where a link leads.
    fn step(&mut self, part: &OsStr, missing: Missing) -> io::Result<Option<PathBuf>> {
        // What we go through is a parent from here on, and was not asked as such yet.
        rules::parent(&fstat(&self.at)?, &self.path)?;
        let next = match self.look(part) {
            Err(Errno::NOENT) if missing != Missing::Refused => {
                self.make(part, missing)?;
                self.look(part)?
            }
            looked => looked?,
        };
        let path =
            if part == ".." { self.path.parent().unwrap_or(&self.path).to_owned() } else { self.path.join(part) };
        let stat = fstat(&next)?;
        if FileType::from_raw_mode(stat.st_mode) == FileType::Symlink {
            rules::link(&stat, &path)?;
            let target = readlinkat(&next, "", Vec::new())?;
            return Ok(Some(PathBuf::from(OsString::from_vec(target.into_bytes()))));
        }
        if FileType::from_raw_mode(stat.st_mode) != FileType::Directory {
            return Err(crate::Refusal::NotADirectory(path).into());
        }
        (self.at, self.path) = (next, path);
        Ok(None)
    }

    /// Opens something to ask about it and to go through it, whatever it is, and nothing more.
    fn look(&self, part: &OsStr) -> rustix::io::Result<OwnedFd> {
        let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        retry_on_intr(|| openat(&self.at, part, flags, Mode::empty()))
    }

    fn make(&self, part: &OsStr, missing: Missing) -> io::Result<()> {
        match mkdirat(&self.at, part, Mode::RWXU) {
            Ok(()) if missing == Missing::MadeDurably => {
                // A directory that is not in its parent after a power cut takes everything along.
                let parent = retry_on_intr(|| openat(&self.at, ".", OFlags::RDONLY | DIRECTORY, Mode::empty()))?;
                Ok(fsync(parent)?)
            }
            // Somebody was quicker.
            Ok(()) | Err(Errno::EXIST) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}
