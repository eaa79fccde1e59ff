//! `convlog audit`, and that the record of what left is on the disk whatever happens to the server.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};

use super::process::{Home, Server};

const ONE: &str = "/v1/agents/front-desk/conversations/CA42";
const CALL: &str = "{\"type\":\"conversation\",\"conversation_id\":\"CA42\",\"contact\":\"CANARY-contact\"}\n\
    {\"type\":\"log\",\"conversation_id\":\"secret\",\"entry\":{\"level\":\"info\",\"content\":\"CANARY-entry\",\"is_pii\":true}}\n";

/// A server with a call in it, and a key that reads all of it.
fn served() -> (Home, Server, String) {
    let home = Home::new();
    let server = Server::start(&home, &["--no-starter"]);
    let (writer, _) = home.key("ingest");
    assert_eq!(server.ingest(&writer, CALL)["accepted"], 2);
    let (pii_reader, _) = home.key("read,pii");
    (home, server, pii_reader)
}

/// Reads the records from the files.
fn of_files(home: &Home) -> Vec<Value> {
    let data_dir = home.data_dir();
    let data_dir = data_dir.to_str().unwrap();
    let arguments = ["audit", "list", "--data-dir", data_dir, "--account", "acme", "--project", "front-desk", "--json"];
    home.run(&arguments).json().as_array().unwrap().clone()
}

#[test]
fn an_administrator_lists_and_exports_what_others_were_given() {
    let (home, server, pii_reader) = served();
    let (admin, _) = home.key("admin");
    assert_eq!(server.status(&pii_reader, ONE), 200);
    assert_eq!(server.status(&pii_reader, &ONE.replace("CA42", "secret")), 200);
    let run = |arguments: &[&str], key: &str| {
        home.run_with(
            &[&["audit"], arguments, &["--project", "front-desk"]].concat(),
            &[("CONVLOG_URL", &server.url), ("CONVLOG_API_KEY", key)],
        )
    };
    let listed = run(&["list", "--json"], &admin).json();
    assert_eq!(listed.as_array().map(Vec::len), Some(2));
    assert_eq!((&listed[1]["conversations"], &listed[0]["conversations"]), (&json!(["CA42"]), &json!([])));
    let exported = run(&["export"], &admin);
    let lines: Vec<Value> = exported.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(json!(lines), listed);
    let table = run(&["list", "--conversation", "CA42"], &admin).stdout;
    assert!(table.contains("CA42") && table.lines().count() == 2, "{table}");
    assert!(run(&["list", "--since", "2999-01-01"], &admin).stdout.contains("No personal data was read"));
    assert!(run(&["list"], &pii_reader).failure(4).contains("admin"));
    for text in [&exported.stdout, &table, &listed.to_string()] {
        assert!(!text.contains("CANARY") && !text.contains("secret"), "{text}");
    }
    let from_files = of_files(&home);
    assert_eq!(from_files[0]["hidden_conversations"], json!(["secret"]));
    assert_eq!(from_files[1]["correlation_id"], listed[1]["correlation_id"]);
}

#[test]
fn a_server_killed_at_the_first_byte_has_put_the_answer_on_record() {
    for round in 1..=5 {
        let (home, server, pii_reader) = served();
        let mut socket = TcpStream::connect(server.url.trim_start_matches("http://")).unwrap();
        write!(socket, "GET {ONE} HTTP/1.1\r\nhost: x\r\nx-api-key: {pii_reader}\r\n\r\n").unwrap();
        let mut first = [0];
        socket.read_exact(&mut first).unwrap();
        server.kill();
        let records = of_files(&home);
        assert_eq!(records.len(), 1, "round {round}");
        assert_eq!((&records[0]["conversations"], &records[0]["status"]), (&json!(["CA42"]), &json!(200)));
    }
}

#[test]
fn while_the_audit_cannot_be_written_no_personal_data_leaves() {
    let (home, server, pii_reader) = served();
    let (reader, _) = home.key("read");
    let file = home.data_dir().join("audit.db");
    let holder = rusqlite::Connection::open(&file).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut socket = TcpStream::connect(server.url.trim_start_matches("http://")).unwrap();
    write!(socket, "GET {ONE} HTTP/1.0\r\nhost: x\r\nx-api-key: {pii_reader}\r\n\r\n").unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.0 503") && !answer.contains("CANARY"), "{answer}");
    assert_eq!(server.status(&reader, ONE), 200);
    let found = home.run(&["doctor", "--json"]);
    assert!(found.stdout.contains("audit.db") && found.code == Some(1), "{}", found.stdout);
    holder.execute_batch("ROLLBACK").unwrap();
    assert_eq!(server.status(&pii_reader, ONE), 200);
    assert_eq!(of_files(&home).len(), 1);
}

#[test]
fn a_server_does_not_start_on_an_audit_it_cannot_write() {
    let home = Home::new();
    drop(Server::start(&home, &["--no-starter"]));
    std::fs::write(home.data_dir().join("audit.db"), "this is no database, and long enough to be none").unwrap();
    for file in ["audit.db-wal", "audit.db-shm"] {
        let _ = std::fs::remove_file(home.data_dir().join(file));
    }
    let done = home.run(&["serve", "--no-starter", "--listen", "127.0.0.1:0"]);
    assert!(done.code != Some(0) && done.stderr.contains("audit.db"), "{}", done.stderr);
}
