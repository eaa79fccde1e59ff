//! The security log: what the server and the command line write to it, and what must not stand in it.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use super::process::{Home, Server};

fn events(home: &Home, more: &[&str]) -> Vec<Value> {
    let done = home.run(&[&["security", "--json"], more].concat());
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    done.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn of_kind(home: &Home, kind: &str) -> Vec<Value> {
    events(home, &["--kind", kind])
}

#[test]
fn keys_projects_and_policies_are_on_record_with_who_changed_them() {
    let home = Home::new();
    let arguments = ["keys", "create", "--account", "acme", "--project", "front-desk", "--project", "sales"];
    let more = ["--permissions", "read", "--expires", "30d", "--label", "CANARY of Jane Example", "--json"];
    let key = home.run(&[&arguments[..], &more].concat()).json();
    let id = key["id"].as_str().unwrap();
    let set =
        |more: &[&str]| home.run(&[&["projects", "set", "--account", "acme", "--project", "sales"], more].concat());
    set(&["--guard", "off", "--retention", "90d", "--raise", "turn.user_input", "--json"]).json();
    set(&["--guard", "off", "--json"]).json();
    home.run(&["projects", "create", "--account", "acme", "--project", "night", "--json"]).json();
    home.run(&["keys", "revoke", id, "--json"]).json();
    let all = events(&home, &[]);
    let kinds: Vec<&str> = all.iter().map(|event| event["kind"].as_str().unwrap()).collect();
    let expected =
        ["project_created", "project_created", "key_created", "policy_changed", "project_created", "key_revoked"];
    assert_eq!(kinds, expected);
    let uid = fs::metadata(home.data_dir()).map(|found| std::os::unix::fs::MetadataExt::uid(&found)).unwrap();
    assert!(all.iter().all(|event| event["by"] == "command line" && event["uid"] == uid), "{all:?}");
    assert_eq!(all[2]["key"], id);
    assert_eq!(
        (&all[2]["projects"], &all[2]["permissions"]),
        (&serde_json::json!(["front-desk", "sales"]), &serde_json::json!(["read"]))
    );
    assert_eq!(all[2]["expires_at"], key["expires_at"]);
    assert_eq!(all[3]["changed"], serde_json::json!(["guard", "raised", "retention_days"]));
    assert_eq!((&all[3]["guard"], &all[3]["retention_days"]), (&"off".into(), &90.into()));
    assert_eq!((&all[5]["key"], &all[5]["account"]), (&id.into(), &"acme".into()));
    let text = fs::read_to_string(home.data_dir().join("security.log")).unwrap();
    assert!(!text.contains("CANARY") && !text.contains(key["key"].as_str().unwrap()));
    assert_eq!(of_kind(&home, "key_revoked").len(), 1);
    assert_eq!(events(&home, &["--since", all[3]["time"].as_str().unwrap()]).len(), 3);
    assert_eq!(events(&home, &["--limit", "2"]), all[4..]);
    let table = home.run(&["security"]).stdout;
    assert!(table.contains("policy_changed") && table.contains("project sales"), "{table}");
    assert!(home.run(&["security", "--kind", "gossip"]).stderr.contains("key_created"));
}

#[test]
fn a_start_is_on_record_with_what_is_unusual_about_it() {
    let home = Home::new();
    drop(Server::start(&home, &["--starter-pii"]));
    home.run(&["projects", "set", "--account", "local", "--project", "demo", "--guard", "off", "--json"]).json();
    let proxies = [("CONVLOG__SERVER__TRUSTED_PROXIES", "0.0.0.0/0")];
    let mut server = Server::start_with(&home, &["--listen", "0.0.0.0:0"], &proxies);
    let said = server.stop().1;
    let starts = of_kind(&home, "server_started");
    let modes = |at: usize| starts[at]["modes"].as_array().unwrap().iter().map(|mode| mode.as_str().unwrap()).collect();
    let (first, second): (Vec<&str>, Vec<&str>) = (modes(0), modes(1));
    assert!(first.contains(&"printed_a_key_with_pii") && !first.contains(&"guard_off"), "{first:?}");
    for mode in ["guard_off", "trusts_every_proxy", "reachable_beside_its_proxies"] {
        assert!(second.contains(&mode) && !first.contains(&mode) && said.contains(mode), "{mode}: {second:?} {said}");
    }
    // The superuser runs the tests in a container.
    let is_root = fs::metadata("/proc/self").map(|found| std::os::unix::fs::MetadataExt::uid(&found)).unwrap() == 0;
    assert_eq!(first.contains(&"runs_as_root"), is_root);
    assert!(starts.iter().all(|start| start["by"] == "server" && start["version"].is_string()));
    assert_eq!(of_kind(&home, "key_created").len(), 3);
    let mode = fs::metadata(home.data_dir().join("security.log")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn refusals_erasures_and_rescans_are_on_record_and_no_value_is() {
    let home = Home::new();
    let mut server = Server::start(&home, &["--no-starter"]);
    let (admin, id) = home.key("admin,ingest");
    let (revoked, revoked_id) = home.key("read");
    home.run(&["keys", "revoke", &revoked_id, "--json"]).json();
    let record = r#"{"type":"log","conversation_id":"CANARY-conversation","entry":{"level":"info","content":"CANARY-content","is_pii":false,"timestamp":"2025-01-01T10:00:07Z","logger":"l"}}"#;
    assert_eq!(server.ingest(&admin, record)["accepted"], 1);
    assert_eq!(server.status("convlog_CANARY-key", "/v1/agents/CANARY-project/conversations"), 401);
    let began = std::time::Instant::now();
    while server.status(&revoked, "/api/session") != 401 {
        assert!(began.elapsed().as_secs() < 5);
    }
    let erase = format!("{}/api/projects/front-desk/erasures", server.url);
    let send = |body: &str| ureq::post(&erase).header("x-api-key", &admin).send(body).unwrap();
    assert_eq!(send("{\"conversation_id\": \"CANARY-conversation\"}").status(), 202);
    assert_eq!(send("{\"value\": \"CANARY-value\"}").status(), 202);
    let rescan = format!("{}/api/projects/front-desk/guard/rescan", server.url);
    for body in ["", "{\"dry_run\": true}"] {
        assert_eq!(ureq::post(&rescan).header("x-api-key", &admin).send(body).unwrap().status(), 202);
    }
    let said = server.stop().1;
    assert!(said.contains("authentication failed") && said.contains("127.0.0.0/24"), "{said}");
    let erasures = of_kind(&home, "erasure_asked");
    let targets: Vec<&str> = erasures.iter().map(|event| event["target"].as_str().unwrap()).collect();
    assert_eq!(targets, ["conversation", "value"]);
    assert!(erasures.iter().all(|event| event["by"] == id.as_str() && event["receipt"].is_string()));
    let rescans = of_kind(&home, "rescan_asked");
    assert_eq!((rescans.len(), &rescans[0]["guard"], &rescans[0]["by"]), (1, &"redact".into(), &id.as_str().into()));
    let refused = of_kind(&home, "authentication_failed");
    let reasons: Vec<&str> = refused.iter().map(|event| event["reason"].as_str().unwrap()).collect();
    assert_eq!(reasons, ["unknown", "revoked"]);
    assert_eq!(refused[1]["key"], revoked_id.as_str());
    for file in fs::read_dir(home.data_dir()).unwrap().map(|file| file.unwrap().path()) {
        if file.to_string_lossy().contains("security") {
            let text = fs::read_to_string(&file).unwrap();
            assert!(!text.contains("CANARY") && !text.contains(&revoked[8..20]), "{}: {text}", file.display());
        }
    }
    assert!(!said.contains("CANARY"));
}

#[test]
fn a_server_that_cannot_write_its_security_log_does_not_start_and_names_the_file() {
    let home = Home::new();
    home.key("read");
    let log = home.data_dir().join("security.log");
    fs::remove_file(&log).unwrap();
    std::os::unix::fs::symlink("/dev/null", &log).unwrap();
    let done = home.run(&["serve", "--no-starter", "--listen", "127.0.0.1:0"]);
    assert!(done.failure(5).contains("security.log"));
    let refused = home.run(&["keys", "create", "--account", "a", "--project", "p", "--permissions", "read"]);
    assert!(refused.failure(5).contains("security.log"));
}

#[test]
fn the_exchange_of_the_master_key_is_on_record() {
    let home = Home::new();
    drop(Server::start(&home, &["--no-starter"]));
    home.run(&["master-key", "rotate", "--json"]).json();
    assert_eq!(of_kind(&home, "master_key_rotated").len(), 1);
}
