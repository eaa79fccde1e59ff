use serde_json::{Value, json};

use super::stage::Stage;
use crate::world::{CALL, PROJECT, canaries};

/// Returns the member names of an object.
fn names(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test]
async fn a_review_has_every_key_and_marks_only_for_readers_with_pii() {
    let stage = Stage::start().await;
    let review = stage.open("conversations/c1").await;
    let keys = [
        "id",
        "account_id",
        "project_id",
        "status",
        "started_at",
        "ended_at",
        "duration_ms",
        "contact",
        "fields",
        "counts",
        "cut",
        "notices",
        "sees_personal",
        "metrics",
        "turns",
    ];
    assert_eq!(names(&review), keys);
    assert_eq!(review["contact"], "[redacted]");
    assert_eq!((&review["status"], &review["duration_ms"]), (&json!("ended"), &json!(73100.0)));
    assert_eq!(review["started_at"], "2026-06-03T13:18:00.500000Z");
    assert_eq!(review["fields"]["to_number"], "+441134960000");
    // One raised, one never finished.
    let counts = json!({"turns": 2, "functions": 3, "failed_functions": 2, "entries": 4, "errors": 1, "warnings": 1});
    assert_eq!(review["counts"], counts);
    assert!(!review.to_string().contains("\"_pii\"") && !review.to_string().contains("CANARY"));
    let complete = stage.complete("conversations/c1").await;
    let with_marks = |keys: &[&'static str]| {
        let mut keys = keys.to_vec();
        keys.insert(keys.len() - 4, "_pii");
        keys
    };
    assert_eq!(names(&complete), with_marks(&keys));
    assert_eq!(complete["counts"]["errors"], 2, "it counts what its reader sees");
    let text = complete.to_string();
    for canary in canaries() {
        assert!(text.contains(&format!("CANARY{canary}")), "CANARY{canary}");
    }
}

