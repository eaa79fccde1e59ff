//! What a stream says has changed: whoever applies it to an outline has the outline of now.

use std::collections::BTreeMap;
use std::sync::Arc;

use convlog_core::Timestamp;
use convlog_server::Config;
use convlog_store_sqlite::{SqliteConfig, SqliteStore};
use serde_json::{Value, json};

use super::stream::Stream;
use crate::world::{PROJECT, Server, lines};

/// An outline in the hands of a reader who follows it.
#[derive(Debug, PartialEq)]
struct Followed {
    head: Value,
    metrics: Value,
    turns: BTreeMap<u64, Value>,
    /// By kind, and by id or by turn where there is none.
    nodes: BTreeMap<(&'static str, String), Value>,
    marks: Vec<Value>,
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap_or_else(|| panic!("{value} is a list"))
}

fn key(node: &Value) -> String {
    node["id"].as_str().map_or_else(|| format!("turn {}", node["turn"]), |id| format!("id {id}"))
}

impl Followed {
    fn of(outline: &Value) -> Followed {
        let mut head = outline.clone();
        let members = head.as_object_mut().unwrap();
        let metrics = members.remove("metrics").unwrap();
        members.retain(|name, _| !["turns", "marks", "next"].contains(&name.as_str()));
        let (mut turns, mut nodes) = (BTreeMap::new(), BTreeMap::new());
        for turn in list(&outline["turns"]) {
            let own = json!({"number": turn["number"], "id": turn["id"], "started_at": turn["started_at"]});
            turns.insert(turn["number"].as_u64().unwrap(), own);
            for kind in ["events", "spans"] {
                for node in list(&turn[kind]) {
                    let mut node = node.clone();
                    node["turn"] = turn["number"].clone();
                    nodes.insert((kind, key(&node)), node);
                }
            }
        }
        let mut followed = Followed { head, metrics, turns, nodes, marks: list(&outline["marks"]).clone() };
        followed.sort();
        followed
    }

    fn apply(&mut self, changed: &Value) {
        if let Some(head) = changed.get("head") {
            self.head = head.clone();
        }
        if let Some(metrics) = changed.get("metrics") {
            self.metrics = metrics.clone();
        }
        for number in list(&changed["gone"]["turns"]) {
            self.turns.remove(&number.as_u64().unwrap());
        }
        for number in list(&changed["gone"]["outside"]) {
            self.nodes.remove(&("events", format!("turn {number}")));
            self.marks.retain(|mark| !(mark["event"].is_null() && mark["turn"] == *number));
        }
        for turn in list(&changed["turns"]) {
            self.turns.insert(turn["number"].as_u64().unwrap(), turn.clone());
        }
        for kind in ["events", "spans"] {
            for node in list(&changed[kind]) {
                let is_of = |mark: &Value| {
                    mark["event"] == node["id"] && (!node["id"].is_null() || mark["turn"] == node["turn"])
                };
                self.marks.retain(|mark| kind != "events" || !is_of(mark));
                self.nodes.insert((kind, key(node)), node.clone());
            }
        }
        self.marks.extend(list(&changed["marks"]).iter().cloned());
        self.sort();
    }

