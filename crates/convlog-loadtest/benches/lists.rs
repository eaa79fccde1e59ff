//! The web app's list at 100,000 conversations: the newest fifty, with filters, deep in the list, and deep searches, as
//! a reader without and with the permission `pii`.
//!
//! The baseline is bare SQLite on the same file: fifty rows of the list through its index.

use std::fmt::Write;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use convlog_loadtest::http::Connection;
use convlog_loadtest::is_full;
use convlog_loadtest::server::{Server, key};
use convlog_loadtest::table::{print, typical};
use convlog_loadtest::traffic::Random;

const CONVERSATIONS: u64 = 100_000;
/// Conversations a batch.
const BATCH: u64 = 500;
/// When the first began: 2026-01-01T00:00:00Z. A further one begins every 20 seconds.
const FIRST_SECOND: u64 = 1_767_225_600;

/// What is asked for, the aim in milliseconds of server time where there is one, and how many requests a round.
const QUESTIONS: [(&str, &str, Option<f64>, usize); 13] = [
    ("newest 50", "conversations?limit=50", Some(50.0), 10),
    ("newest 50 with the total", "conversations?limit=50&with_total=true", Some(50.0), 10),
    ("newest 50 with errors", "conversations?limit=50&has=errors", Some(50.0), 10),
    ("newest 50 with warnings", "conversations?limit=50&has=warnings", Some(50.0), 10),
    ("newest 50 handed over", "conversations?limit=50&handoff=true", Some(50.0), 10),
    ("longer than a minute (none)", "conversations?limit=50&duration_min_ms=600000", Some(50.0), 10),
    ("one environment of four", "conversations?limit=50&environment=draft", Some(50.0), 10),
    ("a channel that nobody has", "conversations?limit=50&channel=SMS", Some(50.0), 10),
    ("a variant that nobody has", "conversations?limit=50&variant=v9", Some(50.0), 10),
    ("live ones (none)", "conversations?limit=50&in_progress=true", Some(50.0), 10),
    ("deep in the list", "conversations?limit=50&started_before=2026-01-02T00:00:00Z", Some(50.0), 10),
    ("a function that is rare", "conversations?limit=50&function=rare", None, 1),
    ("a text that is nowhere", "conversations?limit=50&text=nowhere-to-be-found", None, 1),
];

fn main() -> Result<()> {
    let rounds = if is_full() { 200 } else { 20 };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lists");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    let server = Server::start(&folder)?;
    let writer = key(&folder, "ingest")?;
    let readers = [("open", key(&folder, "read")?), ("pii", key(&folder, "read,pii")?)];
    fill(&server, &writer)?;
    let mut rows = Vec::new();
    for (reader, key) in &readers {
        for (what, path, aim, requests) in QUESTIONS {
            let sample = measure(&server.address, key, path, rounds * requests)?;
            rows.push(vec![
                (*reader).to_owned(),
                what.to_owned(),
                format!("{:.3}", typical(&sample, 0.5)),
                format!("{:.3}", typical(&sample, 0.99)),
                aim.map_or_else(|| "-".into(), |aim| format!("{aim}")),
            ]);
        }
    }
    let sample = bare(&folder.join("records.db"), rounds * 10)?;
    let figures = [typical(&sample, 0.5), typical(&sample, 0.99)].map(|figure| format!("{figure:.3}"));
    rows.push([vec!["-".into(), "baseline: bare SQLite, 50 rows".into()], figures.to_vec(), vec!["-".into()]].concat());
    println!("{CONVERSATIONS} conversations; time within the server");
    print(&["reader", "what", "p50 ms", "p99 ms", "aim ms"], &rows);
    server.stop()?;
    Ok(std::fs::remove_dir_all(&folder)?)
}

