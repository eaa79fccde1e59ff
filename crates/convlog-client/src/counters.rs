//! What is counted outside the recorder's lock; every failure that nobody is told of ends up here.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use convlog_core::Timestamp;

use crate::skew::Skew;
use crate::stats::{LastError, Pending, Problem};

/// Something that only ever grows.
#[derive(Debug, Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    pub(crate) fn add(&self, count: u64) {
        self.0.fetch_add(count, Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// All counters of one engine.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) accepted: Counter,
    pub(crate) duplicate: Counter,
    pub(crate) rejected: Counter,
    pub(crate) erased: Counter,
    pub(crate) notes: Counter,
    pub(crate) dead_letters: Counter,
    pub(crate) dead_letters_dropped: Counter,
    pub(crate) dead_letters_expired: Counter,
    /// Records of others, and those kept aside, that became too old; the recorder counts its own.
    pub(crate) expired: Counter,
    pub(crate) adopted: Counter,
    pub(crate) adopted_records: Counter,
    pub(crate) corrupt: Counter,
    pub(crate) torn: Counter,
    pub(crate) held: Counter,
    pub(crate) held_released: Counter,
    pub(crate) retries: Counter,
    pub(crate) batches: Counter,
    pub(crate) stalls: Counter,
    pub(crate) memory_segments: Counter,
    pub(crate) segments_rescued: Counter,
    pub(crate) unwritten: Counter,
    pub(crate) panics: Counter,
    pub(crate) restarts: Counter,
    last_error: Mutex<Option<LastError>>,
    /// What somebody has to put right, each once.
    problems: Mutex<Vec<Problem>>,
    /// What a server said last of a record. It stands beside the above, because no later success makes it good.
    of_record: Mutex<Option<LastError>>,
    skew: Mutex<Skew>,
    /// What of this process's own records is in the retry queue.
    aside: Mutex<Pending>,
}

impl Counters {
    /// Notes a problem under a short stable word; never with a value from a record or a secret.
    pub(crate) fn problem(&self, code: &str) {
        let error = LastError { code: code.to_owned(), at: now(), field: None, reason: None };
        *self.last_error.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }

    /// Notes what a server said of a record.
    pub(crate) fn problem_of_record(&self, code: &str, field: Option<&str>, reason: Option<&str>) {
        let (field, reason) = (field.map(str::to_owned), reason.map(str::to_owned));
        let error = LastError { code: code.to_owned(), at: now(), field, reason };
        *self.of_record.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }

    /// Keeps what somebody has to put right, and what to do, for as long as the process lives.
    pub(crate) fn keep_problem(&self, code: &str, advice: &str) {
        let mut problems = self.problems.lock().unwrap_or_else(PoisonError::into_inner);
        match problems.iter_mut().find(|problem| problem.code == code) {
            Some(problem) => problem.count += 1,
            None => problems.push(Problem { code: code.to_owned(), advice: advice.to_owned(), count: 1 }),
        }
    }

    pub(crate) fn problems(&self) -> Vec<Problem> {
        self.problems.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes in the server's time, in whole seconds, of an answer to a request sent and received at these times of
    /// ours.
    pub(crate) fn heard_time(&self, server: Timestamp, sent: SystemTime, received: SystemTime) {
        self.skew.lock().unwrap_or_else(PoisonError::into_inner).heard(server, sent, received);
    }

    /// Returns our clock minus the server's in milliseconds, once there was an answer.
    pub(crate) fn clock_offset_ms(&self) -> Option<f64> {
        self.skew.lock().unwrap_or_else(PoisonError::into_inner).millis()
    }

    /// Notes that records of this process were kept aside.
    pub(crate) fn add_held(&self, kept: Pending) {
        let mut aside = self.lock_aside();
        *aside = Pending { records: aside.records + kept.records, bytes: aside.bytes + kept.bytes };
    }

    /// Notes that some of them were settled.
    pub(crate) fn release(&self, settled: Pending) {
        let mut aside = self.lock_aside();
        aside.records = aside.records.saturating_sub(settled.records);
        aside.bytes = aside.bytes.saturating_sub(settled.bytes);
    }

    /// Returns what of this process's records is kept aside.
    pub(crate) fn aside(&self) -> Pending {
        *self.lock_aside()
    }

    fn lock_aside(&self) -> MutexGuard<'_, Pending> {
        self.aside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn solved(&self) {
        *self.last_error.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Returns the latest problem, or else what a server said last of a record.
    pub(crate) fn last_error(&self) -> Option<LastError> {
        self.last_problem().or_else(|| self.of_record.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    /// Returns the latest problem that no success has made good.
    pub(crate) fn last_problem(&self) -> Option<LastError> {
        self.last_error.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn now() -> String {
    let micros = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_micros();
    Timestamp::from_micros(i64::try_from(micros).unwrap_or(i64::MAX)).to_string()
}
