//! Opens what is left of a directory with the real store and compares it with what was promised.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use convlog_core::Identity;
use convlog_store::{AccessQuery, Outcome};
use rusqlite::Connection;

use super::ack_ledger::{AckLedger, content};
use super::stage::{Said, Stage, account, open, project, words};
use super::work::{PRODUCERS, Sent};

/// Judges a directory; returns how many records it held before anything was sent again.
///
/// # Errors
/// Says which promise does not hold.
pub async fn check(directory: &Path, promise: &AckLedger, sent: &Sent) -> Said<u64> {
    let store = open(directory).map_err(|error| format!("it does not open: {}", words(error)))?;
    let stage = Stage::set(Arc::new(store)).await?;
    let held = records(&stage, promise, sent).await?;
    administration(&stage, promise, sent).await?;
    drop(stage);
    for database in ["records.db", "control.db", "audit.db"] {
        intact(&directory.join(database))?;
    }
    Ok(held)
}

/// Every acknowledged record is there once and unchanged, none was invented, and sending all again changes nothing of
/// that.
async fn records(stage: &Stage, promise: &AckLedger, sent: &Sent) -> Said<u64> {
    let mut held = 0;
    for producer in 0..PRODUCERS {
        let acknowledged = promise.records.get(&producer).copied().unwrap_or(0);
        let last = sent.records[usize::from(producer)];
        let there = once(stage, producer, last).await?;
        held += there.len() as u64;
        if let Some(lost) = (1..=acknowledged).find(|seq| !there.contains_key(seq)) {
            return Err(format!(
                "record {lost} of producer {producer} was acknowledged (up to {acknowledged}) and is gone"
            ));
        }
        let outcomes = stage.send(producer, 1, last).await.map_err(words)?;
        for (outcome, seq) in outcomes.iter().zip(1..) {
            let expected = if there.contains_key(&seq) { Outcome::Duplicate } else { Outcome::Stored };
            if *outcome != expected {
                return Err(format!(
                    "record {seq} of producer {producer}, sent again, is {outcome:?}, not {expected:?}"
                ));
            }
        }
        let count = once(stage, producer, last).await?.len() as u64;
        if count != last {
            return Err(format!("producer {producer} has {count} records after all {last} were sent again"));
        }
    }
    Ok(held)
}

/// Returns the records of a producer; each is there once and says what it said.
async fn once(stage: &Stage, producer: u8, last: u64) -> Said<BTreeMap<u64, ()>> {
    let mut there = BTreeMap::new();
    for (Identity { producer: writer, seq }, entry) in stage.read(&format!("c{producer}")).await.map_err(words)? {
        let writer = writer.as_bytes()[0];
        let text = entry.split(r#""content":""#).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        if writer != producer || seq == 0 || seq > last || text != content(producer, seq) {
            return Err(format!("record {seq} of producer {writer} was never sent so"));
        }
        if there.insert(seq, ()).is_some() {
            return Err(format!("record {seq} of producer {producer} is there twice"));
        }
    }
    Ok(there)
}

async fn administration(stage: &Stage, promise: &AckLedger, sent: &Sent) -> Said<()> {
    let keys = stage.store.keys(Some(&account())).await.map_err(words)?;
    let is_there = |number: u64| keys.iter().any(|key| key.label.as_deref() == Some(&format!("k{number}")));
    if let Some(lost) = promise.keys.iter().find(|number| !is_there(**number)) {
        return Err(format!("key {lost} was acknowledged and is gone"));
    }
    let query = AccessQuery { limit: 10_000, scan_limit: 10_000, ..AccessQuery::default() };
    let page = stage.store.accesses(&stage.administration(), &query).await.map_err(words)?;
    let mut numbers: Vec<u64> = page.accesses.iter().filter_map(|at| at.access.correlation_id.parse().ok()).collect();
    numbers.sort_unstable();
    if let Some(lost) = promise.accesses.iter().find(|number| numbers.binary_search(number).is_err()) {
        return Err(format!("record {lost} of the audit was acknowledged and is gone"));
    }
    if numbers.windows(2).any(|pair| pair[0] == pair[1]) || numbers.iter().any(|number| *number >= sent.others) {
        return Err(format!("the audit of {} holds a record twice or one never made: {numbers:?}", project()));
    }
    for number in &promise.erased {
        if !stage.read(&format!("e{number}")).await.map_err(words)?.is_empty() {
            return Err(format!("conversation {number} was erased and is there again"));
        }
        let outcome = stage.send_doomed(*number, 1_000_000 + number).await.map_err(words)?;
        if outcome != [Outcome::Erased] {
            return Err(format!("conversation {number} was erased and takes records in again"));
        }
    }
    Ok(())
}

/// SQLite finds nothing wrong with a database, the text index included.
fn intact(path: &Path) -> Said<()> {
    let connection = Connection::open(path).map_err(words)?;
    let found: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).map_err(words)?;
    if found == "ok" { Ok(()) } else { Err(format!("{}: {found}", path.display())) }
}
