//! The slowest log calls, on a spool on disk and on one in memory, while something else writes to the same disk and
//! forces it out. Prints a table; the numbers of the ADR about the spool come from here.

use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use convlog_client::{Client, Config, Draft, Ids};
use convlog_core::Level;

const RUN: Duration = Duration::from_secs(8);
/// A call every 10 microseconds is a hundred thousand entries a second.
const PACE: Duration = Duration::from_micros(10);

fn run(spool: &Path) -> Vec<Duration> {
    let config = Config { spool_dir: Some(spool.to_owned()), spool_bytes_max: 64 * 1024 * 1024, ..Config::default() };
    let client = Client::start(config);
    let place =
        client.context(&Ids { project_id: Some("front-desk"), conversation_id: Some("CA42"), ..Ids::default() });
    let mut draft = Draft::new();
    let (started, mut calls) = (Instant::now(), Vec::with_capacity(1_000_000));
    while started.elapsed() < RUN {
        let before = Instant::now();
        draft.begin(Level::Info, "CRM upsert failed", false);
        draft.key("status");
        draft.int(409);
        client.log(&place, Level::Info, &mut draft);
        calls.push(before.elapsed());
        while before.elapsed() < PACE {
            std::hint::spin_loop();
        }
    }
    let stats = client.stats();
    println!("  stalls {} memory segments {} dropped {}", stats.stalls, stats.memory_segments, stats.dropped);
    calls.sort_unstable();
    calls
}

/// Writes to the same disk and waits for it, over and over.
fn disturb(folder: &Path, stop: &AtomicBool) {
    let block = vec![7; 4 * 1024 * 1024];
    while !stop.load(Ordering::Relaxed) {
        if let Ok(mut file) = std::fs::File::create(folder.join("noise")) {
            let _ = file.write_all(&block).and_then(|()| file.sync_all());
        }
    }
}

fn main() {
    for (name, folder) in [("disk", std::env::temp_dir()), ("memory", "/dev/shm".into())] {
        let Ok(spool) = tempfile::tempdir_in(&folder) else { continue };
        let stop = AtomicBool::new(false);
        let calls = std::thread::scope(|scope| {
            scope.spawn(|| disturb(&std::env::temp_dir(), &stop));
            let calls = run(spool.path());
            stop.store(true, Ordering::Relaxed);
            calls
        });
        let at = |part: f64| calls[((calls.len() - 1) as f64 * part) as usize];
        let (p50, p99, p999, p9999) = (at(0.5), at(0.99), at(0.999), at(0.9999));
        println!(
            "{name}: {} calls, p50 {p50:?}, p99 {p99:?}, p99.9 {p999:?}, p99.99 {p9999:?}, max {:?}",
            calls.len(),
            at(1.0)
        );
    }
}
