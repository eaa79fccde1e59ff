//! The store's promises, measured: `cargo bench -p convlog-store-sqlite [-- write|read|size]`.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use convlog_core::query::Predicate;
use convlog_core::view::Conversation;
use convlog_core::{AccountId, ConversationId, ProjectId, Timestamp};
use convlog_store::{
    Append, Batch, Control, EntryQuery, Filter, Find, KeyToken, NewKey, Order, Permission, Permissions, Query, Read,
    Scope, VerifiedKey, Visibility, verify,
};
use convlog_store_sqlite::{SqliteConfig, SqliteStore};
use tokio::runtime::Runtime;

mod baseline;
mod generate;

use generate::{Mix, Process};

const RUNS: usize = 5;
const CALLERS: u64 = 4;
const BATCH: usize = 500;
const NOW: Timestamp = Timestamp::from_micros(1_767_225_600_000_000);

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let wants = |name: &str| wanted.is_empty() || wanted.iter().any(|word| word == name);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    println!("{:<64} {:>12} {:>12} {:>8}", "what", "measured", "beside", "ratio");
    if wants("size") {
        size(&runtime, Mix::Entries, 1_000_000);
    }
    if wants("read") {
        read(&runtime, 1_000_000);
    }
    if wants("write") {
        write(&runtime);
        lone(&runtime);
    }
}

fn line(what: &str, measured: String, beside: &str, ratio: f64) {
    println!("{what:<64} {measured:>12} {beside:>12} {ratio:>8.2}");
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

struct World {
    store: SqliteStore,
    writer: VerifiedKey,
    readers: [Visibility; 2],
}

impl World {
    fn open(runtime: &Runtime, data_dir: &Path) -> World {
        let store = SqliteStore::open(SqliteConfig::new(data_dir), None).unwrap();
        runtime.block_on(async {
            let all = [Permission::Ingest, Permission::Read, Permission::Pii];
            let mut keys = Vec::new();
            for permissions in [&all[..], &all[..2]] {
                let token = KeyToken::generate().unwrap();
                let project = ProjectId::new("front-desk").unwrap();
                let new = NewKey {
                    hash: token.hash(),
                    label: None,
                    account: AccountId::new("acme").unwrap(),
                    scope: Scope::Projects(vec![project]),
                    permissions: Permissions::new(permissions.iter().copied()),
                    pii_grant: None,
                    created_at: NOW,
                    expires_at: None,
                };
                store.create_key(new).await.unwrap();
                keys.push(verify(&store, &token, NOW).await.unwrap().unwrap());
            }
            let sight = |key: &VerifiedKey| key.visibility_for(&ProjectId::new("front-desk").unwrap()).unwrap();
            let readers = [sight(&keys[1]), sight(&keys[0])];
            World { store, writer: keys.swap_remove(0), readers }
        })
    }

    fn batch(&self, process: &mut Process, size: usize) -> Batch {
        let mut batch = self.writer.begin_batch(NOW).unwrap();
        for _ in 0..size {
            let (record, identity) = process.next();
            batch.push(record, identity).unwrap();
        }
        batch
    }

    /// Appends batches as they are made, from several callers, until there are so many entries.
    fn fill(self: &Arc<World>, runtime: &Runtime, mix: Mix, entries: u64) -> Vec<Process> {
        let callers = (0..CALLERS).map(|seed| {
            let world = Arc::clone(self);
            runtime.spawn(async move {
                let mut process = Process::new(seed, mix);
                while process.entries < entries / CALLERS {
                    let batch = world.batch(&mut process, BATCH);
                    world.store.append(batch).await.unwrap();
                }
                process
            })
        });
        let callers: Vec<_> = callers.collect();
        callers.into_iter().map(|caller| runtime.block_on(caller).unwrap()).collect()
    }
}

fn disk(data_dir: &Path) -> u64 {
    std::fs::read_dir(data_dir).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).sum()
}

/// Returns a line of /proc/self/status, in MB.
fn memory(what: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(what)).and_then(|line| line.split_whitespace().nth(1));
    line.and_then(|kib| kib.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1024.0
}

