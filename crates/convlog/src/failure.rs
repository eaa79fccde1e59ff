//! How a command fails: what happened in one sentence, what to do about it, and the exit code.
//!
//! Printing of results does not belong here.

use std::fmt;
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

/// The exit codes, as `docs/reference/cli.md` lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// It failed for the reason on stderr.
    Failed = 1,
    /// The command line or the configuration makes no sense.
    Usage = 2,
    /// What was asked for is not there.
    NotFound = 3,
    /// The server refused the key.
    Refused = 4,
    /// The server or the data directory cannot be reached or used.
    Unreachable = 5,
}

/// Every exit code with its meaning, for the reference page.
pub(crate) const EXIT_CODES: [(u8, &str); 6] = [
    (0, "done"),
    (Exit::Failed as u8, "it failed, or a check of `convlog doctor` failed; stderr has the reason"),
    (Exit::Usage as u8, "the command line or the configuration cannot be used"),
    (Exit::NotFound as u8, "there is no such conversation, key or project, or this key has no access to it"),
    (Exit::Refused as u8, "the server rejected the API key, or the key lacks the permission"),
    (Exit::Unreachable as u8, "the server or the data directory cannot be reached or used"),
];

/// A failure that somebody at a keyboard can do something about.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    what: String,
    advice: Option<String>,
}

impl Failure {
    /// Says what happened: one sentence without a full stop.
    pub(crate) fn new(exit: Exit, what: impl Into<String>) -> Failure {
        Failure { exit, what: what.into(), advice: None }
    }

    /// Returns the exit code that it means.
    pub(crate) fn exit(&self) -> Exit {
        self.exit
    }

    /// Adds what to do about it.
    pub(crate) fn advise(mut self, advice: impl Into<String>) -> Failure {
        self.advice = Some(advice.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        self.advice.as_ref().map_or(Ok(()), |advice| write!(f, "; {advice}"))
    }
}

impl std::error::Error for Failure {}

/// Prints an error as one line on stderr and returns its exit code.
pub(crate) fn report(error: &anyhow::Error) -> ExitCode {
    // Whoever reads our output may have had enough (`convlog list | head`); that is no failure of ours.
    if error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == ErrorKind::BrokenPipe) {
        return ExitCode::SUCCESS;
    }
    let exit = error.downcast_ref::<Failure>().map_or(Exit::Failed, |failure| failure.exit);
    // The text may quote what a server or a file said.
    let line = crate::terminal::clean(&format!("{error:#}")).into_owned();
    // NOTE: when stderr is gone there is nobody left to tell.
    let _ = writeln!(io::stderr(), "convlog: {line}");
    ExitCode::from(exit as u8)
}
