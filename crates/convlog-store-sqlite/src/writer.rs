//! The one thread that writes. It takes everything that waits into one transaction, commits it, and answers then.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use convlog_store::seal::Keys;
use convlog_store::{Batch, Error, ErrorKind, Outcome};
use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::disk_space::FreePages;
use crate::failure::{self, Failure};

mod apply;
pub(crate) mod bytes;
mod commit_loop;
pub(crate) mod contribution;
mod conversations;
mod form;
mod intern;
mod known;
mod lookups;
mod marked;
mod news;
mod next_rows;
mod open_calls;
mod prepared;
mod producers;
mod queue;
mod recent;
mod sealing;
mod seen;
mod senders;
mod summary;

pub(crate) use apply::Apply;
use commit_loop::CommitLoop;
pub(crate) use form::{VERBATIM, parts};
pub(crate) use lookups::{short, short_hash};
use prepared::Prepared;
pub(crate) use producers::said_by_producer;
use queue::{APPEND, FOLD, FnWork, Job, PROBE, Queue};
pub(crate) use senders::{ScopeId, Sender};

/// The writer's thread, and what reaches it.
#[derive(Debug)]
pub(crate) struct Writer {
    queue: Arc<Queue>,
    keys: Keys,
    /// Whether the last write failed, so that readiness has to be tried and not assumed.
    failing: Arc<AtomicBool>,
    free_pages: FreePages,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread; it owns the connection from now on.
    pub(crate) fn start(connection: Connection, keys: Keys, bytes_max: usize) -> Result<Writer, Failure> {
        let queue = Arc::new(Queue::new(bytes_max));
        let failing = Arc::new(AtomicBool::new(false));
        let free_pages = FreePages::default();
        free_pages.note(&connection)?;
        let (started, start) = std::sync::mpsc::channel();
        let (jobs, state) = (Arc::clone(&queue), Arc::clone(&failing));
        let (own_keys, noted_pages) = (keys.clone(), free_pages.clone());
        let thread = std::thread::Builder::new().name("convlog-writer".to_owned());
        let thread = thread.spawn(move || match CommitLoop::new(&connection, own_keys) {
            Ok(group) => {
                let _ = started.send(Ok(()));
                commit_loop::serve(group, &jobs, &state, &noted_pages);
            }
            Err(failure) => drop(started.send(Err(failure))),
        });
        let thread = thread.map_err(|_| Failure::Thread)?;
        let writer = Writer { queue, keys, failing, free_pages, thread: Some(thread) };
        start.recv().map_err(|_| Failure::Thread)??;
        Ok(writer)
    }

    /// Returns the free pages, as they are from time to time.
    pub(crate) fn free_pages(&self) -> FreePages {
        self.free_pages.clone()
    }

    pub(crate) async fn append(&self, batch: Batch) -> convlog_store::error::Result<Vec<Outcome>> {
        if batch.items().is_empty() {
            return Ok(Vec::new());
        }
        let (answer, answered) = oneshot::channel();
        let bytes = queue::weight(&batch);
        let batch = Box::new(Prepared::new(batch, self.keys.lookup()));
        if !self.queue.push(Job::Append { batch, answer }, bytes) {
            return Err(Error::new(ErrorKind::Overloaded, APPEND));
        }
        answered.await.unwrap_or_else(|_| Err(Error::new(ErrorKind::Internal, APPEND)))
    }

    /// Does something in the writer's order, in a transaction of its own between those of batches.
    ///
    /// It keeps everybody who writes waiting, so it is to be short. What it changes of rows that [`Apply`] has at hand
    /// it has to change there too.
    pub(crate) async fn work<T: Send + 'static>(
        &self,
        what: &'static str,
        work: impl FnOnce(&Connection, &mut Apply<'_>) -> failure::Result<T> + Send + 'static,
    ) -> convlog_store::error::Result<T> {
        let (answer, answered) = oneshot::channel();
        let asked = FnWork { what, work: Some(work), value: None, answer };
        if !self.queue.push(Job::Work(Box::new(asked)), 0) {
            return Err(Error::new(ErrorKind::Overloaded, what));
        }
        answered.await.unwrap_or_else(|_| Err(Error::new(ErrorKind::Internal, what)))
    }

