//! What the spool does when it is full, damaged, or not there.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use convlog_client::{Client, SpoolKind, ship_directory};
use convlog_core::Level;

use crate::server::{Reply, Server};
use crate::world::{LONG, config, eventually, log, place, producers};

/// Enough for a few requests on a loaded machine, and no more.
pub(crate) const SHORT: std::time::Duration = std::time::Duration::from_secs(2);

const NOWHERE: &str = "http://127.0.0.1:1";

#[test]
fn a_full_spool_drops_the_oldest_info_first_and_counts() {
    let spool = tempfile::tempdir().unwrap();
    let mut config = config(spool.path(), Some(NOWHERE.to_owned()));
    config.spool_bytes_max = 6 * 1024 * 1024;
    let client = Client::start(config);
    let place = place(&client);
    let text = "x".repeat(900);
    for n in 0..20_000 {
        log(&client, &place, Level::Info, &format!("info {n:06} {text}"));
        if n % 10 == 0 {
            log(&client, &place, Level::Error, &format!("error {n:06} {text}"));
        }
    }
    let stats = client.stats();
    assert!(stats.dropped > 10_000, "{stats:?}");
    assert_eq!(stats.recorded, stats.dropped + stats.left.records);
    let on_disk: u64 =
        fs::read_dir(&producers(spool.path())[0]).unwrap().map(|entry| entry.unwrap().metadata().unwrap().len()).sum();
    assert!(on_disk <= 6 * 1024 * 1024, "{on_disk}");
    client.shutdown(std::time::Duration::ZERO);
    let dropped = client.stats().dropped;
    drop(client);
    let server = Server::good();
    eventually("adopted", || {
        ship_directory(spool.path(), &server.url(), None, LONG).complete && !server.contents().is_empty()
    });
    let contents = server.contents();
    let errors = contents.iter().filter(|text| text.starts_with("error")).count();
    assert_eq!(errors, 2_000, "no error was displaced");
    let infos: Vec<_> = contents.iter().filter(|text| text.starts_with("info")).collect();
    assert_eq!(infos.len() as u64, 20_000 - dropped);
    assert!(infos[0].starts_with(&format!("info {dropped:06}")), "the oldest went, and nothing between");
    assert!(infos.last().unwrap().starts_with("info 019999"));
}

#[test]
fn files_and_directories_are_private() {
    let spool = tempfile::tempdir().unwrap();
    let client = Client::start(config(&spool.path().join("deeper/spool"), None));
    log(&client, &place(&client), Level::Info, "x");
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let directory = client.stats().spool_dir.unwrap();
    assert_eq!(mode(&directory), 0o700);
    assert_eq!(mode(directory.parent().unwrap()), 0o700);
    for entry in fs::read_dir(&directory).unwrap() {
        assert_eq!(mode(&entry.unwrap().path()), 0o600);
    }
}

#[test]
fn without_a_writable_place_a_bounded_ring_in_memory_does_it_and_says_so() {
    let spool = tempfile::tempdir().unwrap();
    let file = spool.path().join("file");
    fs::write(&file, "not a directory").unwrap();
    let server = Server::good();
    let client = Client::start(config(&file.join("spool"), Some(server.url())));
    let stats = client.stats();
    assert_eq!(stats.spool, SpoolKind::Memory);
    assert!(stats.spool_problem.is_some());
    let place = place(&client);
    log(&client, &place, Level::Info, "from memory");
    assert_eq!(client.flush(LONG).records, 0);
    assert_eq!(server.contents(), ["from memory"]);

    let mut config = config(&file.join("spool"), Some(NOWHERE.to_owned()));
    config.memory_bytes_max = 4 * 1024 * 1024;
    let client = Client::start(config);
    let place = crate::world::place(&client);
    let text = "x".repeat(1_000);
    for _ in 0..20_000 {
        log(&client, &place, Level::Info, &text);
    }
    let stats = client.stats();
    assert!(stats.dropped > 10_000 && stats.left.bytes < 4 * 1024 * 1024, "{stats:?}");
}

/// Leaves a spool of a process that ended without shipping, with these contents in one chain.
pub(crate) fn abandoned(spool: &std::path::Path, contents: &[&str]) -> std::path::PathBuf {
    let entries: Vec<_> = contents.iter().map(|content| (Level::Info, *content)).collect();
    abandoned_with(spool, &entries)
}

