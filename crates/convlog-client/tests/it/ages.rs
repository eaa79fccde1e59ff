//! What has lain in a spool for too long goes, counted, and only by a clock that can be believed.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use convlog_client::{Client, Config, Shipment, ship_directory};
use convlog_core::{Level, Timestamp};
use rustix::time::{ClockId, clock_gettime};

use crate::server::Server;
use crate::spool::{AWAY, SHORT, abandoned};
use crate::world::{LONG, config, eventually, log, place};

const DAY: Duration = Duration::from_secs(24 * 3600);
const HOUR_US: i64 = 3_600_000_000;

/// Leaves in a spool what a process would that compared the clocks two hours ago, when the wall clock was this far ahead.
fn clocks_compared(spool: &Path, ahead_us: i64) {
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap();
    let micros = |clock| {
        let time = clock_gettime(clock);
        time.tv_sec * 1_000_000 + time.tv_nsec / 1_000
    };
    let wall = micros(ClockId::Realtime) - 2 * HOUR_US + ahead_us;
    let text = format!("{} {wall} {}\n", boot.trim(), micros(ClockId::Boottime) - 2 * HOUR_US);
    write_private(&spool.join("clock"), &text);
}

fn write_private(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
    fs::set_permissions(path, Permissions::from_mode(0o600)).unwrap();
}

fn set_age(path: &Path, days: u32) {
    File::open(path).unwrap().set_modified(SystemTime::now() - DAY * days).unwrap();
}

/// A directory of a dead process that was last written to so many days ago, and found dead then.
fn dead(spool: &Path, days: u32) -> PathBuf {
    // Elsewhere: whoever recorded it looks for what is old too, and lives on.
    let elsewhere = tempfile::tempdir().unwrap();
    let made = abandoned(elsewhere.path(), &["one", "two", "three"]);
    let directory = spool.join(made.file_name().unwrap());
    fs::rename(made, &directory).unwrap();
    write_private(&directory.join("found"), "");
    fs::read_dir(&directory).unwrap().for_each(|entry| set_age(&entry.unwrap().path(), days));
    directory
}

/// Whoever takes a directory over to see whether it is old keeps others from it meanwhile, and leaves a mark.
#[test]
fn what_is_not_old_is_left_to_whoever_delivers_it() {
    let spool = tempfile::tempdir().unwrap();
    let [young, old] = [29, 31].map(|days| {
        let named = spool.path().join(format!("{days}").repeat(16));
        fs::rename(dead(spool.path(), days), &named).unwrap();
        fs::remove_file(named.join("found")).unwrap();
        named
    });
    let client = Client::start(config(spool.path(), None));
    eventually("what may be old is looked at", || old.join("found").exists());
    client.shutdown(LONG);
    assert!(!young.join("found").exists());
}

fn days_ago(days: i64) -> String {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_micros() as i64;
    Timestamp::from_micros(since - days * 24 * HOUR_US).to_string()
}

fn ship(spool: &Path, server: &Server) -> Shipment {
    ship_directory(spool, &server.url(), None, SHORT)
}

#[test]
fn what_is_too_old_and_cannot_be_delivered_is_removed_and_counted() {
    let (spool, server) = (tempfile::tempdir().unwrap(), Server::start(|_, _| AWAY));
    let directory = dead(spool.path(), 31);
    // The clock is not believed yet, and since then it was put forward by a day.
    assert_eq!(ship(spool.path(), &server).expired, 0);
    clocks_compared(spool.path(), -24 * HOUR_US);
    assert_eq!(ship(spool.path(), &server).expired, 0);
    assert!(directory.exists());
    clocks_compared(spool.path(), 0);
    let shipment = ship(spool.path(), &server);
    assert!(shipment.expired >= 3 && !directory.exists(), "{shipment:?}");
    assert!(server.contents().is_empty());
    // Nothing is old any more.
    assert_eq!((ship(spool.path(), &server).expired, spool.path().join("clock").exists()), (0, false));
}

#[test]
fn what_is_young_or_can_be_delivered_stays_or_arrives() {
    for (days, is_away) in [(29, true), (31, false)] {
        let spool = tempfile::tempdir().unwrap();
        let server = Server::start(move |_, _| if is_away { AWAY } else { crate::spool::GOOD });
        let directory = dead(spool.path(), days);
        clocks_compared(spool.path(), 0);
        let shipment = ship(spool.path(), &server);
        assert_eq!(
            (shipment.expired, directory.exists(), server.contents().len()),
            if is_away { (0, true, 0) } else { (0, false, 3) }
        );
    }
}

#[test]
fn a_process_that_is_found_dead_late_has_its_time_from_then_on() {
    let (spool, server) = (tempfile::tempdir().unwrap(), Server::start(|_, _| AWAY));
    let directory = dead(spool.path(), 400);
    fs::remove_file(directory.join("found")).unwrap();
    clocks_compared(spool.path(), 0);
    for _ in 0..2 {
        assert_eq!((ship(spool.path(), &server).expired, directory.exists()), (0, true));
    }
    set_age(&directory.join("found"), 31);
    clocks_compared(spool.path(), 0);
    assert!(ship(spool.path(), &server).expired >= 3);
}

