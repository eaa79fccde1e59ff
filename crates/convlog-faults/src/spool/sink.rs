//! A server of one route that takes in everything and remembers it line by line.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use parking_lot::Mutex;

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
    let mut reader = BufReader::new(stream);
    let mut writer = stream;
    while let Some(body) = request(&mut reader)? {
        let count = {
            let mut lines = lines.lock();
            let before = lines.len();
            lines.extend(body.lines().map(str::to_owned));
            lines.len() - before
        };
        let answer = format!(r#"{{"accepted":{count},"duplicate":0,"rejected":0,"errors":[],"notes":[]}}"#);
        write!(writer, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{answer}", answer.len())?;
    }
    Ok(())
}

/// Reads a request; returns its body, unpacked.
fn request(reader: &mut BufReader<&TcpStream>) -> std::io::Result<Option<String>> {
    let (mut length, mut is_packed, mut line) = (0, false, String::new());
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        let header = line.trim_end().to_ascii_lowercase();
        let Some((name, value)) = header.split_once(':') else { break };
        match name {
            "content-length" => length = value.trim().parse().unwrap_or(0),
            "content-encoding" => is_packed = value.trim() == "zstd",
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    if is_packed {
        body = zstd::stream::decode_all(&body[..])?;
    }
    Ok(Some(String::from_utf8_lossy(&body).into_owned()))
}
