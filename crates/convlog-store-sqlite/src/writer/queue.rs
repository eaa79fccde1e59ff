//! What waits for the writer, bounded in bytes.

use std::collections::VecDeque;
use std::fmt;

use convlog_core::record::Body;
use convlog_store::error::Result;
use convlog_store::{Batch, Outcome};
use parking_lot::{Condvar, Mutex};
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::apply::Apply;
use super::prepared::Prepared;
use crate::failure;

// What a job is called where it fails.
pub(super) const APPEND: &str = "store records";
pub(super) const FOLD: &str = "empty the log";
pub(super) const PROBE: &str = "write to the disk";

/// What a record takes beside its texts, in bytes; a round figure.
const ITEM_BYTES: usize = 256;

/// The most bytes that go into one transaction, and with them the longest that a batch waits for the one before.
const GROUP_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Something for the writer to do.
pub(super) enum Job {
    /// Store a batch.
    Append {
        /// The batch.
        batch: Box<Prepared>,
        /// Where to say what became of it.
        answer: oneshot::Sender<Result<Vec<Outcome>>>,
    },
    /// Do something else, in a transaction of its own.
    Work(Box<dyn Work>),
    /// Fold the log into the database and empty it.
    Fold {
        /// Where to say whether it is empty, which it is not while somebody still reads from it.
        answer: oneshot::Sender<Result<bool>>,
    },
    /// Find out whether writing works.
    Probe {
        /// Where to say so.
        answer: oneshot::Sender<Result<()>>,
    },
}

/// Work for the writer that it knows nothing of.
pub(super) trait Work: Send {
    /// Does it. What it answers is not sent before it is durable.
    fn run(&mut self, connection: &Connection, apply: &mut Apply<'_>) -> failure::Result<()>;

    /// Says what came of it.
    fn answer(self: Box<Self>, result: failure::Result<()>);
}

/// A function as work.
pub(super) struct FnWork<T, F> {
    pub(super) what: &'static str,
    pub(super) work: Option<F>,
    pub(super) value: Option<T>,
    pub(super) answer: oneshot::Sender<Result<T>>,
}

impl<T, F> Work for FnWork<T, F>
where
    T: Send,
    F: FnOnce(&Connection, &mut Apply<'_>) -> failure::Result<T> + Send,
{
    fn run(&mut self, connection: &Connection, apply: &mut Apply<'_>) -> failure::Result<()> {
        let work = self.work.take().ok_or(failure::Failure::Panicked)?;
        self.value = Some(work(connection, apply)?);
        Ok(())
    }

    fn answer(self: Box<Self>, result: failure::Result<()>) {
        let FnWork { what, value, answer, .. } = *self;
        let value = result.and_then(|()| value.ok_or(failure::Failure::Panicked));
        // Whoever asked may have gone; what was done is done all the same.
        let _ = answer.send(value.map_err(|failure| failure.during(what)));
    }
}

struct State {
    waiting: VecDeque<(Job, usize)>,
    /// The bytes of everything that was not yet answered, what the writer is at among it.
    bytes: usize,
    closed: bool,
}

/// The queue.
pub(crate) struct Queue {
    state: Mutex<State>,
    wake: Condvar,
    bytes_max: usize,
}

impl Queue {
    pub(super) fn new(bytes_max: usize) -> Queue {
        let state = State { waiting: VecDeque::new(), bytes: 0, closed: false };
        Queue { state: Mutex::new(state), wake: Condvar::new(), bytes_max }
    }

    /// Adds a job; says whether there was room. Whatever its size, one finds room in an empty queue.
    pub(super) fn push(&self, job: Job, bytes: usize) -> bool {
        let mut state = self.state.lock();
        if state.closed || (state.bytes > 0 && state.bytes + bytes > self.bytes_max) {
            return false;
        }
        state.bytes += bytes;
        state.waiting.push_back((job, bytes));
        drop(state);
        self.wake.notify_one();
        true
    }

    /// Waits for jobs; returns as many as fit one transaction and their bytes, or `None` when no more will come.
    pub(super) fn take(&self) -> Option<(Vec<Job>, usize)> {
        let mut state = self.state.lock();
        while state.waiting.is_empty() {
            if state.closed {
                return None;
            }
            self.wake.wait(&mut state);
        }
        let (mut jobs, mut taken) = (Vec::new(), 0);
        while let Some((job, bytes)) =
            state.waiting.pop_front_if(|(_, bytes)| taken == 0 || taken + *bytes <= GROUP_BYTES_MAX)
        {
            taken += bytes;
            jobs.push(job);
        }
        Some((jobs, taken))
    }

    /// Says whether nothing waits.
    pub(super) fn is_idle(&self) -> bool {
        self.state.lock().waiting.is_empty()
    }

    /// Makes room again once jobs were answered.
    pub(super) fn release(&self, bytes: usize) {
        self.state.lock().bytes -= bytes;
    }

    pub(super) fn close(&self) {
        self.state.lock().closed = true;
        self.wake.notify_all();
    }
}

impl fmt::Debug for Queue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queue").field("bytes_max", &self.bytes_max).finish_non_exhaustive()
    }
}

/// Returns about how much memory a batch takes.
pub(super) fn weight(batch: &Batch) -> usize {
    let of_body = |body: &Body| match body {
        Body::Log(log) => {
            let open = log.open.as_ref().map_or(0, |entry| match &entry.text {
                convlog_core::EntryText::Parts { content, extras } => content.len() + extras.len(),
                convlog_core::EntryText::Verbatim(text) => text.len(),
            });
            open + log.original.as_ref().map_or(0, |original| original.json.len())
        }
        Body::Fields(fields) => fields.open.len() + fields.original.as_ref().map_or(0, |original| original.json.len()),
    };
    batch.items().iter().map(|item| ITEM_BYTES + of_body(&item.body)).sum()
}
