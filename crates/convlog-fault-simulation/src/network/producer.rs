//! One producer on its line, from its start to one of its ends.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use convlog_client::{Config, SPOOL_BYTES_MIN, Secret, Stats};

use super::link::{Link, PendingRequest};
use crate::spool::logging_client::{self, LoggingClient};
use crate::store::stage::{Said, words};

/// How long anything may take that has to happen sooner or later.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);
/// How long a producer that sends nothing any more may hold its directory.
const RELEASE: Duration = Duration::from_secs(10);
/// After so many answers a client has measured its clock.
const MEASURED: usize = 10;

/// A living producer.
#[derive(Debug)]
pub struct Producer {
    client: LoggingClient,
    /// Its way to the server.
    pub line: Link,
    /// What is known of it.
    pub known: ProducerState,
    /// How many requests in a row failed.
    pub failures: u32,
    /// How long the first answered requests took.
    took: Vec<Duration>,
}

/// What is known of a producer, also when it is no more.
#[derive(Clone, Debug)]
pub struct ProducerState {
    /// Its id.
    pub id: String,
    /// Its name, as it stands in what it says of itself.
    pub name: String,
    /// Whether its spool is as small as it can be.
    pub is_narrow: bool,
    /// The entries whose calls returned.
    pub told: Vec<u64>,
    /// What it counted, once it is no more.
    pub stats: Option<Stats>,
    /// Whether its end is told with everything that it counted.
    pub is_complete: bool,
    /// How far its measurement of the clock may be off, in milliseconds, from the beginning of its end on.
    pub tolerance_ms: f64,
}

impl Producer {
    /// Starts one on a spool.
    ///
    /// # Errors
    /// There is no port, or no room for a spool.
    pub fn start(number: u64, spool: &Path, key: &str, is_narrow: bool) -> Said<Producer> {
        let line = Link::open().map_err(words)?;
        let name = format!("producer-{number}");
        let config = logging_client::config(spool, Some(line.url()));
        let client = LoggingClient::start(Config {
            api_key: Some(Secret::new(key)),
            flush_interval: Duration::from_millis(2),
            // A request waits for its turn; nobody gives it up meanwhile.
            request_timeout: 2 * PATIENCE,
            spool_bytes_max: if is_narrow { SPOOL_BYTES_MIN } else { config.spool_bytes_max },
            sdk: name.clone(),
            ..config
        });
        let directory = client.client.stats().spool_dir.ok_or("a producer has no spool on disk")?;
        let id = directory.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let known = ProducerState {
            id,
            name,
            is_narrow,
            told: Vec::new(),
            stats: None,
            is_complete: false,
            tolerance_ms: f64::INFINITY,
        };
        Ok(Producer { client, line, known, failures: 0, took: Vec::new() })
    }

    /// Records an entry.
    pub fn tell(&mut self, n: u64) {
        self.client.log(n);
        self.known.told.push(n);
    }

