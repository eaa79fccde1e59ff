use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::model::{Detail, List, terminal_view};
use crate::world::{CALL, PROJECT, Server, lines, log, records};

async fn with_call() -> Server {
    let server = Server::start().await;
    assert_eq!(server.ingest(records("c1", CALL)).await.status, 200);
    server
}

/// Reads a conversation as each key, and has both clients read it.
async fn read(server: &Server, id: &str) -> (Value, Value) {
    let mut seen = Vec::new();
    for key in [&server.reader, &server.pii_reader] {
        let reply = server.conversation(id, key).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        let strict: Detail =
            serde_json::from_slice(&reply.body).unwrap_or_else(|error| panic!("{error}\n{}", reply.text()));
        assert_eq!(strict.conversation_id, id);
        for (key, events) in &strict.function_events {
            assert!(events.iter().all(|event| event.turn_id.to_string() == *key));
        }
        assert!(strict.turns.iter().zip(1..).all(|(turn, number)| turn.turn_id == number));
        terminal_view(&reply.json());
        seen.push(reply.json());
    }
    let pii_reader = seen.pop().unwrap();
    (seen.pop().unwrap(), pii_reader)
}

#[tokio::test]
async fn a_whole_conversation_as_a_reader_without_pii_sees_it() {
    let server = with_call().await;
    let (reader, _) = read(&server, "c1").await;
    assert_snapshot!(serde_json::to_string_pretty(&reader).unwrap());
}

#[tokio::test]
async fn a_whole_conversation_as_a_reader_with_pii_sees_it() {
    let server = with_call().await;
    let (_, pii_reader) = read(&server, "c1").await;
    assert_snapshot!(serde_json::to_string_pretty(&pii_reader).unwrap());
}

