//! `convlog ship`.

use std::fs;
use std::path::{Path, PathBuf};

use convlog_client::{Client, Config, Draft, Ids};
use convlog_core::Level;

use super::process::{Home, Server};

/// Leaves a spool as a process does that is killed: its files, and nobody who holds them.
fn left_behind(home: &Home, contents: &[&str]) -> PathBuf {
    let entries: Vec<_> = contents.iter().map(|content| (*content, false)).collect();
    left_behind_in(home, "front-desk", &entries)
}

/// The same for any project, with entries that are personal or not.
pub(crate) fn left_behind_in(home: &Home, project: &str, entries: &[(&str, bool)]) -> PathBuf {
    let (living, dead) = (home.path().join(format!("living-{project}")), home.path().join("spool"));
    let config = Config { spool_dir: Some(living.clone()), project_id: Some(project.into()), ..Config::default() };
    let client = Client::start(config);
    let place = client.context(&Ids { conversation_id: Some("CA42"), ..Ids::default() });
    for (content, is_pii) in entries {
        let mut draft = Draft::new();
        draft.begin(Level::Error, content, *is_pii);
        client.log(&place, Level::Error, &mut draft);
    }
    copy(&living, &dead);
    dead
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target)
        } else {
            drop(fs::copy(entry.path(), target))
        }
    }
}

#[test]
fn delivers_for_the_dead_and_ends_well_when_nothing_is_left() {
    let home = Home::new();
    let server = Server::start(&home, &["--no-starter"]);
    let (key, _) = home.key("ingest,read");
    let spool = left_behind(&home, &["the last line", "and the one before"]);
    let arguments = ["ship", "--spool-dir", spool.to_str().unwrap(), "--url", &server.url];
    let ship = |more: &[&str]| home.run_with(&[&arguments[..], more].concat(), &[("CONVLOG_API_KEY", &key)]);
    let done = ship(&[]);
    assert_eq!((done.code, done.stderr.as_str()), (Some(0), ""));
    assert!(done.stdout.starts_with("Delivered ") && done.stdout.contains(" of 1 dead process"), "{}", done.stdout);
    let read =
        home.run_with(&["get", "CA42", "--project", "front-desk", "--url", &server.url], &[("CONVLOG_API_KEY", &key)]);
    assert!(read.stdout.contains("the last line"), "{}", read.stdout);
    let again = ship(&["--json"]);
    assert_eq!((again.code, again.json()["complete"].as_bool()), (Some(0), Some(true)));
    assert!(ship(&[]).stdout.starts_with("There is nothing to deliver"));
}

#[test]
fn what_cannot_be_delivered_stays_and_is_said() {
    let home = Home::new();
    let spool = left_behind(&home, &["kept"]);
    let spool = spool.to_str().unwrap();
    let nowhere = ["ship", "--spool-dir", spool, "--url", "http://127.0.0.1:1", "--timeout", "1"];
    let done = home.run(&nowhere);
    assert_eq!(done.code, Some(5));
    assert!(done.stderr.contains("nothing is lost"), "{}", done.stderr);
    let server = Server::start(&home, &["--no-starter"]);
    let arguments = ["ship", "--spool-dir", spool, "--url", &server.url, "--timeout", "1"];
    let refused = home.run_with(&arguments, &[("CONVLOG_API_KEY", "convlog_wrong")]);
    assert_eq!(refused.code, Some(4), "{}", refused.stderr);
    assert!(!refused.stderr.contains("convlog_wrong"));
    let (key, _) = home.key("ingest");
    assert_eq!(home.run_with(&arguments, &[("CONVLOG_API_KEY", &key)]).code, Some(0));
    assert_eq!(home.run(&["ship", "--spool-dir", "/nowhere/at/all"]).code, Some(5));
}

#[test]
fn records_of_a_project_out_of_reach_wait_and_each_run_says_why() {
    let home = Home::new();
    let spool = left_behind_in(&home, "sales", &[("of somebody else", false)]);
    let server = Server::start(&home, &["--no-starter"]);
    let ship = |key: &str| {
        let arguments = ["ship", "--spool-dir", spool.to_str().unwrap(), "--url", &server.url];
        home.run_with(&arguments, &[("CONVLOG_API_KEY", key)])
    };
    let (key, _) = home.key("ingest");
    for _ in 0..2 {
        assert!(ship(&key).failure(4).contains("forbidden_project"));
    }
    let all = ["keys", "create", "--account", "acme", "--all-projects", "--permissions", "ingest", "--json"];
    assert_eq!(home.run(&["projects", "create", "--project", "sales", "--account", "acme"]).code, Some(0));
    let done = ship(home.run(&all).json()["key"].as_str().unwrap());
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    assert!(done.stdout.contains(" delivered from the retry queue"), "{}", done.stdout);
}
