//! What an earlier convlog wrote is opened and read whole, and delivered whole: `tests/fixtures` has data directories, spools
//! and what each key was answered by the convlog that wrote them.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::process::{Home, LIMIT, Server};

/// A question that an earlier convlog was asked, and its answer.
struct Answered {
    who: String,
    path: String,
    status: u16,
    /// Only of what was answered with 200.
    body: Value,
}

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/f6c9ef9").join(name);
    zstd::decode_all(std::fs::File::open(path).unwrap()).unwrap()
}

/// Unpacks the data directory and the spool into a home, with the modes that they had; returns the API keys.
fn unpack(home: &Home) -> BTreeMap<String, String> {
    let mut tar = Command::new("tar");
    tar.args(["--extract", "--preserve-permissions", "--no-same-owner", "--file=-", "--directory"]);
    let mut tar = tar.arg(home.path()).stdin(Stdio::piped()).spawn().unwrap();
    tar.stdin.take().unwrap().write_all(&fixture("directory.tar.zst")).unwrap();
    assert!(tar.wait().unwrap().success());
    serde_json::from_slice(&std::fs::read(home.path().join("keys.json")).unwrap()).unwrap()
}

fn answers(name: &str) -> Vec<Answered> {
    let text = String::from_utf8(fixture(name)).unwrap();
    let answered = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| line[name].as_str().unwrap().to_owned();
        let status = u16::try_from(line["status"].as_u64().unwrap()).unwrap();
        Answered { who: text("key"), path: text("path"), status, body: line["body"].clone() }
    };
    text.lines().map(answered).collect()
}

/// Says where an answer lacks something that it had; what is new in it is no fault.
fn missing(now: &Value, then: &Value, at: &str) -> Vec<String> {
    match (now, then) {
        (Value::Object(now), Value::Object(then)) => then
            .iter()
            .flat_map(|(name, then)| missing(now.get(name).unwrap_or(&Value::Null), then, &format!("{at}/{name}")))
            .collect(),
        (Value::Array(now), Value::Array(then)) if now.len() == then.len() => {
            let both = now.iter().zip(then).enumerate();
            both.flat_map(|(index, (now, then))| missing(now, then, &format!("{at}/{index}"))).collect()
        }
        _ if now == then || counts_more(at, now, then) || is_reworded(now, then) => Vec::new(),
        _ => vec![format!("{at}: {now:.300} instead of {then:.300}")],
    }
}

/// Says whether this is a number in which more is counted since: functions that never finished, and in lists, for readers
/// with `pii`, entries that are personal as a whole.
fn counts_more(at: &str, now: &Value, then: &Value) -> bool {
    let name = at.rsplit('/').next().unwrap_or_default();
    let has_hidden = !at.starts_with("reader ") && matches!(name, "entries" | "errors" | "warnings");
    (name == "failed_functions" || has_hidden) && now.as_u64() > then.as_u64()
}

/// Says whether this is a text of ours that has other words since.
fn is_reworded(now: &Value, then: &Value) -> bool {
    then == "its process went away before the function returned"
        && now == "its process ended before the function returned"
}

/// Leaves out what only readers with `pii` are told since: counts of all lines, hidden ones among them, and hints that
/// do not say of which lines they are.
fn told_now(who: &str, body: &Value) -> Value {
    match body {
        _ if who != "reader" => body.clone(),
        Value::Object(members) => {
            let is_told = |name: &str| !matches!(name, "notices" | "hints");
            let told = members.iter().filter(|(name, _)| is_told(name));
            told.map(|(name, member)| (name.clone(), told_now(who, member))).collect()
        }
        Value::Array(items) => items.iter().map(|item| told_now(who, item)).collect(),
        other => other.clone(),
    }
}

/// Asks everything again, and returns what is answered otherwise.
fn differences(server: &Server, keys: &BTreeMap<String, String>, answers: &[Answered]) -> Vec<String> {
    assert!(answers.len() > 90, "{}", answers.len());
    let mut wrong = Vec::new();
    for Answered { who, path, status, body } in answers {
        let (now_status, now) = server.ask(&keys[who], path);
        if now_status != *status {
            wrong.push(format!("{who} {path}: {now_status} instead of {status}"));
        } else if now_status == 200 {
            wrong.extend(missing(&serde_json::from_str(&now).unwrap(), &told_now(who, body), &format!("{who} {path}")));
        }
    }
    wrong.truncate(20);
    wrong
}

/// How long the audit keeps its records: past anybody's running of this test.
const DAYS: &str = "36500";

#[test]
fn a_data_directory_and_a_spool_of_an_earlier_convlog_are_read_and_delivered_whole() {
    let home = Home::new();
    let keys = unpack(&home);
    let server = Server::start_with(&home, &["--no-starter"], &[("CONVLOG__SERVER__AUDIT_DAYS", DAYS)]);
    assert_eq!(differences(&server, &keys, &answers("stored.ndjson.zst")), [""; 0]);
    let spool = home.path().join("spool");
    let ship = || {
        let arguments = ["ship", "--json", "--spool-dir", spool.to_str().unwrap(), "--url", &server.url];
        home.run_with(&arguments, &[("CONVLOG_API_KEY", &keys["courier"])])
    };
    assert!(ship().failure(4).contains("unknown_project"));
    assert_eq!(home.run(&["projects", "create", "--account", "acme", "--project", "nowhere"]).code, Some(0));
    let rest = ship().json();
    assert_eq!((&rest["complete"], &rest["held_released"]), (&Value::Bool(true), &Value::from(5)), "{rest}");
    let left: Vec<_> = std::fs::read_dir(&spool).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| name.len() != 32), "{left:?}");
    let letters = spool.join("dead-letters").join(format!("{}.ndjson", "d".repeat(32)));
    assert!(std::fs::read_to_string(letters).unwrap().contains("this is no entry"));
    // What only the spool tells to be personal is looked for in what was stored before, which takes a moment.
    let (delivered, begun) = (answers("delivered.ndjson.zst"), Instant::now());
    let mut wrong = differences(&server, &keys, &delivered);
    while !wrong.is_empty() && begun.elapsed() < LIMIT {
        thread::sleep(Duration::from_millis(200));
        wrong = differences(&server, &keys, &delivered);
    }
    assert_eq!(wrong, [""; 0]);
}
