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
    #[error("{} is not a directory; name a directory for the data", .0.display())]
    NotADirectory(PathBuf),
    /// Another user may have put something into it.
    #[error("the data directory cannot be trusted: {0}")]
    Refused(Refusal),
    /// The process may not open as many files as it takes.
    #[error(
        "this process may open only {0} files, which does not suffice; allow it more: `ulimit -n 1024` before the start, or \
         LimitNOFILE=1024 in its systemd unit"
    )]
    TooFewHandles(u64),
    /// Files of the process may not become as long as it takes.
    #[error(
        "{} may not become longer: files of this process are limited to {bytes} bytes; start it without that limit \
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
        "{} lies on a file system that nobody can write to; mount it for writing, or choose another directory", .0.display()
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
        "the personal data in {} is sealed under another master key; start with the key that it was last used \
         with (it may have been given by a file or by the environment, or be the file master.key); to exchange it, give \
         that one as the previous key beside the new one", .0.display()
    )]
    WrongKey(PathBuf),
    /// The personal data rests under a master key that is not here.
    #[error(
        "the personal data in {} is sealed under a master key that is not here: its file master.key is missing and no \
         key was given; put the file back, or give the key that it was first started with", .0.display()
    )]
    MissingKey(PathBuf),
    /// A rotation is under way, and the key in use is not among those given.
    #[error(
        "the master key of {} is being exchanged, and part of the personal data is still wrapped under the previous \
         key: give that one beside the new one (as the previous key, or as the file master.key) until it has ended",
        .0.display()
    )]
    PreviousKeyMissing(PathBuf),
    /// A rotation is under way, and the next key is not among those given.
    #[error(
        "the master key of {} is being exchanged, and part of the personal data is wrapped under the new key already: \
         give that one and this one as the previous key, or put the file master.key.next back", .0.display()
    )]
    NextKeyMissing(PathBuf),
    /// There is no key in the directory to be exchanged.
    #[error(
        "{} holds no master.key, so its key is given from outside: start the server with the new key and the previous \
         one beside it (CONVLOG_MASTER_KEY_PREVIOUS, or store.master_key_previous_file)", .0.display()
    )]
    KeyFromOutside(PathBuf),
    /// The key file holds something else.
    #[error("{} holds no master key (64 hex digits); put the right file back", .0.display())]
    BadKeyFile(PathBuf),
    /// There is no space left.
    #[error("the disk that holds {} is full; make room and start again", .0.display())]
    DiskFull(PathBuf),
    /// A database is not one, or is damaged.
    #[error(
        "{} is damaged or no database of convlog; move it away with the -wal and -shm beside it, and put a backup in its \
         place", .0.display()
    )]
    Damaged(PathBuf),
    /// The audit is not one, or is damaged.
    #[error(
        "{} is damaged or no audit of convlog; move it away with the -wal and -shm beside it and keep it for whoever asks \
         who read what: the next start begins a new one, unless a backup is put in its place", .0.display()
    )]
    AuditDamaged(PathBuf),
    /// A log is damaged, and its database cannot be used without what is in it.
    #[error(
        "{} is damaged, and {} holds only part of what was in it; move both away with the -shm beside them, and put a backup \
         in their place", log.display(), database.display()
    )]
    LogDamaged {
        /// The log.
        log: PathBuf,
        /// Its database.
        database: PathBuf,
    },
    /// A database is gone from a directory that was in use.
    #[error(
        "{} is missing or empty, and this directory was in use; put a backup in its place, or choose another directory to \
         begin anew", .0.display()
    )]
    Missing(PathBuf),
    /// The keys and projects are gone from a directory that was in use.
    #[error(
        "{} is missing or empty, and with it are all keys and the policies of all projects; put a backup in its place, or \
         make a first key anew with `convlog keys create` and then set the policies of each project again",
        .0.display()
    )]
    ControlMissing(PathBuf),
    /// The file system does not give what a log in shared memory takes.
    #[error(
        "{} gets no log in shared memory from what it lies on (SQLite says {mode}), as on a network's file system; put the \
         data directory on a disk of this machine", path.display()
    )]
    NoLog {
        /// The database.
        path: PathBuf,
        /// What SQLite would do instead.
        mode: String,
    },
    /// The disk does not do what it is told.
    #[error(
        "the disk under {} fails; look into the system's log, and start again when it works or with a backup on another \
         disk", .0.display()
    )]
    DiskFails(PathBuf),
    /// Another process holds it for longer than a moment.
    #[error("{} is held by another process; end that one and start again", .0.display())]
    Held(PathBuf),
    /// Something else of the operating system's.
    #[error("cannot use {}; what lies beneath says why: mend that and start again", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
    /// Something else of the database's.
    #[error("cannot open {}; what lies beneath says why: mend that and start again", path.display())]
    Database {
        /// The database.
        path: PathBuf,
        /// What it said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The operating system gives no random bytes, so no key can be made.
    #[error("the operating system gives no random bytes, so no master key can be made; start again once it does")]
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
