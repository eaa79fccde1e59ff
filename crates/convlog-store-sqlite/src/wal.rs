//! A database's log, looked at before SQLite recovers from it.
//!
//! SQLite reads a log up to the first frame that is not whole and leaves out the rest without a word, which is right after
//! a power cut and wrong where a disk or a person damaged what had been committed. Here is told which of the two it is, and
//! what of it can be opened without making things worse. Nothing here writes to the database.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use crate::files::is_empty;
use crate::notice::{ASIDE, Notice};
use crate::open_error::OpenError;

mod checksum;
mod frames;
mod index;

use frames::Frames;
use index::Index;

/// What a look at a log found that somebody has to know.
#[derive(Debug)]
pub(crate) struct Examined {
    /// What to say.
    pub(crate) notice: Notice,
    /// The index before SQLite makes it anew, if the state that is left has to be checked: whether all of it is of one time
    /// is not known.
    pub(crate) doubt: Option<SuspectWal>,
}

/// What it takes to come to the same doubt at the next start.
#[derive(Debug)]
pub(crate) struct SuspectWal {
    database: PathBuf,
    index: Option<Vec<u8>>,
}

impl SuspectWal {
    /// Leaves everything as it was found, because the state that is left cannot be used.
    pub(crate) fn confirm(self) -> OpenError {
        if let Some(index) = self.index {
            // Without it the next start says less, but what is said here stays true.
            let _ = fs::write(beside(&self.database, "-shm"), index);
        }
        OpenError::LogDamaged { log: beside(&self.database, "-wal"), database: self.database }
    }
}

/// Looks at the log of a database that nobody writes to. A log of which committed frames cannot be read is copied aside, so
/// that nothing of it is lost for good, and told about.
///
/// # Errors
/// What is left makes no database, or the copy cannot be made.
pub(crate) fn examine(database: &Path) -> Result<Option<Examined>, OpenError> {
    let (log, index_file) = (beside(database, "-wal"), beside(database, "-shm"));
    let index = Index::read(&index_file);
    let failed = |error| OpenError::io(&log, error);
    if is_empty(&log) {
        return taken_away(database, log, index_file, index.as_ref());
    }
    let Some(frames) = Frames::read(&log, index.as_ref()).map_err(failed)? else { return Ok(None) };
    let index = index.filter(|index| index.salts == frames.salts);
    let committed = frames.proven.max(index.as_ref().map_or(0, |index| index.committed));
    if committed <= frames.readable {
        return Ok(None);
    }
    let folded = index.as_ref().map_or(0, |index| index.folded);
    if folded >= committed {
        // The database holds everything that was committed.
        let aside = set_aside(&log).map_err(failed)?;
        fs::remove_file(&log).and_then(|()| sync_directory(&log)).map_err(failed)?;
        return Ok(Some(Examined { notice: Notice::LogNotNeeded { log, aside }, doubt: None }));
    }
    if folded > frames.readable {
        // It holds pages of later than what can be read of the log, and not all of them: no state fits together.
        return Err(OpenError::LogDamaged { log, database: database.to_owned() });
    }
    let aside = set_aside(&log).map_err(failed)?;
    let doubt = SuspectWal { database: database.to_owned(), index: index.and_then(|_| fs::read(index_file).ok()) };
    let notice = Notice::FramesLost { log, aside, lost: committed - frames.readable, of: committed };
    Ok(Some(Examined { notice, doubt: Some(doubt) }))
}

/// Tells of a log that is not there although its index says that the database does not hold all of it. SQLite removes a
/// log after its index, and only when the database holds everything; after a power cut alone the index may be older than
/// that.
fn taken_away(
    database: &Path,
    log: PathBuf,
    index_file: PathBuf,
    index: Option<&Index>,
) -> Result<Option<Examined>, OpenError> {
    let Some(index) = index.filter(|index| index.committed > index.folded) else { return Ok(None) };
    let lost = index.committed - index.folded;
    let aside = set_aside(&index_file).map_err(|error| OpenError::io(&index_file, error))?;
    let doubt = SuspectWal { database: database.to_owned(), index: fs::read(index_file).ok() };
    Ok(Some(Examined { notice: Notice::LogTakenAway { log, aside, lost }, doubt: Some(doubt) }))
}

/// Returns the file that SQLite keeps beside a database.
fn beside(database: &Path, suffix: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Copies a log or its index, durably and for its owner alone, and returns the name of the copy. One that is there already will do.
fn set_aside(file: &Path) -> io::Result<PathBuf> {
    let mut number = 1;
    let (aside, mut copy) = loop {
        let aside = beside(file, &format!("{ASIDE}{number}"));
        match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&aside) {
            Ok(copy) => break (aside, copy),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if fs::read(&aside)? == fs::read(file)? {
                    return Ok(aside);
                }
                number += 1;
            }
            Err(error) => return Err(error),
        }
    };
    let copied = File::open(file).and_then(|mut file| io::copy(&mut file, &mut copy)).and_then(|_| copy.sync_all());
    if let Err(error) = copied.and_then(|()| sync_directory(&aside)) {
        // Half a copy would pass for one.
        let _ = fs::remove_file(&aside);
        return Err(error);
    }
    Ok(aside)
}

fn sync_directory(file: &Path) -> io::Result<()> {
    file.parent().map_or(Ok(()), |directory| File::open(directory)?.sync_all())
}

#[cfg(test)]
mod tests;
