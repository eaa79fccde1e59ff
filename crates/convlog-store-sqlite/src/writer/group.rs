//! Group commit: one transaction for everything that waits, and no answer before it is durable.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

use convlog_store::seal::MasterKey;
use convlog_store::{Batch, Outcome};
use rusqlite::Connection;

use super::apply::Apply;
use super::queue::{Job, Queue};
use super::{APPEND, PROBE};
use crate::failure::{Failure, Result};

/// How many pages the log may have before the writer folds them into the database.
const CHECKPOINT_PAGES: i64 = 4096;

/// The same while nothing waits.
const IDLE_CHECKPOINT_PAGES: i64 = 1024;

/// The writer's connection and what it needs at hand.
pub(super) struct Group<'c> {
    connection: &'c Connection,
    apply: Apply<'c>,
    /// Whether what is at hand may differ from what is stored, because forgetting it failed.
    is_stale: bool,
}

/// Does what comes through the queue until it closes.
pub(super) fn serve(mut group: Group<'_>, queue: &Queue, failing: &AtomicBool) {
    while let Some((jobs, bytes)) = queue.take() {
        group.run(jobs, failing);
        queue.release(bytes);
        // After the answers: nobody waits for the log to be folded in but those who come while it is.
        let _ = group.checkpoint_if_long(queue.is_idle());
    }
    let _ = group.checkpoint("TRUNCATE");
}

impl<'c> Group<'c> {
    pub(super) fn new(connection: &'c Connection, master: MasterKey) -> Result<Group<'c>> {
        Ok(Group { connection, apply: Apply::new(connection, master)?, is_stale: false })
    }

    fn run(&mut self, jobs: Vec<Job>, failing: &AtomicBool) {
        let (mut batches, mut answers) = (Vec::new(), Vec::new());
        for job in jobs {
            match job {
                Job::Append { batch, answer } => {
                    batches.push(batch);
                    answers.push(answer);
                }
                Job::Probe { answer } => {
                    let result = self.transaction(|group| group.probe());
                    failing.store(result.is_err(), Ordering::Relaxed);
                    let _ = answer.send(result.map_err(|failure| failure.during(PROBE)));
                }
            }
        }
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

    fn append(&mut self, batches: &[Batch]) -> Result<Vec<Vec<Outcome>>> {
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
        result
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

    fn checkpoint(&self, mode: &'static str) -> Result<()> {
        let sql = format!("PRAGMA wal_checkpoint({mode})");
        Ok(self.connection.query_row(&sql, [], |_| Ok(()))?)
    }
}