#[tokio::test]
async fn entries_come_back_to_the_byte() {
    let server = Server::start().await;
    let documented = r#"{"level":"warning","content":"quota almost used","is_pii":false,"timestamp":"2025-01-01T10:00:00Z","logger":"conversation_logger","provider":"geo","left":5,"cap":10}"#;
    let body = records("c1", &[&format!("log \"entry\":{documented}")]);
    assert_eq!(server.ingest(body).await.status, 200);
    let reply = server.conversation("c1", &server.reader).await;
    assert!(reply.text().contains(&format!(r#""logs":{{"conversation_logger":[{documented}]}}"#)), "{}", reply.text());
}

#[tokio::test]
async fn what_is_visible_to_nobody_and_what_was_never_written_look_the_same() {
    let server = Server::start().await;
    let event =
        r#"function_event "timestamp":"2026-06-03T13:18:00Z","function_event_id":"e1","name":"f","duration_ms":1"#;
    let hidden = r#"log "function_event_id":"e1","entry":{"level":"info","content":"x","is_pii":true,"timestamp":"2026-06-03T13:18:00Z"}"#;
    assert_eq!(server.ingest(records("c1", &[event, hidden])).await.status, 200);
    let (reader, pii_reader) = read(&server, "c1").await;
    assert_eq!(reader["functionEvents"]["1"][0]["logs"], Value::Null);
    assert_eq!(pii_reader["functionEvents"]["1"][0]["logs"]["conversation_logger"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_function_that_never_returned_says_what_became_of_it() {
    let server = Server::start().await;
    let open = r#"function_event "timestamp":"2026-06-03T13:19:00Z","function_event_id":"e1","name":"f","started_at":"2026-06-03T13:19:00Z""#;
    assert_eq!(server.ingest(records("c1", &[open])).await.status, 200);
    let event = async || read(&server, "c1").await.0["functionEvents"]["1"][0].clone();
    let live = event().await;
    assert_eq!((&live["error"], &live["duration"]), (&Value::Null, &Value::Null));
    server.wait_seconds(60);
    assert_eq!(event().await["error"]["type"], "LostContact");
    server.wait_seconds(15 * 60);
    let gone = event().await;
    assert_eq!((&gone["error"]["type"], &gone["error"]["stacktrace"]), (&json!("Unfinished"), &Value::Null));
    assert_eq!(gone["duration"], Value::Null);
}

#[tokio::test]
async fn values_hidden_as_a_whole_keep_the_type_that_clients_expect() {
    let server = Server::start().await;
    let body = records(
        "c1",
        &[
            r#"conversation "started_at":"2026-06-03T13:18:00Z","tags":["a"],"summary":{"heading":"h","content":"c"},"state":{"a":1},"pii":["/tags","/summary","/state"]"#,
            r#"turn "turn_id":"t1","entities":[1],"retrieved_topics":["a"],"safety":{"a":1},"pii":["/entities","/retrieved_topics","/safety"]"#,
            r#"function_event "function_event_id":"e1","turn_id":"t1","name":"f","arguments":{"a":1},"state_changes":{"added":{"a":1}},"error":{"type":"E"},"content":"x","utterance":"x","handoff":{"reason":"r"},"pii":["/arguments","/state_changes","/error","/content","/utterance","/handoff"]"#,
        ],
    );
    assert_eq!(server.ingest(body).await.json()["accepted"], 3);
    let (reader, _) = read(&server, "c1").await;
    assert_eq!(reader["tags"], json!(["[redacted]"]));
    assert_eq!(reader["functionEvents"]["1"][0]["arguments"], json!({"[redacted]": "[redacted]"}));
    let listed = server.read("/v3/acme/front-desk/conversations?client_env=live", &server.reader).await;
    assert_eq!(listed.status, 200);
}

#[tokio::test]
async fn a_conversation_may_lie_under_any_id() {
    let server = Server::start().await;
    for (seq, (id, path)) in [("a/b c", "a%2Fb%20c"), ("caf\u{e9}", "caf%C3%A9"), ("..", "..")].into_iter().enumerate()
    {
        assert_eq!(server.ingest(lines(&[&log(seq as u64 + 1, id, "x")])).await.status, 200);
        let reply = server.conversation(path, &server.reader).await;
        assert_eq!(reply.json()["conversationId"], id);
    }
}

#[tokio::test]
async fn a_page_is_newest_first_and_counts_all() {
    let server = Server::start().await;
    let all: Vec<String> = (1..=3).map(|seq| log(seq, &format!("c{seq}"), "x")).collect();
    server.ingest(lines(&all.iter().map(String::as_str).collect::<Vec<_>>())).await;
    let page = async |query: &str| {
        let reply = server.read(&format!("/v1/agents/{PROJECT}/conversations{query}"), &server.reader).await;
        assert_eq!(reply.status, 200);
        let list: List = serde_json::from_slice(&reply.body).unwrap();
        reply.json()["conversations"].as_array().unwrap().iter().for_each(|one| drop(terminal_view(one)));
        let ids: Vec<String> = list.conversations.into_iter().map(|one| one.conversation_id).collect();
        (ids.join(","), list.count, list.limit, list.offset)
    };
    assert_eq!(page("").await, ("c3,c2,c1".into(), 3, 50, 0));
    assert_eq!(page("?limit=2").await, ("c3,c2".into(), 3, 2, 0));
    assert_eq!(page("?limit=2&offset=2").await, ("c1".into(), 3, 2, 2));
    assert_eq!(page("?limit=1000&offset=9").await, (String::new(), 3, 1000, 9));
}

#[tokio::test]
async fn parameters_out_of_range_are_refused_and_unknown_ones_named() {
    let server = Server::start().await;
    let path = format!("/v1/agents/{PROJECT}/conversations");
    for query in ["limit=0", "limit=1001", "limit=x", "limit=-1", "offset=-1", "offset=x", "limit=1&limit=2"] {
        let reply = server.read(&format!("{path}?{query}"), &server.reader).await;
        assert_eq!((reply.status, reply.error_code().as_str()), (400, "CONVERSATIONS_VALIDATION_FAILED"), "{query}");
    }
    let reply = server.read(&format!("{path}?limit=2&lmit=3&include_turn_metadata=true"), &server.reader).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("x-convlog-ignored-parameters"), Some("include_turn_metadata, lmit"));
}
