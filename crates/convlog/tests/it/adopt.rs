//! `convlog serve --adopt-spool`.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::process::{Home, LIMIT, Server};
use super::ship::left_behind_in;

/// Starts a server that looks into a spool under this key.
fn adopting(home: &Home, spool: &Path, key: &str) -> Server {
    let file = home.path().join("ingest.key");
    std::fs::write(&file, format!("{key}\n")).unwrap();
    let (spool, file) = (spool.to_str().unwrap(), file.to_str().unwrap());
    Server::start(home, &["--no-starter", "--adopt-spool", spool, "--adopt-key-file", file])
}

fn until(what: &str, condition: impl Fn() -> bool) {
    let begun = Instant::now();
    while !condition() {
        assert!(begun.elapsed() < LIMIT, "not in time: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

fn producers(spool: &Path) -> usize {
    std::fs::read_dir(spool).unwrap().flatten().filter(|entry| entry.file_name().len() == 32).count()
}

/// Waits until what came of a look into a spool is written down.
fn counted(home: &Home) {
    until("counted", || home.data_dir().join("adoption.json").exists());
}

#[test]
fn what_a_dead_process_left_comes_in_by_the_same_door_and_hidden_stays_hidden() {
    let home = Home::new();
    let (key, _) = home.key("ingest");
    let spool = left_behind_in(&home, "front-desk", &[("the last line", false), ("the caller is Ada", true)]);
    let mut server = adopting(&home, &spool, &key);
    until("adopted", || producers(&spool) == 0);
    let get = |permissions: &str| {
        let (key, _) = home.key(permissions);
        let arguments = ["get", "CA42", "--project", "front-desk", "--url", &server.url];
        home.run_with(&arguments, &[("CONVLOG_API_KEY", &key)]).stdout
    };
    let (open, whole) = (get("read"), get("read,pii"));
    assert!(open.contains("the last line") && !open.contains("Ada"), "{open}");
    assert!(whole.contains("the last line") && whole.contains("the caller is Ada"), "{whole}");
    counted(&home);
    let said = server.stop().1;
    assert!(said.contains("imported the records that dead processes left"), "{said}");
    let doctor = home.run(&["doctor", "--json"]).stdout;
    assert!(doctor.contains("of 1 dead process imported since 20") && !doctor.contains("Ada"), "{doctor}");
    assert!(!said.contains("Ada") && !said.contains(&key), "{said}");
}

#[test]
fn a_key_takes_in_nothing_for_a_project_it_does_not_reach() {
    let home = Home::new();
    let (key, _) = home.key("ingest");
    let spool = left_behind_in(&home, "sales", &[("of somebody else", false)]);
    let mut server = adopting(&home, &spool, &key);
    let held = spool.join("held");
    until("kept aside", || held.read_dir().is_ok_and(|mut files| files.next().is_some()) && producers(&spool) == 0);
    let kept: String =
        held.read_dir().unwrap().map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
    assert!(kept.contains("of somebody else"), "{kept}");
    counted(&home);
    let said = server.stop().1;
    assert!(said.contains("forbidden_project"), "{said}");
    let doctor = home.run(&["doctor", "--json"]).stdout;
    assert!(doctor.contains("in the retry queue") && doctor.contains("correct the key's projects"), "{doctor}");
}

#[test]
fn without_a_key_or_a_directory_the_server_does_not_start() {
    let home = Home::new();
    let spool = left_behind_in(&home, "front-desk", &[("kept", false)]);
    let refused = home.run(&["serve", "--listen", "127.0.0.1:0", "--adopt-spool", spool.to_str().unwrap()]);
    assert!(refused.failure(2).contains("adopt.key_file"), "{}", refused.stderr);
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--adopt-spool", "/nowhere/at/all"];
    let refused = home.run_with(&arguments, &[("CONVLOG_ADOPT_KEY", "convlog_x")]);
    assert!(refused.failure(2).contains("/nowhere/at/all"), "{}", refused.stderr);
    assert!(!home.data_dir().exists() && producers(&spool) == 1, "nothing was touched");
}
