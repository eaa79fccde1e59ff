//! Why a data directory does not open, in sentences that say what to do.

use std::io;
use std::path::{Path, PathBuf};

use convlog_private_dir::Refusal;
use rusqlite::ErrorCode;

use crate::failure::Failure;
use crate::files::AUDIT_FILE;
use crate::limits::{self, Limit};

/// Why a data directory does not open.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// A file stands where the directory should be.
    #[error("{} is not a directory; use a directory for the data", .0.display())]
    NotADirectory(PathBuf),
    /// Another user may have put something into it.
    #[error("the data directory cannot be trusted: {0}")]
    Refused(Refusal),
    /// The process may not open as many files as it takes.
    #[error(
        "this process may open only {0} files, which is not enough; raise the limit: `ulimit -n 1024` before the \
        start, or LimitNOFILE=1024 in its systemd unit"
    )]
    TooFewHandles(u64),
    /// Files of the process may not become as long as it takes.
    #[error(
        "{} cannot grow: the file size of this process is limited to {bytes} bytes; start it without that limit \
        (`ulimit -f unlimited`, or LimitFSIZE=infinity in its systemd unit)", path.display()
    )]
    FilesTooShort {
        /// The file.
        path: PathBuf,
        /// The limit.
        bytes: u64,
    },
    /// The operating system does not let this user in.
    #[error("no permission for {}; run as the user that owns it, or change its owner", .0.display())]
    NoPermission(PathBuf),
    /// Nobody can write there.
    #[error(
        "{} is on a read-only file system; mount it for writing, or choose another directory", .0.display()
    )]
    ReadOnly(PathBuf),
    /// Another server has it.
    #[error("{} is in use by another convlog server; stop that one first, or choose another directory", .0.display())]
    InUse(PathBuf),
    /// A newer convlog wrote it.
    #[error(
        "{} was written by a newer convlog (its schema is version {found}, this convlog knows {known}); \
         use that one or a newer one", file.display()
    )]
    Newer {
        /// The database.
        file: PathBuf,
        /// Its version.
        found: u32,
        /// The newest version that this code knows.
        known: u32,
    },
    /// The personal data rests under another master key.
    #[error(
        "the personal data in {} is encrypted with another master key; start with the key that was used last (from a \
        file, from the environment, or the file master.key). To rotate the key, give the old key as the previous key \
        together with the new one", .0.display()
    )]
    WrongKey(PathBuf),
    /// The personal data rests under a master key that is not here.
    #[error(
        "the master key of the personal data in {} is missing: there is no file master.key, and no key was given; \
        restore the file, or give the key that was used before", .0.display()
    )]
    MissingKey(PathBuf),
    /// A rotation is under way, and the key in use is not among those given.
    #[error(
        "the master key of {} is being rotated, and part of the personal data is still encrypted with the previous \
        key: give the previous key together with the new one (or as the file master.key) until the rotation is done",
        .0.display()
    )]
    PreviousKeyMissing(PathBuf),
    /// A rotation is under way, and the next key is not among those given.
    #[error(
        "the master key of {} is being rotated, and part of the personal data is already encrypted with the new key: \
        give the new key, with this one as the previous key, or restore the file master.key.next", .0.display()
    )]
    NextKeyMissing(PathBuf),
    /// There is no key in the directory to be exchanged.
    #[error(
        "{} has no file master.key, so its key is given when the server starts: start the server with the new key \
        and the previous one together (CONVLOG_MASTER_KEY_PREVIOUS, or store.master_key_previous_file)", .0.display()
    )]
    KeyFromOutside(PathBuf),
    /// The key file holds something else.
    #[error("{} does not contain a master key (64 hex digits); restore the right file", .0.display())]
    BadKeyFile(PathBuf),
    /// There is no space left.
    #[error("the disk of {} is full; free disk space and start again", .0.display())]
    DiskFull(PathBuf),
    /// A database is not one, or is damaged.
    #[error(
        "{} is damaged or not a convlog database; move it away together with its -wal and -shm files, and restore a \
        backup", .0.display()
    )]
    Damaged(PathBuf),
    /// The audit is not one, or is damaged.
    #[error(
        "{} is damaged or not a convlog audit; move it away together with its -wal and -shm files, but keep it for \
        questions about who read what. Then restore a backup; without one, the next start creates a new audit",
        .0.display()
    )]
    AuditDamaged(PathBuf),
    /// A log is damaged, and its database cannot be used without what is in it.
    #[error(
        "{} is damaged, and {} contains only a part of its data; move both away together with the -shm file, and \
        restore a backup", log.display(), database.display()
    )]
    LogDamaged {
        /// The log.
        log: PathBuf,
        /// Its database.
        database: PathBuf,
    },
    /// A database is gone from a directory that was in use.
    #[error(
        "{} is missing or empty, but this directory was in use; restore a backup, or choose another directory to \
        start anew", .0.display()
    )]
    Missing(PathBuf),
    /// The keys and projects are gone from a directory that was in use.
    #[error(
        "{} is missing or empty, which contained all keys and the policies of all projects; restore a backup, or \
        create a new first key with `convlog keys create` and then set the policies of each project again",
        .0.display()
    )]
    ControlMissing(PathBuf),
    /// The file system does not give what a log in shared memory takes.
    #[error(
        "{} cannot use a write-ahead log with shared memory (SQLite's journal mode is {mode}), as on a network file \
        system; put the data directory on a local disk", path.display()
    )]
    NoLog {
        /// The database.
        path: PathBuf,
        /// What SQLite would do instead.
        mode: String,
    },
    /// The disk does not do what it is told.
    #[error(
        "the disk of {} fails; see the system's log, and start again when it works, or with a backup on another \
        disk", .0.display()
    )]
    DiskFails(PathBuf),
    /// Another process holds it for longer than a moment.
    #[error("{} is locked by another process; stop that process and start again", .0.display())]
    Held(PathBuf),
    /// Something else of the operating system's.
    #[error("cannot use {}; correct the cause named below and start again", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// Something else of the database's.
    #[error("cannot open {}; correct the cause named below and start again", path.display())]
    Database {
        /// The database.
        path: PathBuf,
        /// What it said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The operating system gives no random bytes, so no key can be made.
    #[error("the operating system has no random bytes available, so no master key can be created; start again later")]
    NoRandomness,
}

