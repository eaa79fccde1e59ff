use serde_json::{Value, json};

use super::stage::Stage;
use convlog_store::Permission;

use crate::world::{CALL, PROJECT, Reply, request};

async fn write(stage: &Stage, id: &str, body: &str, key: &str) -> Reply {
    let path = format!("/api/projects/{PROJECT}/conversations/{id}/note");
    request("PUT", &path, Some(body.as_bytes())).key(key).send(stage.server.address).await
}

#[tokio::test]
async fn a_note_is_there_at_once_and_an_empty_one_removes_it() {
    let stage = Stage::start().await;
    let note = async || stage.open("conversations/c2").await["fields"]["note"].clone();
    assert_eq!(note().await, Value::Null);
    let before = stage.open("conversations").await;
    for text in ["called back <b>\u{e9}", "done", ""] {
        stage.server.wait_seconds(1);
        let reply = write(&stage, "c2", &json!({"note": text}).to_string(), &stage.server.reader).await;
        assert_eq!((reply.status, reply.text()), (204, ""));
        assert_eq!(note().await, text);
    }
    let fields = stage.open("conversations/c2").await["fields"].clone();
    assert!(fields["note_by"].as_str().is_some_and(|by| by.starts_with("key_")), "{fields}");
    assert!(fields["note_at"].is_string(), "{fields}");
    assert_eq!(stage.open("conversations").await, before, "a note moves nothing in the list");
    let listed = stage.server.conversation("c2", &stage.server.reader).await.json();
    assert_eq!(listed["note"], Value::Null, "an empty note is none");
}

#[tokio::test]
async fn a_note_once_flagged_stays_personal() {
    let stage = Stage::start().await;
    assert_eq!(write(&stage, "c1", r#"{"note":"mine"}"#, &stage.server.reader).await.status, 204);
    assert_eq!(stage.open("conversations/c1").await["fields"]["note"], "[redacted]");
    assert_eq!(stage.complete("conversations/c1").await["fields"]["note"], "mine");
}

#[tokio::test]
async fn a_note_does_not_bring_a_lost_call_back() {
    let stage = Stage::empty().await;
    stage.send("c", &CALL[..6], 1).await;
    stage.server.wait_seconds(60);
    assert_eq!(stage.open("conversations/c").await["status"], "lost_contact");
    assert_eq!(write(&stage, "c", r#"{"note":"x"}"#, &stage.server.reader).await.status, 204);
    assert_eq!(stage.open("conversations/c").await["status"], "lost_contact");
    assert_eq!(stage.open("conversations/c").await["notices"], json!([]));
}

#[tokio::test]
async fn a_note_brings_no_hidden_conversation_to_light() {
    let stage = Stage::start().await;
    let reply = write(&stage, "h", r#"{"note":"x"}"#, &stage.server.pii_reader).await;
    assert_eq!((reply.status, reply.error_code().as_str()), (409, "CONVERSATIONS_CONFLICT"));
    assert_eq!(stage.ask("conversations/h", &stage.server.reader).await.status, 404);
}

#[tokio::test]
async fn what_is_no_note_is_refused() {
    let stage = Stage::start().await;
    let reader = &stage.server.reader;
    let (fits, long) = ("\u{e9}".repeat(4096), "\u{e9}".repeat(4097));
    assert_eq!(write(&stage, "c2", &json!({"note": fits}).to_string(), reader).await.status, 204);
    let escaped = format!("{{\"note\":\"{}\"}}", "\\ud83d\\ude00".repeat(4096));
    assert_eq!(write(&stage, "c2", &escaped, reader).await.status, 204, "as long in any form");
    let huge = "x".repeat(1_000_000);
    let padded = format!("{}{escaped}", " ".repeat(1000));
    for body in [
        "",
        "x",
        "[]",
        "{}",
        r#"{"note":1}"#,
        r#"{"note":null}"#,
        r#"{"note":"a","b":1}"#,
        r#"{"note":"\ud800"}"#,
        &json!({"note": long}).to_string(),
        &json!({"note": huge}).to_string(),
        &padded,
    ] {
        let reply = write(&stage, "c2", body, reader).await;
        assert_eq!(
            (reply.status, reply.error_code().as_str()),
            (400, "CONVERSATIONS_VALIDATION_FAILED"),
            "{:.40}",
            body
        );
    }
    for id in ["none", "h"] {
        assert_eq!(write(&stage, id, r#"{"note":"x"}"#, reader).await.error_code(), "CONVERSATIONS_NOT_FOUND", "{id}");
    }
    assert_eq!(write(&stage, "c2", r#"{"note":"x"}"#, &stage.server.writer).await.status, 403);
    assert_eq!(write(&stage, "c2", r#"{"note":"x"}"#, "").await.status, 401);
}

#[tokio::test]
async fn a_note_takes_a_permission_of_its_own() {
    let stage = Stage::start().await;
    let blind = stage.server.key("acme", PROJECT, &[Permission::Annotate]).await.0;
    let read_only = stage.server.key("acme", PROJECT, &[Permission::Read, Permission::Pii]).await.0;
    for key in [&blind, &read_only] {
        let reply = write(&stage, "c2", r#"{"note":"x"}"#, key).await;
        assert_eq!((reply.status, stage.open("conversations/c2").await["fields"]["note"].clone()), (403, Value::Null));
    }
}

#[tokio::test]
async fn a_note_asks_nothing_of_what_is_hidden() {
    let stage = Stage::empty().await;
    let copy = r#"log "entry":{"level":"info","content":"zeb quill called"}"#;
    let flagged = r#"log "entry":{"level":"info","content":"caller","who":"Zeb Quill"},"pii":["/entry/who"]"#;
    stage.send("c", &[copy], 1).await;
    let guess = r#"{"note":"zeb quill? ada kestrel?"}"#;
    assert_eq!(write(&stage, "c", guess, &stage.server.reader).await.status, 204);
    stage.send("c", &[flagged], 2).await;
    while stage.ask("conversations/c", &stage.server.reader).await.text().contains("quill called") {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    assert_eq!(stage.open("conversations/c").await["fields"]["note"], "zeb quill? ada kestrel?");
    assert_eq!(write(&stage, "c", guess, &stage.server.reader).await.status, 204);
    assert_eq!(stage.open("conversations/c").await["fields"]["note"], "zeb quill? ada kestrel?");
}
