//! `convlog retention`, and a server whose clock is set while it runs.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde_json::{Value, json};

use super::process::{Done, Home, LIMIT, Server, finish};

const NAMED: [&str; 4] = ["--account", "acme", "--project", "front-desk"];
const DAY_SECONDS: i64 = 24 * 60 * 60;

/// A home whose processes see a wall clock that the test sets.
struct Clock {
    home: Home,
    library: PathBuf,
    ahead: PathBuf,
}

impl Clock {
    fn new() -> Clock {
        let home = Home::new();
        let (library, ahead) = (home.path().join("wall_clock.so"), home.path().join("ahead"));
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/wall_clock.c");
        let built = Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&library).arg(source).output().unwrap();
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        let clock = Clock { home, library, ahead };
        clock.set(0);
        clock
    }

    fn set(&self, days: i64) {
        // In one step, so that no process reads half of it.
        let beside = self.home.path().join("ahead.next");
        fs::write(&beside, (days * DAY_SECONDS).to_string()).unwrap();
        fs::rename(&beside, &self.ahead).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.home.command(arguments);
        command.env("LD_PRELOAD", &self.library).env("WALL_CLOCK_AHEAD", &self.ahead);
        command
    }

    fn run(&self, arguments: &[&str]) -> Done {
        finish(self.command(arguments).spawn().unwrap())
    }

    fn serve(&self) -> Server {
        Server::begin(self.command(&["serve", "--listen", "127.0.0.1:0", "--no-starter"]))
    }
}

/// Waits until something holds.
fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < LIMIT, "{what}");
        sleep(Duration::from_millis(20));
    }
}

