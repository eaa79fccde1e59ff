//! `convlog doctor`.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use super::process::{Done, Home, Server};

/// Returns the state of a check, and what it said.
fn check<'a>(report: &'a Value, name: &str) -> (&'a str, String) {
    let checks = report["checks"].as_array().unwrap();
    let found = checks.iter().find(|check| check["check"] == name).unwrap_or_else(|| panic!("no {name} in {report}"));
    (found["state"].as_str().unwrap(), format!("{} {}", found["detail"], found["advice"]))
}

fn report(done: &Done, code: i32) -> Value {
    assert_eq!(done.code, Some(code), "{} {}", done.stdout, done.stderr);
    serde_json::from_str(&done.stdout).unwrap()
}

#[test]
fn finds_nothing_wrong_with_a_running_server() {
    let home = Home::new();
    let server = Server::start(&home, &["--no-starter"]);
    let (key, id) = home.key("read,pii");
    let variables =
        [("CONVLOG_URL", server.url.as_str()), ("CONVLOG_API_KEY", &key), ("CONVLOG_PROJECT_ID", "front-desk")];
    let report = report(&home.run_with(&["doctor", "--json"], &variables), 0);
    for name in ["data directory", "database", "schema", "master key", "keys", "server", "clock", "API key", "spool"] {
        assert_eq!(check(&report, name).0, "ok", "{report}");
    }
    assert_eq!(check(&report, "web app").0, if convlog_web::is_placeholder() { "warn" } else { "ok" });
    let (_, key) = check(&report, "API key");
    assert!(key.contains(&id) && key.contains("read, pii"), "{key}");
    let shown = home.run_with(&["doctor"], &variables).stdout;
    assert!(shown.contains("ok    database"), "{shown}");
}

#[test]
fn says_what_is_wrong_and_what_to_do() {
    let home = Home::new();
    let mut server = Server::start(&home, &["--no-starter"]);
    server.stop();
    fs::set_permissions(home.data_dir().join("master.key"), fs::Permissions::from_mode(0o644)).unwrap();
    fs::set_permissions(home.data_dir(), fs::Permissions::from_mode(0o755)).unwrap();
    let variables = [("CONVLOG_URL", "http://127.0.0.1:1"), ("CONVLOG_API_KEY", "convlog_wrong")];
    let found = report(&home.run_with(&["doctor", "--json"], &variables), 1);
    assert_eq!(found["ok"], false);
    // It is opened as a start does: what others may only read is taken from them.
    let (state, said) = check(&found, "database");
    assert!(state == "warn" && said.contains("could read") && said.contains("master.key (mode 0644)"), "{said}");
    assert_eq!(fs::metadata(home.data_dir().join("master.key")).unwrap().permissions().mode() & 0o777, 0o600);
    for (name, state, advice) in
        [("data directory", "warn", "chmod 700"), ("keys", "warn", "convlog keys create"), ("server", "fail", "--url")]
    {
        let (found, said) = check(&found, name);
        assert!(found == state && said.contains(advice), "{name}: {found} {said}");
    }
    fs::write(home.data_dir().join("master.key"), "fedcba9876543210".repeat(4)).unwrap();
    let found = report(&home.run(&["doctor", "--json"]), 1);
    assert!(check(&found, "database").1.contains("another master key"), "{found}");
}

#[test]
fn a_revoked_key_is_found() {
    let home = Home::new();
    let server = Server::start(&home, &["--no-starter"]);
    let (key, id) = home.key("read");
    home.run(&["keys", "revoke", &id, "--json"]).json();
    let variables = [("CONVLOG_URL", server.url.as_str()), ("CONVLOG_API_KEY", &key)];
    let found = report(&home.run_with(&["doctor", "--json"], &variables), 1);
    assert_eq!(check(&found, "API key").0, "fail");
}

#[test]
fn an_ended_process_is_named_only_if_it_left_something() {
    let home = Home::new();
    let spool = home.path().join("spool");
    let private = |path: &std::path::Path| {
        fs::create_dir_all(path).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o700)).unwrap();
    };
    private(&spool);
    let said = || {
        let mut command = home.command(&["doctor", "--json"]);
        let done = command.env("CONVLOG_SPOOL_DIR", &spool).output().unwrap();
        let found: Value = serde_json::from_slice(&done.stdout).unwrap();
        found["checks"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|check| check["check"] == "spool")
            .map(Value::to_string)
            .collect::<String>()
    };
    for producer in ["0".repeat(32), "1".repeat(32)] {
        private(&spool.join(&producer));
        fs::write(spool.join(&producer).join("lock"), "").unwrap();
        fs::write(spool.join(&producer).join("found"), "").unwrap();
    }
    assert!(said().contains("in use by 0 processes") && !said().contains("ended and left"), "{}", said());
    fs::write(spool.join("1".repeat(32)).join("0000000000000001.seg"), "a record").unwrap();
    assert!(said().contains("1 process ended and left records"), "{}", said());
}

#[test]
fn a_machine_without_a_server_is_not_ill() {
    let home = Home::new();
    let mut command = home.command(&["doctor", "--json"]);
    command.env_remove("CONVLOG_DATA_DIR").env("CONVLOG_SPOOL_DIR", home.path().join("spool"));
    let done = command.output().unwrap();
    // Something else may listen on the default port of this machine; that alone is judged elsewhere.
    let found: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(check(&found, "data directory").0, "warn");
    assert_eq!(check(&found, "spool").0, "ok");
}
