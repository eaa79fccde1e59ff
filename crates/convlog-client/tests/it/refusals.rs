//! What a server refuses holds up nothing behind it, and nothing is thrown away that somebody could put right.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use convlog_client::{Client, ship_directory};
use convlog_core::Level;
use serde_json::Value;

use crate::server::{Reply, Server};
use crate::world::{LONG, config, eventually, log, place};

const GOOD: Reply = Reply::Items { refuse: None };

/// The dead letters of a spool.
fn letters(spool: &Path) -> Vec<Value> {
    let folder = std::fs::read_dir(spool.join("dead-letters")).into_iter().flatten();
    let texts: Vec<String> = folder.map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap()).collect();
    texts.iter().flat_map(|text| text.lines()).map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The files of what is kept aside.
fn held(spool: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(spool.join("held")).unwrap().map(|entry| entry.unwrap().path()).collect()
}

/// A server that answers batches with "poison" in them with this status.
fn allergic(status: u16) -> Server {
    Server::start(move |_, lines| match lines.iter().any(|line| line.contains("poison")) {
        true => Reply::Status(status, "", "no"),
        false => GOOD,
    })
}

#[test]
fn a_line_that_makes_a_whole_batch_fail_is_found_and_filed_and_the_others_arrive() {
    let (spool, server) = (tempfile::tempdir().unwrap(), allergic(400));
    let client = Client::start(config(spool.path(), Some(server.url())));
    let place = place(&client);
    for n in 0..200 {
        log(&client, &place, Level::Info, &if n == 77 { "poison".to_owned() } else { format!("{n:03}") });
    }
    let started = Instant::now();
    assert_eq!(client.flush(LONG).records, 0);
    assert!(started.elapsed() < Duration::from_secs(20), "nobody waited for half a minute");
    assert_eq!(server.contents().len(), 199);
    let stats = client.stats();
    assert_eq!((stats.rejected, stats.dead_letters), (1, 1));
    assert_eq!(stats.acknowledged + stats.rejected, stats.recorded - stats.left.records);
    let letters = letters(spool.path());
    assert_eq!(letters[0]["code"], "http_400");
    assert_eq!(letters[0]["record"]["entry"]["content"], "poison");
}

#[test]
fn a_line_that_is_forbidden_or_breaks_the_server_is_kept_aside_and_the_others_arrive() {
    for status in [403, 500] {
        let (spool, server) = (tempfile::tempdir().unwrap(), allergic(status));
        let client = Client::start(config(spool.path(), Some(server.url())));
        let place = place(&client);
        for content in ["a", "poison", "b"] {
            log(&client, &place, Level::Info, content);
        }
        assert_eq!(client.flush(LONG).records, 1, "one is not delivered, and flush says so");
        assert_eq!(server.contents(), ["a", "b"]);
        let stats = client.stats();
        assert_eq!((stats.held, stats.rejected, stats.dead_letters), (1, 0, 0), "{status}");
        drop(client);
        let cured = Server::good();
        eventually("delivered", || ship_directory(spool.path(), &cured.url(), None, LONG).complete);
        assert_eq!(cured.contents(), ["poison"]);
    }
}

#[test]
fn a_refused_key_address_or_way_keeps_everything_and_says_so() {
    for (status, code) in [(401, "unauthorized"), (403, "forbidden"), (404, "not_found"), (400, "http_400")] {
        let spool = tempfile::tempdir().unwrap();
        let server = Server::start(move |_, _| Reply::Status(status, "", "no"));
        let client = Client::start(config(spool.path(), Some(server.url())));
        let place = place(&client);
        for n in 0..10 {
            log(&client, &place, Level::Info, &n.to_string());
        }
        eventually("said", || client.stats().last_error.is_some_and(|error| error.code == code));
        let stats = client.stats();
        assert_eq!((stats.acknowledged, stats.dead_letters, stats.held, stats.rejected), (0, 0, 0, 0));
        assert!(stats.left.records >= 10);
        client.shutdown(Duration::ZERO);
        drop(client);
        let good = Server::good();
        eventually("delivered", || {
            ship_directory(spool.path(), &good.url(), None, LONG).complete && good.contents().len() == 10
        });
    }
}

