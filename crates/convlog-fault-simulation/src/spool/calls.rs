//! One system call of a producer after the other fails, or of whoever adopts what one left.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use convlog_client::{Shipment, SpoolKind, ship_directory};

use super::logging_client::{self, LoggingClient};
use super::sink::Sink;
use crate::plan::Plan;
use crate::system::{Seen, supervised};

const DEADLINE: Duration = Duration::from_secs(60);

/// What came of it, for whoever recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CallResult {
    /// Everything arrived, and was on the disk until then.
    Kept,
    /// Everything arrived, a part of it from memory, which is said.
    KeptInMemory,
    /// Some was dropped and counted.
    Dropped,
    /// Some was left for another time, and arrived then.
    Postponed,
}

/// Lets a call of a recording producer fail; everything told arrives, at once or when the rest is adopted, or is
/// counted as dropped.
///
/// # Errors
/// Says what is missing, invented, or not counted.
pub fn record(plan: Option<Plan>, entries: u64) -> Result<(CallResult, Seen), String> {
    let spool = tempfile::tempdir_in(crate::memory()).map_err(|error| error.to_string())?;
    let sink = Sink::start().map_err(|error| error.to_string())?;
    let url = sink.url();
    let (stats, seen) = supervised(spool.path(), plan, || {
        let client = LoggingClient::start(logging_client::config(spool.path(), Some(url.clone())));
        for n in 0..entries {
            client.log(n);
            if n % 400 == 399 {
                client.client.flush(DEADLINE);
            }
        }
        client.client.shutdown(DEADLINE);
        client.client.stats()
    });
    let at_once = arrived(&sink, entries)?;
    let shipment = ship_directory(spool.path(), &url, None, DEADLINE);
    let all = &arrived(&sink, entries)? | &at_once;
    let missing = entries - all.len() as u64;
    if missing > stats.dropped || !shipment.complete {
        return Err(format!("{:?}: {missing} entries are missing, {stats:?} {shipment:?}", seen.failed));
    }
    let is_in_memory = stats.spool == SpoolKind::Memory || stats.memory_segments > 0;
    let came = match () {
        () if missing > 0 => CallResult::Dropped,
        () if all.len() > at_once.len() => CallResult::Postponed,
        () if is_in_memory => CallResult::KeptInMemory,
        () => CallResult::Kept,
    };
    Ok((came, seen))
}

/// Returns the entries that came since the last time; each is one that was told.
fn arrived(sink: &Sink, entries: u64) -> Result<BTreeSet<u64>, String> {
    let mut arrived = BTreeSet::new();
    for line in sink.take() {
        if let Some(n) = logging_client::recognise(&line)? {
            if n >= entries {
                return Err(format!("entry {n} was never told"));
            }
            arrived.insert(n);
        }
    }
    Ok(arrived)
}

/// What a dead producer left.
#[derive(Debug)]
pub struct OrphanSpool {
    spool: tempfile::TempDir,
    entries: u64,
}

impl OrphanSpool {
    /// Makes one with so many entries.
    ///
    /// # Errors
    /// There is no room.
    pub fn make(entries: u64) -> std::io::Result<OrphanSpool> {
        let spool = tempfile::tempdir_in(crate::memory())?;
        let alive = tempfile::tempdir_in(crate::memory())?;
        let client = LoggingClient::start(logging_client::config(alive.path(), None));
        (0..entries).for_each(|n| client.log(n));
        let directory = client.client.stats().spool_dir.ok_or_else(|| std::io::Error::other("no spool on disk"))?;
        copy(&directory, &spool.path().join(directory.file_name().unwrap_or_default()))?;
        Ok(OrphanSpool { spool, entries })
    }

    /// Lets a call of the adoption fail, then adopts without failures; each entry must have come.
    ///
    /// # Errors
    /// Says what is missing.
    pub fn adopt(&self, plan: Option<Plan>) -> Result<(CallResult, Seen), String> {
        let spool = tempfile::tempdir_in(crate::memory()).map_err(|error| error.to_string())?;
        for entry in fs::read_dir(self.spool.path()).map_err(|error| error.to_string())?.flatten() {
            copy(&entry.path(), &spool.path().join(entry.file_name())).map_err(|error| error.to_string())?;
        }
        let sink = Sink::start().map_err(|error| error.to_string())?;
        let url = sink.url();
        let ship = || ship_directory(spool.path(), &url, None, DEADLINE);
        let (first, seen): (Shipment, Seen) = supervised(spool.path(), plan, ship);
        let lines = sink.take();
        let death = lines.iter().find(|line| line.contains("adopted_at"));
        let number = |line: &String| serde_json::from_str::<serde_json::Value>(line).ok()?["seq"].as_u64();
        let told_death = death.and_then(number);
        let at_once = recognise(&lines, self.entries)?;
        let second = ship();
        let later = sink.take();
        let all = &recognise(&later, self.entries)? | &at_once;
        if all.len() as u64 != self.entries || !second.complete {
            let missing = self.entries - all.len() as u64;
            return Err(format!("{:?}: {missing} entries are gone: {first:?} {second:?}", seen.failed));
        }
        // Whoever is told of a death under the number of a record that is to come would take that for a repetition.
        if let Some(taken) = later.iter().filter_map(number).find(|seq| Some(*seq) == told_death) {
            let is_again = later.iter().any(|line| line.contains("adopted_at") && number(line) == Some(taken));
            if !is_again {
                return Err(format!("{:?}: the death was told as number {taken}, which a record has", seen.failed));
            }
        }
        let came = if all.len() > at_once.len() || !first.complete { CallResult::Postponed } else { CallResult::Kept };
        Ok((came, seen))
    }
}

fn recognise(lines: &[String], entries: u64) -> Result<BTreeSet<u64>, String> {
    let mut arrived = BTreeSet::new();
    for line in lines {
        if let Some(n) = logging_client::recognise(line)?.filter(|n| *n < entries) {
            arrived.insert(n);
        }
    }
    Ok(arrived)
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)?.flatten() {
        fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}
