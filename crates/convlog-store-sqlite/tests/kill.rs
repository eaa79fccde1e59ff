//! SIGKILL in the middle of ingest: whatever was acknowledged is there, and nothing is there twice.
//!
//! This has its own main because it starts itself as the server that is killed.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use convlog_conformance::World;
use convlog_conformance::world::{producer, record};
use convlog_core::Identity;
use convlog_store::Outcome;
use convlog_store_sqlite::{SqliteConfig, SqliteStore};

const ENTRY: &str = r#"{"type":"log","conversation_id":"c","turn_id":"t","entry":{"level":"info","content":"x"}}"#;
const HIDDEN: &str = r#"{"type":"log","conversation_id":"c","entry":{"level":"info","content":"x","is_pii":true}}"#;
const PRODUCERS: u8 = 3;
const BATCH: u64 = 20;
const ROUNDS: usize = 8;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().position(|argument| argument == "--data-dir") {
        Some(at) => runtime.block_on(ingest_for_ever(Path::new(&arguments[at + 1]))),
        None => runtime.block_on(whatever_was_acknowledged_survives_a_kill()),
    }
}

async fn open(data_dir: &Path) -> World {
    let store = SqliteStore::open(SqliteConfig::new(data_dir), None).unwrap();
    World::in_project(Arc::new(store), "front-desk").await
}

async fn send(world: &World, n: u8, from: u64, count: u64) -> Vec<Outcome> {
    let mut batch = world.batch(1);
    for seq in from..from + count {
        let line = if seq.is_multiple_of(10) { HIDDEN } else { ENTRY };
        batch.push(record(line), Identity { producer: producer(n), seq }).unwrap();
    }
    world.store.append(batch).await.unwrap()
}

/// The server: takes batches from several producers and prints what it has acknowledged.
async fn ingest_for_ever(data_dir: &Path) {
    let world = Arc::new(open(data_dir).await);
    let tasks: Vec<_> = (0..PRODUCERS)
        .map(|n| {
            let world = Arc::clone(&world);
            tokio::spawn(async move {
                for from in (1..).step_by(BATCH as usize) {
                    send(&world, n, from, BATCH).await;
                    let mut out = std::io::stdout().lock();
                    writeln!(out, "{n} {}", from + BATCH - 1).and_then(|()| out.flush()).unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

async fn whatever_was_acknowledged_survives_a_kill() {
    let directory = tempfile::tempdir().unwrap();
    let mut acknowledged: BTreeMap<u8, u64> = BTreeMap::new();
    for round in 1..=ROUNDS {
        let mut server = Command::new(std::env::current_exe().unwrap());
        let server = server.arg("--data-dir").arg(directory.path()).stdout(Stdio::piped());
        let mut server = server.spawn().unwrap();
        let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
        // Each server first goes again through what is stored, so each is killed somewhat further on.
        for _ in 0..round * 40 {
            note(&mut acknowledged, &lines.next().unwrap().unwrap());
        }
        server.kill().unwrap();
        lines.map_while(Result::ok).for_each(|line| note(&mut acknowledged, &line));
        server.wait().unwrap();
        let stored = check(directory.path(), &mut acknowledged).await;
        println!("kill {round} of {ROUNDS}: {stored} records, none lost and none twice");
    }
}

/// Opens the store after a kill and compares it with what was acknowledged; returns how many records it has.
async fn check(data_dir: &Path, acknowledged: &mut BTreeMap<u8, u64>) -> u64 {
    let world = open(data_dir).await;
    let view = world.get(&world.pii_reader, "c").await.unwrap();
    let mut stored = 0;
    for (n, last) in acknowledged {
        let outcomes = send(&world, *n, 1, *last).await;
        let lost = outcomes.iter().filter(|outcome| **outcome == Outcome::Stored).count();
        assert_eq!(lost, 0, "producer {n}: {lost} of {last} acknowledged records are gone");
        // The batch that was under way is there as a whole or not at all.
        let next = send(&world, *n, *last + 1, BATCH).await;
        assert!(next.windows(2).all(|pair| pair[0] == pair[1]), "half a batch was stored: {next:?}");
        stored += *last + if next[0] == Outcome::Duplicate { BATCH } else { 0 };
        *last += BATCH;
    }
    assert_eq!(view.entries().count() as u64, stored, "everything is there once");
    stored
}

fn note(acknowledged: &mut BTreeMap<u8, u64>, line: &str) {
    // The last line may have been cut by the kill.
    let mut words = line.split_whitespace().map(str::parse::<u64>);
    let (Some(Ok(n)), Some(Ok(seq))) = (words.next(), words.next()) else { return };
    if seq.is_multiple_of(BATCH) {
        let last = acknowledged.entry(n as u8).or_default();
        *last = seq.max(*last);
    }
}
