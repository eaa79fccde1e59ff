//! Connections: bounded heads, keep-alive, and an end in good order.

use std::sync::Arc;
use std::time::Duration;

use convlog_conformance::memory::MemoryStore;
use convlog_server::Config;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::world::{Fault, FaultyStore, Reply, Server, get, lines, log};

#[tokio::test]
async fn a_head_that_does_not_come_ends_the_connection() {
    let config = Config { head_timeout: Duration::from_millis(100), ..Config::default() };
    let server = Server::start_with(config, Arc::new(MemoryStore::default())).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost:").await.unwrap();
    let mut rest = Vec::new();
    tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut rest)).await.unwrap().unwrap();
    assert!(!rest.starts_with(b"HTTP/1.1 200"));
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let server = Server::start().await;
    let reply = get("/healthz").header("x-much", &"y".repeat(40 * 1024)).send(server.address).await;
    assert_eq!(reply.status, 431);
    assert_eq!(get("/healthz").send(server.address).await.status, 200);
}

#[tokio::test]
async fn one_connection_serves_many_requests() {
    let server = Server::start().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    for _ in 0..3 {
        stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        let mut seen = Vec::new();
        while !seen.ends_with(b"{\"status\":\"alive\"}") {
            assert_ne!(stream.read_buf(&mut seen).await.unwrap(), 0, "closed early");
        }
    }
}

#[tokio::test]
async fn a_further_connection_waits_for_its_place() {
    let config = Config { connections_max: 1, ..Config::default() };
    let server = Server::start_with(config, Arc::new(MemoryStore::default())).await;
    let first = TcpStream::connect(server.address).await.unwrap();
    let address = server.address;
    let waiting = tokio::spawn(async move { get("/healthz").send(address).await.status });
    tokio::time::timeout(Duration::from_millis(100), async {
        while !waiting.is_finished() {
            tokio::task::yield_now().await
        }
    })
    .await
    .expect_err("it did not wait");
    drop(first);
    assert_eq!(waiting.await.unwrap(), 200);
}

#[tokio::test]
async fn what_is_in_flight_ends_before_the_service_does() {
    let store = Arc::new(FaultyStore::new());
    let mut server = Server::start_with(Config::default(), Arc::clone(&store) as _).await;
    store.set(Fault::Hangs);
    let (address, key) = (server.address, server.writer.clone());
    let sending = tokio::spawn(async move {
        crate::world::post("/v1/ingest", lines(&[&log(1, "c1", "one")])).key(&key).send(address).await
    });
    store.began.acquire().await.unwrap().forget();
    let idle = TcpStream::connect(address).await.unwrap();
    server.ask_to_stop();
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(!sending.is_finished());
    store.release.add_permits(1);
    assert_eq!(sending.await.unwrap().status, 200);
    server.stopped().await;
    drop(idle);
    drop(server);
    assert_eq!(Arc::strong_count(&store), 1, "the service still holds the store");
}

#[tokio::test]
async fn a_store_that_is_not_ready_stops_the_start() {
    let store = Arc::new(FaultyStore::new());
    store.set(Fault::Fails(convlog_store::ErrorKind::Unavailable));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let error = convlog_server::serve(Config::default(), store, listener, std::future::pending()).await.unwrap_err();
    assert_eq!(error.to_string(), "the store is not ready");
    assert!(std::error::Error::source(&error).unwrap().to_string().contains("not available"));
}

#[tokio::test]
async fn a_refused_body_is_drained_so_that_its_sender_reads_the_answer() {
    let server = Server::start().await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let length = 64 * 1024 * 1024;
    let head = format!(
        "POST /v1/ingest HTTP/1.1\r\nhost: x\r\nx-api-key: {}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n",
        server.writer
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let piece = vec![b'x'; 64 * 1024];
    for _ in 0..length / piece.len() {
        stream.write_all(&piece).await.expect("the connection stays open while the body is sent");
    }
    let reply = Reply::read(&mut stream).await;
    assert_eq!((reply.status, reply.error_code().as_str()), (413, "REQUEST_TOO_LARGE"));
}