    /// Returns what it counts.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.client.client.stats()
    }

    /// Waits for its next request, which there has to be.
    ///
    /// # Errors
    /// There is none.
    pub fn wait(&self) -> Said<PendingRequest> {
        self.line.wait(PATIENCE).ok_or_else(|| format!("nothing is sent: {:?}", self.stats()))
    }

    /// Takes note of an answered request.
    pub fn answered(&mut self, since: Instant) {
        self.failures = 0;
        if self.took.len() < MEASURED {
            self.took.push(since.elapsed());
        }
    }

    /// Returns how far its measurement of the clock may be off by now, in milliseconds.
    fn tolerance_ms(&self) -> f64 {
        // Seconds are all that the server says: half of one, and half of what the quickest request took, stays unknown.
        let quickest = self.took.iter().min().map_or(f64::INFINITY, Duration::as_secs_f64);
        (1_000.0 + quickest * 1_000.0) / 2.0 + 250.0
    }

    /// Ends it with everything delivered; `serve` lets requests through meanwhile.
    ///
    /// # Errors
    /// They are not let through.
    pub fn end(self, spool: &Path, mut serve: impl FnMut(&mut Producer) -> Said<()>) -> Said<ProducerState> {
        let mut producer = self;
        producer.known.tolerance_ms = producer.tolerance_ms();
        let client = producer.client.client.clone();
        std::thread::scope(|scope| {
            let ending = scope.spawn(move || client.shutdown(PATIENCE));
            while !ending.is_finished() {
                serve(&mut producer)?;
            }
            Ok::<_, String>(())
        })?;
        let directory = spool.join(&producer.known.id);
        let known = producer.gone(true)?;
        // The last of its threads removes the directory, and may still be about to.
        await_release(&directory)?;
        Ok(known)
    }

    /// Ends it without time to deliver anything, a request being under way; what is left stays in its spool.
    ///
    /// # Errors
    /// It does not end.
    pub fn exit(mut self, spool: &Path, under_way: PendingRequest) -> Said<ProducerState> {
        self.known.tolerance_ms = self.tolerance_ms();
        self.client.client.shutdown(Duration::ZERO);
        drop(under_way);
        let directory = spool.join(&self.known.id);
        let known = self.gone(true)?;
        await_release(&directory)?;
        Ok(known)
    }

    /// Ends it as a kill would, while a request of it is under way: its spool is left as it is at this moment.
    ///
    /// # Errors
    /// It does not end, or there is no room.
    pub fn kill(mut self, spool: &Path, under_way: PendingRequest) -> Said<ProducerState> {
        self.known.tolerance_ms = self.tolerance_ms();
        let directory = spool.join(&self.known.id);
        let stats = self.stats();
        let left = contents(&directory)?;
        drop(under_way);
        self.client.client.shutdown(Duration::ZERO);
        let known = self.gone(false)?;
        await_release(&directory)?;
        if directory.exists() {
            fs::remove_dir_all(&directory).map_err(words)?;
        }
        fs::create_dir(&directory).map_err(words)?;
        for (name, bytes) in left {
            fs::write(directory.join(name), bytes).map_err(words)?;
        }
        Ok(ProducerState { stats: Some(stats), ..known })
    }

    /// Cuts its line, waits until it sends nothing any more, and lets go of it.
    fn gone(self, is_complete: bool) -> Said<ProducerState> {
        let stats = Some(self.stats());
        let Producer { client, line, known, .. } = self;
        drop(line);
        let deadline = Instant::now() + PATIENCE;
        while client.client.stats().shipper_running {
            if Instant::now() > deadline {
                return Err("a producer does not end".to_owned());
            }
            std::thread::yield_now();
        }
        Ok(ProducerState { stats, is_complete, ..known })
    }
}

/// Returns what the files of a directory hold, all at one moment: the maintenance thread may be at work on spares, so they are read
/// until nothing changes any more.
fn contents(directory: &Path) -> Said<BTreeMap<OsString, Vec<u8>>> {
    let read = || {
        let entries = fs::read_dir(directory)?;
        entries.map(|entry| entry.and_then(|entry| Ok((entry.file_name(), fs::read(entry.path())?)))).collect()
    };
    let deadline = Instant::now() + PATIENCE;
    let mut last: std::io::Result<BTreeMap<_, _>> = read();
    while Instant::now() < deadline {
        let now = read();
        match (&last, now) {
            (Ok(before), Ok(now)) if *before == now => return Ok(now),
            (_, now) => last = now,
        }
    }
    Err("a producer's directory changes all the time".to_owned())
}

/// Waits until nobody holds a producer's directory any more, or for a while: another may have been quicker and have
/// taken it over, and holds it for as long as nobody lets its requests through. What is never taken over is found at the
/// end.
fn await_release(directory: &Path) -> Said<()> {
    let deadline = Instant::now() + RELEASE;
    while let Ok(open) = File::open(directory) {
        match open.try_lock() {
            Err(TryLockError::Error(error)) => return Err(words(error)),
            Err(TryLockError::WouldBlock) if Instant::now() < deadline => std::thread::yield_now(),
            Ok(()) | Err(TryLockError::WouldBlock) => break,
        }
    }
    Ok(())
}
