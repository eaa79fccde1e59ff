//! `convlog serve`: the first start, the second, and those that fail.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;

use super::process::{Home, Server};

fn keys_in(text: &str) -> Vec<&str> {
    let mut keys: Vec<&str> = text
        .split(|character: char| !(character.is_ascii_alphanumeric() || "_-".contains(character)))
        .filter(|word| word.starts_with("convlog_") && word.len() == "convlog_".len() + 43)
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

#[test]
fn the_first_start_shows_how_to_begin_and_the_second_shows_no_key() {
    let home = Home::new();
    let mut server = Server::start(&home, &[]);
    let welcome = server.welcome.clone();
    let keys = keys_in(&welcome);
    assert_eq!(keys.len(), 2, "{welcome}");
    for part in ["from convlog import Conversation", "curl ", "convlog get hello", &server.url] {
        assert!(welcome.contains(part), "{part:?} is missing from {welcome}");
    }
    let listed = home.run(&["keys", "list", "--json"]).json();
    assert_eq!(listed.as_array().map(Vec::len), Some(2));
    assert_eq!(listed[0]["account"], "local");
    assert!(!listed.to_string().contains("pii\""), "a key with `pii` is made only when asked for: {listed}");
    let (code, said) = server.stop();
    assert_eq!(code, Some(0), "{said}");
    let mut again = Server::start(&home, &[]);
    assert_eq!(again.welcome.lines().count(), 1, "{}", again.welcome);
    let (_, said) = again.stop();
    assert!(keys_in(&said).is_empty() && keys_in(&again.welcome).is_empty());
}

#[test]
fn what_the_first_start_prints_works_as_printed() {
    let home = Home::new();
    let server = Server::start(&home, &[]);
    let line =
        |begin: &str| server.welcome.lines().find(|line| line.trim_start().starts_with(begin)).unwrap().to_owned();
    let (send, read) = (line("to send"), line("to read "));
    let record = line("'{");
    let answer = server.ingest(keys_in(&send)[0], record.trim().trim_matches('\''));
    assert_eq!(answer["accepted"], 1, "{answer}");
    let variables =
        [("CONVLOG_URL", server.url.as_str()), ("CONVLOG_API_KEY", keys_in(&read)[0]), ("CONVLOG_PROJECT_ID", "demo")];
    assert!(home.run_with(&["list"], &variables).stdout.contains("hello"));
    let shown = home.run_with(&["get", "hello"], &variables).stdout;
    assert!(shown.contains("Hello  answer 42"), "{shown}");
}

#[test]
fn a_key_with_pii_is_printed_only_when_asked_for_and_a_hint_makes_one() {
    let home = Home::new();
    let mut server = Server::start(&home, &[]);
    let hint = server.welcome.lines().find(|line| line.contains("--permissions read,pii")).unwrap().trim();
    let words: Vec<&str> = hint.split(' ').collect();
    assert_eq!(words[0], "convlog");
    let made = home.run(&[&words[1..], &["--json"]].concat()).json();
    assert_eq!((&made["permissions"], &made["projects"][0]), (&serde_json::json!(["read", "pii"]), &"demo".into()));
    assert_eq!(server.status(made["key"].as_str().unwrap(), "/v1/agents/demo/conversations"), 200);
    server.stop();
    for (arguments, variables) in
        [(&["--starter-pii"][..], &[][..]), (&[], &[("CONVLOG__SERVER__STARTER_PII", "true")])]
    {
        let home = Home::new();
        let server = Server::start_with(&home, arguments, variables);
        let line = server.welcome.lines().find(|line| line.contains("to also read personal data")).unwrap();
        assert_eq!((keys_in(line).len(), keys_in(&server.welcome).len()), (1, 3), "{}", server.welcome);
    }
}

#[test]
fn no_starter_makes_no_key() {
    let home = Home::new();
    let server = Server::start(&home, &["--no-starter"]);
    assert_eq!(server.welcome.lines().count(), 1, "{}", server.welcome);
    assert_eq!(home.run(&["keys", "list", "--json"]).json(), serde_json::json!([]));
}

#[test]
fn a_wrong_master_key_is_refused_in_a_sentence() {
    let home = Home::new();
    let (right, wrong) = (home.path().join("right"), home.path().join("wrong"));
    fs::write(&right, "0123456789abcdef".repeat(4)).unwrap();
    fs::write(&wrong, "fedcba9876543210".repeat(4)).unwrap();
    let mut server = Server::start(&home, &["--master-key-file", right.to_str().unwrap()]);
    assert_eq!(server.stop().0, Some(0));
    let start = |file: &str| home.run(&["serve", "--listen", "127.0.0.1:0", "--master-key-file", file]);
    assert!(start(wrong.to_str().unwrap()).failure(5).contains("another master key"));
    assert!(start("/nowhere").failure(2).contains("cannot read the master key"));
    fs::write(&wrong, "no key").unwrap();
    assert!(start(wrong.to_str().unwrap()).failure(2).contains("64 hex digits"));
    assert!(home.run(&["serve", "--listen", "127.0.0.1:0"]).failure(5).contains("master key"));
    let key = "0123456789abcdef".repeat(4);
    let both = ["serve", "--listen", "127.0.0.1:0", "--master-key-file", right.to_str().unwrap()];
    assert!(home.run_with(&both, &[("CONVLOG_MASTER_KEY", &key)]).failure(2).contains("only one"));
}

#[test]
fn a_start_that_cannot_work_says_why() {
    let home = Home::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    assert!(home.run(&["serve", "--listen", &address]).failure(5).contains("--listen"));
    assert!(!home.data_dir().exists(), "a start that failed for its address left a data directory");
    assert_eq!(home.run(&["serve", "--listen", "nonsense"]).code, Some(2));
    fs::write(home.path().join("file"), "").unwrap();
    let file = home.path().join("file");
    let on_a_file = home.run(&["serve", "--listen", "127.0.0.1:0", "--data-dir", file.to_str().unwrap()]);
    assert!(on_a_file.failure(5).contains("not a directory"));
    let newer = home.path().join("damaged");
    fs::create_dir(&newer).unwrap();
    fs::write(newer.join("records.db"), "not a database, but long enough to look like one".repeat(100)).unwrap();
    let damaged = home.run(&["serve", "--listen", "127.0.0.1:0", "--data-dir", newer.to_str().unwrap()]);
    assert!(damaged.failure(5).contains("damaged"));
}

#[test]
fn a_data_directory_that_cannot_be_read_is_refused_in_a_sentence() {
    let home = Home::new();
    let dir = home.path().join("closed");
    fs::create_dir(&dir).unwrap();
    fs::set_permissions(&dir, fs::Permissions::from_mode(0o000)).unwrap();
    // The superuser may read everything; /proc refuses new directories to everybody.
    let dir = if fs::read_dir(&dir).is_ok() { "/proc/convlog".to_owned() } else { dir.display().to_string() };
    let done = home.run(&["serve", "--listen", "127.0.0.1:0", "--data-dir", &dir]);
    assert!(done.failure(5).contains(&dir));
}

#[test]
fn a_second_server_on_the_same_data_is_refused() {
    let home = Home::new();
    let _server = Server::start(&home, &[]);
    assert!(home.run(&["serve", "--listen", "127.0.0.1:0"]).failure(5).contains("another convlog server"));
}

#[test]
fn warns_when_others_can_reach_it_without_tls() {
    let home = Home::new();
    let mut server = Server::start(&home, &["--listen", "0.0.0.0:0", "--log-format", "human"]);
    assert!(server.stop().1.contains("without TLS"));
    let mut server = Server::start(&home, &["--log-format", "human"]);
    assert!(!server.stop().1.contains("without TLS"));
}

#[test]
fn logs_json_where_nobody_looks() {
    let home = Home::new();
    let mut server = Server::start(&home, &["--log", "info"]);
    let (_, said) = server.stop();
    assert!(!said.is_empty());
    for line in said.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    }
}
