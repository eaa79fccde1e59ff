use std::time::Duration;

use convlog_store::Permission;
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

use super::stage::Stage;
use crate::world::{PROJECT, Reply, request};

/// A call with lines that nobody flagged.
const LINES: [&str; 4] = [
    r#"conversation "timestamp":"2026-06-03T13:18:00Z","environment":"live""#,
    r#"log "function_event_id":"e1","entry":{"level":"error","content":"met zeb quill","timestamp":"2026-06-03T13:18:01Z"}"#,
    r#"log "function_event_id":"e1","entry":{"level":"info","content":"fine","who":{"name":"thomson"},"timestamp":"2026-06-03T13:18:02Z"}"#,
    r#"function_event "timestamp":"2026-06-03T13:18:00Z","function_event_id":"e1","name":"look_up","arguments":{"of":"zeb quill","n":1},"started_at":"2026-06-03T13:18:00Z","ended_at":"2026-06-03T13:18:03Z""#,
];

/// A service with that call, and the key of somebody who may mark.
async fn stage() -> (Stage, String) {
    let stage = Stage::empty().await;
    stage.send("c", &LINES, 1).await;
    let all = [Permission::Read, Permission::Pii, Permission::Annotate];
    let marker = stage.server.key("acme", PROJECT, &all).await.0;
    (stage, marker)
}

async fn send(stage: &Stage, method: &str, rest: &str, body: Option<&Value>, key: &str) -> Reply {
    let path = format!("/api/projects/{PROJECT}/conversations/c/marks{rest}");
    let body = body.map(|body| body.to_string().into_bytes());
    request(method, &path, body.as_deref()).key(key).send(stage.server.address).await
}

async fn mark(stage: &Stage, body: Value, key: &str) -> Value {
    stage.server.wait_seconds(1);
    let reply = send(stage, "POST", "", Some(&body), key).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    reply.json()
}

/// Returns the ids of the entries that a reader with `pii` has, in their order.
async fn ids(stage: &Stage) -> Vec<String> {
    let page = stage.complete("conversations/c/entries").await;
    page["entries"].as_array().unwrap().iter().map(|entry| entry["id"].as_str().unwrap().to_owned()).collect()
}

/// Every answer to a reader without `pii` in which something of the call may stand.
async fn seen(stage: &Stage) -> String {
    let mut out = String::new();
    for path in [
        "conversations",
        "conversations?text=quill",
        "conversations?text=thomson",
        "conversations?has=errors",
        "conversations/c",
        "conversations/c/head",
        "conversations/c/outline",
        "conversations/c/turns",
        "conversations/c/entries",
        "conversations/c/entries?level=error",
        "conversations/export?format=ndjson",
        "conversations/export?format=csv",
        "facets",
        "functions/look_up/runs",
    ] {
        out += &format!("{path}: {}\n", stage.ask(path, &stage.server.reader).await.text());
    }
    out + stage.server.conversation("c", &stage.server.reader).await.text()
}

