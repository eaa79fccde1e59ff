use std::io::Write;
use std::sync::Arc;

use convlog_core::PromotedField;
use convlog_server::Config;
use convlog_store::{ErrorKind, Permission, ProjectSettings};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::world::{Fault, FaultyStore, PROJECT, Server, lines, log, post};

fn without_notes(mut answer: Value) -> Value {
    answer.as_object_mut().unwrap().remove("notes");
    answer
}

#[tokio::test]
async fn good_lines_are_stored_and_counted() {
    let server = Server::start().await;
    let reply = server.ingest(lines(&[&log(1, "c1", "one"), &log(2, "c1", "two")])).await;
    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.text(),
        r#"{"accepted":2,"duplicate":0,"rejected":0,"errors":[],"notes":[],"derived_identity":false}"#
    );
    let again = server.ingest(lines(&[&log(2, "c1", "two"), &log(3, "c1", "three")])).await.json();
    assert_eq!((&again["accepted"], &again["duplicate"]), (&json!(1), &json!(1)));
    let read = server.conversation("c1", &server.reader).await.json();
    assert_eq!(read["functionEvents"]["1"][0]["logs"]["conversation_logger"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_bad_line_costs_its_neighbours_nothing() {
    let server = Server::start().await;
    let body = format!("\n{}{{\"type\":\n\r\n{}[]\n", lines(&[&log(1, "c1", "one")]), lines(&[&log(2, "c1", "two")]));
    let reply = server.ingest(body).await;
    assert_eq!(reply.status, 207);
    let answer = reply.json();
    assert_eq!((&answer["accepted"], &answer["rejected"]), (&json!(2), &json!(2)));
    let places: Vec<(u64, &str)> = answer["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (error["line"].as_u64().unwrap(), error["code"].as_str().unwrap()))
        .collect();
    assert_eq!(places, [(3, "invalid_json"), (6, "invalid_json")]);
    let reply = server.ingest("nothing\n").await;
    assert_eq!((reply.status, reply.json()["rejected"].as_u64()), (422, Some(1)));
    assert_eq!(server.ingest("").await.status, 200);
}

#[tokio::test]
async fn takes_gzip_and_zstd() {
    let server = Server::start().await;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(lines(&[&log(1, "c1", "one")]).as_bytes()).unwrap();
    let zstd = zstd::encode_all(lines(&[&log(2, "c1", "two")]).as_bytes(), 3).unwrap();
    for (encoding, body) in [("gzip", gzip.finish().unwrap()), ("zstd", zstd)] {
        let reply = post("/v1/ingest", body).key(&server.writer).header("content-encoding", encoding);
        let reply = reply.send(server.address).await;
        assert_eq!((reply.status, reply.json()["accepted"].as_u64()), (200, Some(1)), "{encoding}");
    }
    let reply = post("/v1/ingest", "x").key(&server.writer).header("content-encoding", "br").send(server.address).await;
    assert_eq!((reply.status, reply.error_code().as_str()), (415, "UNSUPPORTED_CONTENT_ENCODING"));
}

#[tokio::test]
async fn an_idempotency_key_makes_a_repetition_harmless() {
    let server = Server::start().await;
    let record = r#"{"type":"log","conversation_id":"c1","entry":{"level":"info","content":"x","timestamp":"2026-06-03T13:18:00Z"}}"#;
    let send = async || {
        let request = post("/v1/ingest", lines(&[record])).key(&server.writer).header("idempotency-key", "attempt-1");
        request.send(server.address).await.json()
    };
    let derived = |accepted: u32| {
        json!({"accepted": accepted, "duplicate": 1 - accepted, "rejected": 0, "errors": [], "notes": [],
               "derived_identity": true})
    };
    assert_eq!(send().await, derived(1));
    assert_eq!(send().await, derived(0));
    let too_long = post("/v1/ingest", lines(&[record])).key(&server.writer).header("idempotency-key", &"k".repeat(257));
    assert_eq!(too_long.send(server.address).await.status, 400);
}

#[tokio::test]
async fn without_any_identity_every_request_is_new_and_the_answer_says_so() {
    let server = Server::start().await;
    let record = r#"{"type":"log","conversation_id":"c1","entry":{"level":"info","content":"x","timestamp":"2026-06-03T13:18:00Z"}}"#;
    for _ in 0..2 {
        let answer = server.ingest(lines(&[record, record])).await.json();
        assert_eq!((&answer["accepted"], &answer["derived_identity"]), (&json!(2), &json!(true)));
        let notes = answer["notes"].as_array().unwrap();
        assert_eq!(notes.len(), 1);
        assert_eq!(
            (&notes[0]["line"], &notes[0]["code"], &notes[0]["field"]),
            (&json!(1), &json!("no_identity"), &Value::Null)
        );
    }
}

#[tokio::test]
async fn a_clock_that_is_far_off_is_kept_and_remarked_on() {
    let server = Server::start().await;
    let far = log(1, "c1", "x").replace("2026-06-03", "9999-12-31");
    let answer = server.ingest(lines(&[&far, &log(2, "c1", "y")])).await.json();
    assert_eq!(answer["accepted"], 2);
    assert_eq!(answer["notes"][0]["code"], "clock_far_off");
    let read = server.conversation("c1", &server.reader).await;
    assert!(read.text().contains("9999-12-31T13:18:01.000000Z"));
}

#[tokio::test]
async fn keys_reach_only_their_own_tenants_and_projects() {
    let server = Server::start().await;
    server.put_project("acme", "other", ProjectSettings::default()).await;
    let (wide, _) = server.key("acme", "*", &[Permission::Ingest]).await;
    let send = async |key: &str, tenant: &str| {
        let record = log(1, "c1", "x").replacen('{', &format!("{{{tenant}"), 1);
        let answer = post("/v1/ingest", lines(&[&record])).key(key).send(server.address).await.json();
        answer["errors"][0]["code"].as_str().unwrap_or("accepted").to_owned()
    };
    assert_eq!(send(&server.writer, r#""account_id":"umbrella","#).await, "foreign_account");
    assert_eq!(send(&server.writer, r#""project_id":"other","#).await, "forbidden_project");
    assert_eq!(send(&wide, "").await, "missing_field");
    assert_eq!(send(&wide, r#""project_id":"nowhere","#).await, "unknown_project");
    assert_eq!(send(&wide, r#""account_id":"acme","project_id":"other","#).await, "accepted");
    assert_eq!(send(&server.writer, r#""account_id":"acme","project_id":"front-desk","#).await, "accepted");
}

#[tokio::test]
async fn a_project_may_raise_a_field_to_personal() {
    let server = Server::start().await;
    let settings =
        ProjectSettings { raised: vec![PromotedField::parse("turn.user_input").unwrap()], ..Default::default() };
    server.put_project("acme", "raised", settings).await;
    let (writer, _) = server.key("acme", "raised", &[Permission::Ingest, Permission::Read]).await;
    let turn = r#"{"type":"turn","conversation_id":"c1","turn_id":"t1","user_input":"my name is Alex"}"#;
    let answer = post("/v1/ingest", lines(&[turn])).key(&writer).send(server.address).await;
    assert_eq!(answer.status, 200);
    let read = server.read("/v1/agents/raised/conversations/c1", &writer).await.json();
    assert_eq!(read["turns"][0]["user_input"], "[redacted]");
}

#[tokio::test]
async fn pressure_and_failure_of_the_store_are_told_apart_and_store_nothing() {
    let store = Arc::new(FaultyStore::new());
    let server = Server::start_with(Config::default(), Arc::clone(&store) as _).await;
    let cases = [
        (ErrorKind::Overloaded, 429, "OVERLOADED", Some("1")),
        (ErrorKind::Unavailable, 503, "UNAVAILABLE", Some("5")),
        (ErrorKind::Corrupt, 500, "STORE_DAMAGED", None),
        (ErrorKind::Internal, 500, "INTERNAL_ERROR", None),
    ];
    for (kind, status, code, retry_after) in cases {
        store.set(Fault::Fails(kind));
        let reply = server.ingest(lines(&[&log(1, "c1", "one")])).await;
        assert_eq!((reply.status, reply.error_code().as_str()), (status, code));
        assert_eq!(reply.header("retry-after"), retry_after);
        assert!(!reply.text().contains("secret-place"));
    }
    store.set(Fault::None);
    assert_eq!(server.ingest(lines(&[&log(1, "c1", "one")])).await.json()["accepted"], 1);
}

#[tokio::test]
async fn is_not_answered_before_the_store_has_committed() {
    let store = Arc::new(FaultyStore::new());
    let server = Arc::new(Server::start_with(Config::default(), Arc::clone(&store) as _).await);
    store.set(Fault::Hangs);
    let sender = Arc::clone(&server);
    let sending = tokio::spawn(async move { sender.ingest(lines(&[&log(1, "c1", "one")])).await });
    store.began.acquire().await.unwrap().forget();
    tokio::task::yield_now().await;
    assert!(!sending.is_finished());
    assert_eq!(server.conversation("c1", &server.reader).await.status, 404);
    store.release.add_permits(1);
    assert_eq!(sending.await.unwrap().status, 200);
    assert_eq!(server.conversation("c1", &server.reader).await.status, 200);
}

#[tokio::test]
async fn bodies_take_no_more_memory_together_than_they_may() {
    let store = Arc::new(FaultyStore::new());
    let config = Config { bodies_bytes_max: 64 * 1024, ..Config::default() };
    let server = Arc::new(Server::start_with(config, Arc::clone(&store) as _).await);
    store.set(Fault::Hangs);
    let sender = Arc::clone(&server);
    let sending = tokio::spawn(async move { sender.ingest(lines(&[&log(1, "c1", "one")])).await });
    store.began.acquire().await.unwrap().forget();
    let reply = server.ingest(lines(&[&log(2, "c1", "two")])).await;
    assert_eq!((reply.status, reply.error_code().as_str()), (429, "OVERLOADED"));
    assert_eq!(reply.header("retry-after"), Some("1"));
    store.set(Fault::None);
    store.release.add_permits(1);
    assert_eq!(sending.await.unwrap().status, 200);
    assert_eq!(server.ingest(lines(&[&log(2, "c1", "two")])).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_batch_is_answered_line_by_line_too() {
    let server = Server::start().await;
    let records: Vec<String> = (1..=2000).map(|seq| log(seq, "c1", "a line of a large batch")).collect();
    let mut lines = lines(&records.iter().map(String::as_str).collect::<Vec<_>>());
    lines.push_str("{}\n");
    let answer = server.ingest(lines).await.json();
    let expected = json!({"accepted": 2000, "duplicate": 0, "rejected": 1, "derived_identity": false,
        "errors": [{"line": 2001, "code": "missing_field", "field": "type", "reason": "required"}]});
    assert_eq!(without_notes(answer), expected);
}

/// A body that comes alone is read in parts; what is said of it must not tell.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_batch_is_answered_as_a_whole() {
    let server = Server::start().await;
    let nameless = |at: usize| {
        let time = if at < 1500 { "" } else { r#","timestamp":"1999-01-01T00:00:00Z""# };
        let colour = if at.is_multiple_of(10) { r#""colour":"red","# } else { "" };
        let content = format!("line {at} of a batch that is longer than what is read in one piece");
        format!(
            r#"{{{colour}"type":"log","conversation_id":"c1","entry":{{"level":"info","content":"{content}"{time}}}}}"#
        )
    };
    let mut records: Vec<String> = (1..=2000).map(nameless).collect();
    records[1799] = "{}".to_owned();
    let answer = server.ingest(lines(&records.iter().map(String::as_str).collect::<Vec<_>>())).await.json();
    let counts = [&answer["accepted"], &answer["rejected"], &answer["derived_identity"], &answer["errors"][0]["line"]];
    assert_eq!(counts, [&json!(1999), &json!(1), &json!(true), &json!(1800)]);
    let notes = answer["notes"].as_array().unwrap();
    let of = |code: &str| -> Vec<u64> {
        notes.iter().filter(|note| note["code"] == code).map(|note| note["line"].as_u64().unwrap()).collect()
    };
    assert_eq!((of("no_identity"), of("clock_far_off")), (vec![1], vec![1500]));
    assert_eq!(of("unknown_field"), (1..=100).map(|at| at * 10).collect::<Vec<_>>());
    let last = notes.last().unwrap();
    assert_eq!((&last["code"], notes.len()), (&json!("more_notes"), 103));
    assert!(last["reason"].as_str().unwrap().starts_with("99 "), "{last}");
    let path = format!("/v1/agents/{PROJECT}/conversations/c1");
    let read = server.read(&path, &server.reader).await;
    assert_eq!(read.text().matches("of a batch that is longer").count(), 1999);
}

#[tokio::test]
async fn notes_are_bounded() {
    let server = Server::start().await;
    let record = |seq| log(seq, "c1", "x").replacen('{', r#"{"colour":"red","#, 1);
    let records: Vec<String> = (1..=150).map(record).collect();
    let answer = server.ingest(lines(&records.iter().map(String::as_str).collect::<Vec<_>>())).await.json();
    let notes = answer["notes"].as_array().unwrap();
    assert_eq!((answer["accepted"].as_u64(), notes.len()), (Some(150), 101));
    assert_eq!((&notes[0]["code"], &notes[100]["code"]), (&json!("unknown_field"), &json!("more_notes")));
    assert!(notes[100]["reason"].as_str().unwrap().starts_with("50 "));
}

#[tokio::test]
async fn needs_a_key_that_may_send() {
    let server = Server::start().await;
    let send = async |key: &str| {
        let reply = post("/v1/ingest", lines(&[&log(1, "c1", "x")])).key(key).send(server.address).await;
        (reply.status, reply.error_code())
    };
    assert_eq!(send(&server.pii_reader).await, (403, "ACCOUNT_INSUFFICIENT_PERMISSIONS".into()));
    assert_eq!(send("").await, (401, "AUTH_USER_NOT_FOUND".into()));
    assert_eq!(send("convlog_nonsense").await, (401, "AUTH_USER_INVALID_TOKEN".into()));
    assert_eq!(server.read(&format!("/v1/agents/{PROJECT}/conversations"), &server.reader).await.json()["count"], 0);
}
