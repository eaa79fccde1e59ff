//! Ingest through HTTP to a durable commit, beside bare SQLite in the same minute.
//!
//! Baselines: the rows that the server stored, inserted by rusqlite into the same schema with the same durability; and
//! a fixed reference, one table with a text id, the entry as JSON and two indexes. Both in transactions of 1,000 rows.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use convlog_loadtest::http::Connection;
use convlog_loadtest::is_full;
use convlog_loadtest::server::{Server, key, processor_time};
use convlog_loadtest::table::{median, percentile, print, thousands, typical};
use convlog_loadtest::traffic::Traffic;
use rusqlite::types::Value;

const BATCH: usize = 500;
const CONNECTIONS: u64 = 4;
const ROWS_PER_TRANSACTION: usize = 1000;

fn main() -> Result<()> {
    let (runs, entries) = if is_full() { (5, 400_000) } else { (3, 100_000) };
    let (mut over_http, mut same_schema, mut reference) = (Vec::new(), Vec::new(), Vec::new());
    for run in 0..runs {
        let folder = tempfile::tempdir_in(scratch()?)?;
        over_http.push(through_the_server(folder.path(), run, entries)?);
        same_schema.push(bare_same_schema(folder.path(), entries)?);
        reference.push(fixed_reference(folder.path(), run, entries)?);
    }
    let row = |name: &str, sample: &[Measured]| {
        let rate = |sample: &[Measured]| median(&sample.iter().map(|one| one.rate).collect::<Vec<_>>());
        let processor = median(&sample.iter().map(|one| one.processor_micros).collect::<Vec<_>>());
        let ratio = rate(&over_http) / rate(sample);
        vec![name.to_owned(), thousands(rate(sample)), format!("{ratio:.2}"), format!("{processor:.1}")]
    };
    println!("{entries} entries, batches of {BATCH}, {CONNECTIONS} connections, medians of {runs}");
    print(
        &["path", "entries/s", "HTTP divided by it", "processor us each"],
        &[
            row("HTTP to durable commit", &over_http),
            row("bare rusqlite, same rows and schema (aim 0.50)", &same_schema),
            row("fixed reference, JSON rows (aim 0.25)", &reference),
        ],
    );
    lone_batches(median(&over_http.iter().map(|one| one.rate).collect::<Vec<_>>()))
}

fn scratch() -> Result<std::path::PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ingest");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// What one run gave.
struct Measured {
    /// Entries a second.
    rate: f64,
    /// The processor time that each took the process that stored it, which other work on the machine hardly changes.
    processor_micros: f64,
}

impl Measured {
    fn new(entries: usize, took: Duration, processor: Duration) -> Measured {
        let processor_micros = processor.as_secs_f64() * 1e6 / entries as f64;
        Measured { rate: entries as f64 / took.as_secs_f64(), processor_micros }
    }
}

/// Makes every batch beforehand, so that the clock runs for the server alone.
fn bodies(seed: u64, entries: usize) -> Vec<String> {
    let mut traffic = Traffic::new(seed, false);
    (0..entries.div_ceil(BATCH)).map(|_| traffic.batch(BATCH)).collect()
}

fn through_the_server(folder: &Path, run: u64, entries: usize) -> Result<Measured> {
    let data_dir = folder.join("data");
    let server = Server::start(&data_dir)?;
    let key = key(&data_dir, "ingest")?;
    let share = entries / CONNECTIONS as usize;
    let work: Vec<Vec<String>> = (0..CONNECTIONS).map(|n| bodies(run * 100 + n, share)).collect();
    let (started, before) = (Instant::now(), server.processor_time()?);
    let send = &|bodies: &[String]| -> Result<()> {
        let mut connection = Connection::open(&server.address, &key)?;
        for body in bodies {
            connection.post("/v1/ingest", body.as_bytes())?.expect_ok()?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let senders: Vec<_> = work.iter().map(|bodies| scope.spawn(move || send(bodies))).collect();
        senders.into_iter().try_for_each(|sender| sender.join().expect("a sender panicked"))
    })?;
    let measured = Measured::new(entries, started.elapsed(), server.processor_time()? - before);
    server.stop()?;
    Ok(measured)
}

