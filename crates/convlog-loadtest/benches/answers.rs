//! A conversation of half a million entries: its pieces, the whole of it, what sixty readers who take nothing cost in
//! memory, and what six who read all of it again and again cost another account's reads and the rate of writing.
//!
//! The baselines are the same server without those readers.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use convlog_loadtest::http::Connection;
use convlog_loadtest::is_full;
use convlog_loadtest::server::{Server, key_of};
use convlog_loadtest::table::{print, typical};

/// Entries a function event, and function events a turn.
const ENTRIES_OF_EVENT: u64 = 50;
const EVENTS_OF_TURN: u64 = 100;
const BATCH: u64 = 5_000;

const PIECES: [(&str, &str); 7] = [
    ("outline", "/outline"),
    ("one turn", "/turns?from=3&limit=1"),
    ("first 200 entries", "/entries"),
    ("last 200 entries", "/entries?last=true"),
    ("200 entries around a time", "/entries?at=2026-06-03T12:00:30Z"),
    ("errors", "/entries?level=error"),
    ("a text that is nowhere, 10,000 entries", "/entries?text=nowhere"),
];

const UNREAD: usize = 60;
const READERS: usize = 6;

fn main() -> Result<()> {
    let (entries, seconds) = if is_full() { (500_000, 10) } else { (50_000, 3) };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("answers");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    let server = Server::start(&folder)?;
    let [writer, reader] = ["ingest", "read"].map(|permission| key_of(&folder, "acme", "bench", permission));
    let [other_writer, other_reader] =
        ["ingest", "read"].map(|permission| key_of(&folder, "other", "desk", permission));
    let (writer, reader, other_writer, other_reader) = (writer?, reader?, other_writer?, other_reader?);
    fill(&server, &writer, entries)?;
    let mut other = Other { seq: 0, connection: Connection::open(&server.address, &other_writer)? };
    other.send(50)?;
    let idle_bytes = server.resident_bytes()?;
    let path = "/api/projects/bench/conversations/long";
    let mut rows = Vec::new();
    let mut connection = Connection::open(&server.address, &reader)?;
    for (what, rest) in PIECES {
        let mut took = Vec::new();
        for _ in 0..10 {
            let began = Instant::now();
            connection.get(&format!("{path}{rest}"))?.expect_ok()?;
            took.push(began.elapsed().as_secs_f64() * 1e3);
        }
        rows.push(vec![what.to_owned(), format!("{:.1}", took[0]), format!("{:.1}", typical(&took, 0.5))]);
    }
    println!("a conversation of {entries} entries, piece by piece");
    print(&["what", "first ms", "p50 ms"], &rows);

    let unread = unread(&server, &reader, path)?;
    let mut most = 0;
    for _ in 0..seconds * 10 {
        most = most.max(server.resident_bytes()?);
        std::thread::sleep(Duration::from_millis(100));
    }
    drop(unread);
    println!(
        "\n{UNREAD} requests for all of it that nobody reads: {:.0} MB above idle (aim 200)",
        most.saturating_sub(idle_bytes) as f64 / 1e6
    );

    std::thread::sleep(Duration::from_secs(2));
    let idle = reads(&server, &other_reader, seconds)?;
    let alone = other.rate(seconds)?;
    let readers = Readers::start(&server, &reader, path);
    std::thread::sleep(Duration::from_secs(1));
    let busy = reads(&server, &other_reader, seconds)?;
    let beside = other.rate(seconds)?;
    readers.stop()?;
    let (before, after) = (typical(&idle, 0.99), typical(&busy, 0.99));
    println!("\nbeside {READERS} readers of all of it");
    print(
        &["what", "alone", "beside them", "ratio", "aim"],
        &[
            [
                "reads of another account, p99 ms".to_owned(),
                format!("{before:.2}"),
                format!("{after:.2}"),
                format!("{:.1}", after / before),
                "at most 5".into(),
            ]
            .to_vec(),
            [
                "entries a second of another account".to_owned(),
                format!("{alone:.0}"),
                format!("{beside:.0}"),
                format!("{:.2}", beside / alone),
                "at least 0.8".into(),
            ]
            .to_vec(),
        ],
    );
    server.stop()?;
    Ok(std::fs::remove_dir_all(&folder)?)
}

