//! `convlog erase`, `convlog erasures` and `convlog master-key`, beside a running server.

use super::process::Server;
use super::records::{CALL, Call};

#[test]
fn an_erased_call_is_gone_for_good_and_its_receipt_says_so() {
    let call = Call::recorded();
    let advice = call.run("admin", &["erase", "--conversation", "CA42"]);
    assert!(advice.failure(2).contains("--yes"));
    call.run("admin", &["erase", "--conversation", "CA42", "--dry-run"]).failure(4);
    let estimate = call.run("admin,read,pii", &["erase", "--conversation", "CA42", "--dry-run"]);
    assert_eq!(estimate.stdout, "1 conversation would be erased. Nothing was erased.\n");
    assert_eq!(call.run("read", &["get", "CA42"]).code, Some(0));
    let done = call.run("admin", &["erase", "--conversation", "CA42", "--yes", "--wait"]);
    assert!(done.stdout.contains("purged") && done.stdout.contains("backups"), "{} {}", done.stdout, done.stderr);
    assert!(!done.stdout.contains("CA42"), "a receipt names nothing: {}", done.stdout);
    call.run("read,pii", &["get", "CA42"]).failure(3);
    let late = call.server.ingest(&call.home.key("ingest").0, CALL);
    assert_eq!((&late["accepted"], &late["errors"][0]["code"]), (&0.into(), &"erased".into()));
    let listed = call.run("admin", &["erasures", "list", "--json"]).json();
    let id = listed["erasures"][0]["id"].as_str().unwrap();
    let shown = call.run("admin", &["erasures", "show", id]);
    assert!(shown.stdout.contains(id) && shown.stdout.contains("purged"), "{}", shown.stdout);
    let (blind, seeing) =
        (call.run("admin", &["erasures", "list"]), call.run("admin,read,pii", &["erasures", "list", "--json"]));
    assert!(blind.stdout.contains(id) && listed["erasures"][0]["conversations"].is_null(), "{}", blind.stdout);
    assert_eq!(seeing.json()["erasures"][0]["conversations"], 1);
    call.run("read", &["erase", "--conversation", "CA42", "--yes"]).failure(4);
    call.run("admin", &["erasures", "show", "erasure_none"]).failure(3);
}

#[test]
fn the_master_key_is_exchanged_beside_a_server_and_without_one() {
    let mut call = Call::recorded();
    let key = || std::fs::read_to_string(call.home.data_dir().join("master.key")).unwrap();
    let before = call.run("read,pii", &["get", "CA42"]).stdout;
    let (first, beside) = (key(), call.home.run(&["master-key", "rotate", "--json"]).json());
    let second = key();
    assert_eq!((beside["rotated"].as_bool(), first == second), (Some(true), false));
    assert_eq!(call.run("read,pii", &["get", "CA42"]).stdout, before);
    call.server.stop();
    let done = call.home.run(&["master-key", "rotate"]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    let third = std::fs::read_to_string(call.home.data_dir().join("master.key")).unwrap();
    assert_ne!(second, third);
    call.server = Server::start(&call.home, &["--no-starter"]);
    assert_eq!(call.run("read,pii", &["get", "CA42"]).stdout, before);
}

#[test]
fn a_value_is_read_from_standard_input_where_no_argument_shows_it() {
    let call = Call::recorded();
    let (key, _) = call.home.key("admin,read,pii");
    let file = call.home.path().join("value.txt");
    std::fs::write(&file, "+44 7700 900123\n").unwrap();
    let mut command = call.home.command(&["erase", "--project", "front-desk", "--value", "-", "--dry-run"]);
    command.env("CONVLOG_URL", &call.server.url).env("CONVLOG_API_KEY", &key);
    let done = command.stdin(std::fs::File::open(&file).unwrap()).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&done.stdout), "1 conversation would be erased. Nothing was erased.\n");
}