/// The same with entries of several levels.
fn abandoned_with(spool: &std::path::Path, entries: &[(Level, &str)]) -> std::path::PathBuf {
    let client = Client::start(config(spool, None));
    let place = place(&client);
    for (level, content) in entries {
        log(&client, &place, *level, content);
    }
    let directory = client.stats().spool_dir.unwrap();
    let copy = directory.with_file_name("f".repeat(32));
    // A copy stands for a producer that was killed: nobody holds its lock and nothing was tidied.
    fs::create_dir(&copy).unwrap();
    for entry in fs::read_dir(&directory).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, copy.join(path.file_name().unwrap())).unwrap();
    }
    // Its own directory stays locked, so that only the copy can be adopted.
    std::mem::forget(client);
    copy
}

pub(crate) fn segment_with(directory: &std::path::Path, text: &str) -> (std::path::PathBuf, Vec<u8>, usize) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        if let Some(at) = bytes.windows(text.len()).position(|window| window == text.as_bytes()) {
            return (path, bytes, at);
        }
    }
    panic!("no segment holds {text}");
}

#[test]
fn a_damaged_record_is_filed_and_the_ones_around_it_arrive() {
    let spool = tempfile::tempdir().unwrap();
    let directory = abandoned(spool.path(), &["first one", "second one", "third one"]);
    let (path, mut bytes, at) = segment_with(&directory, "second one");
    bytes[at] ^= 0x55;
    fs::write(&path, bytes).unwrap();
    let server = Server::good();
    let shipment = ship_directory(spool.path(), &server.url(), None, LONG);
    assert_eq!(server.contents(), ["first one", "third one"]);
    assert_eq!((shipment.corrupt, shipment.dead_letters, shipment.torn), (1, 1, 0));
    assert!(shipment.complete && !directory.exists());
}

#[test]
fn a_torn_tail_is_skipped() {
    let spool = tempfile::tempdir().unwrap();
    let directory = abandoned(spool.path(), &["first one", "second one", "third one"]);
    let (path, mut bytes, at) = segment_with(&directory, "third one");
    // The length is what is published last: without it the call had not returned.
    let frame = bytes[..at].windows(9).rposition(|window| window == b"\"entry\":{").unwrap() - 32;
    bytes[frame..frame + 4].fill(0);
    fs::write(&path, bytes).unwrap();
    let server = Server::good();
    let shipment = ship_directory(spool.path(), &server.url(), None, LONG);
    assert_eq!(server.contents(), ["first one", "second one"]);
    assert_eq!((shipment.corrupt, shipment.torn), (0, 1));
    assert!(shipment.complete && !directory.exists());
}

#[test]
fn a_file_that_is_no_segment_is_moved_aside() {
    let spool = tempfile::tempdir().unwrap();
    let directory = abandoned(spool.path(), &["first one"]);
    let (path, mut bytes, _) = segment_with(&directory, "first one");
    bytes[3] ^= 1;
    fs::write(&path, bytes).unwrap();
    let server = Server::good();
    let shipment = ship_directory(spool.path(), &server.url(), None, LONG);
    assert!(shipment.complete && shipment.corrupt == 1 && !directory.exists());
    let aside = fs::read_dir(spool.path().join("dead-letters")).unwrap().next().unwrap().unwrap().path();
    assert!(aside.to_string_lossy().ends_with(".damaged"));
}

#[test]
fn adopting_again_resends_only_what_was_not_settled() {
    let spool = tempfile::tempdir().unwrap();
    let contents: Vec<String> = (0..12_000).map(|n| format!("line {n:05}")).collect();
    let directory = abandoned(spool.path(), &contents.iter().map(String::as_str).collect::<Vec<_>>());
    // The first adopter is stopped by its deadline after the first batch.
    let first = Server::start(|number, _| match number {
        0 => GOOD,
        _ => AWAY,
    });
    let shipment = ship_directory(spool.path(), &first.url(), None, SHORT);
    assert!(!shipment.complete && directory.exists());
    let taken = first.contents().len();
    assert!(taken > 0 && taken < 12_000);
    let second = Server::good();
    assert!(ship_directory(spool.path(), &second.url(), None, LONG).complete);
    assert_eq!(second.contents(), contents[taken..]);
}

pub(crate) const GOOD: Reply = Reply::Items { refuse: None };
/// Not now, and not for as long as a test runs.
pub(crate) const AWAY: Reply = Reply::Status(503, "retry-after: 60", "");

