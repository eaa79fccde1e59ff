//! The way from one producer to the server: each request waits on it until it is decided what becomes of it.

use std::io::{BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::message::Message;

/// A request that waits. Dropped, its connection is closed without an answer.
#[derive(Debug)]
pub struct PendingRequest {
    /// What was sent.
    pub request: Message,
    /// Since when it waits.
    pub since: Instant,
    answer: Sender<Answer>,
}

/// The bytes of an answer, and whether the connection goes on.
type Answer = (Vec<u8>, bool);

impl PendingRequest {
    /// Answers.
    pub fn answer(self, answer: &Message) {
        // Who asked may be gone.
        let _ = self.answer.send((answer.to_bytes(), true));
    }

    /// Gives two thirds of an answer and closes the connection.
    pub fn break_off(self, answer: &Message) {
        let mut bytes = answer.to_bytes();
        bytes.truncate(bytes.len() * 2 / 3);
        let _ = self.answer.send((bytes, false));
    }
}

/// The way. Dropped, it is cut: whoever is on it is cut off, and nobody comes through any more.
#[derive(Debug)]
pub struct Link {
    address: SocketAddr,
    standing: Receiver<PendingRequest>,
    is_cut: Arc<AtomicBool>,
}

impl Link {
    /// Opens one on a free port of the loopback interface.
    ///
    /// # Errors
    /// There is no port.
    pub fn open() -> std::io::Result<Link> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let (arrived, standing) = channel();
        let line = Link { address: listener.local_addr()?, standing, is_cut: Arc::default() };
        let is_cut = Arc::clone(&line.is_cut);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if is_cut.load(Ordering::SeqCst) {
                    break;
                }
                let arrived = arrived.clone();
                thread::spawn(move || drop(carry(&stream, &arrived)));
            }
        });
        Ok(line)
    }

    /// Returns where the producer finds the server.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Waits for the next request.
    #[must_use]
    pub fn wait(&self, patience: Duration) -> Option<PendingRequest> {
        self.standing.recv_timeout(patience).ok()
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.is_cut.store(true, Ordering::SeqCst);
        // Wakes the one who accepts.
        drop(TcpStream::connect(self.address));
    }
}

/// Carries the requests of a connection until it is closed or the line is cut.
fn carry(stream: &TcpStream, arrived: &Sender<PendingRequest>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let (mut reader, mut writer) = (BufReader::new(stream), stream);
    while let Some(request) = Message::read(&mut reader)? {
        let (answer, answered) = channel();
        if arrived.send(PendingRequest { request, since: Instant::now(), answer }).is_err() {
            break;
        }
        let Ok((bytes, goes_on)) = answered.recv() else { break };
        writer.write_all(&bytes)?;
        if !goes_on {
            break;
        }
    }
    Ok(())
}
