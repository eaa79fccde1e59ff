//! One message of HTTP/1.1 that says its length, request or answer, as it came (RFC 9112).

use std::io::{self, BufRead};

/// A request or an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The first line, the headers and the empty line.
    head: String,
    /// What follows, packed as it was sent.
    pub body: Vec<u8>,
}

impl Message {
    /// Reads one; nothing where the other side is done.
    ///
    /// # Errors
    /// It breaks off.
    pub fn read(reader: &mut impl BufRead) -> io::Result<Option<Message>> {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if reader.read_line(&mut head)? == 0 {
                return if head.is_empty() { Ok(None) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
            }
        }
        let mut message = Message { head, body: Vec::new() };
        let length = message.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        message.body.resize(length, 0);
        reader.read_exact(&mut message.body)?;
        Ok(Some(message))
    }

    /// Returns an answer.
    #[must_use]
    pub fn answer(status: &str, body: &str) -> Message {
        let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n", body.len());
        Message { head, body: body.as_bytes().to_vec() }
    }

    /// Returns the first line.
    #[must_use]
    pub fn first_line(&self) -> &str {
        self.head.lines().next().unwrap_or_default()
    }

    /// Returns what a header says.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let headers = self.head.lines().filter_map(|line| line.split_once(':'));
        headers.filter(|(header, _)| header.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).next()
    }

    /// Lets a header that is there say something else.
    pub fn set_header(&mut self, name: &str, value: &str) {
        let is_it = |line: &str| line.split_once(':').is_some_and(|(header, _)| header.eq_ignore_ascii_case(name));
        let line = |line: &str| if is_it(line) { format!("{name}: {value}\r\n") } else { format!("{line}\r\n") };
        self.head = self.head.lines().map(line).collect();
    }

    /// Returns it as it is sent.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        [self.head.as_bytes(), &self.body].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_one_message_after_the_other_and_changes_nothing_but_what_it_is_told_to() {
        let bytes = b"POST / HTTP/1.1\r\nContent-Length: 3\r\nX: a:b\r\n\r\nabcHTTP/1.1 200 OK\r\ndate: now\r\n\r\n";
        let mut reader = &bytes[..];
        let first = Message::read(&mut reader).unwrap().unwrap();
        assert_eq!((&first.body[..], first.header("x"), first.header("y")), (&b"abc"[..], Some("a:b"), None));
        assert!(bytes.starts_with(&first.to_bytes()));
        let mut second = Message::read(&mut reader).unwrap().unwrap();
        assert_eq!(Message::read(&mut reader).unwrap(), None);
        second.set_header("date", "then");
        assert_eq!(second.to_bytes(), b"HTTP/1.1 200 OK\r\ndate: then\r\n\r\n");
        assert!([20, 48].iter().all(|end| Message::read(&mut &bytes[..*end]).is_err()), "broken off");
    }
}
