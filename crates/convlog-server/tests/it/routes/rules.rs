//! What a project says is not personal, over the API, on SQLite: what a rule shows, what it never shows, who may say so.

use std::time::Duration;

use convlog_core::GuardPolicy;
use convlog_store::{Permission, ProjectSettings};
use serde_json::{Value, json};

use super::review::stage::Stage;
use crate::world::{PROJECT, Reply, request};

/// A call in which two functions log the name of an agent, of which one has written a number and an address beside it.
const LINES: [&str; 7] = [
    r#"conversation "timestamp":"2026-06-03T13:18:00Z","environment":"live""#,
    r#"function_event "timestamp":"2026-06-03T13:18:00Z","function_event_id":"e1","name":"greet","arguments":{"agent_name":"Ada Lovelace"},"started_at":"2026-06-03T13:18:00Z""#,
    r#"log "function_event_id":"e1","entry":{"level":"info","content":"first","agent_name":"Ada Lovelace","phone":"07700 900123"}"#,
    r#"log "function_event_id":"e1","entry":{"level":"info","content":"second","agent_name":"mail ada@lovelace.example"}"#,
    r#"function_event "timestamp":"2026-06-03T13:18:02Z","function_event_id":"e2","name":"look_up","started_at":"2026-06-03T13:18:02Z""#,
    r#"log "function_event_id":"e2","entry":{"level":"info","content":"third","agent_name":"Anna Miller"}"#,
    r#"log "entry":{"level":"info","content":"fourth","agent_name":["Jane Taylor"]}"#,
];

struct Rules {
    stage: Stage,
    /// With `read`, `pii` and `admin`.
    maker: String,
}

impl Rules {
    async fn start() -> Rules {
        let stage = Stage::empty().await;
        stage.send("c", &LINES, 1).await;
        let all = [Permission::Read, Permission::Pii, Permission::Admin];
        let maker = stage.server.key("acme", PROJECT, &all).await.0;
        Rules { stage, maker }
    }

    async fn send(&self, method: &str, rest: &str, body: Option<Value>, key: &str) -> Reply {
        let path = format!("/api/projects/{PROJECT}/guard/{rest}");
        let body = body.map(|body| body.to_string().into_bytes());
        request(method, &path, body.as_deref()).key(key).send(self.stage.server.address).await
    }

    async fn add(&self, body: Value) -> Value {
        let added = self.send("POST", "rules", Some(body), &self.maker).await;
        assert_eq!(added.status, 201, "{}", added.text());
        added.json()
    }

