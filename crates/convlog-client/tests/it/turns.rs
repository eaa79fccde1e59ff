//! Whose turn it is: what is recorded now, what dead processes left, what was kept aside.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use convlog_client::{Client, Context};
use convlog_core::Level;

use crate::server::Server;
use crate::spool::{GOOD, abandoned};
use crate::world::{config, eventually, log, place};

/// A server that has a client record this much with each request that holds a text, until it is told to be quiet.
struct Echo {
    server: Server,
    client: Arc<OnceLock<(Client, Context)>>,
    is_quiet: Arc<AtomicBool>,
}

impl Echo {
    fn start(to: &'static str) -> Echo {
        let (client, is_quiet) = (Arc::<OnceLock<(Client, Context)>>::default(), Arc::<AtomicBool>::default());
        let (heard, quiet) = (Arc::clone(&client), Arc::clone(&is_quiet));
        let server = Server::start(move |_, lines| {
            if !quiet.load(Ordering::Acquire) && lines.iter().any(|line| line.contains(to)) {
                let (client, place) = heard.wait();
                log(client, place, Level::Info, "of now");
            }
            GOOD
        });
        Echo { server, client, is_quiet }
    }

    fn client(&self, spool: &std::path::Path) -> &Client {
        let client = Client::start(config(spool, Some(self.server.url())));
        let place = place(&client);
        &self.client.get_or_init(|| (client, place)).0
    }
}

#[test]
fn a_process_that_never_rests_takes_in_what_dead_ones_left_all_the_same() {
    let spool = tempfile::tempdir().unwrap();
    let directory = abandoned(spool.path(), &["left behind"]);
    let echo = Echo::start("");
    echo.client(spool.path());
    echo.server.wait_for(|seen| seen.records.values().any(|line| line.contains("left behind")));
    eventually("the directory is gone", || !directory.exists());
    echo.is_quiet.store(true, Ordering::Release);
}

#[test]
fn what_is_recorded_now_does_not_wait_for_all_that_was_kept_aside() {
    let spool = tempfile::tempdir().unwrap();
    fs::create_dir(spool.path().join("held")).unwrap();
    let producer = "0123456789abcdef".repeat(2);
    let line = |seq| {
        format!(r#"{{"type":"log","producer":"{producer}","seq":{seq},"entry":{{"content":"kept aside"}}}}"#) + "\n"
    };
    // Four requests, of 5,000 lines each.
    let lines: String = (1..=20_000).map(line).collect();
    fs::write(spool.path().join("held").join(format!("{producer}.ndjson")), lines).unwrap();
    let echo = Echo::start("kept aside");
    let client = echo.client(spool.path());
    eventually("all of it is sent", || client.stats().held_released == 20_000);
    echo.is_quiet.store(true, Ordering::Release);
    echo.server.wait_for(|seen| {
        let of_now = seen.order.iter().position(|identity| seen.records[identity].contains("of now"));
        of_now.is_some() && of_now < seen.order.iter().rposition(|(of, _)| *of == producer)
    });
    assert_eq!(fs::read_dir(spool.path().join("held")).unwrap().count(), 0);
}
