//! A conversation as it happens, over a real socket.

use std::time::{Duration, Instant};

use convlog_core::Timestamp;
use convlog_store::Permission;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::session::session;
use crate::world::{PROJECT, Server, lines, log, request};

/// Nothing that is to come takes longer.
const PATIENCE: Duration = Duration::from_secs(15);
/// Nothing that is not to come within this comes at all: it is more than two looks.
const QUIET: Duration = Duration::from_secs(2);

/// An open stream, as a browser would read it.
struct Stream {
    socket: TcpStream,
    read: String,
    pub(crate) head: String,
}

impl Stream {
    async fn open(server: &Server, id: &str, key: &str) -> Stream {
        Stream::open_with(server, id, &format!("x-api-key: {key}")).await
    }

    async fn open_with(server: &Server, id: &str, header: &str) -> Stream {
        let mut socket = TcpStream::connect(server.address).await.unwrap();
        let path = format!("/api/projects/{PROJECT}/conversations/{id}/live");
        let head = format!("GET {path} HTTP/1.0\r\nhost: x\r\n{header}\r\n\r\n");
        socket.write_all(head.as_bytes()).await.unwrap();
        let mut stream = Stream { socket, read: String::new(), head: String::new() };
        stream.head = stream.until("\r\n\r\n").await.expect("a head");
        stream
    }

    fn status(&self) -> &str {
        self.head.split(' ').nth(1).unwrap()
    }

    /// Returns what stands before `mark`; nothing when the stream ends first.
    async fn until(&mut self, mark: &str) -> Option<String> {
        loop {
            if let Some((before, after)) = self.read.split_once(mark) {
                let (before, after) = (before.to_owned(), after.to_owned());
                self.read = after;
                return Some(before);
            }
            let mut bytes = [0; 64 * 1024];
            let count = timeout(PATIENCE, self.socket.read(&mut bytes)).await.expect("something in time").unwrap();
            if count == 0 {
                return None;
            }
            self.read.push_str(std::str::from_utf8(&bytes[..count]).unwrap());
        }
    }

    /// Returns the next event's name and data, comments passed over.
    async fn event(&mut self) -> Option<(String, Value)> {
        loop {
            let block = self.until("\n\n").await?;
            if let Some((name, data)) = block.strip_prefix("event: ").and_then(|rest| rest.split_once("\ndata: ")) {
                return Some((name.to_owned(), serde_json::from_str(data).unwrap()));
            }
            assert_eq!(block, ":", "a comment");
        }
    }

    async fn review(&mut self) -> Value {
        let (name, data) = self.event().await.expect("a review");
        assert_eq!(name, "review");
        data
    }

    async fn is_quiet(&mut self) -> bool {
        timeout(QUIET, self.event()).await.is_err()
    }
}

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
    let path = format!("/api/projects/{PROJECT}/conversations/c1");
    let first = stream.review().await;
    assert_eq!(first, server.read(&path, &server.reader).await.json());
    assert!(stream.is_quiet().await, "nothing changed, and something was sent");
    assert_eq!(server.ingest(lines(&[&log(2, "c1", "second")])).await.status, 200);
    let second = stream.review().await;
    assert_eq!(second["counts"]["entries"], 2);
    assert!(second.to_string().contains("second"));
}

#[tokio::test]
async fn a_hidden_entry_makes_no_event_for_a_reader_without_pii() {
    let server = Server::start().await;
    assert_eq!(server.ingest(lines(&[&log(1, "c1", "first")])).await.status, 200);
    let mut closed = Stream::open(&server, "c1", &server.reader).await;
    let mut open = Stream::open(&server, "c1", &server.insider).await;
    closed.review().await;
    open.review().await;
    assert_eq!(server.ingest(lines(&[&hidden(2, "c1")])).await.status, 200);
    assert!(open.review().await.to_string().contains("CANARY"));
    assert!(closed.is_quiet().await, "a reader without pii learnt that something happened");
}

#[tokio::test]
async fn the_stream_ends_when_the_conversation_has_ended() {
    let server = Server::start().await;
    assert_eq!(server.ingest(lines(&[&log(1, "c1", "first")])).await.status, 200);
    let mut stream = Stream::open(&server, "c1", &server.reader).await;
    stream.review().await;
    assert_eq!(server.ingest(lines(&[&end(2, "c1")])).await.status, 200);
    assert_eq!(stream.review().await["status"], "ended");
    assert_eq!(stream.event().await, Some(("end".to_owned(), serde_json::json!({}))));
    assert_eq!(stream.event().await, None);
}

#[tokio::test]
async fn what_comes_late_is_still_sent_before_the_stream_ends() {
    let server = Server::start().await;
    assert_eq!(server.ingest(lines(&[&log(1, "c1", "first"), &end(2, "c1")])).await.status, 200);
    let mut stream = Stream::open(&server, "c1", &server.reader).await;
    assert_eq!(stream.review().await["status"], "ended");
    assert_eq!(server.ingest(lines(&[&log(3, "c1", "late")])).await.status, 200);
    assert!(stream.review().await.to_string().contains("late"));
    assert_eq!(stream.event().await.map(|(name, _)| name).as_deref(), Some("end"));
}

#[tokio::test]
async fn while_nothing_changes_a_comment_comes_now_and_then_and_not_at_every_look() {
    let server = Server::start().await;
    assert_eq!(server.ingest(lines(&[&log(1, "c1", "first")])).await.status, 200);
    let mut stream = Stream::open(&server, "c1", &server.reader).await;
    stream.review().await;
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
    revoked.review().await;
    stopped.review().await;
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
        ("hidden", &server.insider, "200"),
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
    assert_eq!(Stream::open(&server, "c1", &server.insider).await.status(), "200");
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
    let review = stream.review().await;
    assert!(review["sees_personal"] == true && review.to_string().contains("CANARY"), "{review}");
    server.wait_seconds(3600);
    let review = stream.review().await;
    assert!(review["sees_personal"] == false && !review.to_string().contains("CANARY"), "{review}");
    assert!(review.to_string().contains("first"));
}

#[tokio::test]
async fn a_stream_ends_when_its_reader_logs_out() {
    let server = Server::start().await;
    assert_eq!(server.ingest(lines(&[&log(1, "c1", "one")])).await.status, 200);
    let cookie = session(&server, &server.reader).await;
    let mut stream = Stream::open_with(&server, "c1", &format!("cookie: {cookie}")).await;
    stream.review().await;
    let logout = request("DELETE", "/api/session", None).header("cookie", &cookie).header("x-convlog-request", "1");
    assert_eq!(logout.send(server.address).await.status, 204);
    let next = timeout(PATIENCE, stream.event()).await;
    assert_eq!(next.expect("the stream ends"), None);
}
