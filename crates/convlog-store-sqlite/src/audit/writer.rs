//! The one thread that writes the audit: everything that waits goes into one commit, and nobody is answered before it
//! is durable.

use std::collections::VecDeque;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use convlog_store::{Access, Error, ErrorKind};
use parking_lot::{Condvar, Mutex};
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::rows;
use crate::failure::{Failure, Result};

const RECORD: &str = "write the audit";

/// How many records may wait; more requests than this are never in flight.
const WAITING_MAX: usize = 4096;

/// How long another process may hold the lock, a check of `convlog doctor` say, before a record fails.
const BUSY_TIMEOUT: Duration = Duration::from_secs(2);

/// How much room the log is given at the start. Making a file longer takes a commit about twenty times as long as
/// writing into it.
const ROOM_BYTES: i64 = 4 * 1024 * 1024;

/// How many pages the log may have before it is folded into the database; well within the room it was given.
const CHECKPOINT_PAGES: i64 = 900;

/// The same once nothing came for a while.
const IDLE_CHECKPOINT_PAGES: i64 = 64;
const IDLE: Duration = Duration::from_secs(1);

enum Job {
    Record(Box<Access>, oneshot::Sender<convlog_store::error::Result<()>>),
    /// Something in a transaction of its own.
    Work(Box<dyn FnOnce(&Connection) + Send>),
}

#[derive(Default)]
struct Jobs {
    waiting: VecDeque<Job>,
    closed: bool,
}

#[derive(Default)]
struct Queue {
    jobs: Mutex<Jobs>,
    wake: Condvar,
}

/// The thread, and what reaches it.
pub(crate) struct Writer {
    queue: Arc<Queue>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(connection: Connection) -> std::io::Result<Writer> {
        let queue = Arc::new(Queue::default());
        let jobs = Arc::clone(&queue);
        let thread = std::thread::Builder::new().name("convlog-audit".to_owned());
        let thread = thread.spawn(move || serve(&jobs, &connection))?;
        Ok(Writer { queue, thread: Some(thread) })
    }

    pub(crate) async fn record(&self, access: Access) -> convlog_store::error::Result<()> {
        self.ask(|answer| Job::Record(Box::new(access), answer)).await
    }

    /// Does something in a transaction of its own, between those of records.
    pub(crate) async fn work<T: Send + 'static>(
        &self,
        what: &'static str,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> convlog_store::error::Result<T> {
        let job = |answer: oneshot::Sender<convlog_store::error::Result<T>>| {
            Job::Work(Box::new(move |connection| {
                let result = transaction(connection, || work(connection));
                let _ = answer.send(result.map_err(|failure| failure.during(what)));
            }))
        };
        self.ask(job).await
    }

    async fn ask<T>(
        &self,
        job: impl FnOnce(oneshot::Sender<convlog_store::error::Result<T>>) -> Job,
    ) -> convlog_store::error::Result<T> {
        let (answer, answered) = oneshot::channel();
        {
            let mut jobs = self.queue.jobs.lock();
            if jobs.closed || jobs.waiting.len() >= WAITING_MAX {
                return Err(Error::new(ErrorKind::Overloaded, RECORD));
            }
            jobs.waiting.push_back(job(answer));
        }
        self.queue.wake.notify_one();
        answered.await.unwrap_or_else(|_| Err(Error::new(ErrorKind::Internal, RECORD)))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue.jobs.lock().closed = true;
        self.queue.wake.notify_all();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").finish_non_exhaustive()
    }
}

impl Queue {
    /// Waits for jobs and takes them all; none came for a while where there are none, and `None` means no more will.
    fn take(&self) -> Option<VecDeque<Job>> {
        let mut jobs = self.jobs.lock();
        if jobs.waiting.is_empty() && !jobs.closed {
            self.wake.wait_for(&mut jobs, IDLE);
        }
        if jobs.waiting.is_empty() && jobs.closed { None } else { Some(std::mem::take(&mut jobs.waiting)) }
    }
}

fn serve(queue: &Queue, connection: &Connection) {
    let _ = connection.busy_timeout(BUSY_TIMEOUT);
    // Without the room everything works, but slower.
    let _ = make_room(connection);
    while let Some(jobs) = queue.take() {
        let pages_max = if jobs.is_empty() { IDLE_CHECKPOINT_PAGES } else { CHECKPOINT_PAGES };
        run(connection, jobs);
        // After the answers: nobody waits for it but those who come while it is done.
        let _ = truncate_wal_if_long(connection, pages_max);
    }
    let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
}

fn run(connection: &Connection, jobs: VecDeque<Job>) {
    let (mut accesses, mut answers) = (Vec::new(), Vec::new());
    for job in jobs {
        match job {
            Job::Record(access, answer) => {
                accesses.push(access);
                answers.push(answer);
            }
            Job::Work(work) => work(connection),
        }
    }
    if accesses.is_empty() {
        return;
    }
    let result = transaction(connection, || accesses.iter().try_for_each(|access| rows::insert(connection, access)));
    let mut cause = result.err().map(|failure| failure.during(RECORD));
    let kind = cause.as_ref().map(Error::kind);
    for answer in answers {
        // The first is told what lay beneath, which is enough for the log.
        let error = cause.take().or_else(|| kind.map(|kind| Error::new(kind, RECORD)));
        let _ = answer.send(error.map_or(Ok(()), Err));
    }
}

/// Runs a transaction. When it returns well the transaction is durable, otherwise it has left no trace.
fn transaction<T>(connection: &Connection, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let attempt = AssertUnwindSafe(|| {
        connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        let value = work()?;
        connection.prepare_cached("COMMIT")?.execute([])?;
        Ok(value)
    });
    let result = catch_unwind(attempt).unwrap_or(Err(Failure::Panicked));
    if result.is_err() && !connection.is_autocommit() {
        let _ = connection.execute_batch("ROLLBACK");
    }
    result.map_err(|failure| failure.within(connection))
}

/// Writes as much as the log may hold and removes it again, so that neither file has to grow for a while.
fn make_room(connection: &Connection) -> Result<()> {
    connection.execute("INSERT INTO room (bytes) VALUES (zeroblob(?1))", [ROOM_BYTES])?;
    connection.execute("DELETE FROM room", [])?;
    Ok(connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?)
}

/// Folds the log into the database when it has grown long.
fn truncate_wal_if_long(connection: &Connection, pages_max: i64) -> Result<()> {
    let count = "PRAGMA wal_checkpoint(NOOP)";
    let (pages, folded): (i64, i64) =
        connection.prepare_cached(count)?.query_row([], |row| Ok((row.get(1)?, row.get(2)?)))?;
    if pages - folded > pages_max {
        connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
    }
    Ok(())
}
