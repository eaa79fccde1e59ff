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
        "{} was damaged: the last {lost} of its {of} committed pages cannot be read, so what was stored last is lost; a \
         copy of it is {}, and a backup of later than the loss may have more; remove the copy when nobody needs it",
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
        "{} is missing or empty, and according to its index it held {lost} committed pages that are not in the database: \
         if somebody removed it, what was stored last is lost, and a backup of later than the loss may have more; after a power \
         cut the index may be older than the log, and nothing is lost; a copy of the index is {}, to be removed when nobody \
         needs it", log.display(), aside.display()
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
        "{} was damaged, and nothing is lost by it: the database holds everything of it; a copy is {}, to be removed when \
         nobody needs it", log.display(), aside.display()
    )]
    LogNotNeeded {
        /// The log.
        log: PathBuf,
        /// Its copy.
        aside: PathBuf,
    },
    /// There is no audit in a directory that was in use.
    #[error(
        "{} was not there and begins anew: who read personal data before this start is not known from it; if there was one, \
         keep it beside the backups", .0.display()
    )]
    AuditBegins(PathBuf),
    /// Other users could read the directory or one of its files.
    #[error(
        "other users of this machine could read {} (mode {mode:04o}), and cannot any more; whoever may have read a master key \
         can read backups of the data: `convlog master-key rotate` exchanges it", path.display()
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
