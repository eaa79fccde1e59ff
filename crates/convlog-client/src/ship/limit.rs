//! Limits of the server that somebody may raise: what they are called, and what is said of them.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::stderr;

/// Why the server takes nothing at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Limit {
    EntriesPerMinute,
    BytesStored,
    DiskReserve,
}

impl Limit {
    const ALL: [Limit; 3] = [Limit::EntriesPerMinute, Limit::BytesStored, Limit::DiskReserve];

    /// Returns the limit that the server names by this word.
    pub(super) fn named(word: &str) -> Option<Limit> {
        Limit::ALL.into_iter().find(|limit| limit.code().eq_ignore_ascii_case(word))
    }

    /// Returns the word for it, which the server writes in capitals.
    pub(super) fn code(self) -> &'static str {
        match self {
            Limit::EntriesPerMinute => "quota_entries_per_minute",
            Limit::BytesStored => "quota_bytes_stored",
            Limit::DiskReserve => "disk_reserve",
        }
    }

    fn reason(self) -> &'static str {
        match self {
            Limit::EntriesPerMinute => "the account or the project has reached its limit of entries per minute",
            Limit::BytesStored => "the account or the project has reached its limit of stored bytes",
            Limit::DiskReserve => "the server's disk is full but for its reserve",
        }
    }

    /// Says on stderr, once in a process and those that it forks, what it means for whoever runs it.
    pub(super) fn say_once(self) {
        static SAID: [AtomicBool; Limit::ALL.len()] = [const { AtomicBool::new(false) }; Limit::ALL.len()];
        if !SAID[self as usize].swap(true, Ordering::Relaxed) {
            stderr::say(&format!(
                "convlog: entries are kept here and sent again later, because {} ({}); `stats()` shows how many\n",
                self.reason(),
                self.code()
            ));
        }
    }
}