    /// Waits until what is stored was read again.
    async fn settled(&self) {
        loop {
            let status = self.stage.ask("guard/rescan", &self.maker).await.json();
            if status["rescan"]["finished_at"].is_string() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// What a reader without `pii` has of the call.
    async fn open(&self) -> String {
        self.stage.ask("conversations/c", &self.stage.server.reader).await.text().to_owned()
    }

    /// Says which of the three names such a reader has.
    async fn names(&self) -> [bool; 3] {
        let open = self.open().await;
        assert!(!open.contains("900123") && !open.contains("lovelace.example"), "a form stays hidden: {open}");
        ["Ada Lovelace", "Anna Miller", "Jane Taylor"].map(|name| open.contains(name))
    }
}

#[tokio::test]
async fn a_rule_shows_what_is_stored_and_what_comes_until_it_is_removed() {
    let rules = Rules::start().await;
    assert_eq!(rules.names().await, [false; 3]);
    let added = rules.add(json!({"key": "agent_name"})).await;
    assert_eq!((&added["key"], &added["function"]), (&json!("agent_name"), &Value::Null));
    let expected = json!({"records": 4, "conversations": 1, "is_whole": true});
    assert_eq!(added["expected"], expected, "{added}");
    rules.settled().await;
    assert_eq!(rules.names().await, [true; 3]);
    let later = r#"log "entry":{"level":"info","content":"fifth","agent_name":"Peter Jones"}"#;
    rules.stage.send("c", &[later], 2).await;
    assert!(rules.open().await.contains("Peter Jones"));
    let again = rules.add(json!({"key": "agent_name"})).await;
    assert_eq!(again, added, "the same again is the same rule");
    let listed = rules.send("GET", "rules", None, &rules.maker).await.json();
    assert_eq!(listed, json!({"rules": [added]}));
    let path = format!("rules/{}", added["id"]);
    assert_eq!(rules.send("DELETE", &path, None, &rules.maker).await.status, 204);
    let late = r#"log "entry":{"level":"info","content":"sixth","agent_name":"Laura Martin"}"#;
    rules.stage.send("c", &[late], 3).await;
    rules.settled().await;
    assert_eq!(rules.names().await, [false; 3]);
    let open = rules.open().await;
    assert!(!open.contains("Peter Jones") && !open.contains("Laura Martin"), "{open}");
    assert_eq!(rules.send("DELETE", &path, None, &rules.maker).await.status, 404);
}

#[tokio::test]
async fn a_rule_of_a_function_shows_what_that_function_logged_and_nothing_else() {
    let rules = Rules::start().await;
    rules.add(json!({"key": "agent_name", "function": "greet"})).await;
    rules.settled().await;
    assert_eq!(rules.names().await, [true, false, false]);
    // The function of a line may have been told before, in the same request, behind it, or never.
    let behind = [
        r#"log "function_event_id":"e1","entry":{"level":"info","content":"x","agent_name":"Peter Jones"}"#,
        r#"log "function_event_id":"e3","entry":{"level":"info","content":"x","agent_name":"Laura Martin"}"#,
        r#"function_event "function_event_id":"e3","name":"greet","result":{"agent_name":"John Miller"}"#,
        r#"function_event "function_event_id":"e3","result":{"agent_name":"John Miller"}"#,
        r#"log "function_event_id":"e4","entry":{"level":"info","content":"x","agent_name":"Anna Schmidt"}"#,
    ];
    rules.stage.send("c", &behind, 2).await;
    let open = rules.open().await;
    let shown = ["Peter Jones", "Laura Martin", "John Miller", "Anna Schmidt"].map(|name| open.contains(name));
    assert_eq!(shown, [true, true, true, false], "{open}");
}

#[tokio::test]
async fn nobody_else_says_in_which_function_a_line_was_written() {
    let rules = Rules::start().await;
    let other = rules.stage.server.key("acme", PROJECT, &[Permission::Ingest]).await.0;
    let tell = async |seq: u64, members: &str| {
        let producer = "7".repeat(32);
        let line = format!(
            r#"{{"type":"function_event","producer":"{producer}","seq":{seq},"conversation_id":"c",{members}}}"#
        );
        let sent = request("POST", "/v1/ingest", Some(line.as_bytes()));
        assert_eq!(sent.key(&other).send(rules.stage.server.address).await.status, 200);
    };
    let line = |event: &str, name: &str| {
        format!(r#"log "function_event_id":"{event}","entry":{{"level":"info","content":"x","agent_name":"{name}"}}"#)
    };
    rules.stage.send("c", &[&line("e5", "John Miller")], 5).await;
    tell(1, r#""function_event_id":"e2","name":"greet""#).await;
    tell(2, r#""function_event_id":"e5","name":"greet""#).await;
    rules.add(json!({"key": "agent_name", "function": "greet"})).await;
    rules.settled().await;
    assert_eq!(rules.names().await, [true, false, false]);
    rules.stage.send("c", &[&line("e2", "Peter Jones"), &line("e5", "Laura Martin")], 2).await;
    let open = rules.open().await;
    let shown = ["John Miller", "Peter Jones", "Laura Martin"].map(|name| open.contains(name));
    assert_eq!(shown, [false; 3], "{open}");
    // A name that anybody hides is not told by what it shows.
    tell(3, r#""function_event_id":"e1","name":"greet","pii":["/name"]"#).await;
    rules.stage.send("c", &[&line("e1", "Anna Schmidt")], 3).await;
    assert!(!rules.open().await.contains("Anna Schmidt"));
}

#[tokio::test]
async fn no_rule_shows_what_is_known_flagged_or_marked() {
    let rules = Rules::start().await;
    let lines = [
        r#"log "entry":{"level":"info","content":"a","who":"Ada Lovelace"},"pii":["/entry/who"]"#,
        r#"log "entry":{"level":"info","content":"b","agent_name":"Peter Jones"},"pii":["/entry/agent_name"]"#,
        r#"log "entry":{"level":"info","content":"c","is_pii":true,"agent_name":"Laura Martin"}"#,
    ];
    rules.stage.send("c", &lines, 2).await;
    let all = [Permission::Read, Permission::Pii, Permission::Annotate];
    let marker = rules.stage.server.key("acme", PROJECT, &all).await.0;
    let path = format!("/api/projects/{PROJECT}/conversations/c/marks");
    let entries = rules.stage.complete("conversations/c/entries").await;
    let entries = entries["entries"].as_array().unwrap();
    let fourth = entries.iter().find(|entry| entry["entry"]["content"] == "fourth").unwrap();
    let body = json!({"entry": fourth["id"], "path": "/agent_name/0"}).to_string();
    let marked = request("POST", &path, Some(body.as_bytes())).key(&marker).send(rules.stage.server.address).await;
    assert_eq!(marked.status, 201, "{}", marked.text());
    rules.add(json!({"key": "agent_name"})).await;
    rules.settled().await;
    assert_eq!(rules.names().await, [false, true, false], "the first is known, the last is marked");
    rules.stage.send("c", &[&LINES[2].replace("first", "again")], 3).await;
    assert_eq!(rules.names().await, [false, true, false], "what comes is compared as well");
    let open = rules.open().await;
    assert!(!open.contains("Peter Jones") && !open.contains("Laura Martin"), "{open}");
}

#[tokio::test]
async fn a_rule_is_estimated_and_added_by_who_reads_all_and_removed_by_who_administers() {
    let rules = Rules::start().await;
    let (read, pii, admin) = (Permission::Read, Permission::Pii, Permission::Admin);
    let body = || Some(json!({"key": "agent_name"}));
    for permissions in [vec![read], vec![read, pii], vec![admin], vec![read, admin], vec![pii, admin]] {
        let key = rules.stage.server.key("acme", PROJECT, &permissions).await.0;
        for path in ["rules", "rules/estimate"] {
            let refused = rules.send("POST", path, body(), &key).await;
            assert_eq!(refused.status, 403, "{permissions:?} {}", refused.text());
        }
        let is_admin = permissions.contains(&admin);
        let status = if is_admin { 200 } else { 403 };
        assert_eq!(rules.send("GET", "rules", None, &key).await.status, status, "{permissions:?}");
        let tried = rules.send("POST", "test", Some(json!({"text": "x"})), &key).await;
        assert_eq!(tried.status, status, "{permissions:?}");
    }
    let added = rules.add(json!({"key": "agent_name"})).await;
    let blind = rules.stage.server.key("acme", PROJECT, &[admin]).await.0;
    let listed = rules.send("GET", "rules", None, &blind).await.json();
    assert_eq!((&listed["rules"][0]["id"], &listed["rules"][0]["expected"]), (&added["id"], &Value::Null));
    let path = format!("rules/{}", added["id"]);
    let foreign = rules.stage.server.key("other", PROJECT, &[read, pii, admin]).await.0;
    assert_eq!(rules.send("DELETE", &path, None, &foreign).await.status, 404);
    assert_eq!(rules.send("DELETE", &path, None, &blind).await.status, 204);
}

#[tokio::test]
async fn an_estimate_counts_what_a_rule_would_show_and_changes_nothing() {
    let rules = Rules::start().await;
    let ask = async |body: Value| rules.send("POST", "rules/estimate", Some(body), &rules.maker).await.json();
    let all = ask(json!({"key": "agent_name"})).await;
    let expected = json!({
        "conversations": 1, "records": 4, "values": 4, "conversation_ids": ["c"],
        "conversations_looked_at": 1, "conversations_stored": 1, "is_whole": true
    });
    assert_eq!(all, expected);
    assert_eq!(ask(json!({"key": "agent_name", "function": "look_up"})).await["records"], json!(1));
    assert_eq!(ask(json!({"key": "phone"})).await["records"], json!(0), "the number has a form");
    assert_eq!(ask(json!({"key": "another"})).await["conversation_ids"], json!([]));
    assert_eq!(rules.names().await, [false; 3]);
    assert_eq!(rules.send("GET", "rules", None, &rules.maker).await.json(), json!({"rules": []}));
}

#[tokio::test]
async fn a_rule_that_cannot_be_is_refused_with_what_to_do() {
    let rules = Rules::start().await;
    for (body, part) in [
        (json!({"key": "password"}), "always personal: secret"),
        (json!({"key": "email"}), "always personal: email"),
        (json!({"key": "content"}), "one of every entry"),
        (json!({"key": "ada@example.org"}), "looks like personal data"),
        (json!({"key": ""}), "key is"),
        (json!({}), "lacks key"),
        (json!({"key": "a", "for": "b"}), "for is not a field"),
    ] {
        let refused = rules.send("POST", "rules", Some(body.clone()), &rules.maker).await;
        assert!(refused.status == 400 && refused.text().contains(part), "{body} {}", refused.text());
        assert!(!refused.text().contains("ada@"), "no value is repeated");
    }
}

#[tokio::test]
async fn trying_the_guard_says_what_is_hidden_why_and_what_rules_leave_open() {
    let rules = Rules::start().await;
    let added = rules.add(json!({"key": "agent_name", "function": "greet"})).await;
    let line = r#"{"agent_name":"Ada Lovelace","said":"to ada@example.org"}"#;
    let ask = async |body: Value| rules.send("POST", "test", Some(body), &rules.maker).await.json();
    let tried = ask(json!({"text": line, "function": "greet"})).await;
    assert_eq!(tried["policy"], json!("redact"));
    let open = tried["open"].as_str().unwrap();
    assert!(open.contains("Ada Lovelace") && open.contains("to [redacted]"), "{open}");
    assert_eq!((&tried["findings"][0]["rule"], &tried["findings"][0]["lifted_by"]), (&json!("name"), &added["id"]));
    assert_eq!((&tried["findings"][1]["bytes"], &tried["findings"][1]["lifted_by"]), (&json!([3, 18]), &Value::Null));
    assert!(tried["findings"][1]["reason"].as_str().is_some_and(|reason| !reason.is_empty()));
    let elsewhere = ask(json!({"text": line})).await;
    assert!(!elsewhere["open"].as_str().unwrap().contains("Ada Lovelace"));
    let named = ask(json!({"text": "Ada", "name": "first_name"})).await;
    assert_eq!(named["open"], json!("[redacted]"));
}

#[tokio::test]
async fn a_project_that_hides_nothing_is_not_read_again_because_of_a_rule() {
    let rules = Rules::start().await;
    let settings = ProjectSettings { guard: GuardPolicy::Warn, ..ProjectSettings::default() };
    rules.stage.server.put_project("acme", PROJECT, settings).await;
    rules.add(json!({"key": "agent_name"})).await;
    assert_eq!(rules.stage.ask("guard/rescan", &rules.maker).await.json()["rescan"], Value::Null);
    assert_eq!(rules.names().await, [false; 3], "what the guard had hidden stays so until somebody rescans");
}
