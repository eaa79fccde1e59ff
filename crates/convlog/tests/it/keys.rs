//! `convlog keys`: beside a running server, in effect at once.

use std::thread;
use std::time::{Duration, Instant};

use super::process::{Home, Server};

const LIST: &str = "/v1/agents/front-desk/conversations";

/// Waits until the server answers with this status; returns how long that took.
fn until(server: &Server, key: &str, status: u16) -> Duration {
    let begun = Instant::now();
    while server.status(key, LIST) != status {
        assert!(begun.elapsed() < Duration::from_secs(30), "the server never answered {status}");
        thread::sleep(Duration::from_millis(10));
    }
    begun.elapsed()
}

#[test]
fn a_key_made_beside_a_running_server_works_and_a_revoked_one_stops_within_a_second() {
    let home = Home::new();
    let server = Server::start(&home, &["--no-starter"]);
    assert_eq!(server.status("convlog_nobody", LIST), 401);
    let (key, id) = home.key("read");
    assert!(until(&server, &key, 200) < Duration::from_secs(1));
    let revoked = home.run(&["keys", "revoke", &id, "--json"]).json();
    assert_eq!(revoked["state"], "revoked");
    assert!(until(&server, &key, 401) < Duration::from_secs(1));
}

#[test]
fn lists_keys_without_the_keys_themselves() {
    let home = Home::new();
    let empty = home.run(&["keys", "list"]);
    assert!(empty.stdout.contains("convlog keys create"), "{}", empty.stdout);
    let (key, id) = home.key("read,pii");
    let made = home
        .run(&[
            "keys",
            "create",
            "--account",
            "acme",
            "--all-projects",
            "--permissions",
            "ingest",
            "--label",
            "agents",
            "--expires",
            "30d",
            "--json",
        ])
        .json();
    assert_eq!((made["all_projects"].as_bool(), made["label"].as_str()), (Some(true), Some("agents")));
    assert!(made["expires_at"].is_string() && made["revoked_at"].is_null());
    for text in [home.run(&["keys", "list"]).stdout, home.run(&["keys", "list", "--json"]).stdout] {
        assert!(text.contains(&id) && text.contains("agents"), "{text}");
        assert!(!text.contains(&key) && !text.contains(made["key"].as_str().unwrap()), "{text}");
    }
    let listed = home.run(&["keys", "list", "--account", "acme", "--json"]).json();
    assert_eq!(listed.as_array().map(Vec::len), Some(2));
    assert_eq!(listed[0]["permissions"], serde_json::json!(["read", "pii"]));
    assert_eq!(home.run(&["keys", "list", "--account", "nobody", "--json"]).json(), serde_json::json!([]));
    // Making a key for a project makes the project.
    assert_eq!(home.run(&["projects", "list", "--json"]).json()[0]["id"], "front-desk");
}

#[test]
fn says_what_is_wrong_with_a_request() {
    let home = Home::new();
    let create = |more: &[&str]| home.run(&[&["keys", "create", "--account", "acme"][..], more].concat());
    assert!(create(&["--project", "p", "--permissions", "pii"]).failure(2).contains("read,pii"));
    assert!(
        create(&["--project", "p", "--permissions", "root"]).stderr.contains("ingest, read, pii, annotate or admin")
    );
    assert!(create(&["--permissions", "read"]).stderr.contains("--project"));
    assert!(create(&["--project", "a/b", "--permissions", "read"]).stderr.contains("letters, digits"));
    let reserved = home.run(&["keys", "create", "--account", "agents", "--project", "p", "--permissions", "read"]);
    assert_eq!(reserved.code, Some(2));
    assert!(home.run(&["keys", "revoke", "nothing"]).failure(3).contains("convlog keys list"));
}

#[test]
fn a_name_that_is_not_there_is_made_first_of_all_and_beside_others_only_if_it_is_new() {
    let home = Home::new();
    let create =
        |more: &[&str]| home.run(&[&["keys", "create", "--permissions", "ingest", "--json"][..], more].concat());
    let first = create(&["--account", "acme", "--project", "front-desk"]);
    assert!(first.json()["key"].is_string());
    assert_eq!(first.stderr, "convlog also created the account acme and the project front-desk.\n");
    assert_eq!(create(&["--account", "acme", "--project", "front-desk"]).stderr, "");
    assert_eq!(create(&["--account", "acme", "--all-projects"]).code, Some(0));
    for (slip, shown) in [
        (&["--account", "acmee", "--project", "front-desk"][..], "there is no account acmee; those that exist: acme"),
        (&["--account", "Acme", "--all-projects"], "there is no account Acme"),
        (
            &["--account", "acme", "--project", "frontdesk"],
            "no project frontdesk in this account; those that exist: front-desk",
        ),
        (&["--account", "acme", "--project", "front-desk", "--project", "sales"], "no project sales"),
        (&["--account", "front-desk", "--project", "acme"], "no account front-desk"),
    ] {
        let refused = create(slip);
        assert!(refused.failure(2).contains(shown) && refused.stderr.contains("--new"), "{}", refused.stderr);
        assert_eq!(home.run(&["projects", "list", "--json"]).json().as_array().map(Vec::len), Some(1));
    }
    let made = create(&["--account", "acme", "--project", "sales", "--new"]);
    assert_eq!((made.code, made.stderr.as_str()), (Some(0), "convlog also created the project sales.\n"));
    assert_eq!(create(&["--account", "umbrella", "--project", "p", "--new"]).code, Some(0));
}

