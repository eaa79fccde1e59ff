//! Erasing over the API, on SQLite.

use std::time::Duration;

use convlog_store::Permission;
use serde_json::{Value, json};

use super::review::stage::Stage;
use crate::world::{PROJECT, Reply, log, post};

/// An administrator who may see personal data, and so how often there is some.
async fn admin(stage: &Stage) -> String {
    stage.server.key("acme", PROJECT, &[Permission::Admin, Permission::Pii]).await.0
}

async fn erase(stage: &Stage, body: &Value, key: &str) -> Reply {
    let path = format!("/api/projects/{PROJECT}/erasures");
    post(&path, body.to_string()).key(key).send(stage.server.address).await
}

async fn purged(stage: &Stage, id: &str, key: &str) -> Value {
    loop {
        let receipt = stage.ask(&format!("erasures/{id}"), key).await;
        assert_eq!(receipt.status, 200, "{}", receipt.text());
        if receipt.json()["state"] == "purged" {
            return receipt.json();
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn an_erased_conversation_answers_like_one_that_never_was() {
    let stage = Stage::start().await;
    let admin = admin(&stage).await;
    let reply = erase(&stage, &json!({"conversation_id": "c1"}), &admin).await;
    assert_eq!(reply.status, 202, "{}", reply.text());
    let receipt = reply.json();
    assert_eq!((&receipt["by"], &receipt["conversations"]), (&json!("conversation"), &json!(1)));
    assert!(!reply.text().contains("\"c1\"") && receipt["not_reached"].as_array().unwrap().len() == 4);
    for key in [&stage.server.reader, &stage.server.pii_reader] {
        for (path, never) in
            [("conversations/c1", "conversations/never"), ("conversations/c1/live", "conversations/never/live")]
        {
            let (erased, never) = (stage.ask(path, key).await, stage.ask(never, key).await);
            assert_eq!((erased.status, erased.json()["error_code"].clone()), (404, never.json()["error_code"].clone()));
        }
        assert_eq!(stage.server.conversation("c1", key).await.status, 404);
        assert!(!stage.ask("conversations", key).await.text().contains("\"c1\""));
    }
    let known = purged(&stage, receipt["id"].as_str().unwrap(), &admin).await;
    assert!(known["purged_at"].is_string());
    let again = erase(&stage, &json!({"conversation_id": "c1"}), &admin).await;
    assert_eq!((again.status, &again.json()["id"]), (202, &receipt["id"]));
}

#[tokio::test]
async fn a_late_record_is_refused_line_by_line() {
    let stage = Stage::start().await;
    let admin = admin(&stage).await;
    erase(&stage, &json!({"conversation_id": "c2"}), &admin).await;
    let body = format!("{}\nno json\n{}\n", log(900, "c2", "late"), log(901, "c3", "in time"));
    let reply = stage.server.ingest(body).await;
    let report = reply.json();
    assert_eq!((reply.status, &report["accepted"], &report["rejected"]), (207, &json!(1), &json!(2)));
    let codes: Vec<(u64, &str)> = report["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (error["line"].as_u64().unwrap(), error["code"].as_str().unwrap()))
        .collect();
    assert_eq!(codes, [(1, "erased"), (2, "invalid_json")]);
}

#[tokio::test]
async fn a_value_is_erased_wherever_it_stands() {
    let stage = Stage::start().await;
    let admin = admin(&stage).await;
    let value = json!({"value": "+44 7700 900123", "dry_run": true});
    let estimate = erase(&stage, &value, &admin).await;
    assert_eq!((estimate.status, estimate.json()), (200, json!({"conversations": 2, "complete": true})));
    let reply = erase(&stage, &json!({"value": "0044 7700 900123"}), &admin).await;
    let known = purged(&stage, reply.json()["id"].as_str().unwrap(), &admin).await;
    assert_eq!((&known["conversations"], &known["by"]), (&json!(2), &json!("value")));
    assert!(!known.to_string().contains("7700"));
    for (id, status) in [("c1", 200), ("c2", 200), ("c3", 404), ("c4", 404)] {
        assert_eq!(stage.ask(&format!("conversations/{id}"), &stage.server.pii_reader).await.status, status, "{id}");
    }
}

#[tokio::test]
async fn who_may_not_see_personal_data_erases_a_value_without_learning_where_it_stands() {
    let stage = Stage::start().await;
    let (admin, blind) = (admin(&stage).await, stage.server.key("acme", PROJECT, &[Permission::Admin]).await.0);
    let mut answers = Vec::new();
    for value in ["+44 7700 900123", "+44 7700 900999"] {
        for target in [json!({"value": value, "dry_run": true}), json!({"conversation_id": "c1", "dry_run": true})] {
            let estimate = erase(&stage, &target, &blind).await;
            assert_eq!(estimate.status, 403, "{}", estimate.text());
            assert!(!estimate.text().contains("7700"));
        }
        let reply = erase(&stage, &json!({"value": value}), &blind).await;
        assert_eq!((reply.status, &reply.json()["conversations"]), (202, &Value::Null));
        let id = reply.json()["id"].as_str().unwrap().to_owned();
        let mut receipt = purged(&stage, &id, &blind).await;
        for name in ["id", "target_hash", "asked_at", "erased_at", "purged_at", "scanned", "to_scan"] {
            receipt[name] = Value::Null;
        }
        answers.push(receipt);
        assert!(purged(&stage, &id, &admin).await["conversations"].is_number());
    }
    assert_eq!(answers[0], answers[1], "the one stands in two conversations, the other in none");
    let page = stage.ask("erasures", &blind).await.json();
    assert!(page["erasures"].as_array().unwrap().iter().all(|receipt| receipt["conversations"].is_null()), "{page}");
    for (id, status) in [("c1", 200), ("c3", 404), ("c4", 404)] {
        assert_eq!(stage.ask(&format!("conversations/{id}"), &stage.server.pii_reader).await.status, status, "{id}");
    }
}

#[tokio::test]
async fn only_who_administers_erases_or_sees_receipts() {
    let stage = Stage::start().await;
    let (admin, elsewhere) = (admin(&stage).await, stage.server.key("acme", "sales", &[Permission::Admin]).await.0);
    let other = stage.server.key("other", PROJECT, &[Permission::Admin]).await.0;
    let id = erase(&stage, &json!({"conversation_id": "c1"}), &admin).await.json()["id"].as_str().unwrap().to_owned();
    for (key, status) in [(&stage.server.pii_reader, 403), (&stage.server.writer, 403), (&elsewhere, 404)] {
        assert_eq!(erase(&stage, &json!({"conversation_id": "c2"}), key).await.status, status);
        assert_eq!(stage.ask("erasures", key).await.status, status);
        assert_eq!(stage.ask(&format!("erasures/{id}"), key).await.status, status);
    }
    assert_eq!(stage.ask(&format!("erasures/{id}"), &other).await.json()["error_code"], "ERASURE_NOT_FOUND");
    assert_eq!(stage.ask("conversations/c2", &stage.server.reader).await.status, 200);
    let page = stage.ask("erasures", &admin).await.json();
    assert_eq!(page["erasures"].as_array().unwrap().len(), 1);
    assert_eq!(page["retention"], json!({"conversations": 0, "personal_parts": 0}));
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_without_repeating_it() {
    let stage = Stage::start().await;
    let admin = admin(&stage).await;
    for body in [
        json!({}),
        json!({"conversation_id": "c1", "value": "canary-text"}),
        json!({"value": "123"}),
        json!({"value": "canary-text", "more": 1}),
        json!({"value": 12345}),
        json!({"conversation_id": ""}),
        json!("canary-text"),
        json!({"value": "canary-text".repeat(1000)}),
    ] {
        let reply = erase(&stage, &body, &admin).await;
        assert_eq!((reply.status, &reply.json()["error_code"]), (400, &json!("CONVERSATIONS_VALIDATION_FAILED")));
        assert!(!reply.text().contains("canary"), "{}", reply.text());
    }
}