/// Stores the conversations: 5 % with an error, 10 % with a warning, 2 % handed over, 1 in 5,000 with a rare function.
fn fill(server: &Server, key: &str) -> Result<()> {
    let mut connection = Connection::open(&server.address, key)?;
    let mut random = Random::new(11);
    let mut seq = 0;
    for batch in 0..CONVERSATIONS / BATCH {
        let mut body = String::new();
        for n in batch * BATCH..(batch + 1) * BATCH {
            push_conversation(&mut body, n, &mut seq, &mut random)?;
        }
        connection.post("/v1/ingest", body.as_bytes())?.expect_ok()?;
    }
    Ok(())
}

fn push_conversation(body: &mut String, n: u64, seq: &mut u64, random: &mut Random) -> Result<()> {
    let time = |after: u64| rfc3339(FIRST_SECOND + n * 20 + after);
    let id = format!("call-{:016x}", random.bits());
    let mut line = |kind: &str, rest: &str| {
        *seq += 1;
        writeln!(
            body,
            r#"{{"type":"{kind}","producer":"000000000000000000000000000000aa","seq":{seq},"conversation_id":"{id}",{rest}}}"#
        )
    };
    let (start, end) = (time(0), time(15));
    let environment = ["live", "live", "live", "draft"][random.below(4) as usize];
    let handoff = random.below(50) == 0;
    line(
        "conversation",
        &format!(
            r#""timestamp":"{start}","started_at":"{start}","ended_at":"{end}","environment":"{environment}","channel":"VOICE-SIP","direction":"inbound","from_number":"+44 7700 9{:05}","handoff":{handoff},"ended_by":"caller""#,
            random.below(100_000)
        ),
    )?;
    for turn in 0..2 {
        let at = time(1 + turn);
        line(
            "turn",
            &format!(
                r#""timestamp":"{at}","turn_id":"t{turn}","user_input":"I would like to book","agent_response":"Certainly""#
            ),
        )?;
        let name = if random.below(10_000) == 0 { "rare" } else { "look_up" };
        let error = if random.below(40) == 0 { r#","error":{"type":"ValueError","message":"x"}"# } else { "" };
        line(
            "function_event",
            &format!(
                r#""timestamp":"{at}","turn_id":"t{turn}","function_event_id":"f{turn}","name":"{name}","duration_ms":12{error}"#
            ),
        )?;
        let level = if random.below(20) == 0 { "warning" } else { "info" };
        line(
            "log",
            &format!(
                r#""turn_id":"t{turn}","function_event_id":"f{turn}","entry":{{"level":"{level}","content":"upstream answered the lookup","is_pii":false,"timestamp":"{at}","attempt":1}}"#
            ),
        )?;
    }
    Ok(())
}

/// Writes a second of the year 2026.
fn rfc3339(second: u64) -> String {
    let (day, rest) = ((second - FIRST_SECOND) / 86_400, (second - FIRST_SECOND) % 86_400);
    // A hundred thousand conversations take 23 days.
    format!("2026-01-{:02}T{:02}:{:02}:{:02}Z", day + 1, rest / 3600, rest / 60 % 60, rest % 60)
}

fn measure(address: &str, key: &str, path: &str, requests: usize) -> Result<Vec<f64>> {
    let mut connection = Connection::open(address, key)?;
    let mut sample = Vec::new();
    for at in 0..requests + 5 {
        let answer = connection.get(&format!("/api/projects/bench/{path}"))?.expect_ok()?;
        if at >= 5 {
            sample.push(answer.server_ms.context("the server does not say how long it took")?);
        }
    }
    Ok(sample)
}

/// Reads fifty rows straight from the file.
fn bare(path: &Path, rounds: usize) -> Result<Vec<f64>> {
    let connection = rusqlite::Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let sql =
        "SELECT * FROM conversations WHERE project = 1 AND visible = 1 ORDER BY started_at DESC, name DESC LIMIT 50";
    let mut select = connection.prepare(sql)?;
    let mut sample = Vec::new();
    for _ in 0..rounds {
        let started = Instant::now();
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            std::hint::black_box(row.get_ref(0)?);
        }
        sample.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(sample)
}
