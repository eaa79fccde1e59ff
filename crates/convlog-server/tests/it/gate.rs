//! The gate, from outside: what a reader without `pii` gets does not depend on what is personal.

use crate::world::{CALL, PROJECT, Reply, Server, canaries, records};

/// Every path that shows something of a conversation.
fn paths(id: &str) -> Vec<String> {
    vec![
        format!("/v1/agents/{PROJECT}/conversations"),
        format!("/v1/agents/{PROJECT}/conversations?limit=1&offset=0"),
        format!("/v1/agents/{PROJECT}/conversations/{id}"),
        format!("/v1/acme/{PROJECT}/conversations"),
        format!("/v3/acme/{PROJECT}/conversations?include_latency=true"),
        format!("/v3/acme/{PROJECT}/conversations?limit=1"),
        format!("/api/projects/{PROJECT}/conversations?with_total=true"),
        format!("/api/projects/{PROJECT}/conversations?has=errors&has=warnings&handoff=true"),
        format!("/api/projects/{PROJECT}/conversations?text=CANAR"),
        format!("/api/projects/{PROJECT}/conversations?text=h"),
        format!("/api/projects/{PROJECT}/conversations/export?format=csv"),
        format!("/api/projects/{PROJECT}/conversations/export?format=ndjson&text=a"),
        format!("/api/projects/{PROJECT}/conversations/{id}"),
        format!("/api/projects/{PROJECT}/functions/look_up/runs"),
        format!("/api/projects/{PROJECT}/facets"),
    ]
}

async fn with_call() -> Server {
    let server = Server::start().await;
    let answer = server.ingest(records("c1", CALL)).await.json();
    assert_eq!(answer["accepted"].as_u64(), Some(CALL.len() as u64), "{answer}");
    server
}

async fn read_all(server: &Server, key: &str) -> Vec<Reply> {
    let mut replies = Vec::new();
    for path in paths("c1") {
        replies.push(server.read(&path, key).await);
    }
    replies
}

#[tokio::test]
async fn no_personal_byte_reaches_a_reader_without_pii() {
    let server = with_call().await;
    for reply in read_all(&server, &server.reader).await {
        assert_eq!(reply.status, 200);
        assert!(!reply.text().contains("CANARY") && !reply.head.contains("CANARY"), "{}", reply.text());
    }
}

#[tokio::test]
async fn a_reader_with_pii_sees_them_all() {
    let server = with_call().await;
    let all: String = read_all(&server, &server.pii_reader).await.iter().map(|reply| reply.text().to_owned()).collect();
    // These shapes have no place for the contact, the result and what a span carried; nor has the state a place for
    // a variable that was changed again.
    let homeless = ["-contact", "-result", "-prompt", "-completion"];
    for canary in canaries().into_iter().filter(|canary| !homeless.contains(canary)) {
        assert!(all.contains(&format!("CANARY{canary}")), "CANARY{canary}");
    }
}

#[tokio::test]
async fn hidden_values_read_redacted_and_hidden_numbers_in_their_own_word() {
    let server = with_call().await;
    let read = server.conversation("c1", &server.reader).await.json();
    assert_eq!((&read["fromNumber"], &read["toNumber"]), (&"REDACTED".into(), &"+441134960000".into()));
    let event = &read["functionEvents"]["2"][0];
    assert_eq!(event["arguments"]["phone"], "[redacted]");
    assert_eq!(event["error"]["message"], "[redacted]");
    assert_eq!(read["metrics"]["NAME"][0]["value"], "[redacted]");
    assert_eq!(event["logs"]["conversation_logger"].as_array().unwrap().len(), 2);
    assert_eq!(event["logs"]["conversation_logger"][1]["who"]["name"], "[redacted]");
    assert_eq!(event["logs"]["api_responses"][0]["error"], "[redacted]");
    let listed = server.read("/v3/acme/front-desk/conversations", &server.reader).await.json();
    assert_eq!(listed["conversations"][0]["from_number"], "REDACTED");
    assert_eq!(listed["conversations"][0]["state"]["phone"], "[redacted]");
    assert_eq!(listed["conversations"][0]["state"]["tries"], 2);
}

/// Two services with the same open data, of which one also has hidden entries, answer the same.
#[tokio::test]
async fn hidden_entries_change_nothing_for_a_reader_without_pii() {
    const HIDDEN: &[&str] = &[
        r#"log "turn_id":"t2","function_event_id":"e1","entry":{"level":"error","content":"h","is_pii":true,"timestamp":"2026-06-03T13:18:23.9Z"}"#,
        r#"log "turn_id":"t9","entry":{"level":"error","content":"h","is_pii":true,"timestamp":"2026-06-03T13:17:00Z"}"#,
        r#"log "turn_id":"t1","function_event_id":"e9","entry":{"level":"error","content":"h","is_pii":true,"timestamp":"2026-06-03T13:20:00Z"}"#,
        r#"log "entry":{"level":"error","content":"h","is_pii":true,"timestamp":"2026-06-03T13:16:00Z","logger":"another"}"#,
    ];
    let (plain, with_hidden) = (with_call().await, with_call().await);
    let hidden = records("c1", HIDDEN).replace("00001\"", "00002\"");
    assert_eq!(with_hidden.ingest(hidden).await.json()["accepted"].as_u64(), Some(HIDDEN.len() as u64));
    let alone = records("hidden", HIDDEN).replace("00001\"", "00003\"");
    assert_eq!(with_hidden.ingest(alone).await.json()["accepted"].as_u64(), Some(HIDDEN.len() as u64));
    for id in ["c1", "hidden"] {
        for path in paths(id) {
            let left = plain.read(&path, &plain.reader).await.comparable();
            let right = with_hidden.read(&path, &with_hidden.reader).await.comparable();
            assert_eq!(left, right, "{path}");
        }
    }
    let seen = with_hidden.conversation("hidden", &with_hidden.pii_reader).await;
    assert_eq!(seen.status, 200);
}
