//! `convlog guard`.

use std::io::Write;
use std::process::Stdio;

use serde_json::{Value, json};

use super::process::{Home, Server};

/// Runs the command with something to read and returns what it printed.
fn piped(arguments: &[&str], input: &str) -> String {
    let home = Home::new();
    let mut child = home.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

#[test]
fn shows_what_is_hidden_by_which_rule_and_why() {
    let home = Home::new();
    let said = home.run(&["guard", "test", "Call me on 07700 900123 about order 4471234567"]).stdout;
    assert!(said.contains("Call me on [redacted] about order 4471234567"), "{said}");
    assert!(said.contains("phone") && said.contains("bytes 11 to 23") && said.contains("It is announced"), "{said}");
    assert!(home.run(&["guard", "test", "nothing here"]).stdout.contains("finds nothing personal in it"));
    assert!(!home.data_dir().exists(), "the rules need no data directory");
}

#[test]
fn reads_json_by_its_keys_and_a_text_by_the_name_it_is_given() {
    let home = Home::new();
    let text =
        r#"{"caller": {"name": "Ada"}, "+442079460018": {"note": "to ada@example.org"}, "order_id": 4471234567}"#;
    let answer = home.run(&["guard", "test", "--json", text]).json();
    let redacted: Value = serde_json::from_str(answer["redacted"].as_str().unwrap()).unwrap();
    let expected =
        json!({"caller": {"name": "[redacted]"}, "[redacted]": {"note": "to [redacted]"}, "order_id": 4471234567_u64});
    assert_eq!(redacted, expected);
    let rules: Vec<_> = answer["findings"].as_array().unwrap().iter().map(|found| &found["rule"]).collect();
    assert_eq!(rules, ["name", "phone", "email"]);
    assert!(answer["findings"].as_array().unwrap().iter().all(|found| !found["reason"].as_str().unwrap().is_empty()));
    let named = home.run(&["guard", "test", "--name", "surname", "--json", "Lovelace"]).json();
    assert_eq!((&named["redacted"], &named["findings"][0]["rule"]), (&json!("[redacted]"), &json!("name")));
}

#[test]
fn answers_each_line_with_a_line() {
    let lines = "{\"phone\": 442079460018}\n\n{\"a\": \"to ada@example.org\"}\n{\"+442079460018\": 1}\n{not json\n";
    let expected = [
        r#"[{"pointer":"/phone","part":"whole","rule":"phone"}]"#,
        "[]",
        r#"[{"pointer":"/a","part":[3,18],"rule":"email"}]"#,
        r#"[{"pointer":"/+442079460018","part":"key","rule":"phone"}]"#,
        "[]",
    ];
    assert_eq!(piped(&["guard", "test", "--ndjson", "-"], lines).lines().collect::<Vec<_>>(), expected);
    assert_eq!(piped(&["guard", "test", "--ndjson"], lines).lines().count(), 5);
    assert!(piped(&["guard", "test", "-"], "mail ada@example.org\n").contains("mail [redacted]"));
}

#[test]
fn lists_every_rule() {
    let home = Home::new();
    let listed = home.run(&["guard", "test", "--rules"]).stdout;
    let rules = home.run(&["guard", "test", "--rules", "--json"]).json();
    assert!(rules.as_array().unwrap().len() >= 12);
    for rule in rules.as_array().unwrap() {
        assert!(listed.contains(rule["rule"].as_str().unwrap()), "{rule}");
    }
    assert_eq!(home.run(&["guard", "test"]).code, Some(2));
}

#[test]
fn a_rescan_applies_a_changed_policy_to_what_is_stored() {
    let home = Home::new();
    let server = Server::start(&home, &["--no-starter"]);
    let (key, _) = home.key("ingest,read,admin");
    let set = |policy: &str| {
        let done = home.run(&["projects", "set", "--project", "front-desk", "--account", "acme", "--guard", policy]);
        assert_eq!(done.code, Some(0), "{}", done.stderr);
        // A change is in effect within a second.
        std::thread::sleep(std::time::Duration::from_secs(1));
    };
    let run = |arguments: &[&str]| {
        let arguments = [arguments, &["--project", "front-desk", "--url", &server.url]].concat();
        let done = home.run_with(&arguments, &[("CONVLOG_API_KEY", &key)]);
        assert_eq!(done.code, Some(0), "{}", done.stderr);
        done.stdout
    };
    set("off");
    let entry =
        r#"{"type":"log","conversation_id":"CA42","entry":{"level":"info","content":"Call 07700 900123 back"}}"#;
    assert_eq!(server.ingest(&key, entry)["accepted"], 1);
    assert!(run(&["get", "CA42"]).contains("07700 900123"));
    assert!(run(&["guard", "rescan", "--status"]).starts_with("This project has never been rescanned"));
    set("redact");
    let counted = run(&["guard", "rescan", "--dry-run"]);
    assert!(counted.contains("nothing was changed") && counted.contains("of which 1 would change"), "{counted}");
    assert!(run(&["get", "CA42"]).contains("07700 900123"));
    let done: Value = serde_json::from_str(&run(&["guard", "rescan", "--json"])).unwrap();
    assert_eq!(done["rescan"]["rows_changed"], 1);
    let read = run(&["get", "CA42"]);
    assert!(read.contains("Call [redacted] back") && !read.contains("900123"), "{read}");
    set("off");
    assert!(run(&["guard", "rescan"]).starts_with("Done (policy off): 1 of 1"));
    assert!(run(&["get", "CA42"]).contains("07700 900123"), "only the guard had hidden it");
}

#[test]
fn what_was_only_warned_of_is_told_with_the_status_to_keys_with_pii() {
    let home = Home::new();
    let server = Server::start(&home, &["--no-starter"]);
    let (key, _) = home.key("ingest,read,pii,admin");
    let (blind, _) = home.key("admin");
    let project = ["--account", "acme", "--project", "front-desk", "--guard", "warn"];
    assert_eq!(home.run(&[&["projects", "set"], &project[..]].concat()).code, Some(0));
    let status = |key: &str| {
        let arguments = ["guard", "rescan", "--status", "--project", "front-desk", "--url", &server.url];
        home.run_with(&arguments, &[("CONVLOG_API_KEY", key)]).stdout
    };
    // A change is in effect within a second.
    std::thread::sleep(std::time::Duration::from_secs(1));
    let entry =
        r#"{"type":"log","conversation_id":"CA42","entry":{"level":"info","content":"Call 07700 900123 back"}}"#;
    assert_eq!(server.ingest(&key, entry)["accepted"], 1);
    let told = status(&key);
    assert!(
        told.contains("1 records and entries look personal but stay readable") && told.ends_with(": phone 1.\n"),
        "{told}"
    );
    let flagged = entry.replace("}}", r#"},"pii":["/entry/nothing"]}"#);
    assert_eq!(server.ingest(&key, &flagged)["accepted"], 1);
    let told = status(&key);
    assert!(
        told.ends_with(
            "more than the personal data was hidden in 1 records and entries, because of a limit: unclear_flag 1.\n"
        ),
        "{told}"
    );
    assert_eq!(status(&blind), "This project has never been rescanned.\n");
}