#[tokio::test]
async fn what_is_marked_is_nowhere_and_what_is_taken_back_is_everywhere_again() {
    let (stage, marker) = stage().await;
    let before = seen(&stage).await;
    let [first, second] = <[String; 2]>::try_from(ids(&stage).await).unwrap();
    let line = mark(&stage, json!({"entry": first}), &marker).await;
    assert_eq!((&line["kind"], &line["part"], &line["hides"]), (&json!("log"), &json!(first), &json!("entry")));
    let now = seen(&stage).await;
    assert!(!now.contains("met zeb") && !now.contains(&first) && !now.contains(r#""errors":1"#), "{now}");
    let field = mark(&stage, json!({"entry": second, "path": "/who/name"}), &marker).await;
    let value = mark(&stage, json!({"event": "e1", "value": "Quill, Zeb"}), &marker).await;
    let now = seen(&stage).await;
    assert!(!now.contains("quill\"") && !now.contains("\"thomson\"") && now.contains("[redacted]"), "{now}");
    assert!(!value.to_string().contains("uill"), "no value is kept: {value}");
    let complete = stage.complete("conversations/c/entries").await;
    assert_eq!(complete["entries"][0]["entry"]["content"], "met zeb quill");
    let listed = send(&stage, "GET", "", None, &marker).await.json();
    assert_eq!(listed["marks"], json!([line, field, value]));
    for mark in [&value, &line, &field] {
        let rest = format!("/{}", mark["id"].as_str().unwrap());
        assert_eq!(send(&stage, "DELETE", &rest, None, &marker).await.status, 204);
        assert_eq!(send(&stage, "DELETE", &rest, None, &marker).await.error_code(), "MARK_NOT_FOUND");
    }
    assert_eq!(seen(&stage).await, before);
}

#[tokio::test]
async fn a_mark_takes_three_permissions_and_tells_others_nothing() {
    let (stage, marker) = stage().await;
    let first = ids(&stage).await.remove(0);
    let made = mark(&stage, json!({"entry": first}), &marker).await;
    let rest = format!("/{}", made["id"].as_str().unwrap());
    let none = "/00000000000000000000000000000000";
    for permissions in [
        &[Permission::Read, Permission::Annotate][..],
        &[Permission::Read, Permission::Pii],
        &[Permission::Pii, Permission::Annotate],
        &[Permission::Admin, Permission::Read, Permission::Annotate],
    ] {
        let key = stage.server.key("acme", PROJECT, permissions).await.0;
        for (method, rest, body) in [
            ("POST", "", Some(json!({"entry": first}))),
            ("GET", "", None),
            ("DELETE", rest.as_str(), None),
            ("DELETE", none, None),
        ] {
            let reply = send(&stage, method, rest, body.as_ref(), &key).await;
            assert_eq!((reply.status, reply.error_code().as_str()), (403, "ACCOUNT_INSUFFICIENT_PERMISSIONS"));
        }
    }
    assert!(!seen(&stage).await.contains("met zeb"));
    let elsewhere =
        stage.server.key("other", PROJECT, &[Permission::Read, Permission::Pii, Permission::Annotate]).await.0;
    assert_eq!(send(&stage, "GET", "", None, &elsewhere).await.status, 404);
}

#[tokio::test]
async fn what_is_no_mark_is_refused() {
    let (stage, marker) = stage().await;
    let first = ids(&stage).await.remove(0);
    for body in [
        json!({}),
        json!({"entry": "x"}),
        json!({"entry": "0".repeat(32)}),
        json!({"entry": first, "turn": "t"}),
        json!({"entry": first, "path": "/content", "value": "met zeb quill"}),
        json!({"entry": first, "path": "content"}),
        json!({"entry": first, "path": "/none"}),
        json!({"entry": first, "path": "/level"}),
        json!({"entry": first, "value": "CANARY-value"}),
        json!({"entry": first, "value": "x"}),
        json!({"event": "e1"}),
        json!({"event": "e1", "path": "/name"}),
        json!({"event": "none", "path": "/arguments"}),
        json!({"path": "/environment"}),
        json!({"entry": first, "reason": "x"}),
    ] {
        let reply = send(&stage, "POST", "", Some(&body), &marker).await;
        assert_eq!((reply.status, reply.error_code().as_str()), (400, "CONVERSATIONS_VALIDATION_FAILED"), "{body}");
        assert!(!reply.text().contains("CANARY"), "{}", reply.text());
    }
    let path = format!("/api/projects/{PROJECT}/conversations/none/marks");
    let body = json!({"entry": first}).to_string();
    let reply = request("POST", &path, Some(body.as_bytes())).key(&marker).send(stage.server.address).await;
    assert_eq!(reply.error_code(), "CONVERSATIONS_NOT_FOUND");
    assert_eq!(send(&stage, "GET", "", None, &marker).await.json()["marks"], json!([]));
}

#[tokio::test]
async fn marking_is_on_record_without_a_value() {
    let (stage, marker) = stage().await;
    let (admin, _) = stage.server.key("acme", PROJECT, &[Permission::Admin]).await;
    let first = ids(&stage).await.remove(0);
    let made = mark(&stage, json!({"event": "e1", "value": "zeb quill"}), &marker).await;
    mark(&stage, json!({"entry": first}), &marker).await;
    let rest = format!("/{}", made["id"].as_str().unwrap());
    assert_eq!(send(&stage, "DELETE", &rest, None, &marker).await.status, 204);
    let reply = stage.server.read(&format!("/api/projects/{PROJECT}/audit"), &admin).await;
    let page = reply.json();
    let records = page["records"].as_array().unwrap();
    let marked: Vec<&Value> = records.iter().filter(|record| record["marked"] != json!([])).collect();
    let done: Vec<&Value> = marked.iter().map(|record| &record["marked"][0]).collect();
    assert_eq!(
        done,
        [&json!("unmark function_event e1"), &json!(format!("mark entry {first}")), &json!("mark function_event e1")]
    );
    for record in marked {
        assert_eq!(record["conversations"], json!(["c"]));
        assert!(record["key_id"].is_string() && record["time"].is_string());
    }
    assert!(!reply.text().contains("quill"), "{}", reply.text());
}

#[tokio::test]
async fn a_stream_tells_of_a_mark_as_of_any_change() {
    let (stage, marker) = stage().await;
    let first = ids(&stage).await.remove(0);
    let mut stream = TcpStream::connect(stage.server.address).await.unwrap();
    let ask = format!(
        "GET /api/projects/{PROJECT}/conversations/c/live HTTP/1.1\r\nhost: x\r\nx-api-key: {}\r\n\r\n",
        stage.server.reader
    );
    tokio::io::AsyncWriteExt::write_all(&mut stream, ask.as_bytes()).await.unwrap();
    let mut told = String::new();
    let mut has_marked = false;
    let mut bytes = [0; 4096];
    // Until it is told that the event, which has lost its error, is another.
    while !(has_marked && told.matches("\"e1\"").count() > 0 && told.contains("ok")) {
        let read = tokio::time::timeout(Duration::from_secs(30), stream.read(&mut bytes)).await;
        let count = read.unwrap_or_else(|_| panic!("{told}")).unwrap();
        told.push_str(&String::from_utf8_lossy(&bytes[..count]));
        if !has_marked && told.contains("event:") {
            has_marked = true;
            told.clear();
            mark(&stage, json!({"entry": first}), &marker).await;
        }
    }
    assert!(!told.contains("zeb") || !told.contains("met zeb"), "{told}");
}