fn size(runtime: &Runtime, mix: Mix, entries: u64) {
    let directory = tempfile::tempdir().unwrap();
    let world = Arc::new(World::open(runtime, directory.path()));
    line(
        "memory of an open store with nothing in it, MB",
        format!("{:.1}", memory("VmRSS")),
        "40",
        memory("VmRSS") / 40.0,
    );
    let processes = world.fill(runtime, mix, entries);
    let peak = memory("VmHWM");
    line("peak memory of ingest, generator included, MB", format!("{peak:.1}"), "200", peak / 200.0);
    drop(world);
    let count: u64 = processes.iter().map(|process| process.entries).sum();
    let json = processes.iter().map(|process| process.entry_bytes).sum::<u64>() as f64 / count as f64;
    let rest = disk(directory.path()) as f64 / count as f64;
    line("bytes an entry on disk, beside its JSON", format!("{rest:.1}"), &format!("{json:.1}"), rest / json);
    tables(directory.path());
}

/// Says which table takes how much.
fn tables(data_dir: &Path) {
    let connection = rusqlite::Connection::open(data_dir.join("records.db")).unwrap();
    let sql = "SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC LIMIT 8";
    let Ok(mut select) = connection.prepare(sql) else { return };
    let rows = select.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))).unwrap();
    for (name, bytes) in rows.map(Result::unwrap) {
        println!("    {name:<40} {:>10.1} MB", bytes as f64 / 1e6);
    }
}

fn write(runtime: &Runtime) {
    const ENTRIES: usize = 300_000;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for run in 0..RUNS {
        let directory = tempfile::tempdir().unwrap();
        let world = Arc::new(World::open(runtime, directory.path()));
        let batches: Vec<Vec<Batch>> = (0..CALLERS)
            .map(|caller| {
                let mut process = Process::new(run as u64 * CALLERS + caller, Mix::Entries);
                (0..ENTRIES / BATCH / CALLERS as usize).map(|_| world.batch(&mut process, BATCH)).collect()
            })
            .collect();
        let begin = Instant::now();
        let callers: Vec<_> = batches
            .into_iter()
            .map(|batches| {
                let world = Arc::clone(&world);
                runtime.spawn(async move {
                    for batch in batches {
                        world.store.append(batch).await.unwrap();
                    }
                })
            })
            .collect();
        callers.into_iter().for_each(|caller| runtime.block_on(caller).unwrap());
        ours.push(ENTRIES as f64 / begin.elapsed().as_secs_f64());
        drop(world);
        let rows = baseline::Rows::read(directory.path());
        let bare = tempfile::tempdir().unwrap();
        let took = rows.insert(&bare.path().join("bare.db"), 1000 / BATCH);
        theirs.push(ENTRIES as f64 / took.as_secs_f64());
    }
    let (ours, theirs) = (median(ours), median(theirs));
    let what = "append, 4 callers, batches of 500, entries/s; bare rusqlite";
    line(what, format!("{ours:.0}"), &format!("{theirs:.0}"), ours / theirs);
}

/// Measures how long a batch waits when one comes at a time, at about a fifth of the full rate.
fn lone(runtime: &Runtime) {
    let directory = tempfile::tempdir().unwrap();
    let world = World::open(runtime, directory.path());
    let mut process = Process::new(1, Mix::Entries);
    let batches: Vec<Batch> = (0..600).map(|_| world.batch(&mut process, BATCH)).collect();
    let mut took = Vec::new();
    for batch in batches {
        let begin = Instant::now();
        runtime.block_on(world.store.append(batch)).unwrap();
        took.push(begin.elapsed().as_secs_f64() * 1e3);
        std::thread::sleep(Duration::from_millis(16).saturating_sub(begin.elapsed()));
    }
    took.sort_by(f64::total_cmp);
    let (middle, late) = (took[took.len() / 2], took[took.len() * 99 / 100]);
    line("a batch of 500 alone, every 16 ms: p50 ms", format!("{middle:.2}"), "10", middle / 10.0);
    line("a batch of 500 alone, every 16 ms: p99 ms", format!("{late:.2}"), "10", late / 10.0);
}

