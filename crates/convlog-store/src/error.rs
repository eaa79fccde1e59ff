//! What can go wrong in a store, by its meaning for whoever asked.

use std::error::Error as StdError;
use std::fmt;

/// Why a store could not do what it was asked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// What was asked about is not there.
    NotFound,
    /// The question makes no sense to this store.
    Invalid,
    /// It contradicts what is there.
    Conflict,
    /// The server is overloaded; try again later.
    Overloaded,
    /// Finding the answer took longer than it may; a part of it is never given for the whole.
    TimedOut,
    /// The store cannot be reached, or its disk is full.
    Unavailable,
    /// This store cannot do that.
    Unsupported,
    /// What is stored cannot be read.
    Corrupt,
    /// A defect of ours.
    Internal,
}

/// An error of a store: its meaning, what was being done, and what lay beneath.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    operation: &'static str,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// Makes an error with nothing beneath it.
    #[must_use]
    pub fn new(kind: ErrorKind, operation: &'static str) -> Error {
        Error { kind, operation, source: None }
    }

    /// Makes an error from what lay beneath.
    pub fn because(
        kind: ErrorKind,
        operation: &'static str,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Error {
        Error { kind, operation, source: Some(source.into()) }
    }

    /// Returns the error's meaning.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let meaning = match self.kind {
            ErrorKind::NotFound => "not found",
            ErrorKind::Invalid => "invalid request",
            ErrorKind::Conflict => "conflicts with stored data",
            ErrorKind::Overloaded => "the store is overloaded",
            ErrorKind::TimedOut => "timed out",
            ErrorKind::Unavailable => "not available",
            ErrorKind::Unsupported => "not supported by this store",
            ErrorKind::Corrupt => "stored data cannot be read",
            ErrorKind::Internal => "the store failed",
        };
        write!(f, "cannot {}: {meaning}", self.operation)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

/// The result of asking a store.
pub type Result<T> = std::result::Result<T, Error>;
