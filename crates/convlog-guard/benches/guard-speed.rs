//! What the guard costs an entry in which it finds nothing, and how many bytes it reads in a second; beside each, the parse
//! of the same text to a generic value or one pass over its bytes.

use std::hint::black_box;
use std::time::Duration;

use convlog_guard::{scan_json, scan_text};

const CLEAN: &str = r#"{"level":"info","content":"Validated inputs","is_pii":false,"timestamp":"2025-01-01T10:00:00.123456Z","logger":"conversation_logger","validation_passed":true,"attempt":2,"vendor":"maps_api","took_ms":41}"#;
const BUSY: &str = r#"{"level":"warning","content":"CRM upsert for order 4471234567 failed with status 409 after 1234 ms, retrying","request_id":"6f9619ff-8b86-4011-b42d-00cf4fc964ff","timestamp":"2025-01-01T10:00:00.123456Z","status":409,"retriable":true}"#;
const PERSONAL: &str = r#"{"level":"info","content":"Calling +44 7700 900123 for Ada","caller":{"name":"Ada Lovelace","email":"ada@example.org"},"timestamp":"2025-01-01T10:00:00.123456Z"}"#;
const SENTENCE: &str =
    "The caller asked whether the table by the window is free tomorrow evening and we said that it is. ";

fn main() {
    let is_full = std::env::var("CONVLOG_BENCH").is_ok_and(|form| form == "full");
    let span = Duration::from_millis(if is_full { 2000 } else { 200 });
    println!("{:<44} {:>10} {:>10} {:>12}", "JSON", "ns each", "MB/s", "baseline ns");
    for (name, entry) in [("a clean entry", CLEAN), ("numbers of things", BUSY), ("personal values", PERSONAL)] {
        let scanned = nanoseconds(span, || scan_json(black_box(entry)).len());
        let parsed = nanoseconds(span, || serde_json::from_str::<serde_json::Value>(black_box(entry)).is_ok());
        let name = format!("{name}, {} bytes", entry.len());
        println!("{name:<44} {scanned:>10.0} {:>10.0} {parsed:>12.0}", entry.len() as f64 * 1000.0 / scanned);
    }
    // What a function logs has other numbers each time.
    let entries: Vec<String> = (0..4096).map(|at| BUSY.replace("4471234567", &format!("44{:08}", at * 7919))).collect();
    let mut next = (0..entries.len()).cycle();
    let scanned = nanoseconds(span, || scan_json(black_box(&entries[next.next().unwrap_or_default()])).len());
    println!("{:<44} {scanned:>10.0}", "numbers of things, other ones each time");
    println!("\n{:<44} {:>10} {:>10} {:>12}", "text of 1 MiB", "us each", "MB/s", "baseline us");
    let personal = "Call +44 7700 900123 or write to ada@example.org about order 4471234567. ";
    for (name, unit) in [("clean sentences", SENTENCE), ("a number and an address in each", personal)] {
        let text = unit.repeat((1 << 20) / unit.len());
        let scanned = nanoseconds(span, || scan_text(black_box(&text)).len());
        let passed = nanoseconds(span, || black_box(&text).bytes().map(u64::from).sum::<u64>());
        let speed = text.len() as f64 * 1000.0 / scanned;
        println!("{name:<44} {:>10.0} {speed:>10.0} {:>12.0}", scanned / 1000.0, passed / 1000.0);
    }
}

/// Returns the median time of one call, over rounds that fill the span: of the processor, so that other work hardly counts.
fn nanoseconds<T>(span: Duration, mut call: impl FnMut() -> T) -> f64 {
    let begun = processor_time();
    let mut rounds = Vec::new();
    let mut calls = 1_u32;
    while processor_time() - begun < span || rounds.len() < 5 {
        let round = processor_time();
        for _ in 0..calls {
            black_box(call());
        }
        let took = processor_time() - round;
        if took < span / 50 && rounds.is_empty() {
            calls = calls.saturating_mul(2);
        } else {
            rounds.push(took.as_nanos() as f64 / f64::from(calls));
        }
    }
    rounds.sort_by(f64::total_cmp);
    rounds[rounds.len() / 2]
}

fn processor_time() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), u32::try_from(now.tv_nsec).unwrap_or_default())
}
