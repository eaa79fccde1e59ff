//! `convlog projects`.

use serde_json::json;

use super::process::Home;

const NAMED: [&str; 4] = ["--account", "acme", "--project", "front-desk"];

fn run(home: &Home, verb: &str, more: &[&str]) -> super::process::Done {
    home.run(&[&["projects", verb][..], &NAMED, more].concat())
}

#[test]
fn what_is_not_named_stays_as_it_is() {
    let home = Home::new();
    let made = run(&home, "create", &["--retention", "90d", "--raise", "turn.user_input", "--json"]).json();
    assert_eq!((&made["guard"], &made["retention_days"]), (&json!("redact"), &json!(90)));
    let more =
        ["--pii-retention", "2w", "--raise", "log.entry", "--lower", "turn.user_input", "--guard", "warn", "--json"];
    let changed = run(&home, "set", &more).json();
    assert_eq!((&changed["guard"], &changed["retention_days"]), (&json!("warn"), &json!(90)));
    assert_eq!((&changed["pii_retention_days"], &changed["raised"]), (&json!(14), &json!(["log.entry"])));
    assert_eq!(run(&home, "set", &["--retention", "forever", "--json"]).json()["retention_days"], json!(null));
    let listed = home.run(&["projects", "list"]).stdout;
    assert!(listed.contains("front-desk") && listed.contains("14 days") && listed.contains("log.entry"), "{listed}");
}

#[test]
fn quotas_are_set_listed_and_taken_back() {
    let home = Home::new();
    let made = run(&home, "create", &["--entries-per-minute", "600", "--json"]).json();
    assert_eq!((&made["entries_per_minute"], &made["bytes_max"]), (&json!(600), &json!("default")));
    let set = run(&home, "set", &["--bytes-max", "20GiB", "--json"]).json();
    assert_eq!((&set["entries_per_minute"], &set["bytes_max"]), (&json!(600), &json!(21_474_836_480_u64)));
    let listed = home.run(&["projects", "list"]).stdout;
    assert!(listed.contains("600/min, 20GiB"), "{listed}");
    let back = run(&home, "set", &["--entries-per-minute", "default", "--bytes-max", "unlimited", "--json"]).json();
    assert_eq!((&back["entries_per_minute"], &back["bytes_max"]), (&json!("default"), &json!("unlimited")));
    for more in [["--bytes-max", "20GB"], ["--bytes-max", "0"], ["--entries-per-minute", "1KiB"]] {
        assert_eq!(run(&home, "set", &more).code, Some(2), "{more:?}");
    }
}

#[test]
fn says_what_is_wrong_with_a_request() {
    let home = Home::new();
    assert!(run(&home, "set", &["--guard", "off"]).failure(3).contains("projects create"));
    run(&home, "create", &["--json"]).json();
    assert!(run(&home, "create", &[]).failure(1).contains("projects set"));
    assert!(run(&home, "set", &["--retention", "7d", "--pii-retention", "8d"]).failure(2).contains("pii-retention"));
    for more in [["--raise", "turn.turn_id"], ["--raise", "user_input"], ["--guard", "maybe"], ["--retention", "soon"]]
    {
        assert_eq!(run(&home, "set", &more).code, Some(2), "{more:?}");
    }
}

/// Of changes at the same moment each that is said to be done is there, and the others say what to do.
#[test]
fn no_change_undoes_another() {
    let home = Home::new();
    run(&home, "create", &["--json"]).json();
    let fields = ["user_input", "agent_response", "intents", "entities", "safety", "retrieved_topics"];
    let fields = fields.map(|name| format!("turn.{name}"));
    let done = std::thread::scope(|scope| {
        let home = &home;
        let changes = fields.iter().map(|field| scope.spawn(move || run(home, "set", &["--raise", field, "--json"])));
        let changes: Vec<_> = changes.collect();
        changes.into_iter().map(|change| change.join().unwrap()).collect::<Vec<_>>()
    });
    let listed = home.run(&["projects", "list", "--json"]).json();
    let raised = listed[0]["raised"].as_array().unwrap();
    for (field, done) in fields.iter().zip(&done) {
        if done.code == Some(0) {
            assert!(raised.contains(&json!(field)), "{field} was raised and is not any more: {raised:?}");
        } else {
            assert!(done.failure(1).contains("run the command again"), "{field}");
        }
    }
    assert!(!raised.is_empty());
}
