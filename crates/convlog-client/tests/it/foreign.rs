//! What belongs to somebody else, or several have in common.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use convlog_client::{Client, ship_directory};
use convlog_core::Level;

use crate::server::Server;
use crate::spool::abandoned;
use crate::world::{LONG, config, log, place, producers};

/// The user whom files are given to that are not ours.
const NOBODY: u32 = 65_534;

#[test]
fn what_belongs_to_another_user_is_left_alone_and_said() {
    let (spool, server) = (tempfile::tempdir().unwrap(), Server::good());
    let directory = abandoned(spool.path(), &["left behind"]);
    // Only root can give a directory away; others take the right to read a file from themselves.
    if std::os::unix::fs::chown(&directory, Some(NOBODY), None).is_err() {
        for entry in fs::read_dir(&directory).unwrap() {
            fs::set_permissions(entry.unwrap().path(), Permissions::from_mode(0o000)).unwrap();
        }
    }
    let shipment = ship_directory(spool.path(), &server.url(), None, LONG);
    assert!(!shipment.complete && shipment.unreadable > 0 && shipment.records == 0, "{shipment:?}");
    assert!(directory.exists() && server.contents().is_empty());
    // A client that starts beside it works as ever.
    let client = Client::start(config(spool.path(), Some(server.url())));
    log(&client, &place(&client), Level::Info, "mine");
    assert_eq!(client.flush(LONG).records, 0);
    assert_eq!(server.contents(), ["mine"]);
}

#[test]
fn two_producers_share_a_directory_and_neither_takes_the_others_records() {
    let (spool, server) = (tempfile::tempdir().unwrap(), Server::good());
    let clients = [0, 1].map(|_| Client::start(config(spool.path(), Some(server.url()))));
    assert_eq!(producers(spool.path()).len(), 2);
    for n in 0..500 {
        for (number, client) in clients.iter().enumerate() {
            log(client, &place(client), Level::Info, &format!("{number} {n:03}"));
        }
    }
    for client in &clients {
        assert_eq!(client.flush(LONG).records, 0);
        let stats = client.stats();
        assert_eq!((stats.adopted, stats.adopted_records, stats.duplicate), (0, 0, 0));
    }
    assert_eq!(server.contents().len(), 1_000);
}