#[tokio::test]
async fn events_entries_and_spans_stand_in_their_turns() {
    let stage = Stage::start().await;
    let review = stage.complete("conversations/c1").await;
    let numbers: Vec<u64> =
        review["turns"].as_array().unwrap().iter().map(|turn| turn["number"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [0, 1, 2]);
    let early = &review["turns"][0];
    assert_eq!((&early["id"], &early["events"][0]["id"]), (&Value::Null, &Value::Null));
    assert_eq!(early["events"][0]["entries"][0]["entry"]["content"], "start");
    assert_eq!(early["events"][1]["fields"]["name"], "start_function");
    assert_eq!(early["events"][1]["duration_ms"], 4100.4);
    assert_eq!(early["events"][1]["ended_at"], "2026-06-03T13:18:06.100400Z");
    let turn = &review["turns"][2];
    assert_eq!(names(turn), ["number", "id", "started_at", "fields", "cut", "_pii", "spans", "events"]);
    let event = &turn["events"][0];
    let keys = ["id", "status", "outcome", "started_at", "ended_at", "duration_ms", "fields", "cut", "_pii", "entries"];
    assert_eq!(names(event), keys);
    assert_eq!((&event["status"], &event["duration_ms"]), (&json!("ended"), &json!(2278.6)));
    assert_eq!(event["_pii"][0], json!({"path": "/arguments/phone", "rule": "sender"}));
    let hidden = &event["entries"][1];
    assert_eq!(
        (&hidden["entry"]["content"], &hidden["_pii"]),
        (&json!("CANARY-entry"), &json!([{"path": "", "rule": "sender"}]))
    );
    assert_eq!(hidden["id"].as_str().unwrap().len(), 32);
    assert_eq!(event["entries"][0]["_pii"], json!([]));
    assert_eq!(turn["_pii"].as_array().unwrap().iter().filter(|mark| mark["rule"] == "class").count(), 4);
    let span = &turn["spans"][0];
    let keys = ["id", "status", "started_at", "ended_at", "duration_ms", "fields", "cut", "_pii"];
    assert_eq!((names(span), &span["fields"]["kind"]), (keys.to_vec(), &json!("llm")));
    assert_eq!(review["metrics"][2]["_pii"], json!([{"path": "/value", "rule": "sender"}]));
    assert_eq!(review["metrics"][0]["value"], 73);
}

#[tokio::test]
async fn an_entry_reads_as_it_was_stored() {
    let stage = Stage::empty().await;
    let entry = r#"{"level":"info","content":"<script>","is_pii":false,"timestamp":"2026-06-03T13:18:23Z","logger":"conversation_logger","n":1.50,"big":12345678901234567890}"#;
    stage.send("c", &[&format!("log \"entry\":{entry}")], 1).await;
    let reply = stage.ask("conversations/c", &stage.server.reader).await;
    assert!(reply.text().contains(entry), "{}", reply.text());
}

#[tokio::test]
async fn what_was_cut_or_lost_or_askew_is_said() {
    let stage = Stage::empty().await;
    let long = format!(r#"turn "turn_id":"t","user_input":"{}""#, "x".repeat(40_000));
    stage.send("c", &[&long], 1).await;
    let report = async |seq: u32, counts: &str| {
        let producer = "0".repeat(31) + "1";
        let said = r#""host":"agent-1","pid":7,"sdk":"py 1""#;
        let line = format!(r#"{{"type":"producer","producer":"{producer}","seq":{seq},{said},{counts}}}"#);
        assert_eq!(stage.server.ingest(line).await.status, 200);
    };
    report(8, r#""dropped":0,"cut":0,"clock_offset_ms":-999.4"#).await;
    assert_eq!(stage.open("conversations/c").await["notices"], json!([]), "nothing is missing");
    report(9, r#""dropped":3,"cut":1,"clock_offset_ms":-2500.4"#).await;
    let review = stage.complete("conversations/c").await;
    assert_eq!(review["turns"][0]["cut"], json!(["/user_input"]));
    let producer = "agent-1 \u{b7} 7 \u{b7} py 1";
    let notice = |kind: &str, count: i64| json!({"kind": kind, "count": count, "producer": producer});
    assert_eq!(review["notices"], json!([notice("dropped", 3), notice("cut", 1), notice("clock", -2500)]));
    // What was dropped and cut may have been personal.
    let administrator = [convlog_store::Permission::Read, convlog_store::Permission::Admin];
    let administrator = stage.server.key("acme", PROJECT, &administrator).await.0;
    assert_eq!(stage.ask("conversations/c", &administrator).await.json()["notices"], review["notices"]);
    assert_eq!(stage.open("conversations/c").await["notices"], json!([notice("clock", -2500)]));
}

#[tokio::test]
async fn hints_stand_beside_the_entry_that_they_are_of() {
    let stage = Stage::empty().await;
    let line = |second: u8, more: &str| {
        format!(
            r#"log "entry":{{"level":"info","content":"x","timestamp":"2026-06-03T10:00:0{second}Z"{more}}},"hints":[{{"habit":"long_message","at":"a.py:{second}"}}]"#
        )
    };
    stage.send("c", &[&line(1, ""), &line(2, r#","is_pii":true"#)], 1).await;
    let hint = |second: u8| json!([{"habit": "long_message", "at": format!("a.py:{second}"), "lines": 1}]);
    let entries = |review: &Value| {
        let entries = review["turns"][0]["events"][0]["entries"].as_array().unwrap();
        entries.iter().map(|entry| entry["hints"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(entries(&stage.open("conversations/c").await), [hint(1)]);
    assert_eq!(entries(&stage.complete("conversations/c").await), [hint(1), hint(2)]);
}

#[tokio::test]
async fn what_was_mended_or_left_out_stands_beside_the_conversation_for_whoever_sees_the_field() {
    let stage = Stage::empty().await;
    let lines = [
        r#"conversation "direction":"both","contact":4711,"tags":["a",null],"end_reason":["jane@mail.example"]"#,
        r#"turn "turn_id":"t","latency":"fast","number":1"#,
        r#"turn "turn_id":"u","latency":"slow","number":2"#,
        r#"function_event "function_event_id":"f","turn_id":"t","name":"f","duration_ms":"5","hangup":"perhaps""#,
        r#"span "span_id":"s","turn_id":"t","kind":"http","status_code":"200","query":["a"]"#,
        r#"metric "name":" m ","value":1"#,
        r#"log "turn_id":"t","entry":{"level":"Fatal","content":"x"}"#,
    ];
    stage.send("c", &lines, 1).await;
    let told = |review: &Value| {
        let notices = review["notices"].as_array().unwrap().iter();
        let told = notices.map(|notice| {
            let text = |name: &str| notice[name].as_str().unwrap().to_owned();
            assert_eq!(notice["producer"], "");
            (text("kind"), text("field"), notice["count"].as_i64().unwrap())
        });
        told.collect::<Vec<_>>()
    };
    let expected = |personal: bool| {
        let all = [
            ("field_mended", "conversation.contact", 1, true),
            ("field_left_out", "conversation.direction", 1, false),
            ("field_mended", "conversation.end_reason", 1, true),
            ("field_mended", "conversation.tags", 1, false),
            ("field_left_out", "turn.latency", 2, false),
            ("field_mended", "function_event.duration_ms", 1, false),
            ("field_left_out", "function_event.hangup", 1, false),
            ("field_mended", "span.query", 1, true),
            ("field_mended", "span.status_code", 1, false),
            ("field_mended", "metric.name", 1, false),
        ];
        let seen = all.into_iter().filter(|notice| personal || !notice.3);
        seen.map(|(kind, field, count, _)| (kind.to_owned(), field.to_owned(), count)).collect::<Vec<_>>()
    };
    let review = stage.open("conversations/c").await;
    assert_eq!(told(&review), expected(false));
    assert_eq!(told(&stage.complete("conversations/c").await), expected(true));
    let entries = review["turns"][0]["events"].as_array().unwrap().iter().filter_map(|event| event["entries"].get(0));
    let hints: Vec<Value> = entries.map(|entry| entry["hints"].clone()).collect();
    assert_eq!(hints, [json!([{"habit": "field_mended", "at": "entry.level", "lines": 1}])]);
}

#[tokio::test]
async fn what_cannot_be_seen_is_not_there() {
    let stage = Stage::start().await;
    let foreign = stage.server.key("acme", "back-office", &[convlog_store::Permission::Read]).await.0;
    let mut answers = Vec::new();
    for (path, key) in [("none", &stage.server.reader), ("h", &stage.server.reader), ("a%00b", &stage.server.reader)] {
        let reply = stage.ask(&format!("conversations/{path}"), key).await;
        assert_eq!((reply.status, reply.error_code().as_str()), (404, "CONVERSATIONS_NOT_FOUND"), "{path}");
        answers.push(reply.comparable());
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(stage.complete("conversations/h").await["turns"][0]["events"][0]["entries"][0]["_pii"][0]["path"], "");
    assert_eq!(stage.ask("conversations/c1", &foreign).await.error_code(), "PROJECT_NOT_FOUND");
    assert_eq!(stage.ask("conversations/c1", &stage.server.writer).await.status, 403);
    assert_eq!(stage.ask("conversations/c1", "").await.status, 401);
}

#[tokio::test]
async fn a_call_that_lost_contact_says_so() {
    let stage = Stage::empty().await;
    stage.send("c", &CALL[..6], 1).await;
    stage.send("d", &[r#"turn "turn_id":"t","started_at":"2026-06-03T10:00:00Z""#], 50).await;
    stage.send("d", &[r#"turn "turn_id":"t","ended_at":"2026-06-03T10:00:01Z""#], 51).await;
    let status = async || {
        let review = stage.open("conversations/c").await;
        (review["status"].clone(), review["turns"][0]["events"][0]["status"].clone())
    };
    let listed = async |id: &str| {
        let list = stage.open("conversations").await["conversations"].as_array().unwrap().clone();
        list.into_iter().find(|row| row["id"] == id).unwrap()["status"].clone()
    };
    assert_eq!(status().await, (json!("live"), json!("ended")));
    stage.server.wait_seconds(60);
    assert_eq!(status().await.0, "lost_contact");
    assert_eq!(listed("c").await, "lost_contact");
    assert_eq!(stage.open("conversations/d").await["status"], "live", "nothing is open between two exchanges");
    assert_eq!(listed("d").await, "live");
    stage.server.wait_seconds(15 * 60);
    assert_eq!(status().await.0, "unfinished");
}