/// Starts a server that takes everything and replies to the announcements of a death in this order, with the last of
/// the replies again and again.
fn hearing_of_a_death(replies: &'static [Reply]) -> Server {
    let mut replies = replies.iter().chain(replies.last().into_iter().cycle());
    Server::start(move |_, lines| match lines.iter().any(|line| line.contains("\"adopted_at\"")) {
        true => replies.next().cloned().unwrap_or(GOOD),
        false => GOOD,
    })
}

/// Returns the one report of a death that these servers were told, which is next in the dead one's sequence. Whether
/// that one came to report its own start before it died is a matter of luck.
fn only_announcement(servers: &[&Server]) -> serde_json::Value {
    let all = |kind| servers.iter().flat_map(move |server| server.values(kind));
    let (mut told, own): (Vec<_>, Vec<_>) = all("producer").partition(|report| report["adopted_at"].is_string());
    assert_eq!(told.len(), 1, "{told:?}");
    let told = told.remove(0);
    let of_the_dead = all("log").chain(own).filter(|record| record["producer"] == told["producer"]);
    let last = of_the_dead.filter_map(|record| record["seq"].as_u64()).max();
    assert_eq!(told["seq"].as_u64(), last.map(|last| last + 1));
    told
}

#[test]
fn a_running_client_adopts_what_a_dead_one_left() {
    let spool = tempfile::tempdir().unwrap();
    let directory = abandoned(spool.path(), &["left behind"]);
    let server = Server::good();
    let client = Client::start(config(spool.path(), Some(server.url())));
    server.wait_for(|seen| seen.records.values().any(|line| line.contains("left behind")));
    eventually("the directory is gone", || !directory.exists());
    assert_eq!(client.stats().adopted, 1);
    let told = only_announcement(&[&server]);
    assert_eq!(told["project_id"], "front-desk");
}

#[test]
fn the_death_of_a_process_that_left_nothing_is_told_too() {
    let spool = tempfile::tempdir().unwrap();
    abandoned(spool.path(), &["one", "two"]);
    let first = hearing_of_a_death(&[AWAY]);
    // Everything is settled, and then there is no time for the rest.
    assert!(!ship_directory(spool.path(), &first.url(), None, SHORT).complete);
    let second = Server::good();
    eventually("told", || ship_directory(spool.path(), &second.url(), None, LONG).complete);
    assert!(second.contents().is_empty());
    only_announcement(&[&first, &second]);
}

#[test]
fn what_was_delivered_before_an_interruption_still_counts() {
    let spool = tempfile::tempdir().unwrap();
    // The last of them is in the file that is delivered first.
    abandoned_with(spool.path(), &[(Level::Info, "one"), (Level::Error, "two"), (Level::Info, "three")]);
    let first = hearing_of_a_death(&[AWAY]);
    assert!(!ship_directory(spool.path(), &first.url(), None, SHORT).complete);
    assert_eq!(first.contents().len(), 3);
    let second = Server::good();
    eventually("told", || ship_directory(spool.path(), &second.url(), None, LONG).complete);
    only_announcement(&[&first, &second]);
}

#[test]
fn a_death_that_is_told_twice_is_told_alike() {
    let spool = tempfile::tempdir().unwrap();
    let directory = abandoned(spool.path(), &["one"]);
    let server = hearing_of_a_death(&[Reply::DisconnectAfterStoring, AWAY, GOOD]);
    assert!(!ship_directory(spool.path(), &server.url(), None, SHORT).complete);
    assert!(directory.exists());
    assert!(ship_directory(spool.path(), &server.url(), None, LONG).complete);
    only_announcement(&[&server]);
    assert_eq!(server.seen(|seen| seen.conflicts), 0);
    assert!(!directory.exists());
}

#[test]
fn a_living_producer_is_not_adopted() {
    let spool = tempfile::tempdir().unwrap();
    let client = Client::start(config(spool.path(), None));
    log(&client, &place(&client), Level::Info, "mine");
    let server = Server::good();
    let shipment = ship_directory(spool.path(), &server.url(), None, LONG);
    assert_eq!((shipment.producers, shipment.records), (0, 0));
}

#[test]
fn a_client_with_nothing_left_leaves_no_directory() {
    let (spool, server) = (tempfile::tempdir().unwrap(), Server::good());
    let client = Client::start(config(spool.path(), Some(server.url())));
    log(&client, &place(&client), Level::Info, "x");
    assert_eq!(client.shutdown(LONG).records, 0);
    drop(client);
    eventually("tidied", || producers(spool.path()).is_empty());
}
