//! What keeps records from being taken at all: a key, a project, a server. Said once on stderr with what to do, and kept
//! for `stats`; what is not taken stays in the spool meanwhile.

use std::sync::atomic::{AtomicU8, Ordering};

use crate::counters::Counters;
use crate::stderr;

/// A project was given that could be none.
pub(crate) const NOT_A_PROJECT: &str = "invalid_project_id";
/// An account was given that could be none.
pub(crate) const NOT_AN_ACCOUNT: &str = "invalid_account_id";

/// What is the matter, whatever its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    NotAProject,
    NotAnAccount,
    Key,
    Project,
    Address,
    Server,
}

/// Notes a problem, and says what it means, once in a process and those that it forks.
pub(crate) fn note(counters: &Counters, code: &str) {
    static SAID: AtomicU8 = AtomicU8::new(0);
    counters.problem(code);
    let Some(trouble) = Trouble::of(code) else { return };
    let line = format!("{} ({code})", trouble.advice());
    counters.keep_problem(code, &line);
    let bit = 1 << trouble as u8;
    if SAID.fetch_or(bit, Ordering::Relaxed) & bit == 0 {
        stderr::say(&format!("convlog: {line}\n"));
    }
}

impl Trouble {
    /// Returns `None` where waiting mends it, as a server says that is busy or has an error of its own.
    fn of(code: &str) -> Option<Trouble> {
        match code {
            NOT_A_PROJECT => Some(Trouble::NotAProject),
            NOT_AN_ACCOUNT => Some(Trouble::NotAnAccount),
            "unauthorized" => Some(Trouble::Key),
            "forbidden" | "forbidden_project" | "foreign_account" | "unknown_project" | "missing_field" => {
                Some(Trouble::Project)
            }
            "not_found" | "bad_url" | "unreadable_answer" | "http_402" | "http_405" | "http_407" | "http_451" => {
                Some(Trouble::Address)
            }
            code if code.starts_with("http_3") => Some(Trouble::Address),
            "unreachable" | "host_not_found" | "timeout" | "tls" | "protocol" => Some(Trouble::Server),
            _ => None,
        }
    }

    fn advice(self) -> &'static str {
        match self {
            Trouble::NotAProject => {
                "a project_id was given that is none, so the default project is used: an id holds only letters, digits, '-', \
                 '_', '.' and ':', at most 256 bytes of them"
            }
            Trouble::NotAnAccount => {
                "an account_id was given that is none, and no other account is used for it, so the server refuses these \
                 records: an id holds only letters, digits, '-', '_', '.' and ':', at most 256 bytes of them; records are \
                 kept as dead letters in the spool"
            }
            Trouble::Key => {
                "the server rejects the API key: set CONVLOG_API_KEY to a key with the permission ingest, which \
                `convlog keys create` creates; records are kept in the spool meanwhile"
            }
            Trouble::Project => {
                "the API key has no access to this account or project: correct CONVLOG_ACCOUNT_ID and \
                CONVLOG_PROJECT_ID, or create a key for them; records are kept in the spool meanwhile"
            }
            Trouble::Address => {
                "the server at CONVLOG_URL is not a convlog server: correct the address; records are kept in the \
                spool meanwhile"
            }
            Trouble::Server => {
                "the server cannot be reached: check CONVLOG_URL and that `convlog serve` runs there; records are \
                kept in the spool and sent when it answers"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_has_to_change_is_told_apart_from_what_passes() {
        for (code, trouble) in [
            ("unauthorized", Some(Trouble::Key)),
            ("forbidden", Some(Trouble::Project)),
            ("unknown_project", Some(Trouble::Project)),
            ("foreign_account", Some(Trouble::Project)),
            ("missing_field", Some(Trouble::Project)),
            ("not_found", Some(Trouble::Address)),
            ("http_301", Some(Trouble::Address)),
            ("http_407", Some(Trouble::Address)),
            ("host_not_found", Some(Trouble::Server)),
            ("unreachable", Some(Trouble::Server)),
            ("timeout", Some(Trouble::Server)),
            ("http_429", None),
            ("http_503", None),
            ("spool", None),
        ] {
            assert_eq!(Trouble::of(code), trouble, "{code}");
        }
    }

    #[test]
    fn each_problem_stays_in_the_figures_with_what_to_do() {
        let counters = Counters::default();
        for code in ["unauthorized", "http_503", "forbidden", "unauthorized"] {
            note(&counters, code);
        }
        counters.solved();
        let kept: Vec<_> = counters.problems().into_iter().map(|problem| (problem.code, problem.count)).collect();
        assert_eq!(kept, [("unauthorized".to_owned(), 2), ("forbidden".to_owned(), 1)]);
        assert!(counters.problems()[0].advice.contains("CONVLOG_API_KEY"));
    }
}