#[test]
fn a_reader_that_stops_reading_is_no_failure() {
    let home = Home::new();
    home.key("read");
    let mut command = home.command(&["keys", "list"]);
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn a_key_reads_personal_data_until_its_time_and_not_without_a_reason() {
    let home = Home::new();
    let create = |more: &[&str]| {
        home.run(&[&["keys", "create", "--account", "acme", "--project", "front-desk", "--json"][..], more].concat())
    };
    let given = create(&["--permissions", "read", "--pii-until", "2999-12-01T18:00:00Z", "--reason", "case 17"]).json();
    assert_eq!(given["pii_until"], "2999-12-01T18:00:00.000000Z");
    assert_eq!(given["pii_reason"], "case 17");
    assert_eq!(given["permissions"], serde_json::json!(["read"]));
    let listed = home.run(&["keys", "list", "--json"]).json();
    assert_eq!((&listed[0]["pii_until"], &listed[0]["pii_reason"]), (&given["pii_until"], &given["pii_reason"]));
    assert!(home.run(&["keys", "list"]).stdout.contains("2999-12-01 18:00"));
    let until = ["--pii-until", "2999-12-01"];
    assert!(create(&["--permissions", "read", until[0], until[1]]).stderr.contains("--reason"));
    assert!(create(&["--permissions", "read", "--reason", "why"]).stderr.contains("--pii-until"));
    for (permissions, time, reason) in [
        ("read,pii", "2999-12-01", "why"),
        ("ingest", "2999-12-01", "why"),
        ("read", "2001-12-01", "why"),
        ("read", "2999-12-01", " "),
    ] {
        create(&["--permissions", permissions, "--pii-until", time, "--reason", reason]).failure(2);
    }
}

#[test]
fn keys_expire_as_the_policy_of_their_project_says() {
    let home = Home::new();
    let set = |more: &[&str]| {
        home.run(&[&["projects", "set", "--account", "acme", "--project", "front-desk"], more].concat())
    };
    let create = |more: &[&str]| {
        let named = ["keys", "create", "--account", "acme", "--permissions", "read", "--json"];
        home.run(&[&named[..], more].concat())
    };
    let days = |made: &serde_json::Value| {
        let time = |name: &str| convlog_core::Timestamp::parse(made[name].as_str().unwrap()).unwrap().as_micros();
        (time("expires_at") - time("created_at")) / (24 * 60 * 60 * 1_000_000)
    };
    assert!(create(&["--project", "front-desk"]).json()["expires_at"].is_null());
    assert_eq!(set(&["--key-lifetime", "30d", "--json"]).json()["key_lifetime_days"], 30);
    assert_eq!(days(&create(&["--project", "front-desk"]).json()), 30);
    assert_eq!(days(&create(&["--all-projects"]).json()), 30);
    assert_eq!(days(&create(&["--project", "front-desk", "--expires", "7d"]).json()), 7);
    let refused = create(&["--new", "--project", "front-desk", "--project", "sales", "--expires", "31d"]);
    assert!(refused.failure(2).contains("to 30 days") && refused.stderr.contains("--key-lifetime"));
    assert!(!home.run(&["projects", "list"]).stdout.contains("sales"), "a key that was refused makes no project");
    assert!(create(&["--new", "--project", "sales"]).json()["expires_at"].is_null());
    assert!(set(&["--key-lifetime", "forever", "--json"]).json()["key_lifetime_days"].is_null());
    assert!(create(&["--project", "front-desk"]).json()["expires_at"].is_null());
    let listed = home.run(&["keys", "list", "--json"]).json();
    assert!(listed[0]["expires_at"].is_null() && listed[1]["expires_at"].is_string(), "made before, kept: {listed}");
}

#[test]
fn one_key_that_sends_and_reads_without_pii_is_made_with_a_warning() {
    let home = Home::new();
    let create = |permissions: &str| {
        home.run(&["keys", "create", "--account", "acme", "--project", "p", "--permissions", permissions, "--json"])
    };
    create("ingest").json();
    let warned = create("ingest,read");
    assert!(warned.json()["key"].is_string());
    assert!(warned.stderr.contains("can guess personal values"), "{}", warned.stderr);
    for permissions in ["ingest", "read", "read,pii", "ingest,read,pii", "ingest,admin"] {
        let done = create(permissions);
        assert_eq!((done.code, done.stderr.as_str()), (Some(0), ""), "{permissions}");
    }
}
