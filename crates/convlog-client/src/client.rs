//! The client as its host sees it: start, record, flush, stop. Nothing here fails towards the host.

use std::path::Path;
use std::time::Duration;

use convlog_core::{Level, Timestamp};

use crate::config::{Config, Secret};
use crate::record::{Context, Draft, Ids, RecordKind};
use crate::stats::{Left, Stats};

/// A producer: one per process, cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {}

#[expect(unused_variables, reason = "signatures first; the bodies follow")]
impl Client {
    /// Starts a producer. Never fails: what cannot be had is done without, and [`Client::stats`] says so.
    #[must_use]
    pub fn start(config: Config) -> Client {
        unreachable!()
    }

    /// Returns the configuration this client was started with.
    #[must_use]
    pub fn config(&self) -> &Config {
        unreachable!()
    }

    /// Returns the place with these ids, the configured account and project standing in for absent ones.
    #[must_use]
    pub fn context(&self, ids: &Ids<'_>) -> Context {
        unreachable!()
    }

    /// Whether entries of this level are recorded.
    #[must_use]
    pub fn enabled(&self, level: Level) -> bool {
        unreachable!()
    }

    /// Records one entry: stamps sequence number and time, copies it into the spool.
    ///
    /// Costs no system call in the common case, never waits, never fails; the draft may be begun again afterwards.
    pub fn log(&self, context: &Context, level: Level, draft: &mut Draft) {
        unreachable!()
    }

    /// Records a structural record; `members` are those of its JSON object without braces, the ids of the context, the
    /// type and the timestamp left out (`"name":"x","arguments":{…},"pii":["/arguments/phone"]`).
    pub fn record(&self, kind: RecordKind, context: &Context, members: &[u8]) {
        unreachable!()
    }

    /// Returns the time the next record would be stamped with, or a little less.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        unreachable!()
    }

    /// Says that a conversation, turn or function event was opened; while something is open the process reports that
    /// it lives.
    pub fn opened(&self) {
        unreachable!()
    }

    /// Says that what [`Client::opened`] announced is over.
    pub fn closed(&self) {
        unreachable!()
    }

    /// Counts a record of which the host itself cut something.
    pub fn count_cut(&self) {
        unreachable!()
    }

    /// Waits until everything recorded before was settled by the server, or the time is over, and returns what is left.
    ///
    /// Without a server it returns at once.
    pub fn flush(&self, timeout: Duration) -> Left {
        unreachable!()
    }

    /// Returns everything the client counts.
    #[must_use]
    pub fn stats(&self) -> Stats {
        unreachable!()
    }

    /// Reports the end of the process, flushes for at most `deadline`, and stops the background thread.
    ///
    /// What is left stays in the spool for the next process. Later records are still spooled.
    pub fn shutdown(&self, deadline: Duration) -> Left {
        unreachable!()
    }

    /// Makes this process a producer of its own after a fork; the parent's segments stay the parent's.
    ///
    /// The first record after a fork does it by itself where this was not called.
    pub fn after_fork_in_child(&self) {
        unreachable!()
    }
}

/// Ships what dead producers left in a spool directory, until nothing is left or the deadline is over.
#[expect(unused_variables, reason = "signatures first; the bodies follow")]
#[must_use]
pub fn ship_directory(spool_dir: &Path, url: &str, api_key: Option<Secret>, deadline: Duration) -> Stats {
    unreachable!()
}
