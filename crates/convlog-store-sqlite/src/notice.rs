//! What was wrong with a data directory and did not keep it from being opened, in sentences that say what to do.

use std::path::{Path, PathBuf};

/// What the name of something that was set aside has behind the name it had, before a number.
pub(crate) const ASIDE: &str = ".damaged-";

/// Something that an operator has to know about a directory that opened all the same.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Notice {
    /// Committed frames of a log cannot be read.
    #[error(
        "{} was damaged: the last {lost} of its {of} committed pages cannot be read, so the records stored last are \
        lost; a copy of the file is {}. A backup made after the loss may have more. Remove the copy when it is not \
        needed any more",
        log.display(), aside.display()
    )]
    FramesLost {
        /// The log.
        log: PathBuf,
        /// Its copy.
        aside: PathBuf,
        /// How many frames, each of which holds a page.
        lost: u32,
        /// How many had been committed.
        of: u32,
    },
    /// There is no log, and its index tells of committed pages that only the log had.
    #[error(
        "{} is missing or empty, and according to its index it contained {lost} committed pages that are not in the \
        database. If somebody removed it, the records stored last are lost; a backup made after the loss may have \
        more. After a power cut the index can be older than the log; then nothing is lost. A copy of the index is \
        {}; remove it when it is not needed any more", log.display(), aside.display()
    )]
    LogTakenAway {
        /// The log.
        log: PathBuf,
        /// The copy of its index.
        aside: PathBuf,
        /// How many frames, each of which holds a page.
        lost: u32,
    },
    /// A log is damaged of which the database holds everything.
    #[error(
        "{} was damaged, but nothing is lost: the database contains all of it. A copy is {}; remove it when it is \
        not needed any more", log.display(), aside.display()
    )]
    LogNotNeeded {
        /// The log.
        log: PathBuf,
        /// Its copy.
        aside: PathBuf,
    },
    /// There is no audit in a directory that was in use.
    #[error(
        "{} did not exist and was created: it does not show who read personal data before this start. If there was \
        an older one, keep it with the backups", .0.display()
    )]
    AuditBegins(PathBuf),
    /// Other users could read the directory or one of its files.
    #[error(
        "other users of this machine could read {} (mode {mode:04o}); its permissions were corrected. Anyone who has \
        read a master key can read backups of the data: replace it with `convlog master-key rotate`", path.display()
    )]
    MadePrivate {
        /// Which.
        path: PathBuf,
        /// The mode that it had.
        mode: u32,
    },
}

impl Notice {
    /// Says whether something that was acknowledged is gone.
    #[must_use]
    pub fn is_loss(&self) -> bool {
        matches!(self, Notice::FramesLost { .. } | Notice::LogTakenAway { .. })
    }
}

/// Returns the names of what was set aside in a data directory because it was damaged, in order.
#[must_use]
pub fn set_aside(data_dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(data_dir).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| name.contains(ASIDE)).collect();
    names.sort_unstable();
    names
}