/// Sends so many conversations, each with an open entry and a hidden one.
fn fill(server: &Server, key: &str, count: usize) {
    let of = |number: usize, more: &str| {
        format!(
            r#"{{"type":"log","conversation_id":"c{number}","turn_id":"t","entry":{{"level":"info","content":"entry"{more}}}}}"#
        )
    };
    let lines: Vec<String> = (0..count).flat_map(|number| [of(number, ""), of(number, r#","is_pii":true"#)]).collect();
    assert_eq!(server.ingest(key, &lines.join("\n"))["accepted"], json!(2 * count));
}

/// Counts conversations, and entries of them.
fn count(server: &Server, key: &str) -> (usize, usize) {
    let read = |path: &str| server.ask(key, &format!("/api/projects/front-desk/conversations{path}"));
    let (status, page) = read("");
    assert_eq!(status, 200, "{page}");
    let page: Value = serde_json::from_str(&page).unwrap();
    let ids = page["conversations"].as_array().unwrap().iter().map(|conversation| conversation["id"].as_str().unwrap());
    // One that has gone meanwhile has none.
    let entries = ids.clone().map(|id| read(&format!("/{id}")).1.matches(r#""content":"entry""#).count());
    (ids.count(), entries.sum())
}

/// Makes everything in a directory look as old as so many days. No server may run on it.
fn age(home: &Home, days: i64) {
    let update = "UPDATE conversations SET last_open_received_at = last_open_received_at - ?1, \
                  last_hidden_received_at = last_hidden_received_at - ?1";
    let micros = days * DAY_SECONDS * 1_000_000;
    Connection::open(home.data_dir().join("records.db")).unwrap().execute(update, [micros]).unwrap();
}

/// Takes the last known time back, as after a long time without power.
fn power_off(home: &Home, days: i64) {
    let micros = days * DAY_SECONDS * 1_000_000;
    let control = Connection::open(home.data_dir().join("control.db")).unwrap();
    let update = "UPDATE documents SET body = json_set(body, '$.last_known', body ->> '$.last_known' - ?1) \
                  WHERE kind = 'clock'";
    assert_eq!(control.execute(update, [micros]).unwrap(), 1);
}

fn security_log(home: &Home) -> String {
    fs::read_to_string(home.data_dir().join("security.log")).unwrap_or_default()
}

#[test]
fn a_clock_that_jumps_removes_nothing_and_waits_for_somebody() {
    for (days, policy, kept, gone) in [
        (400, &["--retention", "90d"][..], (3, 6), (0, 0)),
        (20, &["--retention", "90d", "--pii-retention", "14d"], (3, 6), (3, 3)),
    ] {
        let clock = Clock::new();
        let (key, _) = clock.home.key("ingest,read,pii");
        clock.run(&[&["projects", "set", "--json"], &NAMED[..], policy].concat()).json();
        let mut server = clock.serve();
        fill(&server, &key, 3);
        until("the time is known", || {
            clock.run(&["retention", "status", "--json"]).json()["clock"]["state"] == "plausible"
        });
        clock.set(days);
        until("the jump is seen", || clock.run(&["retention", "status", "--json"]).json()["clock"]["state"] == "ahead");
        // Longer than the server takes to look twice.
        sleep(Duration::from_secs(3));
        assert_eq!(count(&server, &key), kept, "{days}: while it lasts");
        let shown = clock.run(&["retention", "status", "--json"]).json();
        let waits: Vec<&Value> = shown["projects"].as_array().unwrap().iter().map(|of| &of["waits_for"]).collect();
        assert!(waits.contains(&&json!("clock")), "{shown}");
        clock.set(0);
        sleep(Duration::from_secs(3));
        assert_eq!(count(&server, &key), kept, "{days}: after it");
        let after = clock.run(&["retention", "status"]);
        assert!(after.stdout.contains(&format!("was {days} days ahead")), "{}", after.stdout);
        assert!(clock.run(&["retention", "confirm"]).failure(2).contains("--yes"));
        // Somebody whose clock is right says so.
        clock.set(days);
        let confirmed = clock.run(&["retention", "confirm", "--yes", "--json"]).json();
        assert_eq!((&confirmed["confirmed"], &confirmed["clock"]["state"]), (&json!(true), &json!("ahead")));
        until("what is due goes", || count(&server, &key) == gone);
        let (code, said) = server.stop();
        assert_eq!(code, Some(0));
        for words in [
            "retention removes nothing until somebody confirms the time",
            "the time was confirmed",
            "removed expired records",
        ] {
            assert_eq!(said.matches(words).count(), 1, "{words}: {said}");
        }
        let events = security_log(&clock.home);
        for kind in ["retention_held", "retention_confirmed", "retention_ran"] {
            assert_eq!(events.matches(&format!(r#""kind":"{kind}""#)).count(), 1, "{kind}: {events}");
        }
        let removals = clock.run(&["retention", "status", "--json"]).json()["removals"].clone();
        assert_eq!((&removals[0]["count"], &removals[0]["ended"]), (&json!(3), &json!(true)), "{removals}");
    }
}

#[test]
fn more_than_a_fifth_waits_and_is_shown_and_confirmed() {
    let home = Home::new();
    let (key, _) = home.key("ingest,read,pii");
    {
        let mut server = Server::start(&home, &["--no-starter"]);
        fill(&server, &key, 10);
        until("the time is known", || {
            home.run(&["retention", "status", "--json"]).json()["clock"]["state"] == "plausible"
        });
        assert_eq!(server.stop().0, Some(0));
    }
    age(&home, 100);
    // Shown before it is set: without a word nothing is set.
    let set = [&["projects", "set"], &NAMED[..], &["--retention", "90d"]].concat();
    let refused = home.run(&set);
    assert!(refused.failure(2).contains("it permanently removes 10 conversations"), "{}", refused.stderr);
    assert!(
        refused.stdout.contains("This permanently removes")
            && refused.stdout.contains("it waits for `convlog retention confirm`"),
        "{}",
        refused.stdout
    );
    let shown = home.run(&[&set[..], &["--dry-run", "--json"]].concat()).json();
    assert_eq!((&shown["dry_run"], &shown["would_remove"][0]["due"]), (&json!(true), &json!(10)));
    assert!(shown["would_remove"][0]["oldest"].is_string() && shown["would_remove"][0]["newest"].is_string());
    assert_eq!(home.run(&["projects", "list", "--json"]).json()[0]["retention_days"], json!(null));
    let made = home.run(&[&set[..], &["--yes", "--json"]].concat()).json();
    assert_eq!((&made["retention_days"], &made["would_remove"][0]["limit"]), (&json!(90), &json!(3)));
    // The machine was off for long; somebody confirms the time, and for another project what may go.
    power_off(&home, 30);
    let mut server = Server::start(&home, &["--no-starter"]);
    home.run(&["projects", "create", "--account", "acme", "--project", "sales", "--json"]).json();
    let confirm = ["retention", "confirm", "--account", "acme", "--project", "sales", "--yes", "--json"];
    assert_eq!(home.run(&confirm).json()["clock"]["state"], json!("ahead"));
    let waits = || {
        let shown = home.run(&["retention", "status", "--json"]).json();
        shown["projects"][0]["waits_for"].clone()
    };
    until("it waits for more than the clock", || waits() == json!("confirmation"));
    until("it is reported", || security_log(&home).contains(r#""of":"conversations","due":10,"present":10,"limit":3"#));
    assert_eq!(count(&server, &key).0, 10);
    let doctor = home.run(&["doctor", "--json"]);
    assert!(doctor.stdout.contains("10 of 10 conversations of acme/front-desk"), "{}", doctor.stdout);
    let confirmed = home.run(&["retention", "confirm", "--yes", "--json"]).json();
    assert_eq!(confirmed["projects"][0]["due"], json!(10));
    until("what was confirmed goes", || count(&server, &key).0 == 0);
    let again = home.run(&["retention", "confirm", "--yes", "--json"]).json();
    assert_eq!((&again["confirmed"], &again["projects"]), (&json!(false), &json!([])));
    assert!(home.run(&["retention", "confirm"]).stdout.contains("Nothing waits"));
    let (_, said) = server.stop();
    assert!(said.contains("more is due than may be removed in a day"), "{said}");
    let shown = home.run(&["retention", "status"]).stdout;
    assert!(shown.contains("What was removed last") && shown.contains("conversations"), "{shown}");
}

#[test]
fn says_what_is_known_where_no_server_has_run_yet() {
    let home = Home::new();
    home.key("read");
    let shown = home.run(&["retention", "status"]).stdout;
    assert!(
        shown.contains("No server of this version has run") && shown.contains("No project removes records by age"),
        "{shown}"
    );
    assert_eq!(home.run(&["retention", "status", "--json"]).json()["clock"]["state"], json!("unknown"));
    assert_eq!(home.run(&["retention", "confirm", "--days", "8"]).code, Some(2));
    assert_eq!(home.run(&["retention", "status", "--project", "front-desk"]).code, Some(2), "an account belongs to it");
}
