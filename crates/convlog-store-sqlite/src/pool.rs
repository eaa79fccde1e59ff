//! Threads that own a connection each and run what the asynchronous side gives them.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;

use convlog_store::{Error, ErrorKind};
use parking_lot::{Condvar, Mutex};
use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::failure::Result;

type Job = Box<dyn FnOnce(&Connection) + Send>;

struct Jobs {
    waiting: VecDeque<Job>,
    closed: bool,
}

struct Shared {
    jobs: Mutex<Jobs>,
    wake: Condvar,
    waiting_max: usize,
}

/// A pool of such threads; dropping it lets them finish what they have and waits for them.
pub(crate) struct Pool {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

impl Pool {
    /// Starts one thread for each connection.
    pub(crate) fn start(name: &str, connections: Vec<Connection>, waiting_max: usize) -> std::io::Result<Pool> {
        let jobs = Mutex::new(Jobs { waiting: VecDeque::new(), closed: false });
        let shared = Arc::new(Shared { jobs, wake: Condvar::new(), waiting_max });
        let mut pool = Pool { shared, threads: Vec::with_capacity(connections.len()) };
        for connection in connections {
            let shared = Arc::clone(&pool.shared);
            let thread = std::thread::Builder::new().name(name.to_owned());
            pool.threads.push(thread.spawn(move || serve(&shared, &connection))?);
        }
        Ok(pool)
    }

    /// Runs a job on one of the threads.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        operation: &'static str,
        job: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> convlog_store::error::Result<T> {
        let (answer, answered) = oneshot::channel();
        let job = move |connection: &Connection| {
            // Whoever asked may have gone; then nobody needs the answer.
            if !answer.is_closed() {
                let _ = answer.send(job(connection).map_err(|failure| failure.within(connection)));
            }
        };
        {
            let mut jobs = self.shared.jobs.lock();
            if jobs.waiting.len() >= self.shared.waiting_max {
                return Err(Error::new(ErrorKind::Overloaded, operation));
            }
            jobs.waiting.push_back(Box::new(job));
        }
        self.shared.wake.notify_one();
        match answered.await {
            Ok(result) => result.map_err(|failure| failure.during(operation)),
            Err(_) => Err(Error::new(ErrorKind::Internal, operation)),
        }
    }
}

fn serve(shared: &Shared, connection: &Connection) {
    loop {
        let job = {
            let mut jobs = shared.jobs.lock();
            loop {
                if let Some(job) = jobs.waiting.pop_front() {
                    break job;
                }
                if jobs.closed {
                    return;
                }
                shared.wake.wait(&mut jobs);
            }
        };
        // A job that panics must not take the thread with it; its asker is told, because its answer is dropped.
        let _ = catch_unwind(AssertUnwindSafe(|| job(connection)));
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.shared.jobs.lock().closed = true;
        self.shared.wake.notify_all();
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pool").field("threads", &self.threads.len()).finish_non_exhaustive()
    }
}