/// Stores the long conversation.
fn fill(server: &Server, key: &str, entries: u64) -> Result<()> {
    let mut connection = Connection::open(&server.address, key)?;
    for from in (0..entries).step_by(BATCH as usize) {
        let mut body = String::new();
        for n in from..from + BATCH {
            let event = n / ENTRIES_OF_EVENT;
            let level = if n % 10_007 == 0 { "error" } else { "info" };
            let (minute, second, micros) = (n / 6_000 % 60, n / 100 % 60, n % 100 * 10_000);
            let hour = 10 + n / 360_000;
            writeln!(
                body,
                r#"{{"type":"log","producer":"000000000000000000000000000000aa","seq":{},"conversation_id":"long","turn_id":"t{}","function_event_id":"f{event}","entry":{{"level":"{level}","content":"upstream answered the lookup","is_pii":false,"timestamp":"2026-06-03T{hour:02}:{minute:02}:{second:02}.{micros:06}Z","attempt":{n}}}}}"#,
                n + 1,
                event / EVENTS_OF_TURN
            )?;
        }
        connection.post("/v1/ingest", body.as_bytes())?.expect_ok()?;
    }
    Ok(())
}

/// Somebody else's records.
struct Other {
    seq: u64,
    connection: Connection,
}

impl Other {
    fn send(&mut self, entries: u64) -> Result<()> {
        let mut body = String::new();
        for _ in 0..entries {
            self.seq += 1;
            let call = self.seq / 50;
            writeln!(
                body,
                r#"{{"type":"log","producer":"000000000000000000000000000000bb","seq":{},"conversation_id":"call-{call}","entry":{{"level":"info","content":"upstream answered the lookup","is_pii":false,"timestamp":"2026-06-03T10:00:00Z","attempt":1}}}}"#,
                self.seq
            )?;
        }
        self.connection.post("/v1/ingest", body.as_bytes())?.expect_ok()?;
        Ok(())
    }

    /// Sends for so many seconds; returns how many entries a second.
    fn rate(&mut self, seconds: u64) -> Result<f64> {
        let (began, before) = (Instant::now(), self.seq);
        while began.elapsed() < Duration::from_secs(seconds) {
            self.send(500)?;
        }
        Ok((self.seq - before) as f64 / began.elapsed().as_secs_f64())
    }
}

/// Reads a short conversation again and again; returns what each took, in milliseconds.
fn reads(server: &Server, key: &str, seconds: u64) -> Result<Vec<f64>> {
    let mut connection = Connection::open(&server.address, key)?;
    let (began, mut took) = (Instant::now(), Vec::new());
    while began.elapsed() < Duration::from_secs(seconds) {
        let asked = Instant::now();
        connection.get("/api/projects/desk/conversations/call-0")?.expect_ok()?;
        took.push(asked.elapsed().as_secs_f64() * 1e3);
        std::thread::sleep(Duration::from_millis(2));
    }
    Ok(took)
}

/// Asks and takes nothing.
fn unread(server: &Server, key: &str, path: &str) -> Result<Vec<TcpStream>> {
    let ask = |_| {
        let mut stream = TcpStream::connect(&server.address)?;
        write!(stream, "GET {path} HTTP/1.1\r\nhost: {}\r\nx-api-key: {key}\r\n\r\n", server.address)?;
        Ok(stream)
    };
    (0..UNREAD).map(ask).collect()
}

/// Threads that read all of it again and again, and keep nothing of it.
struct Readers {
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<std::io::Result<()>>>,
}

impl Readers {
    fn start(server: &Server, key: &str, path: &str) -> Readers {
        let stop = Arc::new(AtomicBool::new(false));
        let request = format!("GET {path} HTTP/1.1\r\nhost: bench\r\nx-api-key: {key}\r\nconnection: close\r\n\r\n");
        let start = |_| {
            let (stop, request, address) = (Arc::clone(&stop), request.clone(), server.address.clone());
            std::thread::spawn(move || {
                let mut buffer = vec![0; 64 * 1024];
                while !stop.load(Ordering::Relaxed) {
                    let mut stream = TcpStream::connect(&address)?;
                    stream.write_all(request.as_bytes())?;
                    while !stop.load(Ordering::Relaxed) && stream.read(&mut buffer)? > 0 {}
                }
                Ok(())
            })
        };
        let threads = (0..READERS).map(start).collect();
        Readers { stop, threads }
    }

    fn stop(self) -> Result<()> {
        self.stop.store(true, Ordering::Relaxed);
        for thread in self.threads {
            thread.join().map_err(|_| anyhow!("a reader panicked"))??;
        }
        Ok(())
    }
}
