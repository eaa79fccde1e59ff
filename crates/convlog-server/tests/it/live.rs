//! A conversation as it happens, over a real socket.

use std::time::{Duration, Instant};

use convlog_core::Timestamp;
use convlog_store::Permission;
use serde_json::json;
use tokio::time::timeout;

use crate::session::session;
use crate::world::{PROJECT, Server, lines, log, request};

mod changes;
mod stream;

use stream::{PATIENCE, QUIET, Stream};

fn hidden(seq: u64, id: &str) -> String {
    log(seq, id, "CANARY").replace("\"is_pii\":false", "\"is_pii\":true")
}

fn end(seq: u64, id: &str) -> String {
    let producer = "0".repeat(31) + "1";
    format!(
        r#"{{"type":"conversation","producer":"{producer}","seq":{seq},"conversation_id":"{id}","timestamp":"2026-06-03T13:19:00Z","ended_at":"2026-06-03T13:19:00Z"}}"#
    )
}

#[tokio::test]
async fn an_entry_appears_as_it_is_sent() {
    let server = Server::start().await;
    assert_eq!(server.ingest(lines(&[&log(1, "c1", "first")])).await.status, 200);
    let mut stream = Stream::open(&server, "c1", &server.reader).await;
    assert!(stream.head.contains("content-type: text/event-stream"), "{}", stream.head);
    let path = format!("/api/projects/{PROJECT}/conversations/c1/entries");
    let end = stream.next("begin").await["end"].clone();
    let first = server.read(&path, &server.reader).await.json();
    assert_eq!(end, first["entries"][0]["cursor"]);
    assert!(stream.is_quiet().await, "nothing changed, and something was sent");
    assert_eq!(server.ingest(lines(&[&log(2, "c1", "second")])).await.status, 200);
    let changed = stream.next("changed").await;
    assert_eq!((&changed["head"]["counts"]["entries"], &changed["events"][0]["entries"]), (&json!(2), &json!(2)));
    assert!(changed.get("metrics").is_none() && changed["turns"] == json!([]), "{changed}");
    let path = format!("{path}?after={}", end.as_str().unwrap());
    let news = server.read(&path, &server.reader).await.json();
    assert_eq!(
        (&news["entries"][0]["entry"]["content"], news["entries"].as_array().unwrap().len()),
        (&json!("second"), 1)
    );
    assert_eq!(changed["end"], news["entries"][0]["cursor"]);
}

#[tokio::test]
async fn a_hidden_entry_makes_no_event_for_a_reader_without_pii() {
    let server = Server::start().await;
    assert_eq!(server.ingest(lines(&[&log(1, "c1", "first")])).await.status, 200);
    let mut closed = Stream::open(&server, "c1", &server.reader).await;
    let mut open = Stream::open(&server, "c1", &server.pii_reader).await;
    closed.next("begin").await;
    open.next("begin").await;
    assert_eq!(server.ingest(lines(&[&hidden(2, "c1")])).await.status, 200);
    assert_eq!(open.next("changed").await["events"][0]["entries"], 2);
    assert!(closed.is_quiet().await, "a reader without pii learnt that something happened");
}

#[tokio::test]
async fn the_stream_ends_when_the_conversation_has_ended() {
    let server = Server::start().await;
    assert_eq!(server.ingest(lines(&[&log(1, "c1", "first")])).await.status, 200);
    let mut stream = Stream::open(&server, "c1", &server.reader).await;
    stream.next("begin").await;
    assert_eq!(server.ingest(lines(&[&end(2, "c1")])).await.status, 200);
    assert_eq!(stream.next("changed").await["head"]["status"], "ended");
    assert_eq!(stream.event().await, Some(("end".to_owned(), serde_json::json!({}))));
    assert_eq!(stream.event().await, None);
}

#[tokio::test]
async fn what_comes_late_is_still_sent_before_the_stream_ends() {
    let server = Server::start().await;
    assert_eq!(server.ingest(lines(&[&log(1, "c1", "first"), &end(2, "c1")])).await.status, 200);
    let mut stream = Stream::open(&server, "c1", &server.reader).await;
    stream.next("begin").await;
    assert_eq!(server.ingest(lines(&[&log(3, "c1", "late")])).await.status, 200);
    assert_eq!(stream.next("changed").await["events"][0]["entries"], 2);
    assert_eq!(stream.event().await.map(|(name, _)| name).as_deref(), Some("end"));
}

