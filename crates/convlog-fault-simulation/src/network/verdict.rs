//! What is there in the end, compared with what the producers were told and what they counted.

use std::collections::{BTreeMap, BTreeSet};

use convlog_client::Stats;
use serde_json::Value;

use super::producer::ProducerState;
use super::scenario::ScenarioResult;
use crate::spool::logging_client::{CONVERSATIONS, conversation, recognise_entry};
use crate::store::stage::{Said, Stage, words};

/// Looks at everything.
///
/// # Errors
/// Says what is lost, there twice, invented, changed, out of order, or counted wrongly.
pub(super) async fn look(
    stage: &Stage,
    producers: &[ProducerState],
    ahead_secs: i64,
    played: &mut ScenarioResult,
) -> Said<()> {
    let mut stored = stored(stage).await?;
    let mut reports = BTreeMap::new();
    for n in 0..CONVERSATIONS {
        for report in stage.producers(&conversation(n)).await.map_err(words)? {
            reports.insert(report.text("sdk").unwrap_or_default(), report);
        }
    }
    for producer in producers {
        let stored = stored.remove(&producer.id).unwrap_or_default();
        let stats = producer.stats.as_ref().ok_or("a producer without counts")?;
        let of = |why: String| format!("{}: {why}; {stats:?}", producer.name);
        let displaced = displaced(&producer.told, &stored).map_err(of)?;
        counts(producer, stats, displaced).map_err(of)?;
        let off = |offset: f64| (offset + ahead_secs as f64 * 1_000.0).abs();
        if let Some(offset) = stats.clock_offset_ms.filter(|offset| off(*offset) > producer.tolerance_ms) {
            return Err(of(format!("the server is {ahead_secs} s ahead, which it measures as {offset} ms")));
        }
        played.stored += stored.len() as u64;
        played.displaced += displaced;
        played.measured += u64::from(stats.clock_offset_ms.is_some());
        if !producer.is_complete {
            continue;
        }
        // Who told of its end told what it counted; nobody is asked about a process that recorded nothing.
        let Some(report) = reports.get(&producer.name) else {
            if producer.told.is_empty() {
                continue;
            }
            return Err(of("its end is not told".to_owned()));
        };
        let (dropped, offset) = (report.count("dropped"), report.number("clock_offset_ms"));
        let is_measured = offset.is_some_and(|offset| off(offset) <= producer.tolerance_ms);
        if dropped != Some(stats.dropped) || (!is_measured && stats.clock_offset_ms.is_some()) {
            return Err(of(format!("it tells of {dropped:?} dropped records and an offset of {offset:?} ms")));
        }
    }
    match stored.keys().next() {
        Some(stranger) => Err(format!("entries of {stranger}, which never lived")),
        None => Ok(()),
    }
}

/// Returns the entries of each producer; each is as it was told, and they are in order in each conversation.
async fn stored(stage: &Stage) -> Said<BTreeMap<String, BTreeSet<u64>>> {
    let mut stored: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
    for at in 0..CONVERSATIONS {
        let mut last = BTreeMap::new();
        for (identity, entry) in stage.read(&conversation(at)).await.map_err(words)? {
            let entry: Value = serde_json::from_str(&entry).map_err(words)?;
            let (n, producer) = (recognise_entry(&entry)?, identity.producer.to_string());
            if n % CONVERSATIONS != at {
                return Err(format!("entry {n} is in conversation {at}"));
            }
            // The order of the calls is the order of the numbers, and the one that a reader sees.
            let before = last.insert(producer.clone(), (n, identity.seq));
            if before.is_some_and(|(n_before, seq_before)| n_before >= n || seq_before >= identity.seq) {
                return Err(format!("entry {n} of {producer} stands behind {before:?}, or is there twice"));
            }
            stored.entry(producer).or_default().insert(n);
        }
    }
    Ok(stored)
}

/// Returns how many entries of a producer are missing; none is there that it was not told.
fn displaced(told: &[u64], stored: &BTreeSet<u64>) -> Said<u64> {
    let told: BTreeSet<u64> = told.iter().copied().collect();
    match stored.difference(&told).next() {
        Some(n) => Err(format!("entry {n} was told to another")),
        None => Ok((told.len() - stored.len()) as u64),
    }
}

/// What is missing was displaced in a small spool and counted, and what was counted adds up.
fn counts(producer: &ProducerState, stats: &Stats, displaced: u64) -> Said<()> {
    // What arrived without an answer may be displaced later: then it was counted although it is there.
    if displaced > stats.dropped || (stats.dropped > 0 && !producer.is_narrow) {
        return Err(format!("{displaced} entries are missing, of {} told", producer.told.len()));
    }
    if stats.recorded != stats.acknowledged + stats.dropped + stats.left.records {
        return Err("what it counted does not add up".to_owned());
    }
    let never = [stats.lost, stats.rejected, stats.erased, stats.dead_letters, stats.corrupt, stats.torn, stats.panics];
    if never != [0; 7] || stats.restarts + stats.memory_segments > 0 {
        return Err("it counted what never happened".to_owned());
    }
    Ok(())
}
