//! Group commit: one transaction for everything that waits, and no answer before it is durable.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use convlog_store::Outcome;
use convlog_store::seal::Keys;
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::apply::Apply;
use super::prepared::Prepared;
use super::queue::{APPEND, FOLD, Job, PROBE, Queue};
use crate::connection::BUSY_TIMEOUT;
use crate::disk_space::FreePages;
use crate::failure::{Failure, Result};

/// How many pages the log may have before the writer folds them into the database.
const CHECKPOINT_PAGES: i64 = 4096;

/// The same while nothing waits: so little that whoever comes next hardly waits for it, about 2 ms.
const IDLE_CHECKPOINT_PAGES: i64 = 256;

/// How long emptying the log may wait for readers who still need it.
const FOLD_WAIT: Duration = Duration::from_millis(5);

/// The writer's connection and what it needs at hand.
pub(super) struct CommitLoop<'c> {
    connection: &'c Connection,
    apply: Apply<'c>,
    /// Whether what is at hand may differ from what is stored, because forgetting it failed.
    is_stale: bool,
}

/// Batches that wait for one transaction, and where to say what became of them.
#[derive(Default)]
struct Appends {
    batches: Vec<Prepared>,
    answers: Vec<oneshot::Sender<convlog_store::error::Result<Vec<Outcome>>>>,
}

/// Does what comes through the queue until it closes.
pub(super) fn serve(mut group: CommitLoop<'_>, queue: &Queue, failing: &AtomicBool, free_pages: &FreePages) {
    while let Some((jobs, bytes)) = queue.take() {
        group.run(jobs, failing);
        queue.release(bytes);
        // After the answers: nobody waits for the log to be folded in but those who come while it is.
        let _ = group.checkpoint_if_long(queue.is_idle());
        let _ = free_pages.note(group.connection);
    }
    let _ = group.checkpoint("TRUNCATE");
}

impl<'c> CommitLoop<'c> {
    pub(super) fn new(connection: &'c Connection, keys: Keys) -> Result<CommitLoop<'c>> {
        Ok(CommitLoop { connection, apply: Apply::new(connection, keys)?, is_stale: false })
    }

    fn run(&mut self, jobs: Vec<Job>, failing: &AtomicBool) {
        let mut appends = Appends::default();
        for job in jobs {
            match job {
                Job::Append { batch, answer } => {
                    appends.batches.push(*batch);
                    appends.answers.push(answer);
                }
                // What was asked for earlier is done earlier.
                Job::Work(mut work) => {
                    self.run_appends(std::mem::take(&mut appends), failing);
                    let result = self.transaction(|group| {
                        work.run(group.connection, &mut group.apply)?;
                        group.apply.flush()
                    });
                    work.answer(result);
                }
                Job::Fold { answer } => {
                    self.run_appends(std::mem::take(&mut appends), failing);
                    let _ = answer.send(self.truncate_wal().map_err(|failure| failure.during(FOLD)));
                }
                Job::Probe { answer } => {
                    let result = self.transaction(|group| group.probe());
                    failing.store(result.is_err(), Ordering::Relaxed);
                    let _ = answer.send(result.map_err(|failure| failure.during(PROBE)));
                }
            }
        }
        self.run_appends(appends, failing);
    }

    fn run_appends(&mut self, Appends { batches, answers }: Appends, failing: &AtomicBool) {
        let mut results: Vec<Result<Vec<Outcome>>> = match self.append(&batches) {
            Ok(outcomes) => outcomes.into_iter().map(Ok).collect(),
            Err(failure) if batches.len() == 1 => vec![Err(failure)],
            // One of them may be what failed; it must not cost its neighbours their records.
            Err(_) => batches
                .iter()
                .map(|batch| self.append(std::slice::from_ref(batch))?.pop().ok_or(Failure::Panicked))
                .collect(),
        };
        if let Some(last) = results.last() {
            failing.store(last.is_err(), Ordering::Relaxed);
        }
        for (answer, result) in answers.into_iter().zip(results.drain(..)) {
            // Whoever asked may have gone; what it sent is stored all the same.
            let _ = answer.send(result.map_err(|failure| failure.during(APPEND)));
        }
    }

    fn append(&mut self, batches: &[Prepared]) -> Result<Vec<Vec<Outcome>>> {
        if batches.is_empty() {
            return Ok(Vec::new());
        }
        self.transaction(|group| {
            let outcomes = batches.iter().map(|batch| group.apply.batch(batch)).collect::<Result<_>>()?;
            group.apply.flush()?;
            Ok(outcomes)
        })
    }

    /// Runs a transaction. When it returns well the transaction is durable, otherwise it has left no trace.
    fn transaction<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.is_stale {
            self.apply.clear()?;
            self.is_stale = false;
        }
        let attempt = AssertUnwindSafe(|| {
            self.connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
            let value = work(self)?;
            self.connection.prepare_cached("COMMIT")?.execute([])?;
            Ok(value)
        });
        let result = catch_unwind(attempt).unwrap_or(Err(Failure::Panicked));
        if result.is_err() {
            if !self.connection.is_autocommit() {
                let _ = self.connection.execute_batch("ROLLBACK");
            }
            self.is_stale = true;
        }
        result.map_err(|failure| failure.within(self.connection))
    }

