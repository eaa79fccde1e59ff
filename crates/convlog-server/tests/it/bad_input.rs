//! Everything a sender can get wrong: a clear error, and the line beside it is kept.

use std::time::Duration;

use convlog_server::Config;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::world::{Reply, Server, lines, log, post};

/// Sends one bad line between two good ones and returns its (code, field).
async fn verdict(server: &Server, seq: u64, bad: &[u8]) -> (String, Option<String>) {
    let (first, last) = (log(seq, "kept", "before"), log(seq + 1, "kept", "after"));
    let body = [first.as_bytes(), b"\n", bad, b"\n", last.as_bytes(), b"\n"].concat();
    let reply = server.ingest(body).await;
    let answer = reply.json();
    assert_eq!((reply.status, answer["accepted"].as_u64()), (207, Some(2)), "{answer}");
    assert_eq!(answer["errors"].as_array().unwrap().len(), 1, "{answer}");
    let error = &answer["errors"][0];
    assert_eq!(error["line"], 2);
    assert!(error["reason"].as_str().unwrap().len() > 5);
    (error["code"].as_str().unwrap().to_owned(), error["field"].as_str().map(str::to_owned))
}

fn record(kind: &str, rest: &str) -> String {
    let producer = "0".repeat(31) + "2";
    format!(r#"{{"type":"{kind}","producer":"{producer}","seq":1,"conversation_id":"c1",{rest}}}"#)
}

#[tokio::test]
async fn each_kind_of_bad_line_has_its_code_and_costs_its_neighbours_nothing() {
    let server = Server::start().await;
    let entry = r#""entry":{"level":"info","content":"x"}"#;
    let cases: Vec<(String, &str, Option<&str>)> = vec![
        ("{\"type\":\"log\"".into(), "invalid_json", None),
        ("nonsense".into(), "invalid_json", None),
        ("[1,2]".into(), "invalid_json", None),
        (record("gossip", entry), "unknown_type", Some("type")),
        (record("log", entry).replace("\"conversation_id\":\"c1\",", ""), "missing_field", Some("conversation_id")),
        (record("turn", "\"number\":1"), "missing_field", Some("turn_id")),
        (record("log", entry).replace("\"seq\":1", "\"seq\":0"), "invalid_field", Some("seq")),
        (record("log", &format!(r#"{entry},"account_id":"umbrella""#)), "foreign_account", Some("account_id")),
        (record("log", &format!(r#"{entry},"project_id":"umbrella""#)), "forbidden_project", Some("project_id")),
        (record("turn", r#""turn_id":{"id":"t"}"#), "invalid_field", Some("turn_id")),
        (record("log", entry).replace("\"c1\"", "\" \""), "missing_field", Some("conversation_id")),
        (record("log", entry).replace("\"c1\"", "[\"c1\"]"), "invalid_field", Some("conversation_id")),
        (record("metric", r#""name":false,"value":1"#), "invalid_field", Some("name")),
    ];
    for (at, (line, code, field)) in cases.iter().enumerate() {
        let seen = verdict(&server, 1 + 2 * at as u64, line.as_bytes()).await;
        let shown = &line[..line.len().min(120)];
        assert_eq!((seen.0.as_str(), seen.1.as_deref()), (*code, *field), "{shown}");
    }
    let kept = server.conversation("kept", &server.reader).await.json();
    let entries = kept["functionEvents"]["1"][0]["logs"]["conversation_logger"].as_array().unwrap().len();
    assert_eq!(entries, 2 * cases.len());
}

/// Sends one line and returns its notes as (code, field), once it is stored.
async fn noted(server: &Server, line: &[u8]) -> Vec<(String, Option<String>)> {
    let reply = server.ingest(line.to_vec()).await;
    let answer = reply.json();
    let shown = String::from_utf8_lossy(&line[..line.len().min(200)]).into_owned();
    assert_eq!((reply.status, answer["accepted"].as_u64()), (200, Some(1)), "{shown}: {answer}");
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    let notes = answer["notes"].as_array().unwrap().iter();
    notes.map(|note| (text(&note["code"]).unwrap(), text(&note["field"]))).collect()
}

#[tokio::test]
async fn a_bad_field_is_mended_or_left_out_and_its_record_is_kept() {
    let server = Server::start().await;
    let entry = r#""entry":{"level":"info","content":"x"}"#;
    let long = "x".repeat(257);
    let deep = format!("{}1{}", "[".repeat(200_000), "]".repeat(200_000));
    let event = |rest: &str| record("function_event", &format!(r#""function_event_id":"f",{rest}"#));
    let cases = [
        (record("log", entry).replace("\"c1\"", &format!("\"{long}\"")), "field_mended", "conversation_id"),
        (record("log", entry).replace("\"c1\"", "42"), "field_mended", "conversation_id"),
        (record("log", entry).replace("c1", "a\\u0000b"), "field_mended", "conversation_id"),
        (record("turn", &format!("\"turn_id\":\"{long}\"")), "field_mended", "turn_id"),
        (record("turn", r#""turn_id":"t","number":"three""#), "field_left_out", "number"),
        (record("turn", r#""turn_id":"t","number":-1"#), "field_left_out", "number"),
        (record("turn", r#""turn_id":"t","started_at":"yesterday""#), "field_left_out", "started_at"),
        (record("turn", r#""turn_id":"t","started_at":"12026-01-01T00:00:00Z""#), "field_left_out", "started_at"),
        (record("turn", r#""turn_id":"t","latency":NaN"#), "field_left_out", "latency"),
        (record("turn", r#""turn_id":"t","barge_in":"Yes""#), "field_mended", "barge_in"),
        (record("log", r#""entry":{"level":"info","content":"\ud800"}"#), "field_mended", "entry"),
        (record("log", r#""entry":{"level":"Notice","content":"x"}"#), "field_mended", "entry.level"),
        (record("log", &format!(r#"{entry},"turn_id":["t"]"#)), "field_left_out", "turn_id"),
        (record("log", &format!(r#"{entry},"timestamp":"now""#)), "field_left_out", "timestamp"),
        (record("span", r#""span_id":7,"kind":"llm""#), "field_mended", "span_id"),
        (record("metric", r#""name":" m ","value":1"#), "field_mended", "name"),
        (record("producer", r#""pid":"12""#), "field_mended", "pid"),
        (record("conversation", r#""direction":"outbound-api""#), "field_mended", "direction"),
        (record("conversation", r#""tags":["a",null]"#), "field_mended", "tags"),
        (event(&format!(r#""arguments":{deep}"#)), "field_mended", "arguments"),
        (event(&format!(r#""result":{deep}"#)), "field_mended", "result"),
    ];
    for (at, (line, code, field)) in cases.into_iter().enumerate() {
        let line = line.replace("\"seq\":1", &format!("\"seq\":{}", at + 1));
        let notes = noted(&server, line.as_bytes()).await;
        let first = notes.iter().find(|(_, noted)| noted.as_deref() == Some(field)).map(|(_, field)| field);
        assert!(first.is_some(), "{field}: {notes:?}");
        assert_eq!(notes.iter().rfind(|note| note.1.as_deref() == Some(field)).unwrap().0, code, "{field}: {notes:?}");
    }
}

#[tokio::test]
async fn bytes_that_are_no_utf8_are_replaced_where_they_say_nothing_of_which_record_it_is() {
    let server = Server::start().await;
    let line = record("log", r#""entry":{"level":"info","content":"caf@"}"#).into_bytes();
    let line: Vec<u8> = line.into_iter().map(|byte| if byte == b'@' { 0xe9 } else { byte }).collect();
    assert_eq!(noted(&server, &line).await, [("invalid_utf8".to_owned(), None)]);
    let kept = server.conversation("c1", &server.reader).await;
    assert!(kept.text().contains("caf\u{fffd}"));
    assert_eq!(verdict(&server, 1, b"{\"type\":\"\xff\"}").await, ("invalid_utf8".into(), None));
}

#[tokio::test]
async fn a_line_that_is_too_long_costs_itself_only() {
    let server = Server::start().await;
    let long = record("log", &format!(r#""entry":{{"level":"info","content":"{}"}}"#, "x".repeat(4 * 1024 * 1024)));
    assert_eq!(verdict(&server, 1, long.as_bytes()).await, ("line_too_long".into(), None));
}

#[tokio::test]
async fn odd_values_that_are_allowed_come_back_as_they_were() {
    let server = Server::start().await;
    let nested = format!("{}1{}", "[".repeat(12), "]".repeat(12));
    let odd = log(1, "odd", "a\\u0000b").replace(
        "\"logger\":\"conversation_logger\"",
        &format!(r#""logger":"conversation_logger","deep":{nested},"pair":"\ud83d\ude00""#),
    );
    assert_eq!(server.ingest(lines(&[&odd])).await.json()["accepted"], 1);
    let read = server.conversation("odd", &server.reader).await;
    let entry = &read.json()["functionEvents"]["1"][0]["logs"]["conversation_logger"][0];
    assert_eq!((entry["content"].as_str(), entry["pair"].as_str()), (Some("a\0b"), Some("\u{1f600}")));
    assert!(read.text().contains(&nested));
}

#[tokio::test]
async fn a_batch_past_its_bounds_is_refused_whole_and_says_to_split_it() {
    let server = Server::start().await;
    let good = log(1, "c1", "one");
    let too_many_lines = format!("{good}\n{}", "\n".repeat(10_000));
    let too_many_bytes = format!("{good}\n{}", " ".repeat(8 * 1024 * 1024));
    for body in [too_many_lines, too_many_bytes] {
        let reply = server.ingest(body).await;
        assert_eq!((reply.status, reply.error_code().as_str()), (413, "REQUEST_TOO_LARGE"));
        assert!(reply.text().contains("split it"));
    }
    assert_eq!(server.conversation("c1", &server.reader).await.status, 404);
}

#[tokio::test]
async fn a_body_that_is_not_packed_as_it_says_is_refused() {
    let server = Server::start().await;
    for encoding in ["gzip", "zstd"] {
        let reply = post("/v1/ingest", lines(&[&log(1, "c1", "x")])).key(&server.writer);
        let reply = reply.header("content-encoding", encoding).send(server.address).await;
        assert_eq!((reply.status, reply.error_code().as_str()), (400, "REQUEST_BODY_MALFORMED"), "{encoding}");
    }
}

/// Opens a connection and sends a head and part of a body.
async fn begin(server: &Server, length: usize, part: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let head = format!(
        "POST /v1/ingest HTTP/1.1\r\nhost: x\r\nx-api-key: {}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n",
        server.writer
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(part).await.unwrap();
    stream
}

#[tokio::test]
async fn a_content_length_that_promises_too_much_is_refused_before_anything_is_read() {
    let server = Server::start().await;
    let mut stream = begin(&server, 100 * 1024 * 1024, b"").await;
    let mut first = [0; 12];
    stream.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 413");
}

#[tokio::test]
async fn a_content_length_that_lies_stores_nothing() {
    let server = Server::start().await;
    let record = lines(&[&log(1, "c1", "one")]);
    let mut more = begin(&server, record.len() + 10, record.as_bytes()).await;
    more.shutdown().await.unwrap();
    let reply = Reply::read(&mut more).await;
    assert_eq!((reply.status, reply.error_code().as_str()), (400, "REQUEST_BODY_MALFORMED"));
    let mut less = begin(&server, record.len() - 30, record.as_bytes()).await;
    assert_eq!(Reply::read(&mut less).await.status, 422);
    assert_eq!(server.conversation("c1", &server.reader).await.status, 404);
}

#[tokio::test]
async fn a_slow_sender_is_told_so_and_holds_nobody_up() {
    let config = Config { body_idle_timeout: Duration::from_millis(200), ..Config::default() };
    let server =
        Server::start_with(config, std::sync::Arc::new(convlog_conformance::memory::MemoryStore::default())).await;
    let record = lines(&[&log(1, "slow", "one")]);
    let mut slow = begin(&server, record.len() + 1, record.as_bytes()).await;
    assert_eq!(server.ingest(lines(&[&log(2, "quick", "two")])).await.status, 200);
    let reply = Reply::read(&mut slow).await;
    assert_eq!((reply.status, reply.error_code().as_str()), (408, "REQUEST_TIMEOUT"));
    assert_eq!(server.conversation("slow", &server.reader).await.status, 404);
    assert_eq!(server.conversation("quick", &server.reader).await.status, 200);
}

#[tokio::test]
async fn a_sender_that_drips_is_stopped_by_the_time_for_the_whole_body() {
    let config = Config { body_total_timeout: Duration::from_millis(300), ..Config::default() };
    let server =
        Server::start_with(config, std::sync::Arc::new(convlog_conformance::memory::MemoryStore::default())).await;
    let (mut reading, mut writing) = begin(&server, 1000, b"").await.into_split();
    let dripping = tokio::spawn(async move {
        let mut pause = tokio::time::interval(Duration::from_millis(20));
        loop {
            pause.tick().await;
            if writing.write_all(b" ").await.is_err() {
                return;
            }
        }
    });
    let mut first = [0; 12];
    reading.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 408");
    dripping.abort();
}