    /// Folds the log into the database and empties it; says whether it is empty now. Readers may keep it from being so
    /// for a while.
    pub(crate) async fn truncate_wal(&self) -> convlog_store::error::Result<bool> {
        let (answer, answered) = oneshot::channel();
        if !self.queue.push(Job::Fold { answer }, 0) {
            return Err(Error::new(ErrorKind::Overloaded, FOLD));
        }
        answered.await.unwrap_or_else(|_| Err(Error::new(ErrorKind::Internal, FOLD)))
    }

    /// Says whether the store can write. After a failure that takes a write.
    pub(crate) async fn ready(&self) -> convlog_store::error::Result<()> {
        if self.thread.as_ref().is_none_or(JoinHandle::is_finished) {
            return Err(Error::new(ErrorKind::Internal, PROBE));
        }
        if !self.failing.load(Ordering::Relaxed) {
            return Ok(());
        }
        let (answer, answered) = oneshot::channel();
        if !self.queue.push(Job::Probe { answer }, 0) {
            return Err(Error::new(ErrorKind::Overloaded, PROBE));
        }
        answered.await.unwrap_or_else(|_| Err(Error::new(ErrorKind::Internal, PROBE)))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue.close();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use convlog_conformance::memory::MemoryStore;
    use convlog_store::DataKeys;

    use super::*;
    use crate::connection::{open_reader, open_writer};

    fn keys() -> Keys {
        MemoryStore::default().seal_keys().clone()
    }

    fn count(connection: &Connection) -> i64 {
        connection.query_row("SELECT count(*) FROM loggers", [], |row| row.get(0)).unwrap()
    }

    #[tokio::test]
    async fn work_is_durable_when_it_returns_and_leaves_nothing_when_it_fails() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("records.db");
        let connection = open_writer(&path, crate::schema::RECORDS, 1 << 20).unwrap();
        let reader = open_reader(&path, 1 << 20).unwrap();
        let writer = Writer::start(connection, keys(), 1 << 20).unwrap();
        let insert = |connection: &Connection, name: &str| -> failure::Result<i64> {
            connection.execute("INSERT INTO loggers (name) VALUES (?1)", [name])?;
            Ok(count(connection))
        };
        let answered = writer.work("do that", move |connection, _| insert(connection, "a")).await;
        assert_eq!((answered.unwrap(), count(&reader)), (1, 1));
        let failing = writer.work("do that", move |connection, _| {
            insert(connection, "b")?;
            Err::<(), _>(Failure::Row("name"))
        });
        assert!(failing.await.is_err());
        let panicking = writer.work("do that", move |connection, _| -> failure::Result<()> {
            insert(connection, "c")?;
            panic!("on purpose")
        });
        assert!(panicking.await.is_err());
        assert_eq!(count(&reader), 1);
        let answered = writer.work("do that", move |connection, _| insert(connection, "d")).await;
        assert_eq!((answered.unwrap(), count(&reader)), (2, 2), "the thread goes on");
    }

    #[tokio::test]
    async fn the_log_is_emptied_once_no_reader_needs_it() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("records.db");
        let connection = open_writer(&path, crate::schema::RECORDS, 1 << 20).unwrap();
        let reader = open_reader(&path, 1 << 20).unwrap();
        let writer = Writer::start(connection, keys(), 1 << 20).unwrap();
        let log = || std::fs::metadata(directory.path().join("records.db-wal")).unwrap().len();
        let insert = |connection: &Connection, _: &mut Apply<'_>| -> failure::Result<()> {
            connection.execute("INSERT INTO loggers (name) VALUES (random())", [])?;
            Ok(())
        };
        writer.work("do that", insert).await.unwrap();
        reader.execute_batch("BEGIN").unwrap();
        assert_eq!(count(&reader), 1);
        writer.work("do that", insert).await.unwrap();
        assert!(!writer.truncate_wal().await.unwrap() && log() > 0);
        reader.execute_batch("COMMIT").unwrap();
        assert!(writer.truncate_wal().await.unwrap());
        assert_eq!((log(), count(&reader)), (0, 2));
    }
}
