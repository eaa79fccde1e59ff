//! A small HTTP server on loopback that takes batches and answers as a test tells it.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

/// What the server does with a request.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// Decides item by item, refusing the lines whose text holds this.
    Items { refuse: Option<&'static str> },
    /// This status, header line and body.
    Status(u16, &'static str, &'static str),
    /// Takes everything, with this header line in the answer.
    Headed(&'static str),
    /// Refuses the lines whose text holds this, with this code.
    Code(&'static str, &'static str),
    /// Takes everything, and notes of the lines whose text holds this that a field was left out.
    Note(&'static str, &'static str),
    /// Takes everything and then drops the connection instead of answering.
    DisconnectAfterStoring,
    /// Not HTTP at all.
    Garbage,
    /// Holds the request this long, then decides item by item.
    Slow(Duration),
}

#[derive(Default)]
pub(crate) struct Seen {
    /// Every distinct line by (producer, seq).
    pub(crate) records: BTreeMap<(String, u64), String>,
    /// In the order of first arrival.
    pub(crate) order: Vec<(String, u64)>,
    pub(crate) requests: Vec<Request>,
    /// Identities that came again with other bytes.
    pub(crate) conflicts: usize,
}

pub(crate) struct Request {
    pub(crate) headers: Headers,
    pub(crate) at: Instant,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|header| header.0 == name).map(|header| header.1.as_str())
    }
}

type Headers = Vec<(String, String)>;
type Script = Box<dyn FnMut(usize, &[&str]) -> Reply + Send>;

#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    shared: Arc<(Mutex<Seen>, Condvar, Mutex<Script>)>,
}

impl Server {
    /// Starts a server whose reply is chosen from the request's number (from 0) and its lines.
    pub(crate) fn start(script: impl FnMut(usize, &[&str]) -> Reply + Send + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server =
            Server { address, shared: Arc::new((Mutex::default(), Condvar::new(), Mutex::new(Box::new(script)))) };
        let accepting = server.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let server = accepting.clone();
                thread::spawn(move || server.serve(stream));
            }
        });
        server
    }

    pub(crate) fn good() -> Server {
        Server::start(|_, _| Reply::Items { refuse: None })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn seen<T>(&self, read: impl FnOnce(&Seen) -> T) -> T {
        read(&self.shared.0.lock().unwrap())
    }

    /// Waits until the server saw what is wanted.
    pub(crate) fn wait_for(&self, is_met: impl Fn(&Seen) -> bool) {
        let deadline = Instant::now() + Duration::from_secs(30);
        let mut seen = self.shared.0.lock().unwrap();
        while !is_met(&seen) {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "the server did not see it in time; {} records", seen.records.len());
            seen = self.shared.1.wait_timeout(seen, left).unwrap().0;
        }
    }

    /// The contents of all log entries, by producer and sequence number.
    pub(crate) fn contents(&self) -> Vec<String> {
        self.values("log").iter().map(|line| line["entry"]["content"].as_str().unwrap().to_owned()).collect()
    }

    /// All lines of a type, by producer and sequence number.
    pub(crate) fn values(&self, kind: &str) -> Vec<Value> {
        self.seen(|seen| {
            let lines = seen.records.values().map(|line| serde_json::from_str::<Value>(line).unwrap());
            lines.filter(|line| line["type"] == kind).collect()
        })
    }

    fn serve(&self, stream: TcpStream) {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut stream = stream;
        while let Some((headers, body)) = request(&mut reader) {
            let text = String::from_utf8(body).unwrap();
            let lines: Vec<&str> = text.lines().collect();
            let number = {
                let mut seen = self.shared.0.lock().unwrap();
                seen.requests.push(Request { headers, at: Instant::now() });
                seen.requests.len() - 1
            };
            let reply = (self.shared.2.lock().unwrap())(number, &lines);
            let (status, header, answer) = match reply {
                Reply::Items { refuse } => self.decide(&lines, refuse),
                Reply::Headed(header) => {
                    let (status, _, answer) = self.decide(&lines, None);
                    (status, header, answer)
                }
                Reply::Code(text, code) => {
                    let (status, header, answer) = self.decide(&lines, Some(text));
                    (status, header, answer.replace("invalid_field", code))
                }
                Reply::Note(text, field) => {
                    let (status, header, answer) = self.decide(&lines, None);
                    let at = lines.iter().position(|line| line.contains(text));
                    let note = |at: usize| serde_json::json!({"line": at + 1, "code": "field_left_out", "field": field, "reason": "give less"});
                    let notes = Value::from(at.map(note).into_iter().collect::<Vec<_>>());
                    (status, header, answer.replace("\"notes\":[]", &format!("\"notes\":{notes}")))
                }
                Reply::Slow(time) => {
                    thread::sleep(time);
                    self.decide(&lines, None)
                }
                Reply::Status(status, header, body) => (status, header, body.to_owned()),
                Reply::DisconnectAfterStoring => {
                    self.decide(&lines, None);
                    self.shared.1.notify_all();
                    return;
                }
                Reply::Garbage => {
                    let _ = stream.write_all(b"\x00\xffnot http\r\n\r\n");
                    self.shared.1.notify_all();
                    return;
                }
            };
            self.shared.1.notify_all();
            let separator = if header.is_empty() { "" } else { "\r\n" };
            let head = format!("HTTP/1.1 {status} x\r\ncontent-length: {}\r\n{header}{separator}\r\n", answer.len());
            if stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(answer.as_bytes())).is_err() {
                return;
            }
        }
    }

    fn decide(&self, lines: &[&str], refuse: Option<&str>) -> (u16, &'static str, String) {
        let mut seen = self.shared.0.lock().unwrap();
        let (mut accepted, mut duplicate, mut errors) = (0, 0, Vec::new());
        for (at, line) in lines.iter().enumerate() {
            let value: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
            if refuse.is_some_and(|text| line.contains(text)) {
                let code = if refuse == Some("erased") { "erased" } else { "invalid_field" };
                errors.push(serde_json::json!({"line": at + 1, "code": code, "field": "/entry", "reason": "no"}));
                continue;
            }
            let identity = (value["producer"].as_str().unwrap().to_owned(), value["seq"].as_u64().unwrap());
            match seen.records.get(&identity) {
                Some(known) => {
                    duplicate += 1;
                    seen.conflicts += usize::from(known != line);
                }
                None => {
                    accepted += 1;
                    seen.order.push(identity.clone());
                    seen.records.insert(identity, (*line).to_owned());
                }
            }
        }
        let status = if errors.is_empty() {
            200
        } else if accepted + duplicate > 0 {
            207
        } else {
            422
        };
        let answer = serde_json::json!({"accepted": accepted, "duplicate": duplicate, "rejected": errors.len(),
            "errors": errors, "notes": [], "derived_identity": false});
        (status, "", answer.to_string())
    }
}

fn request(reader: &mut BufReader<TcpStream>) -> Option<(Headers, Vec<u8>)> {
    let mut first = String::new();
    if reader.read_line(&mut first).ok()? == 0 {
        return None;
    }
    assert_eq!(first.trim_end(), "POST /v1/ingest HTTP/1.1");
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':')?;
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let header = |name: &str| headers.iter().find(|header| header.0 == name).map(|header| header.1.clone());
    let mut body = vec![0; header("content-length")?.parse().ok()?];
    reader.read_exact(&mut body).ok()?;
    if header("content-encoding").as_deref() == Some("zstd") {
        body = zstd::stream::decode_all(&body[..]).ok()?;
    }
    Some((headers, body))
}
