//! Lines on their way to the server. A line is composed of nothing but its frame, its context and its producer, so the
//! same sequence number always gives the same record.

use crate::spool::frame::Frame;

/// The largest request body this client sends unless one line is larger, before compression.
pub(super) const BODY_BYTES_MAX: usize = 1024 * 1024;
/// The most lines this client sends in one request.
pub(super) const LINES_MAX: usize = 5_000;

/// NDJSON of one producer and where each of its lines came from.
#[derive(Debug)]
pub(super) struct Batch<O> {
    producer: String,
    body: Vec<u8>,
    lines: Vec<Line<O>>,
}

#[derive(Debug)]
struct Line<O> {
    end: usize,
    origin: O,
}

impl<O> Batch<O> {
    pub(super) fn new(producer: &str) -> Batch<O> {
        Batch { producer: producer.to_owned(), body: Vec::new(), lines: Vec::new() }
    }

    pub(super) fn producer(&self) -> &str {
        &self.producer
    }

    /// Whether there is room for another line.
    pub(super) fn has_room(&self) -> bool {
        self.lines.len() < LINES_MAX && self.body.len() < BODY_BYTES_MAX
    }

    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// Adds the line of a record.
    pub(super) fn push(&mut self, frame: &Frame<'_>, context: &[u8], origin: O) {
        let body = &mut self.body;
        body.extend_from_slice(b"{\"type\":\"");
        body.extend_from_slice(frame.fields.kind.wire_name().as_bytes());
        body.extend_from_slice(b"\",\"producer\":\"");
        body.extend_from_slice(self.producer.as_bytes());
        body.extend_from_slice(b"\",\"seq\":");
        body.extend_from_slice(itoa::Buffer::new().format(frame.fields.seq).as_bytes());
        for members in [context, frame.payload] {
            if !members.is_empty() {
                body.push(b',');
                body.extend_from_slice(members);
            }
        }
        body.extend_from_slice(b"}\n");
        self.lines.push(Line { end: body.len(), origin });
    }

    /// Adds a line that was composed before.
    pub(super) fn push_line(&mut self, line: &[u8], origin: O) {
        self.body.extend_from_slice(line);
        self.body.push(b'\n');
        self.lines.push(Line { end: self.body.len(), origin });
    }

    /// Returns the bytes of lines `from..to`.
    pub(super) fn body(&self, from: usize, to: usize) -> &[u8] {
        let offset = |line: usize| if line == 0 { 0 } else { self.lines[line - 1].end };
        &self.body[offset(from)..offset(to)]
    }

    /// Returns one line without its line feed.
    pub(super) fn line(&self, line: usize) -> &[u8] {
        self.body(line, line + 1).trim_ascii_end()
    }

    /// Returns where lines `from..to` came from.
    pub(super) fn origins(&self, from: usize, to: usize) -> impl Iterator<Item = &O> {
        self.lines[from..to].iter().map(|line| &line.origin)
    }
}
