//! A conversation that is too long for memory has the form of a short one.

use std::time::Duration;

use convlog_core::Timestamp;
use convlog_store::Permission;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use super::stage::Stage;
use crate::world::{PROJECT, Server, post};

/// The `n`th entry: of one function mostly, or of another, or of none; of two loggers; some flagged in part or whole.
fn entry(n: usize, marker: &str) -> String {
    let place = [
        r#""turn_id":"t1","function_event_id":"f","#,
        r#""function_event_id":"f","#,
        r#""function_event_id":"g","#,
        "",
    ];
    let place = if n % 10 < 8 { place[n % 2] } else { place[n % 4] };
    let logger = if n.is_multiple_of(7) { r#","logger":"api_responses""# } else { "" };
    let (flag, pii) = match n % 11 {
        0 => (r#","is_pii":true"#, ""),
        1 => (r#","who":"CANARY somebody""#, r#","pii":["/entry/who"]"#),
        _ => ("", ""),
    };
    let level = if n % 50 == 3 { "error" } else { "info" };
    let second = n % 60;
    format!(
        r#"log {place}"entry":{{"level":"{level}","content":"{marker} {n}","timestamp":"2026-06-03T13:18:{second:02}.{n:06}Z"{logger}{flag}}}{pii}"#
    )
}

async fn send(stage: &Stage, lines: &[String], producer: usize) {
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    stage.send("long", &lines, producer).await;
}

/// Takes away what was added, wherever it stands, and what is counted of it.
fn without_added(value: Value) -> Value {
    match value {
        Value::Array(items) => {
            let is_added = |item: &Value| {
                let content = item.get("entry").unwrap_or(item).get("content").and_then(Value::as_str);
                content.is_some_and(|content| content.starts_with("added"))
            };
            Value::Array(items.into_iter().filter(|item| !is_added(item)).map(without_added).collect())
        }
        Value::Object(members) => {
            let kept = members.into_iter().filter(|(name, _)| name != "counts");
            Value::Object(kept.map(|(name, value)| (name, without_added(value))).collect())
        }
        other => other,
    }
}

async fn read(server: &Server, path: &str, key: &str) -> (String, Value) {
    let reply = server.read(path, key).await;
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("application/json")), "{}", reply.text());
    match reply.header("transfer-encoding") {
        Some(encoding) => (encoding.to_owned(), serde_json::from_str(&reply.pieces()).unwrap()),
        None => (String::new(), reply.json()),
    }
}

#[tokio::test]
async fn a_long_conversation_has_the_form_of_a_short_one() {
    let stage = Stage::empty().await;
    let described = [
        r#"conversation "timestamp":"2026-06-03T13:18:00Z","started_at":"2026-06-03T13:18:00Z","ended_at":"2026-06-03T13:20:00Z","from_number":"+44 7700 900123""#,
        r#"turn "timestamp":"2026-06-03T13:18:00Z","turn_id":"t1","user_input":"CANARY hello","pii":["/user_input"]"#,
        r#"function_event "timestamp":"2026-06-03T13:18:00Z","turn_id":"t1","function_event_id":"f","name":"book","arguments":{"to":"CANARY"},"pii":["/arguments/to"],"duration_ms":5"#,
        r#"metric "timestamp":"2026-06-03T13:18:00Z","name":"score","value":5"#,
    ];
    stage.send("long", &described, 1).await;
    let paths =
        [format!("/v1/agents/{PROJECT}/conversations/long"), format!("/api/projects/{PROJECT}/conversations/long")];
    let keys = [stage.server.reader.clone(), stage.server.pii_reader.clone()];
    let entries: Vec<String> = (0..1_990).map(|n| entry(n, "entry")).collect();
    send(&stage, &entries, 2).await;
    let mut short = Vec::new();
    for path in &paths {
        for key in &keys {
            let (encoding, answer) = read(&stage.server, path, key).await;
            assert_eq!(encoding, "", "it is sent at once");
            short.push(without_added(answer));
        }
    }
    // Behind all others, so that nothing begins with them.
    let added: Vec<String> =
        (0..1_500).map(|n| entry(n, "added").replace("2026-06-03T13:18", "2026-06-03T13:19")).collect();
    send(&stage, &added, 3).await;
    for path in &paths {
        for (key, is_pii_reader) in keys.iter().zip([false, true]) {
            let (encoding, answer) = read(&stage.server, path, key).await;
            assert_eq!(encoding, "chunked", "it is sent while it is read");
            let text = answer.to_string();
            assert_eq!(text.matches("\"added ").count(), if is_pii_reader { 1_500 } else { 1_363 });
            assert_eq!(text.contains("CANARY"), is_pii_reader);
            assert_eq!(without_added(answer), short.remove(0), "{path}");
        }
    }
}

#[tokio::test]
async fn a_long_conversation_that_is_hidden_does_not_exist() {
    let stage = Stage::empty().await;
    let hidden: Vec<String> = (0..2_100)
        .map(|n| format!(r#"log "entry":{{"level":"info","content":"CANARY {n}","is_pii":true,"timestamp":"2026-06-03T13:18:00Z"}}"#))
        .collect();
    send(&stage, &hidden, 2).await;
    for path in
        [format!("/v1/agents/{PROJECT}/conversations/long"), format!("/api/projects/{PROJECT}/conversations/long")]
    {
        let open = stage.server.read(&path, &stage.server.reader).await;
        let missing = stage.server.read(&path.replace("long", "none"), &stage.server.reader).await;
        assert_eq!((open.status, missing.status), (404, 404));
        let (encoding, complete) = read(&stage.server, &path, &stage.server.pii_reader).await;
        assert_eq!((encoding.as_str(), complete.to_string().matches("CANARY").count()), ("chunked", 2_100));
    }
}

#[tokio::test]
async fn a_conversation_of_few_but_long_entries_is_sent_while_it_is_read() {
    let stage = Stage::empty().await;
    let text = "x".repeat(30_000);
    let lines: Vec<String> = (0..200_usize)
        .map(|n| {
            let logger = if n.is_multiple_of(3) { r#","logger":"api_responses""# } else { "" };
            format!(r#"log "function_event_id":"f","entry":{{"level":"info","content":"{n} {text}","timestamp":"2026-06-03T13:18:00.{n:06}Z"{logger}}}"#)
        })
        .collect();
    for (at, lines) in lines.chunks(100).enumerate() {
        send(&stage, lines, at + 2).await;
    }
    for path in
        [format!("/v1/agents/{PROJECT}/conversations/long"), format!("/api/projects/{PROJECT}/conversations/long")]
    {
        let (encoding, answer) = read(&stage.server, &path, &stage.server.reader).await;
        assert_eq!(encoding, "chunked", "{path}");
        assert_eq!(answer.to_string().matches(&text).count(), 200, "{path}");
    }
    let (_, detail) =
        read(&stage.server, &format!("/v1/agents/{PROJECT}/conversations/long"), &stage.server.reader).await;
    let logs = &detail["functionEvents"]["1"][0]["logs"];
    assert_eq!(logs["conversation_logger"].as_array().unwrap().len(), 133);
    assert_eq!(logs["api_responses"].as_array().unwrap().len(), 67);
}

/// What is read of an answer while its reader takes little of it.
async fn begin(stage: &Stage, path: &str, key: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut stream = socket.connect(stage.server.address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nx-api-key: {key}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut begun = [0; 2_000];
    stream.read_exact(&mut begun).await.unwrap();
    assert!(begun.starts_with(b"HTTP/1.1 200"));
    stream
}

async fn is_whole(mut stream: TcpStream) -> bool {
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.is_ok() && rest.ends_with(b"\r\n0\r\n\r\n")
}

#[tokio::test]
async fn a_long_answer_breaks_off_once_its_key_or_its_conversation_has_gone() {
    let stage = Stage::empty().await;
    let text = "x".repeat(30_000);
    let lines: Vec<String> = (0..600)
        .map(|n| format!(r#"log "function_event_id":"f","entry":{{"level":"info","content":"{n} {text}","timestamp":"2026-06-03T13:18:00.{n:06}Z"}}"#))
        .collect();
    for (at, lines) in lines.chunks(100).enumerate() {
        send(&stage, lines, at + 2).await;
    }
    let path = format!("/api/projects/{PROJECT}/conversations/long");
    assert!(is_whole(begin(&stage, &path, &stage.server.reader).await).await, "where nothing happens");
    let (key, id) = stage.server.key("acme", PROJECT, &[Permission::Read]).await;
    let begun = begin(&stage, &path, &key).await;
    stage.server.store.revoke_key(&id, Timestamp::default()).await.unwrap().unwrap();
    while stage.server.read("/api/session", &key).await.status == 200 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(!is_whole(begun).await, "the key was revoked");
    let begun = begin(&stage, &path, &stage.server.reader).await;
    let (admin, _) = stage.server.key("acme", PROJECT, &[Permission::Admin]).await;
    let erase = post(&format!("/api/projects/{PROJECT}/erasures"), r#"{"conversation_id":"long"}"#).key(&admin);
    let erase = erase.header("x-convlog-request", "1").header("content-type", "application/json");
    assert_eq!(erase.send(stage.server.address).await.status, 202);
    assert!(!is_whole(begun).await, "the conversation was erased");
}