#[test]
fn records_of_a_project_that_is_not_there_wait_for_it_and_hold_up_nobody() {
    let spool = tempfile::tempdir().unwrap();
    for code in ["unknown_project", "forbidden_project", "foreign_account"] {
        let server = Server::start(move |_, _| Reply::Code("early", code));
        let client = Client::start(config(spool.path(), Some(server.url())));
        let place = place(&client);
        for content in ["early", "a", "early too", "b"] {
            log(&client, &place, Level::Info, content);
        }
        assert_eq!(client.flush(LONG).records, 2);
        assert_eq!(server.contents(), ["a", "b"]);
        let stats = client.stats();
        assert_eq!((stats.held, stats.rejected, stats.dead_letters), (2, 0, 0));
        drop(client);
        eventually("released", || {
            let again = ship_directory(spool.path(), &server.url(), None, LONG);
            assert!(!again.complete, "they are still refused");
            again.last_error.is_some_and(|error| error.code == code)
        });
        let good = Server::good();
        assert!(ship_directory(spool.path(), &good.url(), None, LONG).complete);
        let mut contents = good.contents();
        contents.retain(|content| content.starts_with("early"));
        assert_eq!(contents, ["early", "early too"]);
        assert_eq!(held(spool.path()).len(), 0, "nothing is left");
    }
}

#[test]
fn records_are_kept_aside_while_somebody_else_sends_the_others_again() {
    let (spool, server) = (tempfile::tempdir().unwrap(), allergic(403));
    let client = Client::start(config(spool.path(), Some(server.url())));
    let place = place(&client);
    log(&client, &place, Level::Info, "poison of before");
    assert_eq!(client.flush(LONG).records, 1);
    let first = held(spool.path()).pop().unwrap();
    let busy = File::options().append(true).open(&first).unwrap();
    busy.lock().unwrap();
    for content in ["poison", "a"] {
        log(&client, &place, Level::Info, content);
    }
    assert_eq!(client.flush(LONG).records, 2);
    assert_eq!((client.stats().held, server.contents()), (2, vec!["a".to_owned()]));
    client.shutdown(LONG);
    drop((busy, client));
    // Half of a file, of a process that died.
    std::fs::write(first.with_file_name("0123.ndjson"), "").unwrap();
    let good = Server::good();
    eventually("delivered", || ship_directory(spool.path(), &good.url(), None, LONG).complete);
    assert_eq!(good.contents(), ["poison of before", "poison"]);
    assert_eq!(held(spool.path()).len(), 0, "nothing is left");
}

#[test]
fn what_others_had_kept_aside_says_nothing_of_ones_own() {
    let spool = tempfile::tempdir().unwrap();
    let early = Server::start(|_, _| Reply::Code("early", "unknown_project"));
    let client = Client::start(config(spool.path(), Some(early.url())));
    for content in ["early", "early too"] {
        log(&client, &place(&client), Level::Info, content);
    }
    assert_eq!(client.flush(LONG).records, 2);
    client.shutdown(LONG);
    drop(client);
    let late = Server::start(|_, _| Reply::Code("late", "unknown_project"));
    let client = Client::start(config(spool.path(), Some(late.url())));
    eventually("sent again", || client.stats().held_released == 2);
    log(&client, &place(&client), Level::Info, "late");
    assert_eq!(client.flush(LONG).records, 1);
}

#[test]
fn the_clock_of_a_process_is_compared_with_the_servers_once_and_told() {
    let spool = tempfile::tempdir().unwrap();
    let server = Server::start(|_, _| Reply::Headed("date: Sun, 06 Nov 1994 08:49:37 GMT"));
    let client = Client::start(config(spool.path(), Some(server.url())));
    assert_eq!(client.stats().clock_offset_ms, None);
    log(&client, &place(&client), Level::Info, "x");
    assert_eq!(client.flush(LONG).records, 0);
    let offset = client.stats().clock_offset_ms.unwrap();
    assert!(offset > 30.0 * 365.0 * 86_400_000.0, "{offset}");
    server.wait_for(|seen| seen.records.values().any(|line| line.contains("clock_offset_ms")));
    client.shutdown(LONG);
    let last = server.values("producer").pop().unwrap();
    assert!((last["clock_offset_ms"].as_f64().unwrap() - offset).abs() < 120_000.0, "{last}");
}

#[test]
fn the_end_waits_no_longer_than_it_was_told_for_a_server_that_hangs() {
    let spool = tempfile::tempdir().unwrap();
    let server = Server::start(|_, _| Reply::Slow(Duration::from_secs(30)));
    let mut config = config(spool.path(), Some(server.url()));
    config.request_timeout = Duration::from_secs(30);
    let client = Client::start(config);
    log(&client, &place(&client), Level::Info, "x");
    eventually("it is asked", || server.seen(|seen| !seen.requests.is_empty()));
    let started = Instant::now();
    assert!(client.shutdown(Duration::from_millis(300)).records >= 1);
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    // An exit handler does not wait once more after a call by hand.
    assert!(client.shutdown(Duration::from_secs(25)).records >= 1);
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}

