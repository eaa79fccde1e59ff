//! A data directory that something happened to: each is opened, set aside or refused, and says what to do.

use std::fs::{self, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use serde_json::Value;

use super::process::{Home, Server, finish};

const START: [&str; 3] = ["serve", "--listen", "127.0.0.1:0"];
/// How many conversations there are, each with entries that fill pages of their own.
const CONVERSATIONS: usize = 40;
const PAGE: u64 = 4096;

/// A directory that was in use and stopped well, with a key that reads and sends.
fn used() -> (Home, String) {
    let home = Home::new();
    let (key, _) = home.key("ingest,read,pii");
    let mut server = Server::start(&home, &["--no-starter"]);
    (0..CONVERSATIONS).for_each(|number| send(&server, &key, &format!("c{number}")));
    assert_eq!(server.stop().0, Some(0));
    (home, key)
}

fn entry(conversation: &str, number: usize) -> String {
    let content = format!("{number:02} {}", "x".repeat(1_500));
    format!(r#"{{"type":"log","conversation_id":"{conversation}","entry":{{"level":"info","content":"{content}"}}}}"#)
}

fn send(server: &Server, key: &str, conversation: &str) {
    let lines: Vec<String> = (0..20).map(|number| entry(conversation, number)).collect();
    assert_eq!(server.ingest(key, &lines.join("\n"))["accepted"], 20);
}

fn path_of(conversation: &str) -> String {
    format!("/v1/agents/front-desk/conversations/{conversation}")
}

/// Overwrites bytes in the middle of a file.
fn overwrite(file: &Path, at: u64, bytes: usize) {
    let mut file = OpenOptions::new().write(true).open(file).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(&vec![0xa5; bytes]).unwrap();
}

/// Starts a server that must refuse; returns its sentence.
fn refused(home: &Home) -> String {
    let sentence = home.run(&START).failure(5).to_owned();
    assert!(sentence.contains("; "), "it says what to do: {sentence}");
    sentence
}

/// Returns what the doctor says about everything that is not as it should be.
fn doctor(home: &Home, code: i32) -> String {
    let done = home.run(&["doctor", "--json"]);
    assert_eq!(done.code, Some(code), "{} {}", done.stdout, done.stderr);
    let report: Value = serde_json::from_str(&done.stdout).unwrap();
    let checks = report["checks"].as_array().unwrap().iter();
    checks.filter(|check| check["state"] != "ok").map(|check| format!("{check}\n")).collect()
}

/// Returns the pages of a table of records.db that are leaves of its tree.
fn leaves(home: &Home, table: &str) -> Vec<u64> {
    let connection = rusqlite::Connection::open(home.data_dir().join("records.db")).unwrap();
    let sql = "SELECT pageno FROM dbstat WHERE name = ?1 AND pagetype = 'leaf' ORDER BY pageno";
    let mut select = connection.prepare(sql).unwrap();
    let pages = select.query_map([table], |row| row.get::<_, i64>(0)).unwrap();
    pages.map(|page| page.unwrap() as u64).collect()
}

#[test]
fn a_damaged_head_of_any_database_is_refused_and_everything_else_left_alone() {
    for name in ["records.db", "control.db", "audit.db"] {
        let (home, _) = used();
        let file = home.data_dir().join(name);
        overwrite(&file, 0, 100);
        let others = || -> Vec<(String, Vec<u8>)> {
            let names = ["records.db", "control.db", "audit.db", "master.key"];
            names.iter().map(|name| ((*name).to_owned(), fs::read(home.data_dir().join(name)).unwrap())).collect()
        };
        let before = others();
        let sentence = refused(&home);
        assert!(sentence.contains(name) && sentence.contains("damaged") && sentence.contains("backup"), "{sentence}");
        assert!(doctor(&home, 1).contains(&format!("{name} is damaged")), "{}", doctor(&home, 1));
        let unchanged = before.iter().zip(others()).all(|(before, after)| *before == after);
        assert!(unchanged, "a refused start changed something beside {name}");
    }
}

#[test]
fn a_database_that_was_cut_off_is_refused() {
    for (name, length) in [("records.db", 40 * PAGE), ("control.db", 3 * PAGE), ("audit.db", 8 * PAGE + 100)] {
        let (home, _) = used();
        let file = OpenOptions::new().write(true).open(home.data_dir().join(name)).unwrap();
        assert!(file.metadata().unwrap().len() > length, "{name}");
        file.set_len(length).unwrap();
        let sentence = refused(&home);
        assert!(sentence.contains(name) && sentence.contains("damaged"), "{sentence}");
        assert!(doctor(&home, 1).contains(&format!("{name} is damaged")));
    }
}

#[test]
fn damaged_pages_of_keys_and_audit_are_found_at_the_start() {
    for name in ["control.db", "audit.db"] {
        let (home, _) = used();
        let file = home.data_dir().join(name);
        // All but the first page, which holds the schema.
        overwrite(&file, PAGE, 5 * PAGE as usize);
        let sentence = refused(&home);
        assert!(sentence.contains(name) && sentence.contains("damaged"), "{sentence}");
        assert!(doctor(&home, 1).contains(&format!("{name} is damaged")));
    }
}

#[test]
fn a_damaged_audit_that_is_moved_away_begins_anew_and_says_so() {
    let (home, key) = used();
    let audit = home.data_dir().join("audit.db");
    overwrite(&audit, 0, 100);
    assert!(refused(&home).contains("the next start creates a new audit"));
    fs::rename(&audit, home.path().join("audit.kept")).unwrap();
    let mut server = Server::start(&home, &["--no-starter"]);
    assert_eq!(server.status(&key, &path_of("c1")), 200);
    let said = server.stop().1;
    assert!(said.contains("audit.db did not exist and was created"), "{said}");
}

#[test]
fn a_damaged_page_met_while_running_costs_only_what_is_on_it() {
    let (home, key) = used();
    let pages = leaves(&home, "entries");
    assert!(pages.len() > 100, "{}", pages.len());
    let damaged = pages[pages.len() / 2];
    overwrite(&home.data_dir().join("records.db"), (damaged - 1) * PAGE, PAGE as usize);
    let mut server = Server::start(&home, &["--no-starter"]);
    let mut hit = 0;
    for number in 0..CONVERSATIONS {
        let (status, answer) = server.ask(&key, &path_of(&format!("c{number}")));
        match status {
            200 => assert_eq!(answer.matches("xxxx ").count() + answer.matches("xxxx\"").count(), 20, "{answer}"),
            500 => {
                hit += 1;
                assert!(answer.contains(r#""error_code":"STORE_DAMAGED""#), "{answer}");
            }
            other => panic!("{other}: {answer}"),
        }
    }
    assert!((1..=2).contains(&hit), "{hit} conversations are on one page");
    send(&server, &key, "new");
    assert_eq!(server.status(&key, &path_of("new")), 200);
    assert!(doctor(&home, 1).contains("records.db is damaged"), "beside the running server");
    let (code, said) = server.stop();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("STORE_DAMAGED") && said.contains("records.db is damaged"), "{said}");
    assert!(doctor(&home, 1).contains("records.db is damaged"));
}

#[test]
fn a_log_with_a_damaged_frame_in_the_middle_is_kept_and_the_loss_is_told() {
    let home = Home::new();
    let (key, _) = home.key("ingest,read");
    let server = Server::start(&home, &["--no-starter"]);
    for number in 0..8 {
        send(&server, &key, &format!("c{number}"));
    }
    server.kill();
    let log = home.data_dir().join("records.db-wal");
    let bytes = fs::read(&log).unwrap();
    overwrite(&log, bytes.len() as u64 / 2, 100);
    let damaged = fs::read(&log).unwrap();
    let mut server = Server::start(&home, &["--no-starter"]);
    let kept = (0..8).filter(|number| server.status(&key, &path_of(&format!("c{number}"))) == 200).count();
    assert!((1..8).contains(&kept), "{kept}");
    send(&server, &key, "later");
    let said = server.stop().1;
    assert!(said.contains("ERROR") && said.contains("committed pages cannot be read"), "{said}");
    let aside = home.data_dir().join("records.db-wal.damaged-1");
    assert_eq!(fs::read(&aside).unwrap(), damaged, "a copy as it was found");
    assert!(doctor(&home, 0).contains("records.db-wal.damaged-1"));
    // It is told once: what is left is whole.
    let mut server = Server::start(&home, &["--no-starter"]);
    assert_eq!(server.status(&key, &path_of("later")), 200);
    assert!(!server.stop().1.contains("cannot be read"));
    fs::remove_file(aside).unwrap();
    assert!(!doctor(&home, 0).contains("damaged-1"));
}

#[test]
fn a_log_with_a_damaged_head_is_not_left_out_without_a_word() {
    let home = Home::new();
    let (key, _) = home.key("ingest,read");
    let server = Server::start(&home, &["--no-starter"]);
    send(&server, &key, "c1");
    server.kill();
    overwrite(&home.data_dir().join("records.db-wal"), 8, 8);
    let doctor = doctor(&home, 1);
    assert!(doctor.contains("records.db-wal"), "{doctor}");
    let aside = fs::read_dir(home.data_dir()).unwrap().flatten();
    let aside = aside.filter(|file| file.file_name().to_string_lossy().contains("wal.damaged-")).count();
    assert_eq!(aside, 1);
}

#[test]
fn a_log_that_somebody_removed_is_missed() {
    let home = Home::new();
    let (key, _) = home.key("ingest,read");
    let server = Server::start(&home, &["--no-starter"]);
    send(&server, &key, "c1");
    server.kill();
    fs::remove_file(home.data_dir().join("records.db-wal")).unwrap();
    let mut server = Server::start(&home, &["--no-starter"]);
    assert_eq!(server.status(&key, &path_of("c1")), 404);
    let said = server.stop().1;
    assert!(said.contains("ERROR") && said.contains("records.db-wal is missing or empty"), "{said}");
    assert!(doctor(&home, 0).contains("records.db-shm.damaged-1"));
}

#[test]
fn a_directory_that_nobody_can_write_to_is_refused() {
    let (home, _) = used();
    let mut command = home.inside(
        r#"mount --bind "$CONVLOG_DATA_DIR" "$CONVLOG_DATA_DIR" &&
        mount -o remount,bind,ro "$CONVLOG_DATA_DIR""#,
        &START,
    );
    let refused = finish(command.spawn().unwrap());
    let sentence = refused.failure(5);
    assert!(sentence.contains("data") && sentence.contains("mount it for writing"), "{sentence}");
    drop(Server::start(&home, &["--no-starter"]));
}

#[test]
fn missing_keys_or_records_beside_what_was_in_use_are_not_made_anew() {
    for (name, how) in [("control.db", "keys create"), ("records.db", "another directory")] {
        for is_empty in [false, true] {
            let (home, key) = used();
            let file = home.data_dir().join(name);
            let kept = home.path().join("kept");
            fs::rename(&file, &kept).unwrap();
            if is_empty {
                fs::write(&file, "").unwrap();
            }
            let sentence = refused(&home);
            assert!(sentence.contains(&format!("{name} is missing or empty")) && sentence.contains(how), "{sentence}");
            assert!(doctor(&home, 1).contains(&format!("{name} is missing or empty")), "{}", doctor(&home, 1));
            if name == "control.db" {
                assert!(home.run(&["keys", "list"]).failure(5).contains("missing or empty"));
            }
            fs::rename(kept, &file).unwrap();
            let server = Server::start(&home, &["--no-starter"]);
            assert_eq!(server.status(&key, &path_of("c1")), 200, "put back, everything is there");
        }
    }
}

#[test]
fn keys_that_are_gone_can_be_made_anew_by_hand() {
    let (home, old) = used();
    fs::remove_file(home.data_dir().join("control.db")).unwrap();
    refused(&home);
    let (key, _) = home.key("read");
    let server = Server::start(&home, &["--no-starter"]);
    assert_eq!((server.status(&old, &path_of("c1")), server.status(&key, &path_of("c1"))), (401, 200));
}
