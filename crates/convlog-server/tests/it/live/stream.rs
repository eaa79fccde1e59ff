//! An open stream, as a browser reads it.

use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::world::{PROJECT, Server};

/// Nothing that is to come takes longer.
pub(super) const PATIENCE: Duration = Duration::from_secs(15);
/// Nothing that is not to come within this comes at all: it is more than two looks.
pub(super) const QUIET: Duration = Duration::from_secs(2);

/// An open stream, as a browser would read it.
pub(super) struct Stream {
    socket: TcpStream,
    read: String,
    pub(super) head: String,
    /// The id of the last event.
    pub(super) told: String,
}

impl Stream {
    pub(super) async fn open(server: &Server, id: &str, key: &str) -> Stream {
        Stream::open_with(server, id, &format!("x-api-key: {key}")).await
    }

    pub(super) async fn open_with(server: &Server, id: &str, header: &str) -> Stream {
        let mut socket = TcpStream::connect(server.address).await.unwrap();
        let path = format!("/api/projects/{PROJECT}/conversations/{id}/live");
        let head = format!("GET {path} HTTP/1.0\r\nhost: x\r\n{header}\r\n\r\n");
        socket.write_all(head.as_bytes()).await.unwrap();
        let mut stream = Stream { socket, read: String::new(), head: String::new(), told: String::new() };
        stream.head = stream.until("\r\n\r\n").await.expect("a head");
        stream
    }

    pub(super) fn status(&self) -> &str {
        self.head.split(' ').nth(1).unwrap()
    }

    /// Returns what stands before `mark`; nothing when the stream ends first.
    pub(super) async fn until(&mut self, mark: &str) -> Option<String> {
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

    /// Returns the next event's kind and data, comments passed over, and keeps its id.
    pub(super) async fn event(&mut self) -> Option<(String, Value)> {
        loop {
            let block = self.until("\n\n").await?;
            if block == ":" {
                continue;
            }
            let line = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
            let (kind, data) = (line("event: ").expect("a kind"), line("data: ").expect("data"));
            if let Some(id) = line("id: ") {
                self.told = id;
            }
            return Some((kind, serde_json::from_str(&data).unwrap()));
        }
    }

    /// Returns the data of the next event, which is of this kind.
    pub(super) async fn next(&mut self, kind: &str) -> Value {
        let event = timeout(PATIENCE, self.event()).await;
        let (found, data) = event.unwrap_or_else(|_| panic!("no {kind} in time")).expect("an event");
        assert_eq!(found, kind, "{data}");
        data
    }

    pub(super) async fn is_quiet(&mut self) -> bool {
        timeout(QUIET, self.event()).await.is_err()
    }
}
