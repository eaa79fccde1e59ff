//! What hostile bodies cost in memory. This is a process of its own, because it watches the memory of the process;
//! for the same reason it is one test.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;

use convlog_conformance::memory::MemoryStore;
use convlog_core::{AccountId, ProjectId, Timestamp};
use convlog_server::{Config, serve};
use convlog_store::{Control, KeyToken, NewKey, Permission, Permissions, Scope};
use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A body unpacks to at most 8 MiB; its buffer may have doubled just before, and the decoders have windows.
const GROWTH_KIB_MAX: u64 = 40 * 1024;
const MIB: usize = 1024 * 1024;

#[tokio::test]
async fn hostile_bodies_cost_no_more_than_their_bound() {
    let (address, key) = start().await;
    let gzip = gzip_bomb();
    let zstd = zstd_bomb();
    assert!(gzip.len() < 2 * MIB && zstd.len() < MIB, "{} {}", gzip.len(), zstd.len());
    let length = |bytes: usize| format!("content-length: {bytes}");
    let chunked = "transfer-encoding: chunked".to_owned();
    let zeros = vec![b'0'; 64 * 1024];
    let cases: [(&str, String, Vec<&[u8]>); 4] = [
        ("a line of 100 MiB", length(100 * MIB), vec![&zeros; 100 * MIB / zeros.len()]),
        ("a line of 100 MiB that does not say so", chunked, vec![&zeros; 100 * MIB / zeros.len()]),
        (
            "1 GiB in gzip",
            format!("content-encoding: gzip\r\n{}", length(gzip.len())),
            gzip.chunks(64 * 1024).collect(),
        ),
        (
            "1 GiB in zstd",
            format!("content-encoding: zstd\r\n{}", length(zstd.len())),
            zstd.chunks(64 * 1024).collect(),
        ),
    ];
    for (name, head, pieces) in cases {
        let before = resident_kib("VmRSS:");
        forget_peak();
        let status = send(address, &key, &head, &pieces).await;
        let grown = resident_kib("VmHWM:").saturating_sub(before);
        assert_eq!(status, "HTTP/1.1 413", "{name}");
        assert!(grown < GROWTH_KIB_MAX, "{name} took {grown} KiB");
    }
}

async fn start() -> (SocketAddr, String) {
    let store = Arc::new(MemoryStore::default());
    let token = KeyToken::generate().unwrap();
    let key = NewKey {
        hash: token.hash(),
        label: None,
        account: AccountId::new("acme").unwrap(),
        scope: Scope::Projects(vec![ProjectId::new("front-desk").unwrap()]),
        permissions: Permissions::new([Permission::Ingest]),
        pii_grant: None,
        created_at: Timestamp::default(),
        expires_at: None,
    };
    store.create_key(key).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve(Config::default(), store, listener, std::future::pending()));
    (address, token.reveal().to_owned())
}

/// Sends a body piece by piece, for as long as the service takes it, and returns the beginning of the answer.
async fn send(address: SocketAddr, key: &str, head: &str, pieces: &[&[u8]]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let begin =
        format!("POST /v1/ingest HTTP/1.1\r\nhost: x\r\nx-api-key: {key}\r\nconnection: close\r\n{head}\r\n\r\n");
    stream.write_all(begin.as_bytes()).await.unwrap();
    let is_chunked = head.contains("chunked");
    for piece in pieces {
        if is_chunked {
            stream.write_all(format!("{:x}\r\n", piece.len()).as_bytes()).await.unwrap();
        }
        stream.write_all(piece).await.unwrap();
        if is_chunked {
            stream.write_all(b"\r\n").await.unwrap();
        }
    }
    if is_chunked {
        stream.write_all(b"0\r\n\r\n").await.unwrap();
    }
    let mut first = [0; 12];
    stream.read_exact(&mut first).await.unwrap();
    String::from_utf8(first.to_vec()).unwrap()
}

fn gzip_bomb() -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let zeros = vec![b'0'; MIB];
    (0..1024).for_each(|_| encoder.write_all(&zeros).unwrap());
    encoder.finish().unwrap()
}

fn zstd_bomb() -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
    let zeros = vec![b'0'; MIB];
    (0..1024).for_each(|_| encoder.write_all(&zeros).unwrap());
    encoder.finish().unwrap()
}

/// Returns a line of the process's memory status (proc(5)).
fn resident_kib(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Sets the peak back to what is resident now.
fn forget_peak() {
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
}
