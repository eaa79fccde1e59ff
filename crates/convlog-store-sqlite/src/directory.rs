//! The data directory itself: made for its owner alone, and not believed when another user may have put something into it.
//!
//! What others may only read is taken from them and said: nothing can have been put there, and who made the directory by
//! hand gave them that without thinking of it.

use std::ffi::OsStr;
use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use convlog_private_dir::PrivateDir;

use crate::notice::Notice;
use crate::open_error::OpenError;

/// What the names of its files begin with; what else lies there is not ours.
const OURS: [&str; 7] = ["LOCK", "master.key", "records.db", "control.db", "audit.db", "security", "adoption.json"];

/// Makes the data directory, unless it is there, and looks whose it and its files are.
pub(crate) fn make(path: &Path) -> Result<(PrivateDir, Vec<Notice>), OpenError> {
    let directory = PrivateDir::make_durably(path).map_err(|error| OpenError::io(path, error))?;
    let notices = examine(&directory)?;
    Ok((directory, notices))
}

/// Looks whose the directory and its files are, where they are there.
pub(crate) fn check(path: &Path) -> Result<Vec<Notice>, OpenError> {
    match PrivateDir::open(path) {
        Ok(directory) => examine(&directory),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(OpenError::io(path, error)),
    }
}

fn examine(directory: &PrivateDir) -> Result<Vec<Notice>, OpenError> {
    let mut notices = Vec::new();
    let path = directory.path();
    let had = directory.tighten().map_err(|error| OpenError::io(path, error))?;
    notices.extend(had.map(|mode| Notice::MadePrivate { path: path.to_owned(), mode }));
    let mut names = directory.names().map_err(|error| OpenError::io(path, error))?;
    names.retain(|name| is_ours(name));
    names.sort_unstable();
    for name in names {
        let path = path.join(&name);
        match directory.check(&name) {
            Ok(had) => notices.extend(had.map(|mode| Notice::MadePrivate { path, mode })),
            // The logs of databases come and go beside a running server.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(OpenError::io(&path, error)),
        }
    }
    Ok(notices)
}

fn is_ours(name: &OsStr) -> bool {
    OURS.iter().any(|begin| name.as_encoded_bytes().starts_with(begin.as_bytes()))
}

/// Makes an empty file that only its owner may read, unless it is there. SQLite gives its other files the same mode.
///
/// One that is there is not opened: to close it again would give up the locks that this process has on it.
pub(crate) fn make_private(path: &Path) -> Result<(), OpenError> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(OpenError::io(path, error)),
        _ => Ok(()),
    }
}
