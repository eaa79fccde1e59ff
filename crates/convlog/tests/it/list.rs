//! `convlog list`.

use std::thread;
use std::time::{Duration, Instant};

use super::process::{Home, Server};

/// Twice as long as a silence lasts until contact is lost.
const LIMIT: Duration = Duration::from_secs(60);

#[test]
fn lists_the_newest_first_and_says_how_to_go_on() {
    let home = Home::new();
    let server = Server::start(&home, &["--no-starter"]);
    let (key, _) = home.key("ingest,read");
    let call = |n: u32| {
        format!(
            r#"{{"type":"conversation","conversation_id":"call-{n}","timestamp":"2025-01-0{n}T10:00:00Z","started_at":"2025-01-0{n}T10:00:00Z","ended_at":"2025-01-0{n}T10:02:13Z","channel":"WEBCHAT","environment":"live"}}"#
        )
    };
    let answer = server.ingest(&key, &[call(1), call(2), call(3)].join("\n"));
    assert_eq!(answer["accepted"], 3, "{answer}");
    let run = |more: &[&str]| {
        let arguments = [&["list", "--project", "front-desk", "--url", &server.url][..], more].concat();
        home.run_with(&arguments, &[("CONVLOG_API_KEY", &key)])
    };
    insta::assert_snapshot!("list", run(&["--limit", "2"]).stdout);
    let rest = run(&["--limit", "2", "--offset", "2"]).stdout;
    assert!(rest.contains("call-1") && !rest.contains("call-2") && !rest.contains("--offset"), "{rest}");
    let page = run(&["--limit", "2", "--json"]).json();
    assert_eq!(
        (page["count"].as_u64(), page["conversations"][0]["conversationId"].as_str()),
        (Some(3), Some("call-3"))
    );
    assert!(run(&["--offset", "3"]).stdout.starts_with("There is no conversation"));
    assert_eq!(run(&["--limit", "0"]).code, Some(2));
}

#[test]
fn says_of_a_call_that_lost_contact_what_the_page_says() {
    let home = Home::new();
    let server = Server::start(&home, &["--no-starter"]);
    let (key, _) = home.key("ingest,read");
    let records = [
        r#"{"type":"turn","conversation_id":"open","turn_id":"t","started_at":"2025-01-01T10:00:00Z"}"#,
        r#"{"type":"turn","conversation_id":"between","turn_id":"t","started_at":"2025-01-01T10:00:00Z","ended_at":"2025-01-01T10:00:01Z"}"#,
    ];
    assert_eq!(server.ingest(&key, &records.join("\n"))["accepted"], 2);
    let state = |id: &str| {
        let arguments = ["list", "--project", "front-desk", "--url", &server.url];
        let listed = home.run_with(&arguments, &[("CONVLOG_API_KEY", &key)]).stdout;
        listed.lines().find(|line| line.contains(id)).unwrap().to_owned()
    };
    assert!(state("open").contains("in progress") && state("between").contains("in progress"));
    let begun = Instant::now();
    while !state("open").contains("lost contact") {
        assert!(begun.elapsed() < LIMIT, "{}", state("open"));
        thread::sleep(Duration::from_millis(200));
    }
    assert!(state("between").contains("in progress"), "{}", state("between"));
}
