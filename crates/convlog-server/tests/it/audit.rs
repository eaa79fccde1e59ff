//! Whatever personal data leaves is on record before it does; otherwise it does not leave.

use std::sync::Arc;
use std::time::Duration;

use convlog_server::Config;
use convlog_store::Permission;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::session::session;
use crate::world::{CALL, Fault, FaultyStore, PROJECT, Reply, Server, canaries, get, lines, log, records, request};

/// Every way on which a reader gets rows: the path, the template of its route, and whether personal data is on it.
const WAYS: [(&str, &str, bool); 15] = [
    ("/v1/agents/front-desk/conversations", "/v1/agents/{project_id}/conversations", true),
    ("/v1/agents/front-desk/conversations/c1", "/v1/agents/{project_id}/conversations/{conversation_id}", true),
    ("/v1/acme/front-desk/conversations", "/v1/{account_id}/{project_id}/conversations", true),
    ("/v3/acme/front-desk/conversations", "/v3/{account_id}/{project_id}/conversations", true),
    ("/api/projects/front-desk/conversations", "/api/projects/{project_id}/conversations", true),
    ("/api/projects/front-desk/conversations/c1", "/api/projects/{project_id}/conversations/{conversation_id}", true),
    (
        "/api/projects/front-desk/conversations/c1/outline",
        "/api/projects/{project_id}/conversations/{conversation_id}/outline",
        true,
    ),
    (
        "/api/projects/front-desk/conversations/c1/turns",
        "/api/projects/{project_id}/conversations/{conversation_id}/turns",
        true,
    ),
    (
        "/api/projects/front-desk/conversations/c1/entries",
        "/api/projects/{project_id}/conversations/{conversation_id}/entries",
        true,
    ),
    ("/api/projects/front-desk/functions/look_up/runs", "/api/projects/{project_id}/functions/{name}/runs", true),
    ("/api/projects/front-desk/contact-calls?conversation=c1", "/api/projects/{project_id}/contact-calls", true),
    (
        "/api/projects/front-desk/conversations/export?format=csv",
        "/api/projects/{project_id}/conversations/export",
        true,
    ),
    (
        "/api/projects/front-desk/conversations/export?format=ndjson",
        "/api/projects/{project_id}/conversations/export",
        true,
    ),
    ("/api/projects/front-desk/facets", "", false),
    ("/api/projects/front-desk/conversations/open", "", false),
];

const LIVE: &str = "/api/projects/front-desk/conversations/c1/live";

async fn fill(server: &Server) {
    assert_eq!(server.ingest(records("c1", CALL)).await.status, 200);
    let open = log(90, "open", "nothing personal");
    let hidden = log(91, "wholly-hidden", "CANARY-secret").replace("\"is_pii\":false", "\"is_pii\":true");
    assert_eq!(server.ingest(lines(&[&open, &hidden])).await.status, 200);
}

/// Reads the audit as an administrator without any other permission.
async fn audit(server: &Server, more: &str) -> Value {
    let (admin, _) = server.key("acme", PROJECT, &[Permission::Admin]).await;
    let reply = server.read(&format!("/api/projects/{PROJECT}/audit?limit=500{more}"), &admin).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    for canary in canaries() {
        assert!(!reply.text().contains(canary), "{canary}");
    }
    reply.json()["records"].clone()
}

fn holds_canary(reply: &Reply) -> bool {
    String::from_utf8_lossy(&reply.body).contains("CANARY")
}

#[tokio::test]
async fn every_way_on_which_personal_data_leaves_is_on_record_and_no_other() {
    let server = Server::start().await;
    fill(&server).await;
    let mut expected = 0;
    for (path, route, is_personal) in WAYS {
        let asked = get(path).key(&server.pii_reader).header("x-polyai-correlation-id", "mine");
        let reply = asked.send(server.address).await;
        assert_eq!(reply.status, 200, "{path}");
        expected += usize::from(is_personal);
        let records = audit(&server, "").await;
        assert_eq!(records.as_array().map(Vec::len), Some(expected), "{path}");
        if is_personal {
            let newest = &records[0];
            assert_eq!((newest["route"].as_str(), newest["method"].as_str()), (Some(route), Some("GET")));
            assert_eq!((&newest["status"], &newest["via"], &newest["part"]), (&json!(200), &json!("key"), &json!(1)));
            assert_eq!((&newest["correlation_id"], &newest["number"]), (&json!("mine"), &json!(expected)));
            assert_eq!((&newest["conversations"], &newest["conversation_count"]), (&json!(["c1"]), &json!(1)));
            assert!(newest["time"] == "2026-06-03T13:20:00.000000Z" && newest["key_id"].is_string());
        }
        assert_eq!(server.read(path, &server.reader).await.status == 200, !path.contains("contact-calls"), "{path}");
        assert_eq!(audit(&server, "").await.as_array().map(Vec::len), Some(expected), "{path} without `pii`");
    }
}

