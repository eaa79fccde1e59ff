//! The doors, over real sockets: one loopback address is one client.

use std::sync::Arc;
use std::time::{Duration, Instant};

use convlog_conformance::memory::MemoryStore;
use convlog_server::{Config, ForwardedHeader};
use convlog_store::{EventGroup, KeyToken, Network, Permission};
use convlog_store_sqlite::{SecurityFiles, SqliteConfig, SqliteStore};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use crate::session::login;
use crate::world::{PROJECT, Reply, Request, Server, connect_from, get, post};

/// So many different wrong keys are free.
const FREE: usize = 5;
const PATIENCE: Duration = Duration::from_secs(10);

fn wrong_key() -> String {
    KeyToken::generate().unwrap().reveal().to_owned()
}

/// Every door that takes a key, each with what comes through it.
fn doors(key: &str) -> Vec<Request> {
    vec![
        get(&format!("/v1/agents/{PROJECT}/conversations")).key(key),
        get(&format!("/v1/acme/{PROJECT}/conversations")).key(key),
        get(&format!("/v3/acme/{PROJECT}/conversations")).key(key),
        get(&format!("/api/projects/{PROJECT}/conversations")).key(key),
        get(&format!("/api/projects/{PROJECT}/erasures")).key(key),
        get("/api/session").key(key),
        get("/metrics").key(key),
        post("/v1/ingest", "").key(key),
        login(key),
    ]
}

fn who(key: &str) -> Request {
    get("/api/session").key(key)
}

async fn guess(server: &Server, from: &str, count: usize) {
    for _ in 0..count {
        assert_eq!(who(&wrong_key()).send_from(from, server.address).await.status, 401);
    }
}

/// Returns a key that begins as another does.
fn similar(key: &str, at: usize) -> String {
    format!("{}{at:030}", &key[..21])
}

/// Has a client wait for minutes: its first guess is one of many that others made of the same key.
async fn shut(server: &Server, from: &str) {
    let key = wrong_key();
    for at in 0..2 * FREE + 2 {
        let guess = who(&similar(&key, at)).send_from(&format!("127.0.9.{}", at + 1), server.address).await;
        assert_eq!(guess.status, 401);
    }
    assert_eq!(who(&similar(&key, 99)).send_from(from, server.address).await.status, 401);
}

#[track_caller]
fn assert_throttled(reply: &Reply) {
    assert_eq!((reply.status, reply.error_code().as_str()), (429, "TOO_MANY_ATTEMPTS"));
    assert!(reply.header("retry-after").is_some_and(|seconds| seconds.parse::<u32>().is_ok_and(|seconds| seconds > 0)));
}

#[tokio::test]
async fn a_client_that_fills_its_own_connections_locks_nobody_else_out() {
    let config = Config { connections_max: 40, ..Config::default() };
    let server = Server::start_with(config, Arc::new(MemoryStore::default())).await;
    let mut half_open = Vec::new();
    for _ in 0..60 {
        let mut stream = connect_from("127.0.0.2", server.address).await;
        let _ = stream.write_all(b"GET /healthz HTTP/1.1\r\nhost:").await;
        half_open.push(stream);
    }
    for from in ["127.0.0.3", "127.0.0.4"] {
        let reply = timeout(PATIENCE, get("/healthz").send_from(from, server.address)).await;
        assert_eq!(reply.expect("it is not locked out").status, 200, "{from}");
    }
    for refused in &mut half_open[10..] {
        let mut text = String::new();
        timeout(PATIENCE, refused.read_to_string(&mut text)).await.unwrap().unwrap();
        assert!(text.starts_with("HTTP/1.1 429") && text.contains("TOO_MANY_CONNECTIONS"), "{text}");
        assert!(text.contains("\r\nretry-after: 1\r\n"), "{text}");
    }
    drop(half_open);
    let freed = Instant::now();
    while get("/healthz").send_from("127.0.0.2", server.address).await.status != 200 {
        assert!(freed.elapsed() < PATIENCE, "the client does not get its places back");
    }
}

#[tokio::test]
async fn the_connections_of_a_named_proxy_are_not_one_clients() {
    let proxy = Network::parse("127.0.0.4").unwrap();
    let config = Config { connections_of_client_max: Some(2), trusted_proxies: vec![proxy], ..Config::default() };
    let server = Server::start_with(config, Arc::new(MemoryStore::default())).await;
    let mut open = Vec::new();
    for _ in 0..10 {
        open.push(connect_from("127.0.0.4", server.address).await);
    }
    for stream in &mut open {
        stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
        assert_eq!(Reply::read(stream).await.status, 200);
    }
}

