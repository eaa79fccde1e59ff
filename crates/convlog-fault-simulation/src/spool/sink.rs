//! A server of one route that takes in everything and remembers it line by line.

use std::io::{BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use parking_lot::Mutex;

use crate::message::Message;

type Lines = Arc<Mutex<Vec<String>>>;

/// The server.
#[derive(Clone, Debug)]
pub struct Sink {
    address: SocketAddr,
    lines: Lines,
}

impl Sink {
    /// Starts one on a free port of the loopback interface. It ends with the process.
    ///
    /// # Errors
    /// There is no port.
    pub fn start() -> std::io::Result<Sink> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let sink = Sink { address: listener.local_addr()?, lines: Lines::default() };
        let lines = Arc::clone(&sink.lines);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let lines = Arc::clone(&lines);
                thread::spawn(move || drop(serve(&stream, &lines)));
            }
        });
        Ok(sink)
    }

    /// Returns where it listens.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the lines that came since the last time.
    #[must_use]
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.lines.lock())
    }
}

fn serve(stream: &TcpStream, lines: &Lines) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let (mut reader, mut writer) = (BufReader::new(stream), stream);
    while let Some(request) = Message::read(&mut reader)? {
        let is_packed = request.header("content-encoding") == Some("zstd");
        let body = if is_packed { zstd::stream::decode_all(&request.body[..])? } else { request.body };
        let body = String::from_utf8_lossy(&body).into_owned();
        let count = {
            let mut lines = lines.lock();
            let before = lines.len();
            lines.extend(body.lines().map(str::to_owned));
            lines.len() - before
        };
        let answer = format!(r#"{{"accepted":{count},"duplicate":0,"rejected":0,"errors":[],"notes":[]}}"#);
        writer.write_all(&Message::answer("200 OK", &answer).to_bytes())?;
    }
    Ok(())
}
