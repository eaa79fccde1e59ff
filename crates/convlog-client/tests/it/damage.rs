//! Damage is counted once, however often the place is looked at.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::{Arc, Mutex};

use convlog_client::{Client, ship_directory};
use convlog_core::Level;

use crate::server::Server;
use crate::spool::{AWAY, GOOD, SHORT, abandoned, segment_with};
use crate::world::{LONG, config, eventually, log, place};

/// Enough for several requests, wherever one of them ends.
const RECORDS: usize = 12_000;

/// The contents of records, every second of which is going to be damaged.
fn contents() -> impl Iterator<Item = String> {
    (0..RECORDS).map(|n| format!("{} {n:05}", if n % 2 == 0 { "whole" } else { "spoilt" }))
}

/// Damages records in all segments of a directory, each with a good one behind it, and returns how many.
fn spoil(directory: &Path) -> u64 {
    let mut spoilt = 0;
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        let file = OpenOptions::new().write(true).open(&path).unwrap();
        let last = memchr::memmem::rfind(&bytes, b"whole ").unwrap_or(0);
        for at in memchr::memmem::find_iter(&bytes[..last], "spoilt ") {
            file.write_all_at(b"?", at as u64).unwrap();
            spoilt += 1;
        }
    }
    spoilt
}

#[test]
fn damage_between_two_requests_of_a_living_process_is_counted_once() {
    let spool = tempfile::tempdir().unwrap();
    let gate = Arc::new(Mutex::new(()));
    let shut = gate.lock().unwrap();
    let waits = Arc::clone(&gate);
    let server = Server::start(move |_, _| {
        drop(waits.lock());
        GOOD
    });
    let client = Client::start(config(spool.path(), Some(server.url())));
    let place = place(&client);
    log(&client, &place, Level::Info, "on its way");
    eventually("it is on its way", || server.seen(|seen| !seen.requests.is_empty()));
    // Nobody reads these before the server has answered.
    contents().for_each(|content| log(&client, &place, Level::Info, &content));
    let spoilt = spoil(&client.stats().spool_dir.unwrap());
    drop(shut);
    assert_eq!(client.flush(LONG).records, 0);
    assert!(spoilt > 5_000);
    eventually("nothing is waited for", || client.stats().left.records == 0);
    let stats = client.stats();
    assert_eq!((stats.corrupt, stats.lost, stats.dead_letters), (spoilt, spoilt, spoilt));
    assert_eq!(server.contents().len() as u64, RECORDS as u64 + 1 - spoilt);
}

#[test]
fn damage_behind_what_was_settled_is_counted_by_the_next_to_adopt_alone() {
    let spool = tempfile::tempdir().unwrap();
    let contents: Vec<String> = contents().collect();
    let directory = abandoned(spool.path(), &contents.iter().map(String::as_str).collect::<Vec<_>>());
    let spoilt = spoil(&directory);
    // After the first request there is nobody until the time is over.
    let first = Server::start(|number, _| if number == 0 { GOOD } else { AWAY });
    let begun = ship_directory(spool.path(), &first.url(), None, SHORT);
    let second = Server::good();
    let ended = ship_directory(spool.path(), &second.url(), None, LONG);
    assert!(!begun.complete && ended.complete && begun.corrupt > 0 && ended.corrupt > 0, "{begun:?} {ended:?}");
    assert_eq!((begun.corrupt + ended.corrupt, begun.dead_letters + ended.dead_letters), (spoilt, spoilt));
}

#[test]
fn what_cannot_be_read_as_a_whole_is_not_counted_anew_with_each_look() {
    let spool = tempfile::tempdir().unwrap();
    let directory = abandoned(spool.path(), &["first one", "second one", "third one"]);
    let (path, mut bytes, at) = segment_with(&directory, "third one");
    let frame = memchr::memmem::rfind(&bytes[..at], b"\"entry\":{").unwrap() - 32;
    bytes[frame..frame + 4].fill(0);
    fs::write(&path, bytes).unwrap();
    // What nobody can read, root included.
    let unreadable = directory.join("99999999.seg");
    fs::create_dir(&unreadable).unwrap();
    let server = Server::good();
    let counts = || {
        let shipment = ship_directory(spool.path(), &server.url(), None, LONG);
        (shipment.complete, shipment.producers, shipment.records > 0, shipment.unreadable, shipment.torn)
    };
    assert_eq!(counts(), (false, 0, true, 1, 1));
    assert_eq!(counts(), (false, 0, false, 1, 0));
    fs::remove_dir(&unreadable).unwrap();
    assert_eq!(counts(), (true, 1, false, 0, 0));
    assert_eq!(server.contents(), ["first one", "second one"]);
}