impl OpenError {
    pub(crate) fn io(path: &Path, source: io::Error) -> OpenError {
        match Refusal::of(&source) {
            Some(Refusal::NotADirectory(path)) => return OpenError::NotADirectory(path.clone()),
            Some(refusal) => return OpenError::Refused(refusal.clone()),
            None => {}
        }
        if let Some(limit) = limits::of_errno(&source) {
            return OpenError::met(path, limit);
        }
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::PermissionDenied => OpenError::NoPermission(path),
            io::ErrorKind::ReadOnlyFilesystem => OpenError::ReadOnly(path),
            io::ErrorKind::NotADirectory => OpenError::NotADirectory(path),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => OpenError::DiskFull(path),
            _ => OpenError::Io { path, source },
        }
    }

    fn met(path: &Path, limit: Limit) -> OpenError {
        match limit {
            Limit::Handles(most) => OpenError::TooFewHandles(most),
            Limit::FileBytes(bytes) => OpenError::FilesTooShort { path: path.to_owned(), bytes },
            Limit::Disk => OpenError::DiskFull(path.to_owned()),
        }
    }

    /// Makes it of what went wrong once a database was open.
    pub(crate) fn of(path: &Path, failure: Failure) -> OpenError {
        match failure {
            Failure::Sqlite(error) => OpenError::database(path, error),
            Failure::Damaged { .. } | Failure::Row(_) => OpenError::damaged(path),
            other => OpenError::Database { path: path.to_owned(), source: other.into() },
        }
    }

    pub(crate) fn damaged(path: &Path) -> OpenError {
        let is_audit = path.file_name().is_some_and(|name| name == AUDIT_FILE);
        if is_audit { OpenError::AuditDamaged(path.to_owned()) } else { OpenError::Damaged(path.to_owned()) }
    }

    pub(crate) fn database(path: &Path, source: rusqlite::Error) -> OpenError {
        // SQLite keeps the system's own word to itself.
        if matches!(source.sqlite_error_code(), Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen))
            && let Some(limit) = limits::met(path)
        {
            return OpenError::met(path, limit);
        }
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => OpenError::DiskFull(path),
            Some(ErrorCode::SystemIoFailure) => OpenError::DiskFails(path),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => OpenError::Held(path),
            Some(ErrorCode::PermissionDenied | ErrorCode::ReadOnly) => OpenError::NoPermission(path),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => OpenError::damaged(&path),
            _ => OpenError::Database { path, source: Box::new(source) },
        }
    }
}
