use std::sync::Arc;

use convlog_server::Config;
use convlog_store::ErrorKind;
use serde_json::json;

use super::stage::{Stage, ids};
use crate::world::{Fault, FaultyStore, PROJECT, Server};

#[tokio::test]
async fn a_row_has_every_key_and_marks_only_for_readers_with_pii() {
    let stage = Stage::start().await;
    let page = stage.open("conversations").await;
    assert_eq!(ids(&page), "c1,c2,c3,c4");
    assert_eq!((&page["next"], &page["searched_until"], &page["total"]), (&json!(null), &json!(null), &json!(null)));
    let expected = json!({
        "id": "c1", "status": "ended", "started_at": "2026-06-03T13:18:00.500000Z",
        "ended_at": "2026-06-03T13:19:13.600000Z", "duration_ms": 73100.0, "contact": "[redacted]",
        "channel": "VOICE-SIP", "environment": "live", "direction": "inbound", "language": "en-GB",
        "variant_id": "v1", "variant_name": "Test Office", "turns": 2, "functions": 3, "failed_functions": 2,
        "errors": 1, "warnings": 1, "entries": 4, "handoff": true, "ended_by": null,
        "summary": {"heading": "A call", "content": "[redacted]"},
    });
    assert_eq!(page["conversations"][0], expected);
    let complete = stage.complete("conversations").await;
    assert_eq!(ids(&complete), "c1,c2,c3,c4,h");
    let row = &complete["conversations"][0];
    assert_eq!((&row["contact"], &row["errors"]), (&json!("CANARY-contact"), &json!(2)));
    let marks = json!([{"path": "/contact", "rule": "class"}, {"path": "/summary/content", "rule": "sender"}]);
    assert_eq!(row["_pii"], marks);
    let side = &complete["conversations"][2];
    assert_eq!((&side["contact"], &side["_pii"][0]["path"]), (&json!("+44 7700 900123"), &json!("/contact")));
}

#[tokio::test]
async fn filters_let_through_what_they_say() {
    let stage = Stage::start().await;
    for (query, expected) in [
        ("has=errors", "c1,c2"),
        ("has=warnings", "c1,c3"),
        ("has=warnings&has=errors", "c1,c2,c3"),
        ("handoff=true", "c1"),
        ("handoff=false", "c2,c3,c4"),
        ("duration_min_ms=60000", "c1,c3"),
        ("duration_max_ms=30000", "c2,c4"),
        ("duration_min_ms=0&duration_max_ms=0", ""),
        ("environment=sandbox", "c2"),
        ("environment=sandbox&environment=live&channel=SMS", "c2"),
        ("variant=v2&variant=Test%20Office", "c1,c2"),
        ("started_from=2026-06-03T12:00:00Z", "c1,c2"),
        ("started_before=2026-06-03T12:00:00Z", "c3,c4"),
        ("in_progress=true", ""),
        ("function=look_up", "c1,c2"),
        ("text=quota%20ALMOST", "c1,c3"),
        ("text=quota&has=errors", "c1"),
        ("text=CANARY", ""),
    ] {
        let page = stage.open(&format!("conversations?{query}&with_total=true")).await;
        assert_eq!(ids(&page), expected, "{query}");
        let is_deep = query.contains("text") || query.contains("function");
        let count = expected.split(',').filter(|id| !id.is_empty()).count();
        assert_eq!(page["total"], if is_deep { json!(null) } else { json!(count) }, "{query}");
    }
}

#[tokio::test]
async fn pages_do_not_jump_when_conversations_come_in() {
    let stage = Stage::start().await;
    let first = stage.open("conversations?limit=2").await;
    assert_eq!(ids(&first), "c1,c2");
    let new = r#"conversation "started_at":"2026-06-03T13:19:59Z""#;
    stage.send("new", &[new], 9).await;
    let next = first["next"].as_str().unwrap();
    let second = stage.open(&format!("conversations?limit=2&cursor={next}")).await;
    assert_eq!((ids(&second).as_str(), &second["next"]), ("c3,c4", &json!(null)));
    let errors = stage.open("conversations?limit=1&has=errors").await;
    let next = errors["next"].as_str().unwrap();
    assert_eq!(ids(&stage.open(&format!("conversations?limit=5&has=errors&cursor={next}")).await), "c2");
}