#[tokio::test]
async fn while_nothing_changes_a_comment_comes_now_and_then_and_not_at_every_look() {
    let server = Server::start().await;
    assert_eq!(server.ingest(lines(&[&log(1, "c1", "first")])).await.status, 200);
    let mut stream = Stream::open(&server, "c1", &server.reader).await;
    stream.next("begin").await;
    let began = Instant::now();
    assert_eq!(stream.until("\n\n").await.as_deref(), Some(":"));
    assert!(began.elapsed() >= QUIET, "it came after {:?}", began.elapsed());
}

#[tokio::test]
async fn the_stream_ends_when_its_key_is_revoked_and_when_the_service_stops() {
    let mut server = Server::start().await;
    assert_eq!(server.ingest(lines(&[&log(1, "c1", "first")])).await.status, 200);
    let (key, id) = server.key("acme", PROJECT, &[Permission::Read]).await;
    let mut revoked = Stream::open(&server, "c1", &key).await;
    let mut stopped = Stream::open(&server, "c1", &server.reader).await;
    revoked.next("begin").await;
    stopped.next("begin").await;
    server.store.revoke_key(&id, Timestamp::default()).await.unwrap().unwrap();
    assert_eq!(revoked.event().await, None);
    server.ask_to_stop();
    let asked = Instant::now();
    assert_eq!(stopped.event().await, None);
    server.stopped().await;
    assert!(asked.elapsed() < Duration::from_secs(5), "the service waited for a reader");
}

#[tokio::test]
async fn whoever_may_not_read_watches_nothing() {
    let server = Server::start().await;
    assert_eq!(server.ingest(lines(&[&hidden(1, "hidden")])).await.status, 200);
    for (id, key, status) in [
        ("hidden", &server.reader, "404"),
        ("unknown", &server.reader, "404"),
        ("hidden", &server.writer, "403"),
        ("hidden", &"x".to_owned(), "401"),
        ("hidden", &server.pii_reader, "200"),
    ] {
        assert_eq!(Stream::open(&server, id, key).await.status(), status, "{id}");
    }
}

#[tokio::test]
async fn a_key_watches_eight_conversations_at_once_and_gets_its_places_back() {
    let server = Server::start().await;
    assert_eq!(server.ingest(lines(&[&log(1, "c1", "first")])).await.status, 200);
    let mut streams = Vec::new();
    for _ in 0..8 {
        streams.push(Stream::open(&server, "c1", &server.reader).await);
    }
    let refused = Stream::open(&server, "c1", &server.reader).await;
    assert_eq!(refused.status(), "429");
    assert!(refused.head.contains("retry-after: 5"), "{}", refused.head);
    assert_eq!(Stream::open(&server, "c1", &server.pii_reader).await.status(), "200");
    drop(streams);
    let left = Instant::now();
    while Stream::open(&server, "c1", &server.reader).await.status() != "200" {
        assert!(left.elapsed() < PATIENCE, "the places are still taken");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

#[tokio::test]
async fn a_stream_goes_on_without_personal_data_once_its_time_is_over() {
    let server = Server::start().await;
    assert_eq!(server.ingest(lines(&[&log(1, "c1", "first"), &hidden(2, "c1")])).await.status, 200);
    let key = server.key_until("acme", PROJECT, Timestamp::parse("2026-06-03T14:20:00Z").unwrap()).await;
    let mut stream = Stream::open(&server, "c1", &key).await;
    let (before, of_hidden) = (stream.next("begin").await, stream.told.clone());
    server.wait_seconds(3600);
    let after = stream.next("restart").await;
    assert!(before["end"] != after["end"] && of_hidden != stream.told, "{before} {after}");
    let mut open = Stream::open(&server, "c1", &server.reader).await;
    assert_eq!((open.next("begin").await, &open.told), (after, &stream.told));
}

#[tokio::test]
async fn a_stream_ends_when_its_reader_logs_out() {
    let server = Server::start().await;
    assert_eq!(server.ingest(lines(&[&log(1, "c1", "one")])).await.status, 200);
    let cookie = session(&server, &server.reader).await;
    let mut stream = Stream::open_with(&server, "c1", &format!("cookie: {cookie}")).await;
    stream.next("begin").await;
    let logout = request("DELETE", "/api/session", None).header("cookie", &cookie).header("x-convlog-request", "1");
    assert_eq!(logout.send(server.address).await.status, 204);
    let next = timeout(PATIENCE, stream.event()).await;
    assert_eq!(next.expect("the stream ends"), None);
}