/// Inserts every row of the server's database into an empty one with the same tables, indexes and size of page.
fn bare_same_schema(folder: &Path, entries: usize) -> Result<Measured> {
    let from = rusqlite::Connection::open(folder.join("data/records.db"))?;
    let page_bytes: i64 = from.query_row("PRAGMA page_size", [], |row| row.get(0))?;
    let to = rusqlite::Connection::open(folder.join("same-schema.db"))?;
    to.pragma_update(None, "page_size", page_bytes)?;
    make_durable(&to)?;
    let mut statements =
        from.prepare("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")?;
    for sql in statements.query_map([], |row| row.get::<_, String>(0))? {
        to.execute_batch(&sql?)?;
    }
    let mut tables =
        from.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")?;
    let tables: Vec<String> = tables.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut rows: Vec<(String, Vec<Vec<Value>>)> = Vec::new();
    for table in tables {
        let mut all = from.prepare(&format!("SELECT * FROM \"{table}\""))?;
        let columns = all.column_count();
        let read = all.query_map([], |row| (0..columns).map(|at| row.get(at)).collect())?;
        let insert = format!("INSERT INTO \"{table}\" VALUES ({})", vec!["?"; columns].join(","));
        rows.push((insert, read.collect::<Result<_, _>>()?));
    }
    let (started, before) = (Instant::now(), processor_time("self")?);
    for (insert, rows) in &rows {
        let mut insert = to.prepare(insert)?;
        for chunk in rows.chunks(ROWS_PER_TRANSACTION) {
            to.execute_batch("BEGIN")?;
            for row in chunk {
                insert.execute(rusqlite::params_from_iter(row))?;
            }
            to.execute_batch("COMMIT")?;
        }
    }
    Ok(Measured::new(entries, started.elapsed(), processor_time("self")? - before))
}

fn fixed_reference(folder: &Path, run: u64, entries: usize) -> Result<Measured> {
    let to = rusqlite::Connection::open(folder.join("reference.db"))?;
    make_durable(&to)?;
    to.execute_batch(
        "CREATE TABLE entries (id INTEGER PRIMARY KEY, conversation_id TEXT NOT NULL, ts INTEGER NOT NULL, body TEXT NOT NULL);
         CREATE INDEX by_conversation ON entries (conversation_id); CREATE INDEX by_ts ON entries (ts);",
    )?;
    let lines = bodies(run, entries).concat();
    let rows: Vec<(&str, &str)> = lines
        .lines()
        .take(entries)
        .map(|line| {
            let id = line.split("\"conversation_id\":\"").nth(1).and_then(|rest| rest.split('"').next());
            let body = line.split_once("\"entry\":").map(|(_, body)| &body[..body.len() - 1]);
            id.zip(body).context("a line of the traffic is not as expected")
        })
        .collect::<Result<_>>()?;
    let mut insert = to.prepare("INSERT INTO entries (conversation_id, ts, body) VALUES (?, ?, ?)")?;
    let (started, before) = (Instant::now(), processor_time("self")?);
    for (at, chunk) in rows.chunks(ROWS_PER_TRANSACTION).enumerate() {
        to.execute_batch("BEGIN")?;
        for (offset, (id, body)) in chunk.iter().enumerate() {
            insert.execute((id, (at * ROWS_PER_TRANSACTION + offset) as i64, body))?;
        }
        to.execute_batch("COMMIT")?;
    }
    Ok(Measured::new(entries, started.elapsed(), processor_time("self")? - before))
}

fn make_durable(connection: &rusqlite::Connection) -> Result<()> {
    Ok(connection.execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;")?)
}

/// How long a batch waits for its acknowledgement while the server has a fifth of its full load.
fn lone_batches(full_rate: f64) -> Result<()> {
    let folder = tempfile::tempdir_in(scratch()?)?;
    let data_dir = folder.path().join("data");
    let server = Server::start(&data_dir)?;
    let key = key(&data_dir, "ingest")?;
    let rounds = if is_full() { 2000 } else { 300 };
    let pause = Duration::from_secs_f64(BATCH as f64 / (full_rate * 0.2));
    let bodies = bodies(9, BATCH * rounds);
    let mut connection = Connection::open(&server.address, &key)?;
    let mut waits = Vec::new();
    let begun = Instant::now();
    for (at, body) in bodies.iter().enumerate() {
        let due = begun + pause * at as u32;
        thread::sleep(due.saturating_duration_since(Instant::now()));
        let sent = Instant::now();
        connection.post("/v1/ingest", body.as_bytes())?.expect_ok()?;
        waits.push(sent.elapsed().as_secs_f64() * 1000.0);
    }
    println!("\na lone batch of {BATCH} at 20 % load, {rounds} batches in 5 runs, medians (aim: p99 at most 10 ms)");
    let cell = |share| format!("{:.2}", typical(&waits, share));
    print(&["p50 ms", "p99 ms", "max ms"], &[vec![cell(0.5), cell(0.99), format!("{:.2}", percentile(&waits, 1.0))]]);
    server.stop()
}
