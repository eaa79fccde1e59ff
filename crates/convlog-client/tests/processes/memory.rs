//! What a producer holds in memory does not grow with what it could not deliver yet.

use std::fs;

use convlog_client::{Client, ship_directory};
use convlog_core::Level;

use crate::server::Server;
use crate::world::{LONG, config, eventually, log, place};

const RECORD_BYTES: usize = 16 * 1024;
const RECORDS: usize = 4096;
const SPOOLED_MIB: usize = RECORDS * RECORD_BYTES / MIB;
const MIB: usize = 1024 * 1024;

/// The resident bytes of mapped files, on disk or in memory.
fn mapped_bytes() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let sizes = status.lines().filter(|line| line.starts_with("RssFile:") || line.starts_with("RssShmem:"));
    sizes.map(|line| line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 1024).sum()
}

#[test]
fn a_backlog_stays_out_of_the_process_and_is_delivered_all_the_same() {
    let _alone = crate::alone();
    let spool = tempfile::tempdir().unwrap();
    let client = Client::start(config(spool.path(), None));
    let place = place(&client);
    let before = mapped_bytes();
    let filler = "x".repeat(RECORD_BYTES);
    for n in 0..RECORDS {
        let level = if n % 3 == 0 { Level::Warning } else { Level::Info };
        log(&client, &place, level, &format!("{n} {filler}"));
    }
    // Spares, the segments that are next to be read, and the two that are written to.
    eventually("most of the backlog is let go of", || mapped_bytes() < before + SPOOLED_MIB / 2 * MIB);
    assert_eq!(client.stats().dropped, 0);
    drop(client);
    let server = Server::good();
    // Its lock is given up when the last of its threads has ended.
    eventually("delivered", || {
        let _ = ship_directory(spool.path(), &server.url(), None, LONG);
        server.contents().len() == RECORDS
    });
    let mut numbers: Vec<usize> =
        server.contents().iter().map(|text| text.split_once(' ').unwrap().0.parse().unwrap()).collect();
    numbers.sort_unstable();
    assert!(numbers.into_iter().eq(0..RECORDS));
}
