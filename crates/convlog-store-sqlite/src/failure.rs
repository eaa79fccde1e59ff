//! What goes wrong inside, and what it means to whoever asked.

use convlog_store::seal::SealError;
use convlog_store::{Error, ErrorKind};
use rusqlite::types::FromSqlError;
use rusqlite::{Connection, ErrorCode};

/// What went wrong. None of these repeats a stored value.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    #[error(transparent)]
    Seal(#[from] SealError),
    /// A row that this code cannot have written.
    #[error("cannot read a stored row: invalid {0}")]
    Row(&'static str),
    /// A record that belongs to no conversation and is no producer's.
    #[error("a record has no conversation")]
    NoConversation,
    /// The operating system gives no thread.
    #[error("the operating system cannot start a thread")]
    Thread,
    /// What is stored cannot be read.
    #[error("{file} is damaged ({source}); run `convlog doctor` for details and advice")]
    Damaged {
        /// The database.
        file: String,
        /// What was met.
        source: Box<Failure>,
    },
    /// A conversation is larger than whoever asked has room for.
    #[error("larger than the free space")]
    Larger,
    /// Looking at what was read took too long.
    #[error("timed out")]
    TimedOut,
    /// A defect of ours made the writer stop in the middle.
    #[error("internal error of the store")]
    Panicked,
}

pub(crate) type Result<T> = std::result::Result<T, Failure>;

impl From<FromSqlError> for Failure {
    fn from(_: FromSqlError) -> Failure {
        Failure::Row("type")
    }
}

impl Failure {
    /// Names the file where stored data cannot be read.
    pub(crate) fn within(self, connection: &Connection) -> Failure {
        match self.kind() {
            ErrorKind::Corrupt if !matches!(self, Failure::Damaged { .. }) => {
                let file = connection.path().unwrap_or_default().to_owned();
                Failure::Damaged { file, source: Box::new(self) }
            }
            _ => self,
        }
    }

    /// Makes the error of the store from it.
    pub(crate) fn during(self, operation: &'static str) -> Error {
        Error::because(self.kind(), operation, self)
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Failure::Sqlite(error) => match error.sqlite_error_code() {
                Some(
                    ErrorCode::DiskFull
                    | ErrorCode::SystemIoFailure
                    | ErrorCode::CannotOpen
                    | ErrorCode::ReadOnly
                    | ErrorCode::PermissionDenied
                    | ErrorCode::DatabaseBusy
                    | ErrorCode::DatabaseLocked,
                ) => ErrorKind::Unavailable,
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => ErrorKind::Corrupt,
                Some(ErrorCode::TooBig) => ErrorKind::Invalid,
                Some(ErrorCode::OperationInterrupted) => ErrorKind::TimedOut,
                _ => ErrorKind::Internal,
            },
            Failure::Seal(SealError::NoRandomness) | Failure::Thread => ErrorKind::Unavailable,
            Failure::Seal(_) | Failure::Row(_) | Failure::Damaged { .. } => ErrorKind::Corrupt,
            Failure::TimedOut => ErrorKind::TimedOut,
            Failure::Panicked | Failure::Larger => ErrorKind::Internal,
            Failure::NoConversation => ErrorKind::Invalid,
        }
    }
}
