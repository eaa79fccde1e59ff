//! The one thread that writes. It takes everything that waits into one transaction, commits it, and answers then.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use convlog_store::seal::MasterKey;
use convlog_store::{Batch, Error, ErrorKind, Outcome};
use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::failure::Failure;

mod apply;
mod conversations;
mod group;
mod intern;
mod producers;
mod queue;
mod recent;
mod seen;
mod summary;

pub(crate) use apply::VERBATIM;
use group::Group;
pub(crate) use producers::said_by_producer;
use queue::{Job, Queue};

const APPEND: &str = "store records";
const PROBE: &str = "write to the disk";

/// The writer's thread, and what reaches it.
#[derive(Debug)]
pub(crate) struct Writer {
    queue: Arc<Queue>,
    /// Whether the last write failed, so that readiness has to be tried and not assumed.
    failing: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread; it owns the connection from now on.
    pub(crate) fn start(connection: Connection, master: MasterKey, bytes_max: usize) -> Result<Writer, Failure> {
        let queue = Arc::new(Queue::new(bytes_max));
        let failing = Arc::new(AtomicBool::new(false));
        let (started, start) = std::sync::mpsc::channel();
        let (jobs, state) = (Arc::clone(&queue), Arc::clone(&failing));
        let thread = std::thread::Builder::new().name("convlog-writer".to_owned());
        let thread = thread.spawn(move || match Group::new(&connection, master) {
            Ok(group) => {
                let _ = started.send(Ok(()));
                group::serve(group, &jobs, &state);
            }
            Err(failure) => drop(started.send(Err(failure))),
        });
        let thread = thread.map_err(|_| Failure::Thread)?;
        let writer = Writer { queue, failing, thread: Some(thread) };
        start.recv().map_err(|_| Failure::Thread)??;
        Ok(writer)
    }

    pub(crate) async fn append(&self, batch: Batch) -> convlog_store::error::Result<Vec<Outcome>> {
        if batch.items().is_empty() {
            return Ok(Vec::new());
        }
        let (answer, answered) = oneshot::channel();
        let bytes = queue::weight(&batch);
        if !self.queue.push(Job::Append { batch, answer }, bytes) {
            return Err(Error::new(ErrorKind::Overloaded, APPEND));
        }
        answered.await.unwrap_or_else(|_| Err(Error::new(ErrorKind::Internal, APPEND)))
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
