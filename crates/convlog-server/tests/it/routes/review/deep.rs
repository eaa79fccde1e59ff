use serde_json::{Value, json};

use super::stage::{Stage, ids};

#[tokio::test]
async fn a_search_that_stops_early_says_how_far_it_came() {
    let stage = Stage::empty().await;
    let calls = async |from: u32, count: u32, name: &str| {
        let line = |n: u32| {
            let time = format!("2026-06-03T{:02}:{:02}:{:02}Z", n / 3600, n / 60 % 60, n % 60);
            let entry = format!(r#"{{"level":"info","content":"{name}","is_pii":false,"timestamp":"{time}"}}"#);
            format!("{{\"type\":\"log\",\"conversation_id\":\"{name}{n}\",\"entry\":{entry}}}\n")
        };
        let body: String = (from..from + count).map(line).collect();
        assert_eq!(stage.server.ingest(body).await.status, 200);
    };
    calls(0, 1, "needle").await;
    calls(1, 2500, "hay").await;
    let first = stage.open("conversations?text=needle").await;
    assert_eq!(ids(&first), "");
    assert_eq!(first["searched_until"], "2026-06-03T00:08:21.000000Z", "2,000 of 2,501 were looked at");
    let next = first["next"].as_str().unwrap();
    let second = stage.open(&format!("conversations?text=needle&cursor={next}")).await;
    assert_eq!(ids(&second), "needle0");
    assert_eq!((&second["next"], &second["searched_until"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn contacts_are_for_readers_with_pii() {
    let stage = Stage::start().await;
    for (query, expected) in [
        ("contact=%2B44%207700%20900123", "c3,c4"),
        ("contact_last4=0123", "c3,c4"),
        ("contact=CANARY-contact", "c1"),
        ("contact=ada", ""),
    ] {
        assert_eq!(ids(&stage.complete(&format!("conversations?{query}")).await), expected, "{query}");
        for path in [format!("conversations?{query}"), format!("conversations/export?format=csv&{query}")] {
            let reply = stage.ask(&path, &stage.server.reader).await;
            assert_eq!(
                (reply.status, reply.error_code().as_str()),
                (403, "ACCOUNT_INSUFFICIENT_PERMISSIONS"),
                "{path}"
            );
        }
    }
    let others = stage.complete("contact-calls?conversation=c3").await;
    assert_eq!((ids(&others).as_str(), &others["searched_until"]), ("c4", &Value::Null));
    assert_eq!(ids(&stage.complete("contact-calls?conversation=h").await), "");
    for id in ["c3", "none", "h"] {
        let reply = stage.ask(&format!("contact-calls?conversation={id}"), &stage.server.reader).await;
        assert_eq!(reply.status, 403, "it is refused before anything is looked up");
    }
    let reply = stage.ask("contact-calls?conversation=none", &stage.server.pii_reader).await;
    assert_eq!(reply.error_code(), "CONVERSATIONS_NOT_FOUND");
    assert_eq!(stage.ask("contact-calls", &stage.server.pii_reader).await.status, 400);
}

#[tokio::test]
async fn the_runs_of_a_function_are_listed_newest_first() {
    let stage = Stage::start().await;
    let runs = stage.open("functions/look_up/runs").await;
    let expected = json!({
        "runs": [
            {"conversation_id": "c1", "turn": 2, "event_id": "e1", "started_at": "2026-06-03T13:18:22.000000Z",
             "duration_ms": 2278.6, "status": "ended", "outcome": "raised", "failed": true, "error_type": "ValueError"},
            {"conversation_id": "c2", "turn": 0, "event_id": "f", "started_at": "2026-06-03T12:00:01.000000Z",
             "duration_ms": null, "status": "ended", "outcome": "raised", "failed": true, "error_type": "KeyError"},
        ],
        "searched_until": null,
    });
    assert_eq!(runs, expected);
    let first = stage.open("functions/look_up/runs?limit=1").await;
    assert_eq!(first["runs"].as_array().unwrap().len(), 1);
    let before = first["searched_until"].as_str().unwrap();
    let second = stage.open(&format!("functions/look_up/runs?before={before}")).await;
    assert_eq!(second["runs"][0]["conversation_id"], "c2");
    assert_eq!(stage.open("functions/none%2Fsuch/runs").await["runs"], json!([]));
    for query in ["limit=0", "limit=101", "before=x"] {
        assert_eq!(stage.ask(&format!("functions/f/runs?{query}"), &stage.server.reader).await.status, 400, "{query}");
    }
}
