//! Recovers what is left with the real adoption and compares it with what was told.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use convlog_client::ship_directory;
use convlog_privacy_simulation::random::Random;
use serde_json::Value;

use super::logging_client;
use super::sink::Sink;
use super::write_trace::{CrashMode, WriteTrace};

const DEADLINE: Duration = Duration::from_secs(60);

/// What came of the states.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// States that were rebuilt and recovered.
    pub states: u64,
    /// Entries recovered from them, each as it was told.
    pub entries: u64,
    /// Damaged places that were passed over and filed.
    pub damaged: u64,
    /// States in which every entry told so far was lost, being nowhere synced.
    pub empty: u64,
}

/// Cuts the power so many times in a trace and recovers what is left.
///
/// # Errors
/// Says in which state something came back that was never told so, or twice.
///
/// # Panics
/// There is no room for a state.
pub fn cut(trace: &WriteTrace, seed: u64, states: usize, sink: &Sink, tally: &mut Tally) -> Result<(), String> {
    let mut random = Random::new(seed);
    let mut numbers = BTreeMap::new();
    for state in 0..states {
        let crash = CrashMode::ALL[state % CrashMode::ALL.len()];
        let snapshot = random.below(trace.snapshots);
        let spool = tempfile::tempdir_in(crate::memory()).expect("a folder for a state");
        trace.leave(spool.path(), snapshot, crash, &mut random).expect("room for a state");
        if let Err(why) = recover(spool.path(), trace, sink, &mut numbers, tally) {
            return Err(format!("state {state} (snapshot {snapshot} of {}, {crash:?}): {why}", trace.snapshots));
        }
    }
    Ok(())
}

/// Recovers a spool; `numbers` says which entry each sequence number was in the states before.
fn recover(
    spool: &Path,
    trace: &WriteTrace,
    sink: &Sink,
    numbers: &mut BTreeMap<u64, u64>,
    tally: &mut Tally,
) -> Result<(), String> {
    let shipment = ship_directory(spool, &sink.url(), None, DEADLINE);
    if !shipment.complete {
        return Err(format!("it was not recovered to the end: {shipment:?}"));
    }
    let (mut seqs, mut entries) = (BTreeSet::new(), BTreeSet::new());
    for line in sink.take() {
        let value: Value = serde_json::from_str(&line).map_err(|error| format!("no JSON: {error}"))?;
        if value["producer"] != trace.producer.as_str() {
            return Err("a record of another producer".to_owned());
        }
        let seq = value["seq"].as_u64().ok_or("a record without a number")?;
        if !seqs.insert(seq) {
            return Err(format!("number {seq} came twice"));
        }
        let Some(n) = logging_client::recognise(&line)? else { continue };
        if n >= trace.entries || !entries.insert(n) {
            return Err(format!("entry {n} came twice, or was never told"));
        }
        if *numbers.entry(seq).or_insert(n) != n {
            return Err(format!("number {seq} is another entry than in a state before"));
        }
    }
    let left = std::fs::read_dir(spool).map_err(|error| error.to_string())?.flatten();
    if left.filter(|entry| entry.file_name().to_string_lossy() == trace.producer).count() > 0 {
        return Err("the directory is still there".to_owned());
    }
    tally.states += 1;
    tally.entries += entries.len() as u64;
    tally.damaged += shipment.corrupt;
    tally.empty += u64::from(entries.is_empty());
    Ok(())
}
