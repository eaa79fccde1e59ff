//! Asking over a socket, by hand, so that every byte is seen as it came.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::answer::Answer;
use crate::question::Question;

/// Sends a question and reads until the service closes the connection; of a stream only until its first event.
pub(crate) async fn ask(address: SocketAddr, question: &Question) -> std::io::Result<Answer> {
    let mut stream = TcpStream::connect(address).await?;
    let mut head =
        format!("{} {} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n", question.method, question.path);
    for (name, value) in &question.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("content-length: {}\r\n\r\n", question.body.len()));
    stream.write_all(head.as_bytes()).await?;
    // Whoever refuses a body may close before it is all sent.
    let _ = stream.write_all(question.body.as_bytes()).await;
    let mut bytes = Vec::new();
    let mut part = [0; 64 * 1024];
    loop {
        let count = stream.read(&mut part).await?;
        bytes.extend_from_slice(&part[..count]);
        let text = String::from_utf8_lossy(&bytes);
        let is_first_event = text.contains("content-type: text/event-stream") && text.contains("\n\n\r\n");
        if count == 0 || is_first_event {
            return parse(&bytes);
        }
    }
}

fn parse(bytes: &[u8]) -> std::io::Result<Answer> {
    let short = || std::io::Error::other("the answer is no HTTP");
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").ok_or_else(short)?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let (first, head) = head.split_once("\r\n").ok_or_else(short)?;
    let status = first.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(short)?;
    let body = &bytes[end + 4..];
    let is_chunked = head.to_ascii_lowercase().contains("transfer-encoding: chunked");
    let body = if is_chunked { joined(body) } else { body.to_vec() };
    Ok(Answer { status, head: head.replace("\r\n", "\n"), body })
}

/// Joins the chunks of a body (RFC 9112, section 7.1), as far as they came.
fn joined(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let size = std::str::from_utf8(&rest[..end]).ok().and_then(|size| usize::from_str_radix(size, 16).ok());
        let Some(size) = size.filter(|size| *size > 0 && end + 2 + size <= rest.len()) else { break };
        body.extend_from_slice(&rest[end + 2..end + 2 + size]);
        rest = rest.get(end + 4 + size..).unwrap_or_default();
    }
    body
}