    fn probe(&mut self) -> Result<()> {
        self.connection.execute("INSERT OR REPLACE INTO meta (name, value) VALUES ('probe', randomblob(8))", [])?;
        Ok(())
    }

    /// Folds the log into the database when it has grown long, earlier when nobody waits.
    fn checkpoint_if_long(&self, is_idle: bool) -> Result<()> {
        let to_do = "PRAGMA wal_checkpoint(NOOP)";
        let (pages, folded): (i64, i64) =
            self.connection.prepare_cached(to_do)?.query_row([], |row| Ok((row.get(1)?, row.get(2)?)))?;
        if pages - folded < if is_idle { IDLE_CHECKPOINT_PAGES } else { CHECKPOINT_PAGES } {
            return Ok(());
        }
        self.checkpoint("PASSIVE")
    }

    /// Folds the log into the database and empties it; says whether it is empty. It is not while a reader still has a
    /// state of before, and nobody who wants to write is to wait for that reader.
    fn truncate_wal(&self) -> Result<bool> {
        self.connection.busy_timeout(FOLD_WAIT)?;
        let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
        let is_busy = self.connection.query_row(sql, [], |row| row.get::<_, bool>(0));
        self.connection.busy_timeout(BUSY_TIMEOUT)?;
        Ok(!is_busy?)
    }

    fn checkpoint(&self, mode: &'static str) -> Result<()> {
        let sql = format!("PRAGMA wal_checkpoint({mode})");
        Ok(self.connection.query_row(&sql, [], |_| Ok(()))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use convlog_conformance::World;
    use convlog_conformance::memory::MemoryStore;
    use convlog_conformance::world::{producer, record};
    use convlog_core::Identity;
    use convlog_store::{DataKeys, ErrorKind};

    /// Makes a batch with an entry of this many bytes for each number.
    fn batch(world: &World, seqs: std::ops::Range<u64>, bytes: usize) -> Prepared {
        let content = "x".repeat(bytes);
        let entry =
            format!(r#"{{"type":"log","conversation_id":"c","entry":{{"level":"info","content":"{content}"}}}}"#);
        let mut batch = world.batch(1);
        for seq in seqs {
            batch.push(record(&entry), Identity { producer: producer(1), seq }).unwrap();
        }
        Prepared::new(batch, MemoryStore::default().seal_keys().lookup())
    }

    fn rows(connection: &Connection) -> i64 {
        connection.query_row("SELECT count(*) FROM entries", [], |row| row.get(0)).unwrap()
    }

    #[tokio::test]
    async fn a_full_disk_refuses_what_does_not_fit_and_keeps_the_rest() {
        let world = World::in_project(Arc::new(MemoryStore::default()), "front-desk").await;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("records.db");
        let connection = crate::connection::open_writer(&path, crate::schema::RECORDS, 1 << 20).unwrap();
        let reader = crate::connection::open_reader(&path, 1 << 20).unwrap();
        let mut group = CommitLoop::new(&connection, MemoryStore::default().seal_keys().clone()).unwrap();
        group.append(&[batch(&world, 1..3, 10)]).unwrap();
        // The most pages that the database may have stands for the end of the disk.
        let pages: i64 = connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
        connection.query_row(&format!("PRAGMA max_page_count = {}", pages + 4), [], |_| Ok(())).unwrap();
        let failure = group.append(&[batch(&world, 3..4, 10), batch(&world, 4..40, 10_000)]).unwrap_err();
        assert_eq!(failure.during(APPEND).kind(), ErrorKind::Unavailable);
        assert_eq!((rows(&connection), rows(&reader)), (2, 2), "it left no trace, and reading goes on");
        let stored = group.append(&[batch(&world, 3..4, 10)]).unwrap();
        assert_eq!(stored, [vec![Outcome::Stored]], "what fits still goes in");
        connection.query_row("PRAGMA max_page_count = 1000000", [], |_| Ok(())).unwrap();
        let stored = group.append(&[batch(&world, 1..40, 10_000)]).unwrap();
        assert_eq!(stored[0].iter().filter(|outcome| **outcome == Outcome::Duplicate).count(), 3);
        assert_eq!(rows(&reader), 39);
    }

    #[tokio::test]
    async fn a_batch_that_fails_costs_its_neighbours_nothing() {
        let world = World::in_project(Arc::new(MemoryStore::default()), "front-desk").await;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("records.db");
        let connection = crate::connection::open_writer(&path, crate::schema::RECORDS, 1 << 20).unwrap();
        let mut group = CommitLoop::new(&connection, MemoryStore::default().seal_keys().clone()).unwrap();
        connection
            .execute_batch(
                "CREATE TRIGGER t BEFORE INSERT ON entries WHEN new.seq = 2 BEGIN SELECT raise(ABORT, ''); END",
            )
            .unwrap();
        let (jobs, answers): (Vec<_>, Vec<_>) = (1..4)
            .map(|seq| {
                let (answer, answered) = tokio::sync::oneshot::channel();
                (Job::Append { batch: Box::new(batch(&world, seq..seq + 1, 10)), answer }, answered)
            })
            .unzip();
        group.run(jobs, &AtomicBool::new(false));
        let mut good = Vec::new();
        for answer in answers {
            good.push(answer.await.unwrap().is_ok());
        }
        assert_eq!(good, [true, false, true]);
        assert_eq!(rows(&connection), 2);
    }
}