#[tokio::test]
async fn what_cannot_be_put_on_record_does_not_leave() {
    let store = Arc::new(FaultyStore::new());
    let server = Server::start_with(Config::default(), store.clone()).await;
    fill(&server).await;
    store.set(Fault::Unaudited);
    for (path, _, is_personal) in WAYS.into_iter().chain([(LIVE, "", true)]) {
        let reply = server.read(path, &server.pii_reader).await;
        assert_eq!((reply.status, holds_canary(&reply)), (if is_personal { 503 } else { 200 }, false), "{path}");
        if is_personal {
            assert_eq!((reply.error_code().as_str(), reply.header("retry-after")), ("UNAVAILABLE", Some("5")));
            assert!(!reply.text().contains("secret-place"));
        }
        if path != LIVE {
            let open = server.read(path, &server.reader).await;
            assert_eq!(open.status == 200, !path.contains("contact-calls"), "{path}");
        }
    }
    store.set(Fault::None);
    assert!(holds_canary(&server.read(WAYS[1].0, &server.pii_reader).await));
}

#[tokio::test]
async fn values_that_were_searched_for_are_on_record_as_hashes_whatever_was_found() {
    let server = Server::start().await;
    fill(&server).await;
    for filter in ["contact=CANARY-contact", "contact=CANARY-nobody", "text=canary-entry", "contact=CANARY-nobody"] {
        let path = format!("/api/projects/{PROJECT}/conversations?{filter}");
        assert_eq!(server.read(&path, &server.pii_reader).await.status, 200);
    }
    let records = audit(&server, "").await;
    let searched = |at: usize| (records[at]["searched"][0].clone(), records[at]["conversations"].clone());
    assert_eq!(records.as_array().map(Vec::len), Some(4));
    assert_eq!(searched(0), searched(2));
    assert_eq!(searched(0).1, json!([]));
    assert_eq!((searched(1).0["field"].as_str(), searched(1).1), (Some("text"), json!(["c1"])));
    assert_eq!(searched(3).1, json!(["c1"]));
    assert_ne!(searched(0).0["hash"], searched(3).0["hash"]);
    assert_eq!(searched(0).0["hash"].as_str().map(str::len), Some(64));
    assert!(!records.to_string().to_lowercase().contains("canary"));
}

#[tokio::test]
async fn an_administrator_is_not_told_of_a_conversation_of_which_nothing_is_open() {
    let server = Server::start().await;
    fill(&server).await;
    assert_eq!(server.conversation("wholly-hidden", &server.pii_reader).await.status, 200);
    let records = audit(&server, "").await;
    assert_eq!((&records[0]["conversations"], &records[0]["conversation_count"]), (&json!([]), &json!(0)));
    assert!(!records.to_string().contains("wholly-hidden"), "{records}");
    assert_eq!(audit(&server, "&conversation=wholly-hidden").await, json!([]));
}

