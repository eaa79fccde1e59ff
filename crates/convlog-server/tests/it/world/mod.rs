//! A running service, keys for it, and a client that sends exactly the bytes it is told to.

mod client;
mod faulty;
mod server;

pub(crate) use client::{Reply, Request, get, post};
pub(crate) use faulty::{Fault, FaultyStore};
pub(crate) use server::{PROJECT, Server};

/// Joins records to a body.
pub(crate) fn lines(records: &[&str]) -> String {
    records.iter().map(|record| format!("{record}\n")).collect()
}

/// Returns a log record with identity `seq` of conversation `id`.
pub(crate) fn log(seq: u64, id: &str, content: &str) -> String {
    let producer = "0".repeat(31) + "1";
    format!(
        r#"{{"type":"log","producer":"{producer}","seq":{seq},"conversation_id":"{id}","entry":{{"level":"info","content":"{content}","is_pii":false,"timestamp":"2026-06-03T13:18:{:02}.000000Z","logger":"conversation_logger"}}}}"#,
        seq % 60
    )
}
