//! The guard over the API, on SQLite: at ingest by the project's policy, and over time over what is stored.

use std::time::{Duration, Instant};

use convlog_core::GuardPolicy;
use convlog_store::{Permission, ProjectSettings};
use serde_json::{Value, json};

use super::review::stage::Stage;
use crate::world::{PROJECT, post, request};

const RESCAN: &str = "guard/rescan";

async fn decide(stage: &Stage, guard: GuardPolicy) {
    let settings = ProjectSettings { guard, ..ProjectSettings::default() };
    stage.server.put_project("acme", PROJECT, settings).await;
}

fn entry(seq: u64, members: &str, more: &str) -> String {
    format!(
        r#"{{"type":"log","producer":"{}","seq":{seq},"conversation_id":"g","entry":{{"level":"info",{members}}}{more}}}"#,
        "5".repeat(32)
    )
}

async fn shown(stage: &Stage, key: &str) -> String {
    stage.ask("conversations/g", key).await.text().to_owned()
}

async fn rescanned(stage: &Stage, admin: &str, body: &str) -> Value {
    let path = format!("/api/projects/{PROJECT}/{RESCAN}");
    let begun = post(&path, body).key(admin).send(stage.server.address).await;
    assert_eq!((begun.status, &begun.json()["finished_at"]), (202, &Value::Null), "{}", begun.text());
    loop {
        let status = stage.ask(RESCAN, admin).await.json();
        if status["rescan"]["finished_at"].is_string() {
            return status["rescan"].clone();
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_project_that_only_warns_is_told_of_rules_and_fields_and_of_nothing_else() {
    let stage = Stage::empty().await;
    decide(&stage, GuardPolicy::Warn).await;
    let line = entry(1, r#""content":"to ada@canary.example","ada quill":["bob@canary.example"]"#, "");
    let report = stage.server.ingest(&line).await;
    let notes = report.json()["notes"].clone();
    assert_eq!(notes.as_array().map(Vec::len), Some(1), "{notes}");
    assert_eq!((&notes[0]["code"], &notes[0]["line"]), (&json!("guard_warning"), &json!(1)));
    let reason = notes[0]["reason"].as_str().unwrap();
    assert!(reason.ends_with("email at /entry/*/*, email at /entry/content"), "{reason}");
    assert!(!report.text().contains("canary") && !report.text().contains("quill"), "{}", report.text());
    assert!(shown(&stage, &stage.server.reader).await.contains("ada@canary.example"));
    decide(&stage, GuardPolicy::Off).await;
    // What a project has decided is in effect within a second.
    let began = Instant::now();
    for seq in 2.. {
        let line = entry(seq, r#""content":"to ada@canary.example""#, "");
        if stage.server.ingest(&line).await.json()["notes"] == json!([]) {
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(5));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn what_was_only_warned_of_is_counted_by_its_rule_for_administrators_with_pii() {
    let stage = Stage::empty().await;
    decide(&stage, GuardPolicy::Warn).await;
    let blind = stage.server.key("acme", PROJECT, &[Permission::Admin]).await.0;
    let admin = stage.server.key("acme", PROJECT, &[Permission::Admin, Permission::Pii]).await.0;
    let warned = async |key: &str| stage.ask(RESCAN, key).await.json()["warned"].clone();
    assert_eq!(warned(&admin).await, json!({"records": 0, "findings": {}, "last_at": null}));
    let lines = [
        entry(1, r#""content":"to ada@canary.example and bob@canary.example","phone":"+44 7700 900123""#, ""),
        entry(2, r#""content":"nothing to see""#, ""),
        entry(3, r#""content":"flagged","to":"ada@canary.example""#, r#","pii":["/entry/to"]"#),
        entry(4, r#""content":"to ada@canary.example""#, r#","project_id":"elsewhere""#),
        entry(5, r#""content":"Zeb Quill","who":"Zeb Quill""#, r#","pii_values":["Zeb Quill"],"pii":["/entry/who"]"#),
    ];
    for _ in 0..2 {
        assert_eq!(stage.server.ingest(lines.join("\n")).await.status, 207, "the fourth is refused");
    }
    let path = format!("/api/projects/{PROJECT}/conversations/g/note");
    let note = json!({"note": "call bob@canary.example back"}).to_string();
    let put = request("PUT", &path, Some(note.as_bytes())).key(&stage.server.reader).send(stage.server.address).await;
    assert_eq!(put.status, 204);
    let counted = warned(&admin).await;
    let findings = json!({"email": 2, "known": 1, "phone": 1});
    assert_eq!((&counted["records"], &counted["findings"]), (&json!(3), &findings), "{counted}");
    assert!(counted["last_at"].is_string() && !counted.to_string().contains("canary"));
    assert_eq!(warned(&blind).await, Value::Null);
}

#[tokio::test]
async fn what_a_limit_hid_is_kept_and_counted_for_administrators_with_pii() {
    let stage = Stage::empty().await;
    let blind = stage.server.key("acme", PROJECT, &[Permission::Admin]).await.0;
    let admin = stage.server.key("acme", PROJECT, &[Permission::Admin, Permission::Pii]).await.0;
    let limits = async |key: &str| stage.ask(RESCAN, key).await.json()["limits"].clone();
    assert_eq!(limits(&admin).await, json!({"records": 0, "reached": {}, "last_at": null}));
    let lines = [
        entry(1, r#""content":"a quiet canary","who":"x""#, r#","pii":["/entry/whoo"]"#),
        entry(2, r#""content":"a quiet canary""#, r#","is_pii":true"#),
        entry(3, r#""content":"a quiet canary","is_pii":null"#, ""),
        entry(4, r#""content":"as far as the canary","_truncated":["/content"]"#, ""),
        entry(5, r#""content":"in the open""#, ""),
    ];
    let answer = stage.server.ingest(lines.join("\n")).await;
    let notes: Vec<_> = answer.json()["notes"].as_array().unwrap().iter().map(|note| note["code"].clone()).collect();
    assert_eq!(
        (answer.status, notes),
        (200, vec![json!("unclear_flag"), json!("unknown_field"), json!("unclear_flag"), json!("unclear_flag")])
    );
    assert!(!answer.text().contains("canary"));
    let open = shown(&stage, &stage.server.reader).await;
    assert!(open.contains("in the open") && !open.contains("canary"), "{open}");
    assert_eq!(shown(&stage, &stage.server.pii_reader).await.matches("canary").count(), 4);
    let counted = limits(&admin).await;
    assert_eq!(
        (&counted["records"], &counted["reached"]),
        (&json!(4), &json!({"cut": 1, "unclear_flag": 3})),
        "{counted}"
    );
    assert_eq!(limits(&blind).await, Value::Null);
}

#[tokio::test]
async fn what_the_guard_hid_is_marked_with_its_rule_for_readers_of_personal_data() {
    let stage = Stage::empty().await;
    let line = entry(1, r#""content":"to ada@canary.example","n":1.50"#, "");
    assert_eq!(stage.server.ingest(&line).await.json()["notes"], json!([]));
    let open = shown(&stage, &stage.server.reader).await;
    assert!(open.contains("to [redacted]") && !open.contains("canary") && !open.contains("\"_pii\""), "{open}");
    let complete = shown(&stage, &stage.server.pii_reader).await;
    assert!(complete.contains("to ada@canary.example"), "{complete}");
    assert!(complete.contains(r#""_pii":[{"path":"/content","rule":"email"}]"#), "{complete}");
    let note = format!("/api/projects/{PROJECT}/conversations/g/note");
    let body = json!({"note": "call ada@canary.example back"}).to_string();
    let put =
        request("PUT", &note, Some(body.as_bytes())).key(&stage.server.pii_reader).send(stage.server.address).await;
    assert_eq!(put.status, 204, "{}", put.text());
    assert!(shown(&stage, &stage.server.reader).await.contains("call [redacted] back"));
}

#[tokio::test]
async fn what_became_known_is_hidden_within_five_seconds() {
    let stage = Stage::empty().await;
    let mut delays = Vec::new();
    for n in 0..5_u64 {
        let name = format!("Zeb Quill the {n}th");
        stage.server.ingest(entry(10 * n + 1, &format!(r#""content":"{name} called""#), "")).await;
        let flagged = format!(r#""content":"caller {n}","who":"{name}""#);
        stage.server.ingest(entry(10 * n + 2, &flagged, r#","pii":["/entry/who"]"#)).await;
        let began = Instant::now();
        while shown(&stage, &stage.server.reader).await.contains(&name) {
            assert!(began.elapsed() < Duration::from_secs(5), "the {n}th is still open");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        delays.push(began.elapsed().as_millis());
        assert!(shown(&stage, &stage.server.pii_reader).await.contains(&format!("{name} called")));
    }
    println!("milliseconds from the flag until the earlier copy was hidden: {delays:?}");
    let blind = stage.server.key("acme", PROJECT, &[Permission::Admin]).await.0;
    assert_eq!(stage.ask(RESCAN, &blind).await.json()["known"], Value::Null);
    let admin = stage.server.key("acme", PROJECT, &[Permission::Admin, Permission::Pii]).await.0;
    let known = stage.ask(RESCAN, &admin).await.json()["known"].clone();
    assert_eq!(known["rows_hidden"], json!(5), "{known}");
}

#[tokio::test]
async fn a_rescan_is_for_administrators_and_tells_how_far_it_is() {
    let stage = Stage::empty().await;
    decide(&stage, GuardPolicy::Off).await;
    for seq in 1..=250 {
        stage.server.ingest(entry(seq, r#""content":"to ada@canary.example""#, "")).await;
    }
    let path = format!("/api/projects/{PROJECT}/{RESCAN}");
    for key in [&stage.server.reader, &stage.server.pii_reader, &stage.server.writer] {
        let refused = post(&path, "").key(key).send(stage.server.address).await;
        assert_eq!((refused.status, stage.ask(RESCAN, key).await.status), (403, 403));
    }
    let admin = stage.server.key("acme", PROJECT, &[Permission::Admin]).await.0;
    assert_eq!(stage.ask(RESCAN, &admin).await.json()["rescan"], Value::Null);
    let wrong = post(&path, r#"{"dry":1}"#).key(&admin).send(stage.server.address).await;
    assert_eq!(wrong.status, 400);
    decide(&stage, GuardPolicy::Redact).await;
    let counted = rescanned(&stage, &admin, r#"{"dry_run":true}"#).await;
    assert_eq!((&counted["rows_changed"], &counted["policy"]), (&json!(250), &json!("redact")));
    assert!(shown(&stage, &stage.server.reader).await.contains("canary"));
    let done = rescanned(&stage, &admin, "").await;
    assert_eq!((&done["rows_changed"], &done["conversations_done"]), (&json!(250), &json!(1)), "{done}");
    assert!(!shown(&stage, &stage.server.reader).await.contains("canary"));
    assert!(shown(&stage, &stage.server.pii_reader).await.contains("to ada@canary.example"));
}