#[test]
fn what_a_quota_refuses_is_kept_named_and_delivered_once_it_allows() {
    const WAIT: Duration = Duration::from_secs(2);
    const REFUSALS: [(u16, &str, &str); 3] = [
        (429, "quota_entries_per_minute", r#"{"success":false,"error_code":"QUOTA_ENTRIES_PER_MINUTE"}"#),
        (429, "quota_bytes_stored", r#"{"success":false,"error_code":"QUOTA_BYTES_STORED"}"#),
        (503, "disk_reserve", r#"{"success":false,"error_code":"DISK_RESERVE"}"#),
    ];
    for (status, code, body) in REFUSALS {
        let spool = tempfile::tempdir().unwrap();
        let server = Server::start(move |number, _| match number {
            0..2 => Reply::Status(status, "retry-after: 2", body),
            _ => GOOD,
        });
        let client = Client::start(config(spool.path(), Some(server.url())));
        let place = place(&client);
        for n in 0..50 {
            log(&client, &place, Level::Info, &format!("{n:02}"));
        }
        eventually("named", || client.stats().last_error.is_some_and(|error| error.code == code));
        assert_eq!(client.flush(LONG).records, 0);
        assert_eq!(server.contents().len(), 50);
        let stats = client.stats();
        assert_eq!((stats.dropped, stats.rejected, stats.dead_letters, stats.held), (0, 0, 0, 0), "{code}");
        assert!(stats.last_error.is_none(), "it is over: {stats:?}");
        let times: Vec<Instant> = server.seen(|seen| seen.requests.iter().map(|request| request.at).collect());
        assert!(times[1] - times[0] >= WAIT && times[2] - times[1] >= WAIT, "it was asked before the time given");
    }
}

#[test]
fn what_is_in_the_way_is_not_taken_for_a_quota() {
    for body in [r#"{"error_code":"+44 7700 900123"}"#, "<html>slow down</html>", ""] {
        let spool = tempfile::tempdir().unwrap();
        let server = Server::start(move |_, _| Reply::Status(429, "retry-after: 60", body));
        let client = Client::start(config(spool.path(), Some(server.url())));
        log(&client, &place(&client), Level::Info, "x");
        eventually("said", || client.stats().last_error.is_some());
        assert_eq!(client.stats().last_error.unwrap().code, "http_429");
    }
}

#[test]
fn what_a_server_says_of_a_field_stands_in_the_figures_however_much_succeeds_later() {
    let spool = tempfile::tempdir().unwrap();
    let server = Server::start(|_, _| Reply::Note("odd", "direction"));
    let client = Client::start(config(spool.path(), Some(server.url())));
    let place = place(&client);
    log(&client, &place, Level::Info, "odd");
    assert_eq!(client.flush(LONG).records, 0);
    for n in 0..3 {
        log(&client, &place, Level::Info, &n.to_string());
        assert_eq!(client.flush(LONG).records, 0);
    }
    let stats = client.stats();
    let error = stats.last_error.unwrap();
    assert_eq!((error.code.as_str(), error.field.as_deref()), ("field_left_out", Some("direction")));
    assert_eq!((error.reason.as_deref(), stats.notes, stats.rejected), (Some("give less"), 1, 0));
}

#[test]
fn a_refused_record_stands_in_the_figures_with_its_reason_and_gives_way_to_a_problem_of_now() {
    let spool = tempfile::tempdir().unwrap();
    let server =
        Server::start(
            |number, _| if number < 2 { Reply::Code("odd", "invalid_field") } else { Reply::Status(401, "", "") },
        );
    let client = Client::start(config(spool.path(), Some(server.url())));
    let place = place(&client);
    log(&client, &place, Level::Info, "odd");
    assert_eq!(client.flush(LONG).records, 0);
    let error = client.stats().last_error.unwrap();
    assert_eq!(
        (error.code.as_str(), error.field.as_deref(), error.reason.as_deref()),
        ("invalid_field", Some("/entry"), Some("no"))
    );
    log(&client, &place, Level::Info, "later");
    eventually("the key is refused", || {
        log(&client, &place, Level::Info, "more");
        client.stats().last_error.is_some_and(|error| error.code == "unauthorized")
    });
}

/// Returns the codes of what somebody has to put right.
fn problems(client: &Client) -> Vec<String> {
    client.stats().problems.into_iter().map(|problem| problem.code).collect()
}

#[test]
fn a_record_that_a_proxy_finds_too_large_is_kept_aside_and_said() {
    for page in ["", "<html>413 Request Entity Too Large</html>", "{}", "null", r#"{"message":"too large"}"#] {
        let spool = tempfile::tempdir().unwrap();
        let server = Server::start(move |_, lines| match lines.iter().any(|line| line.contains("poison")) {
            true => Reply::Status(413, "", page),
            false => GOOD,
        });
        let client = Client::start(config(spool.path(), Some(server.url())));
        let place = place(&client);
        for content in ["a", "poison", "b"] {
            log(&client, &place, Level::Info, content);
        }
        assert_eq!(client.flush(LONG).records, 1, "one is not delivered, and flush says so");
        assert_eq!(server.contents(), ["a", "b"]);
        let stats = client.stats();
        assert_eq!((stats.held, stats.rejected, stats.dead_letters), (1, 0, 0), "{page}");
        assert_eq!(problems(&client), ["proxy_too_large"]);
        drop(client);
        let cured = Server::good();
        eventually("delivered", || ship_directory(spool.path(), &cured.url(), None, LONG).complete);
        assert_eq!(cured.contents(), ["poison"]);
    }
}

#[test]
fn a_key_that_may_not_send_is_told_from_a_project_that_it_does_not_reach() {
    for (body, code, advice) in [
        (r#"{"error_code":"ACCOUNT_INSUFFICIENT_PERMISSIONS","message":"no"}"#, "no_permission", "permission ingest"),
        (r#"{"error_code":"PROJECT_NOT_FOUND","message":"no"}"#, "forbidden", "CONVLOG_PROJECT_ID"),
        ("<html>Forbidden</html>", "forbidden", "CONVLOG_PROJECT_ID"),
        ("", "forbidden", "CONVLOG_PROJECT_ID"),
        ("[]", "forbidden", "CONVLOG_PROJECT_ID"),
    ] {
        let spool = tempfile::tempdir().unwrap();
        let server = Server::start(move |_, _| Reply::Status(403, "", body));
        let client = Client::start(config(spool.path(), Some(server.url())));
        log(&client, &place(&client), Level::Info, "kept");
        eventually("told", || !client.stats().problems.is_empty());
        let problem = client.stats().problems.remove(0);
        assert_eq!(problem.code, code, "{body}");
        assert!(problem.advice.contains(advice), "{}", problem.advice);
        assert!(client.stats().left.records > 0);
    }
}

#[test]
fn a_server_that_only_fails_is_said_and_one_that_fails_for_a_moment_is_not() {
    for status in [429, 500, 502, 503, 504, 520] {
        let spool = tempfile::tempdir().unwrap();
        let server = Server::start(move |_, _| Reply::Status(status, "", "<html>"));
        let client = Client::start(config(spool.path(), Some(server.url())));
        log(&client, &place(&client), Level::Info, "kept");
        eventually("told", || problems(&client) == [format!("http_{status}")]);
        assert!(client.stats().left.records > 0);
        let spool = tempfile::tempdir().unwrap();
        let restarts = Server::start(move |number, _| if number < 2 { Reply::Status(status, "", "") } else { GOOD });
        let client = Client::start(config(spool.path(), Some(restarts.url())));
        log(&client, &place(&client), Level::Info, "sent");
        assert_eq!(client.flush(LONG).records, 0);
        assert_eq!(problems(&client), [""; 0], "{status}");
    }
}

#[test]
fn a_record_that_is_refused_stands_among_the_problems() {
    let spool = tempfile::tempdir().unwrap();
    let server = Server::start(|_, _| Reply::Items { refuse: Some("poison") });
    let client = Client::start(config(spool.path(), Some(server.url())));
    let place = place(&client);
    for content in ["a", "poison", "poison"] {
        log(&client, &place, Level::Info, content);
    }
    assert_eq!(client.flush(LONG).records, 0);
    let problem = client.stats().problems.remove(0);
    assert_eq!((problem.code.as_str(), problem.count), ("invalid_field", 2));
    assert!(problem.advice.contains("dead letter"), "{}", problem.advice);
    assert!(!problem.advice.contains("poison"), "no value is repeated");
}