fn read(runtime: &Runtime, entries: u64) {
    let directory = tempfile::tempdir().unwrap();
    let world = Arc::new(World::open(runtime, directory.path()));
    let processes = world.fill(runtime, Mix::Whole, entries);
    let ids: Vec<ConversationId> = ids(directory.path());
    println!("    {} conversations", ids.len());
    for (name, reader) in ["without pii", "with pii"].iter().zip(&world.readers) {
        let mut at = 0;
        let mut seen = 0;
        let mut next = || {
            at = (at + 7919) % ids.len();
            let view = runtime.block_on(world.store.conversation(reader, &ids[at], NOW)).unwrap();
            seen += view.as_ref().map_or(0, |view| Conversation::entries(view).count());
        };
        report(&format!("a conversation of about 58 entries, {name}"), 0.3, &mut next);
        let query = Query {
            filter: Filter::default(),
            order: Order::NewestFirst,
            after: None,
            offset: 0,
            limit: 50,
            with_turns: false,
            with_total: true,
        };
        let mut next = || {
            let page = runtime.block_on(world.store.conversations(reader, &query, NOW)).unwrap();
            assert_eq!(page.conversations.len(), 50);
        };
        report(&format!("the newest 50 with the total, {name}"), 0.7, &mut next);
        find(runtime, &world, reader, name);
    }
    drop(world);
    let sent = processes.iter().map(|process| process.line_bytes).sum::<u64>() as f64 / 1e6;
    let kept = disk(directory.path()) as f64 / 1e6;
    line(
        "whole calls on disk, beside the lines that brought them, MB",
        format!("{kept:.0}"),
        &format!("{sent:.0}"),
        kept / sent,
    );
}

/// Measures pages of entries, which are found by a walk over all of them: what the index is for that is to come.
fn find(runtime: &Runtime, world: &World, reader: &Visibility, name: &str) {
    for (what, condition) in [
        ("the newest 50 entries", r#"{"all":[]}"#),
        ("50 errors", r#"{"field":["entry","level"],"equals":"error"}"#),
        ("a text that is nowhere", r#"{"field":["entry","content"],"contains":"nowhere"}"#),
    ] {
        let query = EntryQuery::new(Predicate::parse(condition).unwrap()).limit(50);
        let took = (0..RUNS).map(|_| {
            let begin = Instant::now();
            let page = runtime.block_on(world.store.find_entries(reader, &query, NOW)).unwrap();
            assert!(page.next.is_some());
            begin.elapsed().as_secs_f64() * 1e3
        });
        line(&format!("{what}, by a walk, {name}: ms"), format!("{:.0}", median(took.collect())), "", f64::NAN);
    }
}

fn report(what: &str, limit_ms: f64, next: &mut dyn FnMut()) {
    let (mut middle, mut late) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let mut took: Vec<f64> = (0..400)
            .map(|_| {
                let begin = Instant::now();
                next();
                begin.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        took.sort_by(f64::total_cmp);
        middle.push(took[200]);
        late.push(took[396]);
    }
    let (middle, late) = (median(middle), median(late));
    line(&format!("{what}: p50 ms"), format!("{middle:.3}"), &limit_ms.to_string(), middle / limit_ms);
    line(&format!("{what}: p99 ms"), format!("{late:.3}"), "3", late / 3.0);
}

fn ids(data_dir: &Path) -> Vec<ConversationId> {
    let connection = rusqlite::Connection::open(data_dir.join("records.db")).unwrap();
    let mut select = connection.prepare("SELECT name FROM conversations WHERE entries BETWEEN 40 AND 70").unwrap();
    let rows = select.query_map([], |row| row.get::<_, String>(0)).unwrap();
    rows.map(|name| ConversationId::new(name.unwrap()).unwrap()).collect()
}
