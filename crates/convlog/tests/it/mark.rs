//! `convlog mark` and `convlog unmark`, beside a running server.

use super::records::Call;

const LINES: &str = r#"
{"type":"turn","conversation_id":"CA42","timestamp":"2025-01-01T10:00:00Z","turn_id":"t1","user_input":"here is zeb quill"}
{"type":"log","conversation_id":"CA42","turn_id":"t1","entry":{"level":"info","content":"met zeb quill","timestamp":"2025-01-01T10:00:01Z"}}
"#;

#[test]
fn what_is_marked_is_hidden_from_the_next_answer_on_and_can_be_taken_back() {
    let call = Call::of(LINES);
    let marker = "read,pii,annotate";
    let seen = || call.run("read", &["get", "CA42", "--json"]).stdout;
    let before = seen();
    let whole = call.run(marker, &["get", "CA42", "--ndjson"]).stdout;
    let lines = whole.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let entry = lines.into_iter().find_map(|line| line["entry"]["id"].as_str().map(str::to_owned));
    let id = &*entry.unwrap_or_else(|| panic!("{whole}"));
    let done = call.run(marker, &["mark", "CA42", "--entry", id]);
    assert_eq!((done.code, done.stderr.as_str()), (Some(0), ""));
    assert!(done.stdout.contains(&format!("log {id}, marked by key_")), "{}", done.stdout);
    assert!(!seen().contains("met zeb"), "{}", seen());
    let value = call.run(marker, &["mark", "CA42", "--turn", "t1", "--value", "Zeb Quill", "--json"]).json();
    assert_eq!((&value["kind"], &value["hides"]), (&"turn".into(), &"value".into()));
    assert!(seen().contains("here is [redacted]"), "{}", seen());
    let listed = call.run(marker, &["mark", "CA42", "--list", "--json"]).json();
    assert_eq!(listed["marks"].as_array().map(Vec::len), Some(2));
    let shown = call.run(marker, &["mark", "CA42", "--list"]).stdout;
    assert!(shown.lines().count() == 2 && shown.contains("a value of turn t1"), "{shown}");
    for mark in listed["marks"].as_array().unwrap() {
        let id = mark["id"].as_str().unwrap();
        assert_eq!(call.run(marker, &["unmark", "CA42", id]).stdout, "The mark was removed.\n");
        call.run(marker, &["unmark", "CA42", id]).failure(3);
    }
    assert_eq!(seen(), before);
    assert_eq!(call.run(marker, &["mark", "CA42", "--list"]).stdout, "Nothing is marked.\n");
    call.run("read,annotate", &["mark", "CA42", "--entry", id]).failure(4);
    call.run(marker, &["mark", "CA42", "--turn", "t1"]).failure(1);
    assert_eq!(call.run(marker, &["mark", "CA42", "--entry", id, "--turn", "t1"]).code, Some(2));
}
