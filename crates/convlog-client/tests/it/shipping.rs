//! What becomes of records on the way to the server.

use std::time::{Duration, Instant};

use convlog_client::{Client, Draft, RecordKind};
use convlog_core::{Habit, Level};
use serde_json::json;

use crate::server::{Reply, Server};
use crate::world::{LONG, config, eventually, log, place};

#[test]
fn an_entry_arrives_as_the_documentation_shows_it() {
    let (spool, server) = (tempfile::tempdir().unwrap(), Server::good());
    let client = Client::start(config(spool.path(), Some(server.url())));
    let place = place(&client);
    let mut draft = Draft::new();
    draft.begin(Level::Error, "CRM \"upsert\"\nfailed", false);
    draft.key("status");
    draft.int(409);
    draft.key("phone");
    draft.string("+44 7700 900123");
    draft.pii("/phone");
    draft.key("ratio");
    draft.float(0.5);
    draft.hint(Habit::LongMessage, "agent \"1\".py:12", 1);
    draft.hint(Habit::Loop, "agent.py:13", 68);
    client.log(&place, Level::Error, &mut draft);
    assert_eq!(client.flush(LONG).records, 0);
    let lines = server.values("log");
    let time = lines[0]["entry"]["timestamp"].as_str().unwrap().to_owned();
    assert!(convlog_core::Timestamp::parse(&time).is_some_and(|parsed| parsed.to_string() == time));
    assert_eq!(lines[0]["project_id"], "front-desk");
    assert_eq!(lines[0]["conversation_id"], "CA42");
    assert_eq!(lines[0]["turn_id"], "t1");
    assert_eq!(lines[0]["function_event_id"], "f1");
    assert_eq!(lines[0]["pii"], json!(["/entry/phone"]));
    let hints = json!([
        {"habit": "long_message", "at": "agent \"1\".py:12"},
        {"habit": "loop", "at": "agent.py:13", "lines": 68},
    ]);
    assert_eq!(lines[0]["hints"], hints);
    let expected = format!(
        r#"{{"level":"error","content":"CRM \"upsert\"\nfailed","is_pii":false,"timestamp":"{time}","logger":"conversation_logger","status":409,"phone":"+44 7700 900123","ratio":0.5}}"#
    );
    assert_eq!(lines[0]["entry"].to_string(), expected);
    server.seen(|seen| {
        assert_eq!(seen.requests[0].header("x-api-key"), Some("test-key"));
        assert_eq!(seen.requests[0].header("content-type"), Some("application/x-ndjson"));
    });
}

#[test]
fn order_of_calls_is_order_of_sequence_and_of_time() {
    let (spool, server) = (tempfile::tempdir().unwrap(), Server::good());
    let client = Client::start(config(spool.path(), Some(server.url())));
    let place = place(&client);
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (client, place) = (&client, &place);
            scope.spawn(move || {
                for n in 0..2_000 {
                    let level = if n % 3 == 0 { Level::Error } else { Level::Info };
                    log(client, place, level, &format!("{thread} {n:05}"));
                }
            });
        }
    });
    assert_eq!(client.flush(LONG).records, 0);
    let lines = server.values("log");
    assert_eq!(lines.len(), 8_000);
    let times: Vec<_> = lines.iter().map(|line| line["entry"]["timestamp"].as_str().unwrap()).collect();
    assert!(times.is_sorted());
    for thread in 0..4 {
        let own: Vec<_> =
            server.contents().into_iter().filter(|text| text.starts_with(&format!("{thread} "))).collect();
        assert!(own.is_sorted() && own.len() == 2_000);
    }
    server.seen(|seen| {
        let seqs: Vec<u64> = seen.records.keys().map(|identity| identity.1).collect();
        assert_eq!(seqs, (1..=seqs.len() as u64).collect::<Vec<_>>(), "dense from 1");
        assert!(seen.order.is_sorted(), "shipped in the order recorded");
        assert!(seen.requests.iter().any(|request| request.header("content-encoding") == Some("zstd")));
    });
}

