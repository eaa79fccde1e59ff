//! Reading one conversation and the newest fifty, as a reader without and with the permission `pii`, at two sizes.
//!
//! The baseline is bare SQLite on the same file: the entries of one conversation through its index.

use std::collections::HashMap;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use convlog_loadtest::http::Connection;
use convlog_loadtest::is_full;
use convlog_loadtest::server::{Server, key};
use convlog_loadtest::table::{print, thousands, typical};
use convlog_loadtest::traffic::{Random, Traffic};

const BATCH: usize = 5000;
/// How many entries a measured conversation has; its turns and function events are about as many records again.
const ENTRIES: std::ops::RangeInclusive<u32> = 48..=52;

fn main() -> Result<()> {
    let (sizes, rounds) = if is_full() { (vec![1_000_000, 5_000_000], 5000) } else { (vec![50_000, 250_000], 500) };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("reads");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    let server = Server::start(&folder)?;
    let writer = key(&folder, "ingest")?;
    let readers = [("open", key(&folder, "read")?), ("pii", key(&folder, "read,pii")?)];
    let mut traffic = Traffic::new(7, true);
    let mut counts: HashMap<String, u32> = HashMap::new();
    let mut rows = Vec::new();
    let mut firsts: Vec<f64> = Vec::new();
    for size in sizes {
        fill(&server, &writer, &mut traffic, size, &mut counts)?;
        warm(&folder.join("records.db"))?;
        let mut ids: Vec<String> =
            counts.iter().filter(|(_, count)| ENTRIES.contains(count)).map(|(id, _)| id.clone()).collect();
        ids.sort();
        let mut at = 0;
        for (reader, key) in &readers {
            for what in ["one conversation", "newest 50"] {
                let (sample, round_trips) = measure(&server.address, key, what, &ids, rounds)?;
                let p50 = typical(&sample, 0.5);
                if firsts.len() < 4 {
                    firsts.push(p50);
                }
                let growth = p50 / firsts[at];
                at += 1;
                rows.push(vec![
                    thousands(size as f64),
                    (*reader).to_owned(),
                    what.to_owned(),
                    format!("{p50:.3}"),
                    format!("{:.3}", typical(&sample, 0.99)),
                    format!("{growth:.2}"),
                    format!("{:.3}", typical(&round_trips, 0.5)),
                ]);
            }
        }
        chill(&folder.join("records.db"))?;
        let (sample, round_trips) = measure(&server.address, &readers[0].1, "one conversation", &ids, rounds / 20)?;
        rows.push(vec![
            thousands(size as f64),
            "open".to_owned(),
            "one conversation, cold disk (no aim)".to_owned(),
            format!("{:.3}", typical(&sample, 0.5)),
            format!("{:.3}", typical(&sample, 0.99)),
            "-".into(),
            format!("{:.3}", typical(&round_trips, 0.5)),
        ]);
        warm(&folder.join("records.db"))?;
        let sample = bare(&folder.join("records.db"), rounds)?;
        let baseline = vec![thousands(size as f64), "-".into(), "baseline: bare SQLite, one conversation".into()];
        let figures = vec![
            format!("{:.3}", typical(&sample, 0.5)),
            format!("{:.3}", typical(&sample, 0.99)),
            "-".into(),
            "-".into(),
        ];
        rows.push([baseline, figures].concat());
    }
    println!(
        "conversations of 50 entries; time within the server, and round trips over loopback; {rounds} requests in 5 runs a row, \
         medians of the runs"
    );
    println!("aims: one conversation p50 0.5 ms, p99 3 ms; newest 50 p50 1 ms; growth at most 1.3");
    print(&["entries stored", "reader", "what", "p50 ms", "p99 ms", "growth", "round trip p50 ms"], &rows);
    server.stop()?;
    let server = Server::start(&folder)?;
    println!("\nready {:.0} ms after a start with all of them (aim: 500 ms)", server.started_in.as_secs_f64() * 1000.0);
    server.stop()?;
    Ok(std::fs::remove_dir_all(&folder)?)
}

/// Adds entries until there are `size`, and counts those of each conversation.
fn fill(server: &Server, key: &str, traffic: &mut Traffic, size: u64, counts: &mut HashMap<String, u32>) -> Result<()> {
    let mut connection = Connection::open(&server.address, key)?;
    while traffic.entries < size {
        let mut body = String::new();
        for _ in 0..BATCH {
            *counts.entry(traffic.push_entry(&mut body)).or_default() += 1;
        }
        connection.post("/v1/ingest", body.as_bytes())?.expect_ok()?;
    }
    Ok(())
}

/// Reads the file once, so that all of it is in the system's page cache.
fn warm(path: &Path) -> Result<()> {
    let mut file = std::fs::File::open(path)?;
    file.sync_all()?;
    std::io::copy(&mut file, &mut std::io::sink())?;
    Ok(())
}

/// Asks the system to forget the file's pages.
fn chill(path: &Path) -> Result<()> {
    let file = std::fs::File::open(path)?;
    file.sync_all()?;
    Ok(rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed)?)
}

fn measure(address: &str, key: &str, what: &str, ids: &[String], rounds: usize) -> Result<(Vec<f64>, Vec<f64>)> {
    let mut connection = Connection::open(address, key)?;
    let mut random = Random::new(3);
    let (mut sample, mut round_trips) = (Vec::new(), Vec::new());
    for round in 0..rounds + 50 {
        let path = match what {
            "newest 50" => "/v1/agents/bench/conversations?limit=50".to_owned(),
            _ => format!("/v1/agents/bench/conversations/{}", ids[random.below(ids.len() as u64) as usize]),
        };
        let started = Instant::now();
        let answer = connection.get(&path)?.expect_ok()?;
        if round >= 50 {
            sample.push(answer.server_ms.context("the server does not say how long it took")?);
            round_trips.push(started.elapsed().as_secs_f64() * 1000.0);
        }
    }
    Ok((sample, round_trips))
}

/// Reads the entries of random conversations straight from the file.
fn bare(path: &Path, rounds: usize) -> Result<Vec<f64>> {
    let connection = rusqlite::Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let columns: Vec<String> = connection
        .prepare("SELECT name FROM pragma_table_info('entries') WHERE name LIKE 'conv%'")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let column = columns.first().context("the table of entries names no conversation")?;
    let last: i64 = connection.query_row(&format!("SELECT max({column}) FROM entries"), [], |row| row.get(0))?;
    let mut select = connection.prepare(&format!("SELECT * FROM entries WHERE {column} = ?"))?;
    let mut random = Random::new(5);
    let mut sample = Vec::new();
    for _ in 0..rounds {
        let started = Instant::now();
        let mut rows = select.query([1 + random.below(last as u64) as i64])?;
        while let Some(row) = rows.next()? {
            std::hint::black_box(row.get_ref(0)?);
        }
        sample.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(sample)
}
