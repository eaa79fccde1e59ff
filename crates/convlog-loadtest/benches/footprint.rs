//! What the server takes: disk per entry, memory idle and at full rate, time to start empty and full.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::Result;
use convlog_loadtest::http::Connection;
use convlog_loadtest::is_full;
use convlog_loadtest::server::{Server, disk_bytes, key};
use convlog_loadtest::table::{median, print, thousands};
use convlog_loadtest::traffic::Traffic;

const BATCH: usize = 500;
const STARTS: usize = 5;

fn main() -> Result<()> {
    let entries: u64 = if is_full() { 1_000_000 } else { 100_000 };
    let mut rows = Vec::new();
    for with_structure in [false, true] {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        let empty = starts(folder.path())?;
        let server = Server::start(folder.path())?;
        thread::sleep(Duration::from_secs(2));
        let idle = server.resident_bytes()?;
        let (json, sent, peak) = load(&server, &key(folder.path(), "ingest")?, entries, with_structure)?;
        server.stop()?;
        let disk = disk_bytes(folder.path())?;
        let full = starts(folder.path())?;
        rows.push(vec![
            if with_structure { "with turns and function events" } else { "log entries alone" }.to_owned(),
            format!("{:.0}", disk as f64 / entries as f64),
            format!("{:.0}", json as f64 / entries as f64),
            format!("{:.2}", disk as f64 / json as f64),
            format!("{:.2}", disk as f64 / sent as f64),
            format!("{:.1}", idle as f64 / 1e6),
            format!("{:.1}", peak as f64 / 1e6),
            format!("{empty:.0}"),
            format!("{full:.0}"),
        ]);
    }
    println!(
        "{} entries, 10 % flagged as personal; aims: 1.3 times the entry's JSON, 40 MB idle, 200 MB at full rate,",
        thousands(entries as f64)
    );
    println!("ready in 100 ms empty and 500 ms full; starts are medians of {STARTS}");
    print(
        &[
            "traffic",
            "disk B/entry",
            "JSON B/entry",
            "disk/JSON",
            "disk/sent",
            "idle MB",
            "peak MB",
            "start empty ms",
            "start full ms",
        ],
        &rows,
    );
    Ok(())
}

fn starts(data_dir: &std::path::Path) -> Result<f64> {
    let mut sample = Vec::new();
    for _ in 0..STARTS {
        let server = Server::start(data_dir)?;
        sample.push(server.started_in.as_secs_f64() * 1000.0);
        server.stop()?;
    }
    Ok(median(&sample))
}

/// Sends at full rate over four connections; returns the entries' JSON bytes, all bytes sent, and the most memory seen.
fn load(server: &Server, key: &str, entries: u64, with_structure: bool) -> Result<(u64, u64, u64)> {
    let (json, sent, peak, done) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0), AtomicBool::new(false));
    let send = &|seed: u64| -> Result<()> {
        let mut traffic = Traffic::new(seed, with_structure);
        let mut connection = Connection::open(&server.address, key)?;
        while traffic.entries < entries / 4 {
            let body = traffic.batch(BATCH);
            sent.fetch_add(body.len() as u64, Ordering::Relaxed);
            connection.post("/v1/ingest", body.as_bytes())?.expect_ok()?;
        }
        json.fetch_add(traffic.entry_bytes, Ordering::Relaxed);
        Ok(())
    };
    let watch = || {
        while !done.load(Ordering::Relaxed) {
            peak.fetch_max(server.resident_bytes().unwrap_or(0), Ordering::Relaxed);
            thread::sleep(Duration::from_millis(20));
        }
    };
    thread::scope(|scope| {
        scope.spawn(watch);
        let senders: Vec<_> = (0..4).map(|seed| scope.spawn(move || send(seed))).collect();
        let sent = senders.into_iter().try_for_each(|sender| sender.join().expect("a sender panicked"));
        done.store(true, Ordering::Relaxed);
        sent
    })?;
    Ok((json.into_inner(), sent.into_inner(), peak.into_inner()))
}
