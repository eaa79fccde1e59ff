//! Segments that calls write to, where mapping them is not safe.

use std::fs;

use convlog_client::{Client, Config, SpoolKind, ship_directory};
use convlog_core::Level;

use crate::server::Server;
use crate::world::{LONG, config, eventually, log, place, producers};

fn plain(spool: &std::path::Path, url: Option<String>) -> Config {
    Config { plain_writes: true, ..config(spool, url) }
}

/// Copies what a running client has on disk, as if it had been killed now.
fn as_if_killed(client: &Client, spool: &std::path::Path) {
    let copy = spool.join("e".repeat(32));
    fs::create_dir(&copy).unwrap();
    for entry in fs::read_dir(client.stats().spool_dir.unwrap()).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, copy.join(path.file_name().unwrap())).unwrap();
    }
}

#[test]
fn every_returned_call_is_in_the_file() {
    let (spool, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let client = Client::start(plain(spool.path(), None));
    assert_eq!(client.stats().spool, SpoolKind::Written);
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let client = &client;
            scope.spawn(move || {
                let place = place(client);
                for n in 0..2_000 {
                    let level = if n % 3 == 0 { Level::Error } else { Level::Info };
                    log(client, &place, level, &format!("{thread} {n:04}"));
                }
            });
        }
    });
    as_if_killed(&client, elsewhere.path());
    let server = Server::good();
    let shipment = ship_directory(elsewhere.path(), &server.url(), None, LONG);
    assert!(shipment.complete && shipment.corrupt == 0 && shipment.torn == 0, "{shipment:?}");
    let mut contents = server.contents();
    contents.sort();
    let expected = (0..4).flat_map(|thread| (0..2_000).map(move |n| format!("{thread} {n:04}")));
    assert_eq!(contents, expected.collect::<Vec<_>>());
    assert_eq!(client.stats().unwritten, 0);
}

#[test]
fn what_was_settled_is_not_sent_again_and_nothing_is_left_on_disk() {
    let (spool, server) = (tempfile::tempdir().unwrap(), Server::good());
    let client = Client::start(plain(spool.path(), Some(server.url())));
    let place = place(&client);
    let text = "x".repeat(900);
    for n in 0..5_000 {
        log(&client, &place, Level::Info, &format!("{n:04} {text}"));
    }
    assert_eq!(client.flush(LONG).records, 0);
    assert_eq!(server.contents().len(), 5_000);
    let elsewhere = tempfile::tempdir().unwrap();
    as_if_killed(&client, elsewhere.path());
    let again = Server::good();
    assert!(ship_directory(elsewhere.path(), &again.url(), None, LONG).complete);
    assert!(again.contents().is_empty(), "{}", again.contents().len());
    assert_eq!(client.shutdown(LONG).records, 0);
    drop(client);
    eventually("tidied", || producers(spool.path()).is_empty());
}