#[test]
fn a_lone_record_is_shipped_soon_without_being_asked() {
    let (spool, server) = (tempfile::tempdir().unwrap(), Server::good());
    let mut config = config(spool.path(), Some(server.url()));
    config.flush_interval = Duration::from_millis(50);
    let client = Client::start(config);
    let place = place(&client);
    for round in 0..5 {
        let before = Instant::now();
        log(&client, &place, Level::Info, &format!("round {round}"));
        server.wait_for(|seen| seen.records.values().any(|line| line.contains(&format!("round {round}"))));
        // 100 ms are promised; the bound leaves room for a busy machine.
        assert!(before.elapsed() < Duration::from_millis(1_000), "{:?}", before.elapsed());
    }
}

#[test]
fn a_refused_line_becomes_a_dead_letter_and_its_neighbours_arrive() {
    let spool = tempfile::tempdir().unwrap();
    let server = Server::start(|_, _| Reply::Items { refuse: Some("poison") });
    let client = Client::start(config(spool.path(), Some(server.url())));
    let place = place(&client);
    for content in ["a", "poison", "b"] {
        log(&client, &place, Level::Info, content);
    }
    assert_eq!(client.flush(LONG).records, 0);
    assert_eq!(server.contents(), ["a", "b"]);
    let stats = client.stats();
    assert_eq!((stats.rejected, stats.dead_letters), (1, 1));
    let folder = spool.path().join("dead-letters");
    let file = std::fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
    let letter: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(letter["code"], "invalid_field");
    assert_eq!(letter["reason"], "no");
    assert_eq!(letter["record"]["entry"]["content"], "poison");
    let mode = std::os::unix::fs::PermissionsExt::mode(&file.metadata().unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_line_of_an_erased_conversation_is_forgotten_and_no_letter_keeps_it() {
    let spool = tempfile::tempdir().unwrap();
    let server = Server::start(|_, _| Reply::Items { refuse: Some("erased") });
    let client = Client::start(config(spool.path(), Some(server.url())));
    let place = place(&client);
    for content in ["a", "erased", "b"] {
        log(&client, &place, Level::Info, content);
    }
    assert_eq!(client.flush(LONG).records, 0);
    assert_eq!(server.contents(), ["a", "b"]);
    let stats = client.stats();
    assert_eq!((stats.erased, stats.rejected, stats.dead_letters, stats.dead_letters_dropped), (1, 0, 0, 0));
    assert!(!spool.path().join("dead-letters").exists());
}

#[test]
fn a_batch_that_is_too_large_is_split_and_a_line_that_is_too_large_is_filed() {
    let spool = tempfile::tempdir().unwrap();
    let server =
        Server::start(
            |_, lines| if lines.len() > 3 { Reply::Status(413, "", "") } else { Reply::Items { refuse: None } },
        );
    let client = Client::start(config(spool.path(), Some(server.url())));
    let place = place(&client);
    for n in 0..20 {
        log(&client, &place, Level::Info, &n.to_string());
    }
    assert_eq!(client.flush(LONG).records, 0);
    assert_eq!(server.contents().len(), 20);

    let never = Server::start(|_, _| Reply::Status(413, "", r#"{"error_code":"REQUEST_TOO_LARGE"}"#));
    let client = Client::start(config(spool.path(), Some(never.url())));
    log(&client, &place, Level::Info, "too large");
    assert_eq!(client.flush(LONG).records, 0);
    assert!(client.stats().dead_letters >= 1);
}

#[test]
fn pressure_is_waited_out_and_the_server_says_how_long() {
    let spool = tempfile::tempdir().unwrap();
    let server = Server::start(|number, _| match number {
        0 => Reply::Status(503, "retry-after: 1", ""),
        1 => Reply::Status(429, "", ""),
        2 => Reply::Status(500, "", "oops"),
        _ => Reply::Items { refuse: None },
    });
    let client = Client::start(config(spool.path(), Some(server.url())));
    log(&client, &place(&client), Level::Info, "patience");
    assert_eq!(client.flush(LONG).records, 0);
    assert_eq!(server.contents(), ["patience"]);
    server.seen(|seen| {
        assert!(seen.requests[1].at - seen.requests[0].at >= Duration::from_secs(1));
    });
    let stats = client.stats();
    assert_eq!((stats.retries, stats.last_error), (3, None));
}

#[test]
fn garbage_disconnects_and_lies_lose_nothing_and_repeat_nothing() {
    let spool = tempfile::tempdir().unwrap();
    let server = Server::start(|number, _| match number {
        0 => Reply::Garbage,
        1 => Reply::DisconnectAfterStoring,
        2 => Reply::Status(200, "", "<html>welcome to the hotel</html>"),
        3 => Reply::Status(200, "", r#"{"accepted":0,"duplicate":0,"rejected":0}"#),
        _ => Reply::Items { refuse: None },
    });
    let client = Client::start(config(spool.path(), Some(server.url())));
    let place = place(&client);
    for n in 0..50 {
        log(&client, &place, Level::Warning, &format!("{n:03}"));
    }
    assert_eq!(client.flush(LONG).records, 0);
    assert_eq!(server.contents(), (0..50).map(|n| format!("{n:03}")).collect::<Vec<_>>());
    assert_eq!(server.seen(|seen| seen.conflicts), 0, "the same sequence number is always the same bytes");
    assert!(client.stats().duplicate > 0);
}

#[test]
fn a_slow_server_is_timed_out_and_tried_again() {
    let spool = tempfile::tempdir().unwrap();
    let server =
        Server::start(
            |number, _| {
                if number == 0 { Reply::Slow(Duration::from_secs(2)) } else { Reply::Items { refuse: None } }
            },
        );
    let mut config = config(spool.path(), Some(server.url()));
    config.request_timeout = Duration::from_millis(300);
    let client = Client::start(config);
    log(&client, &place(&client), Level::Info, "slowly");
    assert_eq!(client.flush(LONG).records, 0);
    assert!(client.stats().retries >= 1);
    assert_eq!(server.seen(|seen| seen.conflicts), 0);
}

#[test]
fn a_refused_key_keeps_the_records_and_says_so_without_the_key() {
    let spool = tempfile::tempdir().unwrap();
    let server = Server::start(|_, _| Reply::Status(401, "", ""));
    let client = Client::start(config(spool.path(), Some(server.url())));
    log(&client, &place(&client), Level::Info, "kept");
    eventually("the refusal is noted", || client.stats().last_error.is_some());
    let left = client.flush(Duration::from_millis(50));
    assert!(left.records >= 1 && left.bytes > 0);
    let stats = client.stats();
    assert_eq!(stats.last_error.as_ref().unwrap().code, "unauthorized");
    assert!(!format!("{stats:?} {client:?}").contains("test-key"));
}

#[test]
fn flush_returns_what_is_left_when_the_server_is_down() {
    let spool = tempfile::tempdir().unwrap();
    let client = Client::start(config(spool.path(), Some("http://127.0.0.1:1".to_owned())));
    let place = place(&client);
    for n in 0..10 {
        log(&client, &place, Level::Info, &n.to_string());
    }
    let before = Instant::now();
    let left = client.flush(Duration::from_millis(200));
    assert!(left.records >= 10 && left.bytes > 0);
    assert!(before.elapsed() < Duration::from_secs(2));
    assert_eq!(client.stats().last_error.unwrap().code, "unreachable");
    client.shutdown(Duration::from_millis(100));
    drop(client);
    let server = Server::good();
    eventually("the next process delivers it", || {
        convlog_client::ship_directory(spool.path(), &server.url(), None, LONG).records >= 10
    });
    assert_eq!(server.contents(), (0..10).map(|n| n.to_string()).collect::<Vec<_>>());
}

#[test]
fn without_a_server_records_stay_in_the_spool() {
    let spool = tempfile::tempdir().unwrap();
    let client = Client::start(config(spool.path(), None));
    log(&client, &place(&client), Level::Info, "stays");
    let before = Instant::now();
    assert!(client.flush(LONG).records >= 1);
    assert!(before.elapsed() < Duration::from_secs(1), "there is nothing to wait for");
    assert!(!client.stats().shipping);
}

#[test]
fn a_process_reports_itself_while_something_is_open_and_at_its_end() {
    let (spool, server) = (tempfile::tempdir().unwrap(), Server::good());
    let mut config = config(spool.path(), Some(server.url()));
    config.heartbeat_interval = Duration::from_millis(50);
    let client = Client::start(config);
    let place = place(&client);
    log(&client, &place, Level::Info, "hello");
    server.wait_for(|seen| seen.records.values().any(|line| line.contains(r#""type":"producer""#)));
    let start = &server.values("producer")[0];
    assert_eq!(start["project_id"], "front-desk");
    assert_eq!(start["pid"], std::process::id());
    assert!(start["host"].is_string() && start["sdk"].is_string() && start["started_at"].is_string());
    assert!(start.get("conversation_id").is_none());
    client.opened();
    server.wait_for(|seen| seen.records.values().filter(|line| line.contains(r#""type":"producer""#)).count() >= 4);
    client.closed();
    assert_eq!(client.shutdown(LONG).records, 0);
    let last = server.values("producer").pop().unwrap();
    assert!(last["ended_at"].is_string());
    assert_eq!(last["last_seq"].as_u64().unwrap() + 1, last["seq"].as_u64().unwrap());
}

#[test]
fn many_records_cross_segments_and_all_arrive_once() {
    let (spool, server) = (tempfile::tempdir().unwrap(), Server::good());
    let client = Client::start(config(spool.path(), Some(server.url())));
    let place = place(&client);
    let text = "x".repeat(1_000);
    for n in 0..6_000 {
        let level = if n % 2 == 0 { Level::Info } else { Level::Error };
        log(&client, &place, level, &format!("{n:05} {text}"));
    }
    assert_eq!(client.flush(LONG).records, 0);
    let contents = server.contents();
    assert_eq!(contents.len(), 6_000);
    assert!(contents.is_sorted());
    assert_eq!(client.stats().dropped, 0);
}

#[test]
fn a_record_larger_than_a_segment_gets_its_own() {
    let (spool, server) = (tempfile::tempdir().unwrap(), Server::good());
    let client = Client::start(config(spool.path(), Some(server.url())));
    let place = place(&client);
    let members = format!("\"result\":\"{}\"", "y".repeat(3 * 1024 * 1024));
    log(&client, &place, Level::Error, "before");
    client.record(RecordKind::FunctionEvent, &place, members.as_bytes());
    log(&client, &place, Level::Error, "after");
    assert_eq!(client.flush(LONG).records, 0);
    assert_eq!(server.values("function_event")[0]["result"].as_str().unwrap().len(), 3 * 1024 * 1024);
    assert_eq!(server.contents(), ["before", "after"]);
}

#[test]
fn a_stopped_client_stops_its_threads_and_keeps_spooling() {
    let (spool, server) = (tempfile::tempdir().unwrap(), Server::good());
    let client = Client::start(config(spool.path(), Some(server.url())));
    let place = place(&client);
    log(&client, &place, Level::Info, "before");
    assert_eq!(client.shutdown(LONG).records, 0);
    assert!(!client.stats().shipper_running);
    log(&client, &place, Level::Info, "after");
    assert_eq!(client.flush(LONG).records, 1);
    drop(client);
    eventually("the directory becomes adoptable", || {
        convlog_client::ship_directory(spool.path(), &server.url(), None, LONG).complete && server.contents().len() == 2
    });
    assert_eq!(server.contents(), ["before", "after"]);
}