#[tokio::test]
async fn wrong_keys_at_every_door_count_together_and_the_client_has_to_wait() {
    let server = Server::start().await;
    let (right, _) = server.key("acme", PROJECT, &[Permission::Read, Permission::Admin, Permission::Ingest]).await;
    let mut refused = Vec::new();
    for at in 0..doors("").len() {
        refused.push(doors(&wrong_key()).swap_remove(at).send_from("127.0.0.2", server.address).await);
    }
    for reply in &refused[..FREE] {
        assert_eq!((reply.status, reply.error_code().as_str()), (401, "AUTH_USER_INVALID_TOKEN"));
    }
    refused[FREE..].iter().for_each(assert_throttled);
    shut(&server, "127.0.0.6").await;
    for at in 0..doors("").len() {
        let wrong = doors(&wrong_key()).swap_remove(at).send_from("127.0.0.6", server.address).await;
        assert_throttled(&wrong);
        assert!(!wrong.text().contains("convlog_"));
    }
    for request in doors(&right) {
        assert!(request.send_from("127.0.0.3", server.address).await.status < 300, "another client is not concerned");
    }
}

#[tokio::test]
async fn a_key_in_use_goes_on_where_others_guess_and_one_that_nobody_knows_there_has_to_wait() {
    let server = Server::start().await;
    assert_eq!(who(&server.reader).send_from("127.0.0.2", server.address).await.status, 200);
    shut(&server, "127.0.0.2").await;
    for _ in 0..20 {
        assert_eq!(who(&server.reader).send_from("127.0.0.2", server.address).await.status, 200);
        assert_throttled(&who(&wrong_key()).send_from("127.0.0.2", server.address).await);
    }
    assert_throttled(&who(&server.pii_reader).send_from("127.0.0.2", server.address).await);
    assert_throttled(&login(&server.pii_reader).send_from("127.0.0.2", server.address).await);
}

#[tokio::test]
async fn a_wait_ends_and_the_next_is_longer() {
    let server = Server::start().await;
    guess(&server, "127.0.0.2", FREE).await;
    let refused = who(&server.reader).send_from("127.0.0.2", server.address).await;
    assert_throttled(&refused);
    assert_eq!(refused.header("retry-after"), Some("1"));
    let began = Instant::now();
    while who(&server.reader).send_from("127.0.0.2", server.address).await.status != 200 {
        assert!(began.elapsed() < PATIENCE, "the wait does not end");
    }
    guess(&server, "127.0.0.2", 1).await;
    let again = who(&wrong_key()).send_from("127.0.0.2", server.address).await;
    assert_throttled(&again);
    assert_eq!(again.header("retry-after"), Some("2"));
}

#[tokio::test]
async fn guesses_at_once_are_not_more_than_guesses_in_a_row() {
    // Looking a key up takes a while there, so that many are under way at once.
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(SqliteConfig::new(directory.path()), None).unwrap();
    let server = Server::start_with(Config::default(), Arc::new(store)).await;
    for client in 1..=10 {
        let began = Instant::now();
        let mut streams = Vec::new();
        for _ in 0..100 {
            streams.push(connect_from(&format!("127.0.2.{client}"), server.address).await);
        }
        for stream in &mut streams {
            let key = wrong_key();
            let head = format!("GET /metrics HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-api-key: {key}\r\n\r\n");
            stream.write_all(head.as_bytes()).await.unwrap();
        }
        let mut looked_at = 0;
        for stream in &mut streams {
            looked_at += usize::from(Reply::read(stream).await.status == 401);
        }
        // The waits are of 1, 2, 4 … seconds, and one more is looked at after each.
        let waits_over = (began.elapsed().as_secs() + 1).ilog2() as usize;
        assert!((FREE..=FREE + waits_over).contains(&looked_at), "{looked_at} in {:?}", began.elapsed());
    }
}

#[tokio::test]
async fn a_program_that_shows_its_wrong_key_again_and_again_shuts_nobody_out() {
    let server = Server::start().await;
    let (revoked, id) = server.key("acme", PROJECT, &[Permission::Read]).await;
    server.store.revoke_key(&id, convlog_core::Timestamp::default()).await.unwrap().unwrap();
    for key in [wrong_key(), revoked] {
        for _ in 0..30 {
            assert_eq!(who(&key).send_from("127.0.0.2", server.address).await.status, 401);
        }
    }
    assert_eq!(who(&server.reader).send_from("127.0.0.2", server.address).await.status, 200);
}

#[tokio::test]
async fn those_who_guess_one_key_from_many_addresses_wait_and_its_holder_does_not() {
    let server = Server::start().await;
    for at in 0..2 * FREE {
        let from = format!("127.0.1.{}", at + 1);
        assert_eq!(who(&similar(&server.reader, at)).send_from(&from, server.address).await.status, 401);
        let again = who(&similar(&server.reader, 1000 + at)).send_from(&from, server.address).await;
        if at < FREE / 2 {
            assert_eq!(again.status, 401, "{at}");
        } else {
            assert_throttled(&again);
        }
    }
    assert_eq!(who(&server.reader).send_from("127.0.0.3", server.address).await.status, 200);
}

