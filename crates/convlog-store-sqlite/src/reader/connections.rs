//! The connections that reads take turns on.
//!
//! A read runs where it was asked for: waking a thread for it and being woken by it took a quarter of its time.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use convlog_store::{Error, ErrorKind};
use parking_lot::Mutex;
use rusqlite::Connection;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::Semaphore;

use crate::failure::{Failure, Result};

/// A few connections, and those who wait for one.
pub(super) struct Connections {
    idle: Mutex<Vec<Connection>>,
    free: Semaphore,
    /// For reads that take long: all connections but one, so that a short one waits for no long one.
    free_for_long: Semaphore,
    waiting: AtomicUsize,
    waiting_max: usize,
}

impl Connections {
    pub(super) fn new(connections: Vec<Connection>, waiting_max: usize) -> Connections {
        let free = Semaphore::new(connections.len());
        let free_for_long = Semaphore::new(connections.len().saturating_sub(1).max(1));
        Connections { idle: Mutex::new(connections), free, free_for_long, waiting: AtomicUsize::new(0), waiting_max }
    }

    /// Runs a read that may take long: at most as many at once as leave a connection to the short ones.
    pub(super) async fn run_long<T>(
        &self,
        operation: &'static str,
        timeout: Option<Duration>,
        read: impl FnOnce(&Connection) -> Result<T>,
    ) -> convlog_store::error::Result<T> {
        let _free = match self.free_for_long.try_acquire() {
            Ok(free) => free,
            Err(_) => {
                let _place = QueueSlot::take(&self.waiting, self.waiting_max, operation)?;
                self.free_for_long.acquire().await.map_err(|_| Error::new(ErrorKind::Internal, operation))?
            }
        };
        self.run(operation, timeout, |connection| aside(|| read(connection))).await
    }

    /// Runs a read on a connection of its own, for as long as it may take. One that may take long does so
    /// [aside](aside).
    pub(super) async fn run<T>(
        &self,
        operation: &'static str,
        timeout: Option<Duration>,
        read: impl FnOnce(&Connection) -> Result<T>,
    ) -> convlog_store::error::Result<T> {
        let _free = match self.free.try_acquire() {
            Ok(free) => free,
            Err(_) => {
                let _place = QueueSlot::take(&self.waiting, self.waiting_max, operation)?;
                self.free.acquire().await.map_err(|_| Error::new(ErrorKind::Internal, operation))?
            }
        };
        let mut lent = ConnectionGuard { connection: self.idle.lock().pop(), home: &self.idle };
        let Some(connection) = &mut lent.connection else { return Err(Error::new(ErrorKind::Internal, operation)) };
        end_after(connection, timeout).map_err(|error| Failure::from(error).during(operation))?;
        // Whoever asked is told of a panic, and the connection serves on.
        let result = catch_unwind(AssertUnwindSafe(|| read(connection)));
        result
            .map_err(|_| Error::new(ErrorKind::Internal, operation))?
            .map_err(|failure| failure.within(connection).during(operation))
    }
}

/// How many steps of SQLite's machine lie between two looks at the clock: well below a millisecond's worth.
const STEPS: i32 = 10_000;

/// Has what runs on a connection from now on fail once this time is over.
fn end_after(connection: &mut Connection, timeout: Option<Duration>) -> rusqlite::Result<()> {
    let began = Instant::now();
    connection.progress_handler(STEPS, timeout.map(|timeout| move || began.elapsed() >= timeout))
}

/// Lets the other tasks of this thread go on elsewhere meanwhile. That costs about as much as reading twenty entries.
pub(crate) fn aside<T>(block: impl FnOnce() -> T) -> T {
    match Handle::try_current().map(|runtime| runtime.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(block),
        // With one thread there is no elsewhere.
        _ => block(),
    }
}

/// A place in the queue, given up when the wait is over or nobody waits any more.
struct QueueSlot<'a>(&'a AtomicUsize);

impl<'a> QueueSlot<'a> {
    fn take(
        waiting: &'a AtomicUsize,
        waiting_max: usize,
        operation: &'static str,
    ) -> convlog_store::error::Result<QueueSlot<'a>> {
        let place = QueueSlot(waiting);
        if waiting.fetch_add(1, Ordering::Relaxed) < waiting_max {
            return Ok(place);
        }
        Err(Error::new(ErrorKind::Overloaded, operation))
    }
}

impl Drop for QueueSlot<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A connection that goes back whatever happens, a panic included.
struct ConnectionGuard<'a> {
    connection: Option<Connection>,
    home: &'a Mutex<Vec<Connection>>,
}

impl Drop for ConnectionGuard<'_> {
    fn drop(&mut self) {
        self.home.lock().extend(self.connection.take());
    }
}

impl std::fmt::Debug for Connections {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connections").field("free", &self.free.available_permits()).finish_non_exhaustive()
    }
}
