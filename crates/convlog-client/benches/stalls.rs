//! The slowest log calls on a mapped spool on disk, on a mapped one in memory and on one that each call writes to,
//! while something else writes to the same disk and forces it out. Prints a table; the numbers of the ADR about the
//! spool come from here.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use convlog_client::{Client, Config, Draft, Ids, Stats};
use convlog_core::Level;

const RUN: Duration = Duration::from_secs(8);
/// A call every 10 microseconds is a hundred thousand entries a second.
const PACE: Duration = Duration::from_micros(10);

/// One kind of spool.
struct Kind {
    name: &'static str,
    folder: PathBuf,
    plain_writes: bool,
}

fn run(spool: &Path, plain_writes: bool) -> (Vec<Duration>, Stats) {
    let config = Config {
        spool_dir: Some(spool.to_owned()),
        spool_bytes_max: 64 * 1024 * 1024,
        plain_writes,
        ..Config::default()
    };
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
    calls.sort_unstable();
    (calls, stats)
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
    let (disk, memory) = (std::env::temp_dir(), PathBuf::from("/dev/shm"));
    let kinds = [
        Kind { name: "mapped, disk", folder: disk.clone(), plain_writes: false },
        Kind { name: "mapped, tmpfs", folder: memory.clone(), plain_writes: false },
        Kind { name: "written, disk", folder: disk, plain_writes: true },
        Kind { name: "written, tmpfs", folder: memory, plain_writes: true },
    ];
    println!("| spool | calls | p50 | p99 | p99.9 | p99.99 | slowest | calls that made a segment |");
    println!("|---|---|---|---|---|---|---|---|");
    for Kind { name, folder, plain_writes } in kinds {
        let Ok(spool) = tempfile::tempdir_in(&folder) else { continue };
        let stop = AtomicBool::new(false);
        let (calls, stats) = std::thread::scope(|scope| {
            scope.spawn(|| disturb(&std::env::temp_dir(), &stop));
            let ran = run(spool.path(), plain_writes);
            stop.store(true, Ordering::Relaxed);
            ran
        });
        let at = |part: f64| calls[((calls.len() - 1) as f64 * part) as usize];
        let [p50, p99, p999, p9999, slowest] = [0.5, 0.99, 0.999, 0.9999, 1.0].map(at);
        let (count, stalls) = (calls.len(), stats.stalls);
        println!("| {name} | {count} | {p50:.1?} | {p99:.1?} | {p999:.1?} | {p9999:.1?} | {slowest:.1?} | {stalls} |");
    }
}
