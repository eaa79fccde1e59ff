//! SIGKILL at a random instruction: every call that returned is found.

use std::sync::atomic::Ordering;

use convlog_client::{Client, ship_directory};
use convlog_core::Level;

use crate::fork::{Child, Shared};
use crate::server::Server;
use crate::world::{LONG, config, eventually, log, place};

#[test]
fn every_returned_call_survives_a_kill() {
    let _alone = crate::alone();
    for round in 0..8u64 {
        let spool = tempfile::tempdir().unwrap();
        let returned = Shared::new();
        let child = Child::fork(|| {
            let client = Client::start(config(spool.path(), None));
            let place = place(&client);
            for n in 0u64.. {
                let level = if n % 4 == 0 { Level::Error } else { Level::Info };
                log(&client, &place, level, &n.to_string());
                returned.value().store(n + 1, Ordering::Release);
            }
        });
        eventually("the child logs", || returned.value().load(Ordering::Acquire) > 500 + round * 3_000);
        child.kill();
        let returned = returned.value().load(Ordering::Acquire);
        let server = Server::good();
        let shipment = ship_directory(spool.path(), &server.url(), None, LONG);
        assert!(shipment.complete && shipment.corrupt == 0, "{shipment:?}");
        let found = server.contents();
        let expected: Vec<String> = (0..found.len()).map(|n| n.to_string()).collect();
        assert_eq!(found, expected, "nothing between is missing, repeated or out of order");
        assert!(found.len() as u64 >= returned, "{} calls returned, {} were found", returned, found.len());
        assert!(found.len() as u64 <= returned + 1);
    }
}

#[test]
fn a_kill_while_shipping_loses_nothing() {
    let _alone = crate::alone();
    let spool = tempfile::tempdir().unwrap();
    let returned = Shared::new();
    let server = Server::good();
    let url = server.url();
    let child = Child::fork(|| {
        let client = Client::start(config(spool.path(), Some(url)));
        let place = place(&client);
        for n in 0..60_000 {
            log(&client, &place, Level::Info, &n.to_string());
            returned.value().store(n + 1, Ordering::Release);
        }
        client.flush(LONG);
        loop {
            std::thread::park();
        }
    });
    server.wait_for(|seen| seen.records.len() > 20_000);
    child.kill();
    let returned = returned.value().load(Ordering::Acquire);
    let shipment = ship_directory(spool.path(), &server.url(), None, LONG);
    assert!(shipment.complete, "{shipment:?}");
    let found = server.contents();
    assert_eq!(found, (0..found.len()).map(|n| n.to_string()).collect::<Vec<_>>());
    assert!(found.len() as u64 >= returned);
    assert_eq!(server.seen(|seen| seen.conflicts), 0);
}