    fn sort(&mut self) {
        self.marks.sort_by_key(|mark| mark["id"].to_string());
    }
}

fn line(seq: u64, rest: &str) -> String {
    format!(r#"{{"producer":"{}1","seq":{seq},"conversation_id":"c1",{rest}}}"#, "0".repeat(31))
}

fn entry(place: &str, second: u32, level: &str, rest: &str) -> String {
    format!(
        r#""type":"log",{place}"entry":{{"level":"{level}","content":"said","timestamp":"2026-06-03T13:18:{second:02}Z"{rest}}}"#
    )
}

/// What happens in a call, one step after the other.
fn steps() -> Vec<Vec<String>> {
    let turn = |id: &str, second: u32, rest: &str| {
        format!(
            r#""type":"turn","turn_id":"{id}","timestamp":"2026-06-03T13:18:{second:02}Z","started_at":"2026-06-03T13:18:{second:02}Z"{rest}"#
        )
    };
    let call = |id: &str, turn: &str, second: u32, rest: &str| {
        format!(
            r#""type":"function_event","function_event_id":"{id}","turn_id":"{turn}","name":"look_up","timestamp":"2026-06-03T13:18:{second:02}Z"{rest}"#
        )
    };
    vec![
        // A new turn with a call that goes on.
        vec![turn("t2", 20, ""), call("f2", "t2", 21, ""), entry(r#""turn_id":"t2","function_event_id":"f2","#, 22, "error", "")],
        // The call ends; a span; a metric.
        vec![
            call("f2", "t2", 23, r#","duration_ms":3,"error":{"type":"E"}"#),
            r#""type":"span","span_id":"s","turn_id":"t2","kind":"llm","timestamp":"2026-06-03T13:18:24Z","started_at":"2026-06-03T13:18:22Z""#.into(),
            r#""type":"metric","name":"tries","value":1,"timestamp":"2026-06-03T13:18:24Z""#.into(),
        ],
        // Something outside any function, in the turn that had begun.
        vec![entry("", 30, "warning", ""), entry("", 5, "info", "")],
        // A turn that began before that comes late: the entries are its own now, and the numbers others.
        vec![turn("t1b", 18, ""), turn("t3", 29, r#","user_input":"hello""#)],
        // A late entry, a hidden one, and the end.
        vec![entry(r#""turn_id":"t1","#, 11, "info", ""), entry(r#""turn_id":"t9","function_event_id":"f9","#, 12, "error", r#","is_pii":true"#)],
        vec![r#""type":"conversation","timestamp":"2026-06-03T13:19:00Z","ended_at":"2026-06-03T13:19:00Z","summary":"done""#.into()],
    ]
}

#[tokio::test]
async fn whoever_applies_what_is_said_has_the_outline() {
    let directory = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::open(SqliteConfig::new(directory.path()), None).unwrap());
    let server = Server::start_with(Config::default(), store).await;
    let first = [line(
        1,
        r#""type":"turn","turn_id":"t1","timestamp":"2026-06-03T13:18:10Z","started_at":"2026-06-03T13:18:10Z""#,
    )];
    assert_eq!(server.ingest(lines(&[&first[0]])).await.status, 200);
    let path = format!("/api/projects/{PROJECT}/conversations/c1/outline");
    let mut readers = Vec::new();
    for key in [&server.reader, &server.pii_reader] {
        let mut stream = Stream::open(&server, "c1", key).await;
        stream.next("begin").await;
        let followed = Followed::of(&server.read(&path, key).await.json());
        readers.push((key, stream, followed));
    }
    let mut seq = 1;
    for step in steps() {
        let step: Vec<String> = step
            .iter()
            .map(|rest| {
                seq += 1;
                line(seq, rest)
            })
            .collect();
        let step: Vec<&str> = step.iter().map(String::as_str).collect();
        let reply = server.ingest(lines(&step)).await;
        assert_eq!(reply.json()["accepted"], step.len() as u64, "{}", reply.text());
        for (key, stream, followed) in &mut readers {
            followed.apply(&stream.next("changed").await);
            let now = Followed::of(&server.read(&path, key).await.json());
            assert_eq!(*followed, now, "{step:?}");
        }
    }
}

#[tokio::test]
async fn a_reader_who_comes_back_is_told_whether_anything_has_changed() {
    let server = Server::start().await;
    let first = line(1, &entry("", 1, "info", ""));
    assert_eq!(server.ingest(lines(&[&first])).await.status, 200);
    let mut stream = Stream::open(&server, "c1", &server.reader).await;
    stream.next("begin").await;
    let header = |told: &str| format!("x-api-key: {}\r\nlast-event-id: {told}", server.reader);
    let mut again = Stream::open_with(&server, "c1", &header(&stream.told)).await;
    again.next("begin").await;
    assert_eq!(again.told, stream.told);
    let hidden = line(2, &entry("", 2, "info", r#","is_pii":true"#));
    assert_eq!(server.ingest(lines(&[&hidden])).await.status, 200);
    Stream::open_with(&server, "c1", &header(&stream.told)).await.next("begin").await;
    let second = line(3, &entry("", 3, "info", ""));
    assert_eq!(server.ingest(lines(&[&second])).await.status, 200);
    let mut after = Stream::open_with(&server, "c1", &header(&stream.told)).await;
    after.next("restart").await;
    stream.next("changed").await;
    assert_eq!(stream.told, after.told);
    let third = line(4, &entry("", 4, "info", ""));
    assert_eq!(server.ingest(lines(&[&third])).await.status, 200);
    assert_eq!(after.next("changed").await["events"][0]["entries"], 3);
    Stream::open_with(&server, "c1", &header(&"0".repeat(32))).await.next("restart").await;
    for none in ["no such", "", &"0".repeat(31), &"0".repeat(33), &"G".repeat(32)] {
        assert_eq!(Stream::open_with(&server, "c1", &header(none)).await.status(), "400", "{none}");
    }
}

#[tokio::test]
async fn what_is_too_much_to_say_is_to_be_read_anew() {
    let server = Server::start().await;
    let first = line(1, &entry("", 1, "info", ""));
    assert_eq!(server.ingest(lines(&[&first])).await.status, 200);
    let mut stream = Stream::open(&server, "c1", &server.reader).await;
    let before = stream.next("begin").await;
    let many: Vec<String> =
        (0..2_500).map(|n| line(n + 2, &entry(&format!(r#""function_event_id":"f{n}","#), 2, "info", ""))).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(server.ingest(lines(&many)).await.status, 200);
    let after = stream.next("restart").await;
    assert_ne!(after["end"], before["end"]);
    let one = line(3_000, &entry(r#""function_event_id":"f7","#, 3, "warning", ""));
    assert_eq!(server.ingest(lines(&[&one])).await.status, 200);
    let changed = stream.next("changed").await;
    assert_eq!((list(&changed["events"]).len(), &changed["events"][0]["id"]), (1, &json!("f7")));
    assert_eq!((&changed["marks"][0]["event"], &changed["marks"][0]["level"]), (&json!("f7"), &json!("warning")));
}

/// A name that becomes known as personal is hidden where it had stood openly: the same entries, other words.
#[tokio::test]
async fn an_entry_of_which_a_value_is_hidden_is_said_though_nothing_is_counted_anew() {
    let directory = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::open(SqliteConfig::new(directory.path()), None).unwrap());
    let server = Server::start_with(Config::default(), store).await;
    let place = r#""function_event_id":"f1","#;
    let open = line(1, &entry(place, 1, "info", r#","who":"zeb quill""#));
    let beside = line(2, &entry(r#""function_event_id":"f2","#, 1, "info", ""));
    assert_eq!(server.ingest(lines(&[&open, &beside])).await.status, 200);
    let path = format!("/api/projects/{PROJECT}/conversations/c1/entries");
    assert!(server.read(&path, &server.reader).await.text().contains("zeb quill"), "nobody has said so yet");
    let mut streams = Vec::new();
    for key in [&server.reader, &server.pii_reader] {
        let mut stream = Stream::open(&server, "c1", key).await;
        stream.next("begin").await;
        streams.push(stream);
    }
    let flagged = line(
        3,
        &format!(
            r#"{},"pii":["/entry/who"]"#,
            entry(r#""function_event_id":"f3","#, 2, "info", r#","who":"zeb quill""#)
        ),
    );
    assert_eq!(server.ingest(lines(&[&flagged])).await.status, 200);
    let now = Timestamp::parse("2026-06-03T13:20:00Z").unwrap();
    while server.store.maintain(now).await.unwrap() {}
    for stream in &mut streams {
        // With the entry that made the name known, or behind it.
        let hidden = loop {
            let changed = stream.next("changed").await;
            let mut events = list(&changed["events"]).iter();
            assert!(events.clone().all(|event| event["id"] != "f2"), "{changed}");
            if let Some(event) = events.find(|event| event["id"] == "f1") {
                break event.clone();
            }
        };
        assert_eq!(hidden["entries"], 1);
    }
    assert!(!server.read(&path, &server.reader).await.text().contains("zeb quill"));
}
