//! `convlog guard rules` and `convlog guard test --project`, beside a running server.

use super::records::Call;

const LINES: &str = r#"
{"type":"log","conversation_id":"CA42","entry":{"level":"info","content":"x","agent_name":"Ada Lovelace","mail":"ada@example.org"}}
"#;

#[test]
fn a_rule_is_estimated_added_listed_and_removed() {
    let call = Call::of(LINES);
    let maker = "read,pii,admin";
    let seen = |name: &str| call.run("read", &["get", "CA42", "--json"]).stdout.contains(name);
    let settled = || loop {
        let status = call.run(maker, &["guard", "rescan", "--status", "--json"]).json();
        if status["rescan"]["finished_at"].is_string() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    };
    let estimate = call.run(maker, &["guard", "rules", "estimate", "agent_name"]).stdout;
    assert!(estimate.starts_with("It would show 1 values, in 1 records and entries of 1 conversations."), "{estimate}");
    assert!(estimate.ends_with("From: CA42\n") && !seen("Ada Lovelace"), "{estimate}");
    assert_eq!(call.run(maker, &["guard", "rules", "estimate", "x", "--json"]).json()["records"], 0);
    let none = call.run(maker, &["guard", "rules", "list"]).stdout;
    assert_eq!(none, "Nothing is said to be not personal in this project.\n");
    let added = call.run(maker, &["guard", "rules", "add", "agent_name"]).stdout;
    assert_eq!(added, "Rule 1 holds from now on; it shows 1 records of 1 conversations.\n");
    settled();
    assert!(seen("Ada Lovelace") && !seen("ada@example.org"));
    let listed = call.run(maker, &["guard", "rules", "list"]).stdout;
    assert!(listed.contains("agent_name") && listed.contains("every") && listed.contains("key_"), "{listed}");
    let line = r#"{"agent_name":"Ada Lovelace","mail":"ada@example.org"}"#;
    let tried = call.run(maker, &["guard", "test", line]).stdout;
    assert!(tried.contains("\"agent_name\": \"Ada Lovelace\""), "{tried}");
    assert!(tried.contains("It stays open: rule 1 of the project") && tried.matches("It is").count() == 2, "{tried}");
    let tried = call.run(maker, &["guard", "test", "--json", line]).json();
    assert_eq!((&tried["findings"][0]["lifted_by"], &tried["policy"]), (&1.into(), &"redact".into()));
    assert!(tried["findings"][1].get("lifted_by").is_none());
    call.run("read,admin", &["guard", "rules", "add", "who"]).failure(4);
    let refused = call.run(maker, &["guard", "rules", "add", "password"]);
    assert!(refused.stderr.contains("always personal: secret"), "{}", refused.stderr);
    let removed = call.run("admin", &["guard", "rules", "remove", "1", "--json"]).json();
    assert_eq!(removed, serde_json::json!({"id": 1, "removed": true}));
    settled();
    assert!(!seen("Ada Lovelace"));
    call.run("admin", &["guard", "rules", "remove", "1"]).failure(3);
}
