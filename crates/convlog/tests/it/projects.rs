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