#[test]
fn letters_and_retries_go_line_by_line() {
    let (spool, server) = (tempfile::tempdir().unwrap(), Server::start(|_, _| AWAY));
    let name = format!("{}.ndjson", "a".repeat(32));
    let letters = spool.path().join("dead-letters").join(&name);
    let [days_2, days_3, days_31, days_40] = [2, 3, 31, 40].map(days_ago);
    let letter = |at: &str| format!("{{\"code\":\"x\",\"at\":\"{at}\",\"record\":{{}}}}\n");
    write_private(&letters, &(letter(&days_40) + &letter(&days_31) + &letter(&days_2)));
    // Of an earlier version, which did not write down when a record was refused; and one that tells no time at all.
    let earlier = spool.path().join("dead-letters").join(format!("{}.ndjson", "b".repeat(32)));
    let of_record = format!("{{\"code\":\"x\",\"record\":{{\"timestamp\":\"{days_31}\"}}}}\n");
    write_private(&earlier, &(of_record + "{\"code\":\"y\"}\n"));
    let damaged = spool.path().join("dead-letters").join("c-00000000.seg.damaged");
    write_private(&damaged, "no segment any more");
    set_age(&damaged, 31);
    let held = spool.path().join("held").join(&name);
    let record = |at: &str| format!("{{\"type\":\"log\",\"entry\":{{\"timestamp\":\"{at}\"}}}}\n");
    write_private(&held, &(record(&days_40) + &record(&days_3)));
    clocks_compared(spool.path(), 0);
    let shipment = ship(spool.path(), &server);
    assert_eq!((shipment.expired, shipment.dead_letters_expired), (1, 4), "{shipment:?}");
    let read = |path: &Path| fs::read_to_string(path).unwrap();
    assert_eq!(
        [read(&letters), read(&held), read(&earlier)],
        [letter(&days_2), record(&days_3), "{\"code\":\"y\"}\n".to_owned()]
    );
    assert!(!damaged.exists());
    // A file of which nothing is left goes too.
    write_private(&letters, &letter(&days_31));
    assert_eq!(ship(spool.path(), &server).dead_letters_expired, 1);
    assert!(!letters.exists());
}

/// A configuration with which what is too old is looked for at once.
fn impatient(spool: &Path, url: Option<String>) -> Config {
    let soon = Duration::from_millis(50);
    Config { expiry_interval: soon, heartbeat_interval: soon, ..config(spool, url) }
}

#[test]
fn a_living_process_removes_what_others_left_with_a_server_that_is_away_and_without_one() {
    let server = Server::start(|_, _| AWAY);
    for url in [Some(server.url()), None] {
        let spool = tempfile::tempdir().unwrap();
        let (old, young) = (dead(spool.path(), 31), spool.path().join("e".repeat(32)));
        fs::create_dir(&young).unwrap();
        for entry in fs::read_dir(&old).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, young.join(path.file_name().unwrap())).unwrap();
        }
        clocks_compared(spool.path(), 0);
        let client = Client::start(impatient(spool.path(), url.clone()));
        eventually("removed", || client.stats().expired >= 3);
        log(&client, &place(&client), Level::Error, "goes on");
        let stats = client.stats();
        assert!(young.exists() && !old.exists() && stats.dropped == 0, "{url:?} {stats:?}");
    }
}

#[test]
fn a_process_with_little_time_removes_at_its_end_what_it_could_not_deliver() {
    let (spool, server) = (tempfile::tempdir().unwrap(), Server::start(|_, _| AWAY));
    let old = dead(spool.path(), 31);
    clocks_compared(spool.path(), 0);
    let client = Client::start(config(spool.path(), Some(server.url())));
    client.shutdown(LONG);
    assert!(client.stats().expired >= 3 && !old.exists());
}

#[test]
fn what_a_process_itself_recorded_goes_when_it_is_too_old_and_what_came_later_stays() {
    let (spool, server) = (tempfile::tempdir().unwrap(), Server::start(|_, _| AWAY));
    let config = Config { spool_age_max: Duration::from_secs(3), ..impatient(spool.path(), Some(server.url())) };
    let client = Client::start(config);
    let place = place(&client);
    let text = "x".repeat(900);
    // More than a segment of each chain.
    for n in 0..3_000 {
        log(&client, &place, if n % 2 == 0 { Level::Info } else { Level::Error }, &text);
    }
    let recorded = client.stats().recorded;
    eventually("expired", || client.stats().expired >= recorded - 1);
    log(&client, &place, Level::Info, "later");
    let stats = client.stats();
    assert_eq!((stats.expired, stats.left.records), (stats.dropped, stats.recorded - stats.dropped), "{stats:?}");
    assert!(stats.left.records >= 1, "{stats:?}");
}
