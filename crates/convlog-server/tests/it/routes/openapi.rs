use std::path::Path;

use convlog_server::{markdown_page, openapi_json};
use serde_json::Value;

use crate::world::{Server, get};

fn kept(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn the_document_in_the_repository_is_the_one_made_from_the_handlers() {
    assert!(
        kept("web/openapi.json") == openapi_json(),
        "it is stale: cargo run --release -p convlog-server --example openapi > web/openapi.json"
    );
    assert!(kept("docs/reference/api.md") == markdown_page(), "it is stale: make docs");
}

#[tokio::test]
async fn the_service_shows_its_document_and_a_page_without_script() {
    let server = Server::start().await;
    let reply = get("/openapi.json").send(server.address).await;
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("application/json")));
    assert_eq!(reply.text(), openapi_json());
    let page = get("/docs").send(server.address).await;
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert!(!page.text().contains("<script") && !page.header("content-security-policy").unwrap().contains("script"));
    for path in reply.json()["paths"].as_object().unwrap().keys() {
        assert!(page.text().contains(&format!(" {path}</code></h2>")), "{path}");
    }
}

#[tokio::test]
async fn the_page_begins_with_sending_lists_and_one_conversation_and_shows_what_can_be_sent() {
    let server = Server::start().await;
    let page = get("/docs").send(server.address).await.text().to_owned();
    let place = |what: &str| page.find(what).unwrap_or_else(|| panic!("{what}"));
    let order = [
        "POST /v1/ingest</code></h2>",
        "GET /v1/agents/{project_id}/conversations</code></h2>",
        "GET /v3/{account_id}/{project_id}/conversations</code></h2>",
        "GET /api/projects/{project_id}/conversations</code></h2>",
        "GET /v1/agents/{project_id}/conversations/{conversation_id}</code></h2>",
        "GET /api/projects/{project_id}/audit</code></h2>",
        "id=\"records\"",
        "id=\"record-function_event\"",
        "id=\"limits\"",
    ];
    let places: Vec<usize> = order.iter().map(|what| place(what)).collect();
    assert!(places.is_sorted(), "{places:?}");
    for what in [
        "Body: <code>application/x-ndjson</code>",
        "&quot;conversation_id&quot;:&quot;CA42&quot;",
        "<a href=\"#ErasureBody\">ErasureBody</a>",
        "<td><code>barge_in</code></td><td>open</td><td>true or false</td>",
        "<td>8 MiB</td>",
        "<td>256 bytes</td>",
    ] {
        place(what);
    }
}

#[test]
fn the_document_refers_to_nothing_that_is_not_in_it() {
    fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str));
                members.values().for_each(|value| references(value, found));
            }
            Value::Array(items) => items.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let document: Value = serde_json::from_str(&openapi_json()).unwrap();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(!found.is_empty());
    for reference in found {
        let place = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(place).is_some(), "{reference}");
    }
}