#[tokio::test]
async fn cookies_that_were_not_made_here_count_as_guesses_and_a_session_goes_on_beside_them() {
    let server = Server::start().await;
    let cookie = crate::session::session(&server, &server.reader).await;
    let ask = |cookie: String| get("/api/session").header("cookie", &cookie);
    for at in 0..FREE {
        let reply = ask(format!("convlog_session={at:0200}")).send_from("127.0.0.2", server.address).await;
        assert_eq!((reply.status, reply.error_code().as_str()), (401, "AUTH_SESSION_OVER"));
    }
    assert_throttled(&ask("convlog_session=ff".to_owned()).send_from("127.0.0.2", server.address).await);
    assert_throttled(&login(&server.pii_reader).send_from("127.0.0.2", server.address).await);
    assert_eq!(ask(cookie).send_from("127.0.0.2", server.address).await.status, 200);
}

#[tokio::test]
async fn forwarded_addresses_count_where_a_named_proxy_wrote_them_and_nowhere_else() {
    let proxy = Network::parse("127.0.0.8/30").unwrap();
    let config = Config { trusted_proxies: vec![proxy], ..Config::default() };
    let server = Server::start_with(config.clone(), Arc::new(MemoryStore::default())).await;
    let asked = async |from: &str, forwarded: &str| {
        let request = who(&wrong_key()).header("x-forwarded-for", forwarded);
        request.send_from(from, server.address).await.status
    };
    for at in 0..FREE {
        assert_eq!(asked("127.0.0.9", &format!("203.0.113.{at}, 198.51.100.1")).await, 401);
    }
    assert_eq!(asked("127.0.0.10", "203.0.113.77, 198.51.100.1, 127.0.0.9").await, 429, "the hop that nobody made up");
    assert_eq!(asked("127.0.0.9", "198.51.100.2").await, 401);
    // Whoever is no proxy is counted by its own address, whatever it says of others.
    for at in 0..FREE {
        assert_eq!(asked("127.0.0.2", &format!("203.0.113.{at}")).await, 401);
    }
    assert_eq!(asked("127.0.0.2", "203.0.113.99").await, 429);
    let config = Config { forwarded_header: ForwardedHeader::Forwarded, ..config };
    let server = Server::start_with(config, Arc::new(MemoryStore::default())).await;
    for at in 0..FREE {
        let made_up = format!("203.0.113.{at}");
        let request = who(&wrong_key()).header("x-forwarded-for", &made_up).header("forwarded", "for=198.51.100.1");
        assert_eq!(request.send_from("127.0.0.9", server.address).await.status, 401);
    }
    let refused =
        who(&wrong_key()).header("forwarded", "for=198.51.100.1").send_from("127.0.0.9", server.address).await;
    assert_throttled(&refused);
}

#[tokio::test]
async fn who_was_refused_is_counted_and_logged_without_what_was_shown() {
    let directory = tempfile::tempdir().unwrap();
    let files = SecurityFiles::of(directory.path());
    let log = Arc::new(files.clone());
    let store = Arc::new(MemoryStore::default());
    let mut server = Server::start_as(Config::default(), store, |state| state.with_security_log(log)).await;
    let (admin, _) = server.key("acme", PROJECT, &[Permission::Admin]).await;
    let (revoked, id) = server.key("acme", PROJECT, &[Permission::Read]).await;
    server.store.revoke_key(&id, convlog_core::Timestamp::default()).await.unwrap().unwrap();
    assert_eq!(who(&revoked).send_from("127.0.0.5", server.address).await.status, 401);
    guess(&server, "127.0.0.2", FREE).await;
    assert_throttled(&login(&wrong_key()).send_from("127.0.0.2", server.address).await);
    assert_eq!(get("/api/session").send(server.address).await.status, 401);
    let metrics = get("/metrics").key(&admin).send(server.address).await;
    assert_eq!(metrics.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    for line in [
        "door=\"key\",reason=\"unknown\"} 5",
        "door=\"key\",reason=\"revoked\"} 1",
        "door=\"login\",reason=\"throttled\"} 1",
        "door=\"session\",reason=\"missing\"} 1",
    ] {
        let line = format!("convlog_authentication_failures_total{{{line}\n");
        assert!(metrics.text().contains(&line), "{line:?} is missing from {}", metrics.text());
    }
    assert!(metrics.text().ends_with("convlog_security_events_lost_total 0\n"));
    let reader = get("/metrics").key(&server.reader).send(server.address).await;
    assert_eq!((reader.status, reader.error_code().as_str()), (403, "ACCOUNT_INSUFFICIENT_PERMISSIONS"));
    server.ask_to_stop();
    server.stopped().await;
    let read = files.events(&[EventGroup::Doors], |_| true).unwrap();
    let count = |reason: &str, door: &str| -> u64 {
        let is_one = |event: &&serde_json::Map<String, serde_json::Value>| {
            event["reason"] == reason && event["door"] == door && event["network"] == "127.0.0.0/24"
        };
        read.events.iter().filter(is_one).map(|event| event["count"].as_u64().unwrap()).sum()
    };
    assert_eq!((count("unknown", "key"), count("revoked", "key"), count("throttled", "login")), (5, 1, 1));
    assert!(read.events.iter().any(|event| event.get("key") == Some(&id.0.as_str().into())));
    let text = format!("{:?}", read.events);
    assert!(!text.contains("convlog_") && !text.contains("missing"), "{text}");
}
