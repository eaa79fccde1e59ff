//! HTTP/1.1 by hand, so that a test may also send what no client would.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

/// No reply takes longer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A request being put together.
pub(crate) struct Request {
    head: String,
    body: Option<Vec<u8>>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

/// Begins a GET.
pub(crate) fn get(path: &str) -> Request {
    request("GET", path, None)
}

/// Begins any request.
pub(crate) fn request(method: &str, path: &str, body: Option<&[u8]>) -> Request {
    let head = format!("{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n");
    Request { head, body: body.map(<[u8]>::to_vec) }
}

/// Begins a POST of this body.
pub(crate) fn post(path: &str, body: impl AsRef<[u8]>) -> Request {
    request("POST", path, Some(body.as_ref()))
}

impl Request {
    pub(crate) fn header(mut self, name: &str, value: &str) -> Request {
        self.head.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    pub(crate) fn key(self, key: &str) -> Request {
        self.header("x-api-key", key)
    }

    pub(crate) async fn send(self, to: SocketAddr) -> Reply {
        self.send_over(TcpStream::connect(to).await.unwrap()).await
    }

    /// Sends from one of the loopback addresses, of which each is another client.
    pub(crate) async fn send_from(self, from: &str, to: SocketAddr) -> Reply {
        self.send_over(connect_from(from, to).await).await
    }

    async fn send_over(self, mut stream: TcpStream) -> Reply {
        let mut bytes = self.head;
        if let Some(body) = &self.body {
            bytes.push_str(&format!("content-length: {}\r\n", body.len()));
        }
        bytes.push_str("\r\n");
        stream.write_all(bytes.as_bytes()).await.unwrap();
        // A refusal may come, and the connection end, before all of the body is sent.
        let _ = stream.write_all(self.body.as_deref().unwrap_or_default()).await;
        Reply::read(&mut stream).await
    }
}

/// Connects from one of the loopback addresses.
pub(crate) async fn connect_from(from: &str, to: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::new(from.parse().unwrap(), 0)).unwrap();
    socket.connect(to).await.unwrap()
}

impl Reply {
    /// Reads until the service closes the connection.
    pub(crate) async fn read(stream: &mut TcpStream) -> Reply {
        let mut bytes = Vec::new();
        timeout(PATIENCE, stream.read_to_end(&mut bytes)).await.expect("a reply in time").unwrap();
        Reply::parse(&bytes)
    }

    fn parse(bytes: &[u8]) -> Reply {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        Reply { status, head, body: bytes[end + 4..].to_vec() }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(its_name, _)| its_name.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// Returns the pieces of a chunked body, put together.
    pub(crate) fn pieces(&self) -> String {
        assert_eq!(self.header("transfer-encoding"), Some("chunked"));
        let (mut rest, mut text) = (self.text(), String::new());
        loop {
            let (length, after) = rest.split_once("\r\n").unwrap();
            let length = usize::from_str_radix(length, 16).unwrap();
            if length == 0 {
                return text;
            }
            text.push_str(&after[..length]);
            rest = &after[length + 2..];
        }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error} in {}", self.text()))
    }

    /// Returns the error's code, having seen that the envelope is complete.
    #[track_caller]
    pub(crate) fn error_code(&self) -> String {
        let json = self.json();
        let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["success", "error", "error_id", "error_code", "error_message", "data"]);
        assert_eq!(json["success"], false);
        assert_eq!(json["data"], Value::Null);
        assert_eq!(json["error"], json["error_message"]);
        assert_eq!(json["error_id"].as_str(), self.header("x-polyai-correlation-id"));
        assert_eq!(self.header("content-type"), Some("application/json"));
        json["error_code"].as_str().unwrap().to_owned()
    }

    /// Returns everything that may not differ between two readers: all but the date and the correlation id.
    pub(crate) fn comparable(&self) -> (u16, Vec<String>, String) {
        let varies = |line: &str| {
            let line = line.to_ascii_lowercase();
            line.starts_with("date:") || line.starts_with("x-polyai-correlation-id:")
        };
        let id = self.header("x-polyai-correlation-id").unwrap();
        let mut head: Vec<String> = self.head.lines().filter(|line| !varies(line)).map(str::to_owned).collect();
        head.sort();
        (self.status, head, self.text().replace(id, "(id)"))
    }
}