#[tokio::test]
async fn a_bad_parameter_is_named_and_an_unknown_one_too() {
    let stage = Stage::empty().await;
    for (query, name) in [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=1&limit=2", "limit"),
        ("cursor=x", "cursor"),
        ("has=everything", "has"),
        ("handoff=perhaps", "handoff"),
        ("in_progress=2", "in_progress"),
        ("duration_min_ms=-1", "duration_min_ms"),
        ("duration_max_ms=x", "duration_max_ms"),
        ("started_from=yesterday", "started_from"),
        ("started_before=x", "started_before"),
        ("with_total=x", "with_total"),
        ("contact_last4=12", "contact_last4"),
        ("contact_last4=12a4", "contact_last4"),
        ("text=a&text=b", "text"),
        ("function=a&function=b", "function"),
    ] {
        let reply = stage.ask(&format!("conversations?{query}"), &stage.server.pii_reader).await;
        assert_eq!((reply.status, reply.error_code().as_str()), (400, "CONVERSATIONS_VALIDATION_FAILED"), "{query}");
        assert!(reply.json()["error"].as_str().unwrap().contains(name), "{}", reply.text());
    }
    let reply = stage.ask("conversations?chanel=x&limit=2", &stage.server.reader).await;
    assert_eq!((reply.status, reply.header("x-convlog-ignored-parameters")), (200, Some("chanel")));
}

#[tokio::test]
async fn parameters_are_taken_up_to_their_bounds() {
    /// 366 days.
    const YEAR_MS: u64 = 31_622_400_000;
    let stage = Stage::empty().await;
    let many = |count: usize| (0..count).map(|n| format!("channel=c{n}&")).collect::<String>();
    let long = |name: &str, len: usize| format!("{name}={}", "x".repeat(len));
    for (most, more, name) in [
        (many(50), many(51), "channel"),
        (long("text", 256), long("text", 257), "text"),
        (long("function", 256), long("function", 257), "function"),
        (long("contact", 256), long("contact", 257), "contact"),
        (format!("duration_min_ms={YEAR_MS}"), format!("duration_min_ms={}", YEAR_MS + 1), "duration_min_ms"),
        (format!("duration_max_ms={YEAR_MS}"), format!("duration_max_ms={}", YEAR_MS + 1), "duration_max_ms"),
    ] {
        let reply = stage.ask(&format!("conversations?{most}"), &stage.server.pii_reader).await;
        assert_eq!(reply.status, 200, "{name}: {}", reply.text());
        let reply = stage.ask(&format!("conversations?{more}"), &stage.server.pii_reader).await;
        assert_eq!((reply.status, reply.error_code().as_str()), (400, "CONVERSATIONS_VALIDATION_FAILED"), "{name}");
        assert!(reply.json()["error"].as_str().unwrap().contains(name), "{}", reply.text());
    }
}

#[tokio::test]
async fn facets_are_of_what_the_reader_sees() {
    let stage = Stage::start().await;
    let expected = json!({
        "environments": ["live", "sandbox"], "channels": ["SMS", "VOICE-SIP"], "variants": ["Test Office", "v2"],
        "functions": ["end_function", "look_up", "start_function"],
    });
    assert_eq!(stage.open("facets").await, expected);
    let empty = json!({"environments": [], "channels": [], "variants": [], "functions": []});
    assert_eq!(Stage::empty().await.open("facets").await, empty);
}

#[tokio::test]
async fn a_question_that_takes_too_long_is_answered_503_by_every_resource() {
    let store = Arc::new(FaultyStore::new());
    let server = Server::start_with(Config::default(), Arc::clone(&store) as _).await;
    store.set(Fault::Fails(ErrorKind::TimedOut));
    let own = format!("/api/projects/{PROJECT}");
    for path in [
        format!("{own}/conversations"),
        format!("{own}/conversations?text=x"),
        format!("{own}/conversations/c"),
        format!("{own}/conversations/c/live"),
        format!("{own}/conversations/export?format=csv"),
        format!("{own}/functions/f/runs"),
        format!("{own}/facets"),
        format!("{own}/contact-calls?conversation=c"),
        format!("/v1/agents/{PROJECT}/conversations"),
        format!("/v1/agents/{PROJECT}/conversations/c"),
        format!("/v1/acme/{PROJECT}/conversations"),
        format!("/v3/acme/{PROJECT}/conversations"),
    ] {
        let key = if path.contains("contact") { &server.pii_reader } else { &server.reader };
        let reply = server.read(&path, key).await;
        assert_eq!((reply.status, reply.error_code().as_str()), (503, "ANSWER_TIMEOUT"), "{path}");
        assert_eq!(reply.header("retry-after"), Some("5"), "{path}");
    }
}