#[tokio::test]
async fn only_an_administrator_of_the_project_reads_the_audit() {
    let server = Server::start().await;
    let path = format!("/api/projects/{PROJECT}/audit");
    for key in [&server.reader, &server.pii_reader, &server.writer] {
        for path in [path.clone(), format!("{path}/export")] {
            let reply = server.read(&path, key).await;
            assert_eq!((reply.status, reply.error_code().as_str()), (403, "ACCOUNT_INSUFFICIENT_PERMISSIONS"));
        }
    }
    server.key("acme", "sales", &[Permission::Read]).await;
    let (admin, _) = server.key("acme", PROJECT, &[Permission::Admin]).await;
    let (foreign, _) = server.key("umbrella", PROJECT, &[Permission::Admin]).await;
    let elsewhere = server.read("/api/projects/sales/audit", &admin).await;
    let nowhere = server.read("/api/projects/nothing/audit", &admin).await;
    assert_eq!((elsewhere.status, elsewhere.comparable()), (404, nowhere.comparable()));
    fill(&server).await;
    assert_eq!(server.conversation("c1", &server.pii_reader).await.status, 200);
    assert_eq!(server.read(&path, &foreign).await.json()["records"], json!([]));
    for wrong in ["limit=0", "limit=501", "cursor=x", "cursor=1-x", "since=yesterday", "conversation=a%0Ab"] {
        assert_eq!(server.read(&format!("{path}?{wrong}"), &admin).await.status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn the_audit_is_filtered_paged_and_exported() {
    let server = Server::start().await;
    fill(&server).await;
    let until = convlog_core::Timestamp::parse("2026-06-04T00:00:00Z").unwrap();
    let granted = server.key_until("acme", PROJECT, until).await;
    for key in [&server.pii_reader, &granted, &server.pii_reader] {
        assert_eq!(server.conversation("c1", key).await.status, 200);
        server.wait_seconds(60);
    }
    let (admin, _) = server.key("acme", PROJECT, &[Permission::Admin]).await;
    let path = format!("/api/projects/{PROJECT}/audit");
    let exported = server.read(&format!("{path}/export"), &admin).await;
    assert_eq!(exported.header("content-type"), Some("application/x-ndjson"));
    // The lines between them say how long the chunks are.
    let exported = exported.text().lines().filter(|line| line.starts_with('{'));
    let exported: Vec<Value> = exported.map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(json!(exported), audit(&server, "").await);
    assert_eq!((&exported[1]["pii_reason"], &exported[0]["pii_reason"]), (&json!("of a test"), &Value::Null));
    assert_eq!(exported[1]["pii_until"], "2026-06-04T00:00:00.000000Z");
    let (mut cursor, mut paged) = (String::new(), Vec::new());
    loop {
        let page = server.read(&format!("{path}?limit=2{cursor}"), &admin).await.json();
        paged.extend(page["records"].as_array().unwrap().clone());
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(paged, exported);
    let key = exported[1]["key_id"].as_str().unwrap();
    assert_eq!(audit(&server, &format!("&key={key}")).await, json!([exported[1]]));
    let between = "&since=2026-06-03T13:21:00Z&until=2026-06-03T13:22:00Z";
    assert_eq!(audit(&server, between).await, json!([exported[1]]));
    assert_eq!(audit(&server, "&conversation=c1").await, json!(exported));
    assert_eq!(audit(&server, "&conversation=other").await, json!([]));
}

#[tokio::test]
async fn a_session_is_on_record_as_one() {
    let server = Server::start().await;
    fill(&server).await;
    let cookie = session(&server, &server.pii_reader).await;
    let reply = get(WAYS[5].0).header("cookie", &cookie).send(server.address).await;
    assert!(holds_canary(&reply));
    assert_eq!(audit(&server, "").await[0]["via"], "session");
}

#[tokio::test]
async fn a_note_is_on_record_whoever_writes_it() {
    let server = Server::start().await;
    fill(&server).await;
    for (written, key) in [(1, &server.pii_reader), (2, &server.reader)] {
        let put = request("PUT", &format!("{}/note", WAYS[5].0), Some(br#"{"note":"seen"}"#));
        assert_eq!(put.key(key).send(server.address).await.status, 204);
        let records = audit(&server, "").await;
        assert_eq!(records.as_array().map(Vec::len), Some(written), "{records}");
        assert_eq!((&records[0]["method"], &records[0]["conversations"]), (&json!("PUT"), &json!(["c1"])), "{records}");
        assert!(!records.to_string().contains("seen"));
    }
}

#[tokio::test]
async fn a_stream_is_on_record_once_before_its_first_event_with_personal_data() {
    let server = Server::start().await;
    let first = log(1, "c1", "open");
    assert_eq!(server.ingest(lines(&[&first])).await.status, 200);
    let mut socket = TcpStream::connect(server.address).await.unwrap();
    let head = format!("GET {LIVE} HTTP/1.0\r\nhost: x\r\nx-api-key: {}\r\n\r\n", server.pii_reader);
    socket.write_all(head.as_bytes()).await.unwrap();
    let mut read = String::new();
    let mut until = async |mark: &str| {
        while !read.contains(mark) {
            let mut bytes = [0; 64 * 1024];
            let some = tokio::time::timeout(Duration::from_secs(15), socket.read(&mut bytes)).await.unwrap().unwrap();
            assert!(some > 0, "the stream ended: {read}");
            read.push_str(std::str::from_utf8(&bytes[..some]).unwrap());
        }
    };
    until("event: begin").await;
    assert_eq!(audit(&server, "").await, json!([]));
    for seq in [2, 3] {
        let hidden = log(seq, "c1", "hidden").replace("\"is_pii\":false", "\"is_pii\":true");
        assert_eq!(server.ingest(lines(&[&hidden])).await.status, 200);
        until(&format!("\"entries\":{seq}")).await;
        let records = audit(&server, "").await;
        assert_eq!(records.as_array().map(Vec::len), Some(1));
        assert_eq!(records[0]["conversations"], json!(["c1"]));
    }
}
